//! Where an answer begins inside a question's section, and which letters it names.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::bold::{first_line, lines};
use super::choices;
use super::details::{self, Fold};
use super::outline::{Leaf, LeafKind, Outline};
use super::words::{self, Label};
use crate::document::Span;

/// A paragraph that begins with a word that says what it is.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// What it is.
    pub label: Label,
    /// The number behind the word.
    pub number: Option<u64>,
    /// The bytes of the label, its colon included.
    pub span: Span,
    /// What follows it in the paragraph.
    pub rest: Span,
}

/// Reads the label of a paragraph: `Answer: …`, `**Answer:** …`, `**Answer**: …`, `[Answer] …`, `**Q1.** …`.
pub fn labelled(outline: &Outline<'_, '_>, leaf: &Leaf) -> Option<Labelled> {
    labelled_line(outline, leaf, first_line(outline, leaf), false)
}

/// The same of any line of a paragraph. A letter without stars, `A: …`, is a label only where `takes_letters`.
fn labelled_line(
    outline: &Outline<'_, '_>,
    leaf: &Leaf,
    events: Range<usize>,
    takes_letters: bool,
) -> Option<Labelled> {
    let text = outline.text();
    let (first, first_span) = outline.blocks.events.get(events.start).filter(|_| !events.is_empty())?;
    let start = if events.start == leaf.events.start { leaf.span.start } else { first_span.start };
    let raw = &text[start..leaf.span.end];
    if matches!(first, Event::Start(Tag::Strong)) {
        let end = outline.blocks.end_of(events.start);
        let bold = outline.blocks.text(events.start..end);
        let strong = first_span.clone();
        let behind = &text[strong.end..leaf.span.end];
        let colon = behind.len() - behind.trim_start_matches([' ', ':', '：', '-', '–']).len();
        let has_colon =
            bold.trim_end().ends_with([':', '：', '.', ')']) || behind.trim_start().starts_with([':', '：']);
        if let Some((label, number)) = named(&bold).filter(|_| has_colon) {
            let start = strong.end + colon;
            return Some(Labelled { label, number, span: strong.start..start, rest: start..leaf.span.end });
        }
        // `**Answer: B) words**`: the stars stay, for they close behind the words.
        let (name, _) = bold.split_once([':', '：'])?;
        let is_whole = behind.split('\n').next().unwrap_or_default().trim().is_empty();
        let (label, number) = named(name).filter(|(label, _)| *label != Label::Question || is_whole)?;
        let at = text[strong.clone()].find([':', '：'])?;
        let colon = text[strong.start + at..].chars().next().map_or(1, char::len_utf8);
        let start = strong.start + at + colon;
        return Some(Labelled { label, number, span: strong.start + 2..start, rest: start..leaf.span.end });
    }
    let line = raw.split('\n').next().unwrap_or_default();
    if let Some((name, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let (label, number) = named(name)?;
        let behind = start + name.len() + 2;
        return Some(Labelled { label, number, span: start..behind, rest: behind..leaf.span.end });
    }
    let at = line.find([':', '：', '.', ')'])?;
    let (label, number) = named(&line[..at])?;
    let mark = line[at..].chars().next()?;
    // `A. words` is a choice and `A: words` may be one: a single letter says too little, unless it is a `Q`.
    let is_letter = line[..at].chars().filter(|c| c.is_alphanumeric()).count() == 1;
    let is_plain = matches!(mark, ':' | '：') || (label == Label::Question && number.is_some());
    if !is_plain || (is_letter && label != Label::Question && !takes_letters) {
        return None;
    }
    let mut behind = start + at + mark.len_utf8();
    // `*Answer:* words`
    if let Some(star) = line.chars().next().filter(|c| matches!(c, '*' | '_'))
        && text[behind..].starts_with(star)
    {
        behind += 1;
    }
    Some(Labelled { label, number, span: start..behind, rest: behind..leaf.span.end })
}

/// The label and number of `Question 3` or `Answer`.
fn named(text: &str) -> Option<(Label, Option<u64>)> {
    let name = text.trim().trim_end_matches([':', '：', '.', ')']).trim();
    if name.chars().count() > 40 {
        return None;
    }
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (word, digits) = name.split_at(name.len() - digits);
    let label = words::label(word.trim_end_matches([' ', '#', '.', '-']))?;
    Some((label, digits.parse().ok()))
}

/// Where the answer of a section begins.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Where the text of the question ends.
    pub start: usize,
    /// What only says that the answer begins, and is not shown.
    pub dropped: Vec<Span>,
    /// What stands behind the announcement in its line: perhaps the letters of choices.
    pub named: String,
}

/// Looks for the announcement of an answer among the leaves of a section.
pub fn answer(outline: &Outline<'_, '_>, body: &Span, takes_letters: bool) -> Option<Answer> {
    let text = outline.text();
    let fold = answer_fold(outline, body);
    let fold_at = fold.as_ref().map_or(usize::MAX, |fold| fold.span.start);
    // The question's own paragraph may go on with the answer.
    let first = outline.leaves.partition_point(|leaf| leaf.span.start < body.start).saturating_sub(1);
    for leaf in outline.leaves[first..].iter().take_while(|leaf| leaf.span.start < body.end.min(fold_at)) {
        if leaf.span.end <= body.start {
            continue;
        }
        let is_own = leaf.span.start >= body.start;
        if let Some(answer) = is_own
            .then(|| announced(outline, leaf))
            .flatten()
            .or_else(|| announced_line(outline, leaf, body.start, takes_letters))
        {
            return Some(answer);
        }
    }
    let fold = fold?;
    let mut dropped: Vec<Span> = std::iter::once(fold.span.start..fold.inside.start).collect();
    if fold.span.end > fold.inside.end && fold.span.end <= body.end {
        dropped.push(fold.inside.end..fold.span.end);
    }
    let mut answer = Answer { start: fold.span.start, dropped, named: String::new() };
    if let Some((_, label)) = &fold.label {
        answer.named = after_label(&details::plain(&text[label.clone()])).unwrap_or_default();
    }
    // Inside the fold the answer may be announced once more, with its letter.
    let inside = fold.inside.start..fold.inside.end.min(body.end);
    if let Some(inner) = outline.leaves_in(&inside).iter().take(4).find_map(|leaf| announced(outline, leaf)) {
        answer.dropped.extend(inner.dropped);
        answer.named = inner.named;
    } else if let Some(first) = outline.leaves_in(&inside).first().filter(|_| answer.named.is_empty()) {
        // Or the letter stands there alone, or before the words of the choice.
        let shown = outline.words(first);
        let is_letter = letters(&shown).is_some_and(|(_, words)| words.is_empty()) || choices::letter(&shown).is_some();
        answer.named = if first.kind == LeafKind::Words && is_letter { shown } else { String::new() };
    }
    Some(answer)
}

