//! What is shown of a document that answers: the words asked for marked, in the passage that holds most of them.

use std::ops::Range;

use crate::analyze::Analyzer;
use crate::pack::{Card, Passage};
use crate::plan::{Condition, Plan};

/// About how many bytes of a passage are shown.
const WINDOW: usize = 220;
/// How many of them may stand before the first word that answers.
const LEAD: usize = 60;

/// A stretch of text, marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The text.
    pub text: String,
    /// Whether it was asked for.
    pub is_match: bool,
}

/// What is shown of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The title.
    pub title: Vec<Part>,
    /// The passage; `…` stands where text was left out.
    pub passage: Vec<Part>,
    /// The anchor of the heading the passage stands under, if it has one.
    pub anchor: String,
    /// Words of the passage as they stand in the page, to scroll to; empty if none of them was asked for.
    pub quote: String,
}

/// Marks the words of a plan.
pub struct Marker<'p> {
    analyzer: &'p Analyzer,
    /// Terms in order, each with the number of the part of the question it belongs to.
    terms: Vec<(&'p str, usize)>,
}

/// A stretch of bytes that answers a part of the question.
#[derive(Debug)]
pub(crate) struct Mark {
    span: Range<usize>,
    /// The part's number: clauses first.
    pub(crate) part: usize,
    pub(crate) position: u32,
}

impl<'p> Marker<'p> {
    /// For the words of a plan.
    pub fn new(plan: &'p Plan, analyzer: &'p Analyzer) -> Self {
        let mut marker = Self { analyzer, terms: Vec::new() };
        let mut part = 0;
        for clause in &plan.clauses {
            for (term, _) in &clause.alternatives {
                marker.add(term, part);
            }
            part += 1;
        }
        for condition in &plan.required {
            match condition {
                Condition::Title(term) => marker.add(term, part),
                Condition::Phrase(phrase) => phrase.iter().for_each(|(term, _)| marker.add(term, part)),
                Condition::Filter(_) => {}
            }
            part += 1;
        }
        marker
    }

    /// Marks a term for a part of the question, unless it belongs to another already.
    fn add(&mut self, term: &'p str, part: usize) {
        if let Err(at) = self.terms.binary_search_by(|(other, _)| (*other).cmp(term)) {
            self.terms.insert(at, (term, part));
        }
    }

    /// Finds them in what is known of a document.
    pub fn mark(&self, card: &Card) -> Marked {
        let passages = card.passages.iter().map(|passage| self.marks(&passage.text)).collect();
        Marked { title: self.marks(&card.title), passages }
    }

    fn marks(&self, text: &str) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::new();
        self.analyzer.tokens(text, &mut |token| {
            if let Ok(found) = self.terms.binary_search_by(|(term, _)| (*term).cmp(token.term)) {
                let (span, part) = (token.start..token.end, self.terms[found].1);
                marks.push(Mark { span, part, position: token.position });
            }
        });
        marks
    }
}

/// The words of a question where they stand in a document.
#[derive(Debug)]
pub struct Marked {
    title: Vec<Mark>,
    passages: Vec<Vec<Mark>>,
}

impl Marked {
    /// Those of each text.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Vec<Mark>> {
        std::iter::once(&self.title).chain(&self.passages)
    }

    /// What to show of the document, whose card is the one that was marked.
    pub fn snippet(&self, card: &Card) -> Snippet {
        let title = marked(&card.title, 0..card.title.len(), &self.title);
        let mut best: Option<(u32, &Passage, &[Mark], Range<usize>)> = None;
        for (passage, marks) in card.passages.iter().zip(&self.passages) {
            let (parts, window) = window(&passage.text, marks);
            if best.as_ref().is_none_or(|(most, ..)| parts > *most) {
                best = Some((parts, passage, marks, window));
            }
        }
        let Some((_, passage, marks, window)) = best else { return Snippet { title, ..Snippet::default() } };
        let first = marks.iter().find(|mark| window.contains(&mark.span.start));
        let quote = first.map(|mark| passage.text[mark.span.clone()].to_owned()).unwrap_or_default();
        Snippet { title, passage: marked(&passage.text, window, marks), anchor: passage.anchor.clone(), quote }
    }
}

/// The stretch of a text that answers most parts of the question, and how many; parts from the 64th on count as one.
fn window(text: &str, marks: &[Mark]) -> (u32, Range<usize>) {
    let mut best = (0, 0);
    for (number, first) in marks.iter().enumerate() {
        let mut parts = 0_u64;
        for mark in &marks[number..] {
            if mark.span.end > first.span.start + WINDOW - LEAD {
                break;
            }
            parts |= 1 << mark.part.min(63);
        }
        if parts.count_ones() > best.0 {
            best = (parts.count_ones(), first.span.start);
        }
    }
    let start = beginning(text, best.1);
    (best.0, start..end(text, start))
}