/// The first fold of a section whose label says that it is the answer.
fn answer_fold(outline: &Outline<'_, '_>, body: &Span) -> Option<Fold> {
    let tags = outline.folds_in(body);
    let folds = details::folds(tags, body.end);
    folds.into_iter().find(|fold| {
        let label = fold.label.as_ref().map(|(_, inside)| details::plain(&outline.text()[inside.clone()]));
        label.is_some_and(|label| words::is_answer_label(&label) || after_label(&label).is_some())
    })
}

/// What follows the word for an answer, if a text begins with one.
fn after_label(text: &str) -> Option<String> {
    let text = text.trim();
    // A letter alone may be anything.
    let is_word = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).count() > 1 || !name.is_ascii();
    if let Some((name, rest)) = text.split_once([':', '：'])
        && words::label(name) == Some(Label::Answer)
        && is_word(name)
    {
        return Some(rest.trim().to_owned());
    }
    // `答案 B`, `Answer D`, `The correct answer is b)`.
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let name = text[..text.len() - last.len()].trim_end();
    if words::label(text) == Some(Label::Answer) && is_word(text) {
        return Some(String::new());
    }
    let is_short = last.trim_matches(|c: char| !c.is_alphanumeric()).chars().count() <= 2;
    (is_short && is_word(name) && words::label(name) == Some(Label::Answer)).then(|| last.to_owned())
}

/// Whether a heading announces an answer: `Answer`, `Answer: D`, `答案 B`.
pub fn is_announcement(text: &str) -> bool {
    words::label(text).is_some() || after_label(text).is_some()
}

fn announced(outline: &Outline<'_, '_>, leaf: &Leaf) -> Option<Answer> {
    let shown = outline.words(leaf);
    match leaf.kind {
        LeafKind::Heading(_) => {
            let named = after_label(&shown)?;
            Some(Answer { start: leaf.span.start, dropped: vec![leaf.span.clone()], named })
        }
        LeafKind::Words => {
            if let Some(found) = labelled(outline, leaf).filter(|found| found.label == Label::Answer) {
                return Some(from_label(outline, &found));
            }
            let line = shown.split('\n').next().unwrap_or_default();
            let named = after_label(line.trim_matches('*')).filter(|named| !named.is_empty() && line.len() < 60)?;
            Some(Answer { start: leaf.span.start, dropped: Vec::new(), named })
        }
        _ => None,
    }
}

/// An answer announced by a later line of a paragraph, or by a letter.
fn announced_line(outline: &Outline<'_, '_>, leaf: &Leaf, from: usize, takes_letters: bool) -> Option<Answer> {
    if leaf.kind != LeafKind::Words {
        return None;
    }
    let lines = lines(outline, leaf).into_iter().filter(|line| {
        let first = outline.blocks.events.get(line.start);
        !line.is_empty() && first.is_some_and(|(_, span)| span.start >= from)
    });
    let mut found = lines.filter_map(|line| labelled_line(outline, leaf, line, takes_letters));
    found.find(|found| found.label == Label::Answer).map(|found| from_label(outline, &found))
}

fn from_label(outline: &Outline<'_, '_>, found: &Labelled) -> Answer {
    let text = outline.text();
    let line = text[found.rest.clone()].split('\n').next().unwrap_or_default();
    let named = line.trim().trim_matches('*').to_owned();
    let is_whole = letters(&named).is_some_and(|(_, words)| words.is_empty());
    // `**Answer: B**` goes with its stars.
    let starred = is_whole && text[..found.span.start].ends_with("**");
    let start = if starred { found.span.start - 2 } else { found.span.start };
    let end = if is_whole { found.rest.start + line.len() } else { found.span.end };
    Answer { start, dropped: std::iter::once(start..end).collect(), named }
}

/// The letters or numbers a text begins with (`B`, `A, C`, `b) words`), and the words behind them.
pub fn letters(text: &str) -> Option<(Vec<String>, &str)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches(|c: char| matches!(c, '(' | '[' | '*' | '`') || c.is_whitespace());
    loop {
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..end];
        let is_name = word.chars().count() == 1 || (word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_name {
            break;
        }
        found.push(word.to_lowercase());
        let behind = &rest[end..];
        let after = behind.trim_start_matches([')', ']', '.', ':', '*', '`', ' ', '：']);
        let joined = after.trim_start_matches([',', '&', '、', '+', '/', ';']).trim_start();
        let joined = joined.strip_prefix("and ").or(joined.strip_prefix("y ")).unwrap_or(joined);
        if joined.len() == after.len() {
            rest = after;
            break;
        }
        rest = joined;
    }
    (!found.is_empty()).then_some((found, rest.trim()))
}