/// Where a window that shows a byte begins: with its sentence if that is near, else with a word.
fn beginning(text: &str, at: usize) -> usize {
    let earliest = text.floor_char_boundary(at.saturating_sub(LEAD));
    if earliest == 0 {
        return 0;
    }
    let before = &text[earliest..at];
    let sentence =
        before.as_bytes().windows(2).rposition(|pair| pair == b". " || pair[1] == b'\n').map(|stop| stop + 2);
    let word = || before.bytes().position(|byte| byte == b' ').map(|space| space + 1);
    earliest + sentence.or_else(word).unwrap_or(0)
}

fn end(text: &str, start: usize) -> usize {
    let latest = text.floor_char_boundary(start + WINDOW);
    if latest >= text.len() {
        return text.len();
    }
    text[start..latest].bytes().rposition(|byte| byte == b' ').map_or(latest, |space| start + space)
}

/// A stretch of text as parts; marks that touch are one.
fn marked(text: &str, window: Range<usize>, marks: &[Mark]) -> Vec<Part> {
    let part = |text: &str, is_match| Part { text: text.to_owned(), is_match };
    let mut parts = Vec::new();
    let mut done = window.start;
    if window.start > 0 {
        parts.push(part("… ", false));
    }
    for Mark { span, .. } in marks.iter().filter(|mark| window.start <= mark.span.start && mark.span.end <= window.end)
    {
        if span.end <= done {
            continue;
        }
        let start = span.start.max(done);
        if start > done {
            parts.push(part(&text[done..start], false));
        }
        match parts.last_mut().filter(|last| last.is_match && start == done) {
            Some(last) => last.text.push_str(&text[start..span.end]),
            None => parts.push(part(&text[start..span.end], true)),
        }
        done = span.end;
    }
    if done < window.end {
        parts.push(part(&text[done..window.end], false));
    }
    if window.end < text.len() {
        parts.push(part(" …", false));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Clause;

    fn shown(parts: &[Part]) -> String {
        parts.iter().map(|part| if part.is_match { format!("[{}]", part.text) } else { part.text.clone() }).collect()
    }

    fn snippet(terms: &[&str], title: &str, passages: &[&str]) -> Snippet {
        let clause = |term: &&str| Clause { alternatives: vec![((*term).to_owned(), 1.0)], frequency: 0 };
        let plan = Plan { clauses: terms.iter().map(clause).collect(), ..Plan::default() };
        let passage = |text: &&str| Passage { anchor: text[..1].to_owned(), text: (*text).to_owned() };
        let card = Card { title: title.into(), passages: passages.iter().map(passage).collect(), ..Card::default() };
        Marker::new(&plan, &Analyzer::new("en")).mark(&card).snippet(&card)
    }

    #[test]
    fn words_asked_for_are_marked_in_all_their_forms() {
        let snippet = snippet(&["shard", "databas"], "Sharding a database", &["Shards hold databases."]);
        assert_eq!(shown(&snippet.title), "[Sharding] a [database]");
        assert_eq!(shown(&snippet.passage), "[Shards] hold [databases].");
        assert_eq!((&*snippet.anchor, &*snippet.quote), ("S", "Shards"));
    }

    #[test]
    fn the_passage_with_most_parts_of_the_question_is_shown() {
        let snippet = snippet(&["lock", "wait"], "T", &["lock lock lock", "A lock waits.", "wait"]);
        assert_eq!(shown(&snippet.passage), "A [lock] [waits].");
    }

    #[test]
    fn long_texts_are_cut_between_words() {
        let long = format!("{} the lock holds. {}", "word ".repeat(100), "more ".repeat(100));
        let snippet = snippet(&["lock"], "T", &[&long]);
        let shown = shown(&snippet.passage);
        assert!(shown.starts_with("… ") && shown.ends_with(" …"), "{shown}");
        assert!(shown.contains("the [lock] holds. more"), "{shown}");
        assert!(shown.len() < WINDOW + 20, "{shown}");
    }

    #[test]
    fn a_passage_begins_with_its_sentence() {
        let check = |before: &str| {
            let text = format!("{}{before}The lock holds.", "word ".repeat(60));
            assert_eq!(shown(&snippet(&["lock"], "T", &[&text]).passage), "… The [lock] holds.");
        };
        check("Ends here. ");
        check("Ends here …\n");
    }

    #[test]
    fn without_an_answer_the_beginning_is_shown() {
        assert_eq!(shown(&snippet(&["x"], "T", &["First.", "Second."]).passage), "First.");
    }
}
