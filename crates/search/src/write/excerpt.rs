//! What is kept of a document for passages: the sentences in which it would be looked for.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};

use foldhash::fast::FixedState;

use super::recall::{Recall, Stretches};
use crate::analyze::Form;
use crate::pack::{Card, Passage};

/// A sentence longer than this is kept in part.
const SENTENCE: usize = 300;
/// The same where so little is kept that most sentences would not fit.
const CLAUSE: usize = 80;
/// How much more a word says that stands in the title too: that is what the document is looked for by.
const TITLED: f32 = 2.0;

/// What a sentence beside others costs beyond its length, in bytes.
const ANOTHER: usize = 20;
/// The same of one that is shown alone: a few words say too little.
const ALONE: usize = 70;
/// How much less what does not end as sentences do says alone: a heading, a line of a table.
const UNENDED: f32 = 0.3;
/// What is shorter than this, in bytes, and does not end as sentences do, is a heading, a label, a row of a table,
const LABEL: usize = 40;
/// and says so much less than a sentence of its words.
const LABELLING: f32 = 0.4;

/// What stands where sentences were left out. A line's end keeps what was apart from counting as close together.
const GAP: &str = " …\n";

/// Whether all of a card's text is kept where so many bytes are.
pub fn is_short(card: &Card, bytes: usize) -> bool {
    card.passages.iter().map(|passage| passage.text.len()).sum::<usize>() <= bytes
}

/// A card's text taken apart, to choose from.
pub struct Text<'t> {
    card: &'t Card,
    /// How much of it is kept.
    bytes: usize,
    /// In their order.
    sentences: Vec<Sentence<'t>>,
    /// How much each word says, by its number here.
    worth: Vec<f32>,
    /// The numbers here of the words' numbers in a [`Recall`].
    numbers: HashMap<u32, u32, FixedState>,
}

/// The words of the whole text a card is of: it begins with the title and ends with the passages, a line's end behind each.
#[derive(Clone, Copy)]
pub struct TextWords<'r> {
    /// What knows them by their numbers.
    pub recall: &'r Recall,
    /// As they stand in it.
    pub stretches: &'r Stretches,
    /// Where its passages begin.
    pub passages_at: usize,
}

impl<'t> Text<'t> {
    /// Takes a text apart of which at most so many bytes are kept.
    ///
    /// `worth` tells how much a word says, by its number.
    pub fn new(card: &'t Card, bytes: usize, words: TextWords<'_>, worth: &dyn Fn(u32) -> f32) -> Self {
        let mut text = Self { card, bytes, sentences: Vec::new(), worth: Vec::new(), numbers: HashMap::default() };
        text.divide(words.passages_at);
        text.hand_out(words, worth);
        text
    }

    /// The sentences, as many as are kept, that hold most of what the document would be looked for by; they stay in order, those
    /// below the same heading together.
    pub fn excerpt(&self) -> Vec<Passage> {
        let text = &self.card.passages;
        if is_short(self.card, self.bytes) {
            return text.clone();
        }
        let sentences = &self.sentences;
        let chosen = choose(sentences, self.worth.clone(), self.bytes);
        let mut kept: Vec<Passage> = Vec::new();
        let mut is_cut = false;
        for (number, sentence) in sentences.iter().enumerate().filter(|(number, _)| chosen[*number]) {
            let anchor = &text[sentence.passage].anchor;
            match kept.last_mut().filter(|last| last.anchor == *anchor) {
                Some(last) => {
                    last.text.push_str(if chosen[number - 1] { " " } else { GAP });
                    last.text.push_str(sentence.text);
                }
                None => {
                    end(&mut kept, is_cut);
                    kept.push(self.beginning(number));
                }
            }
            is_cut = sentence.goes_on;
        }
        end(&mut kept, is_cut);
        kept
    }

    /// The sentence that says most, of those that hold one of these words if there are any.
    pub fn about(&self, words: &[u32]) -> Option<Passage> {
        let words: Vec<u32> = words.iter().filter_map(|word| self.numbers.get(word).copied()).collect();
        let holds = |sentence: &Sentence<'_>| words.iter().any(|word| sentence.words.binary_search(word).is_ok());
        let alone = |sentence: &Sentence<'_>| {
            let value = value(sentence, &self.worth, ALONE);
            if sentence.is_ended { value } else { value * UNENDED }
        };
        let offer = |(number, sentence)| (holds(sentence), Offer { value: alone(sentence), number });
        let (_, best) = self.sentences.iter().enumerate().map(offer).max()?;
        let mut passage = self.beginning(best.number);
        end(std::slice::from_mut(&mut passage), self.sentences[best.number].goes_on);
        Some(passage)
    }

    /// A passage that begins with a sentence.
    fn beginning(&self, number: usize) -> Passage {
        let sentence = &self.sentences[number];
        let begins_inside = number > 0 && self.sentences[number - 1].goes_on;
        let text = String::from(if begins_inside { "… " } else { "" }) + sentence.text;
        Passage { anchor: self.card.passages[sentence.passage].anchor.clone(), text }
    }

    /// Finds the sentences of the passages, which begin at `passages_at` of the whole text.
    fn divide(&mut self, mut passages_at: usize) {
        let parts: fn(&'t str) -> Vec<&'t str> =
            if self.bytes < SENTENCE { clauses } else { |sentence| vec![sentence] };
        for (passage, Passage { text: whole, .. }) in self.card.passages.iter().enumerate() {
            for sentence in whole.lines().flat_map(split) {
                let parts = parts(sentence);
                let is_ended = is_ended(sentence);
                let last = parts.len() - 1;
                self.sentences.extend(parts.into_iter().enumerate().map(|(number, text)| Sentence {
                    passage,
                    text,
                    at: passages_at + (text.as_ptr().addr() - whole.as_ptr().addr()),
                    words: Vec::new(),
                    prose: prose(text, is_ended),
                    is_ended,
                    goes_on: number < last,
                }));
            }
            passages_at += whole.len() + 1;
        }
    }

    /// Gives each sentence its words.
    fn hand_out(&mut self, words: TextWords<'_>, worth_of: &dyn Fn(u32) -> f32) {
        let mut titled: HashSet<u32, FixedState> = HashSet::default();
        let mut sentences = self.sentences.iter_mut().peekable();
        words.recall.recall(words.stretches, &mut |at, token| {
            if at < self.card.title.len() {
                titled.insert(token.number);
            }
            while sentences.next_if(|sentence| sentence.at + sentence.text.len() <= at).is_some() {}
            let Some(sentence) = sentences.peek_mut().filter(|sentence| sentence.at <= at) else { return };
            let next = self.worth.len() as u32;
            let number = *self.numbers.entry(token.number).or_insert(next);
            if number == next {
                // A compound says what its pieces say.
                let once = if token.form == Form::Compound { 0.0 } else { worth_of(token.number) };
                self.worth.push(if titled.contains(&token.number) { once * TITLED } else { once });
            }
            sentence.words.push(number);
        });
        for Sentence { words, .. } in &mut self.sentences {
            words.sort_unstable();
            words.dedup();
            // What stands in several sentences is what the text is about.
            words.iter().for_each(|word| self.worth[*word as usize] *= 1.2);
        }
    }
}

/// Says of the last passage that its last sentence goes on, if it does.
fn end(kept: &mut [Passage], is_cut: bool) {
    if let Some(last) = kept.last_mut().filter(|_| is_cut) {
        last.text.push_str(" …");
    }
}

/// A sentence, or a part of one.
struct Sentence<'t> {
    passage: usize,
    text: &'t str,
    /// Where it begins in the whole text.
    at: usize,
    /// The numbers of its words, each once.
    words: Vec<u32>,
    /// How much it reads like one, from almost nought for code and formulas to one; labels less.
    prose: f32,
    /// Whether the sentence ends as sentences do.
    is_ended: bool,
    /// Whether the next is a part of the same sentence.
    goes_on: bool,
}

/// How much a sentence reads like one: of prose a twentieth are signs, of code and formulas a fifth and more.
fn prose(text: &str, is_ended: bool) -> f32 {
    let is_sign = |letter: &char| !letter.is_alphanumeric() && !letter.is_whitespace();
    let signs = text.chars().filter(is_sign).count() as f32 / text.chars().count().max(1) as f32;
    let whole = if is_ended || text.len() >= LABEL { 1.0 } else { LABELLING };
    (1.0 - 4.0 * signs).max(0.05) * whole
}

/// What ends sentences.
const STOPS: [char; 6] = ['.', '!', '?', '。', '！', '？'];

/// Whether a sentence ends as sentences do, within brackets or quotation marks too.
fn is_ended(sentence: &str) -> bool {
    sentence.trim_end_matches([')', ']', '"', '\'', '”', '’', '»', '」', '』', '）']).ends_with(STOPS)
}

/// A line's sentences; long ones cut between words.
fn split(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let stop = rest.match_indices(STOPS).find(|(at, stop)| {
            let after = &rest[at + stop.len()..];
            after.is_empty() || after.starts_with(char::is_whitespace) || stop.len() > 1
        });
        let end = stop.map_or(rest.len(), |(at, stop)| at + stop.len());
        let limit = rest.floor_char_boundary(SENTENCE);
        let end = if end <= SENTENCE { end } else { rest[..limit].rfind(' ').unwrap_or(limit).max(1) };
        let end = rest.ceil_char_boundary(end);
        found.push(rest[..end].trim_end());
        rest = rest[end..].trim_start();
    }
    found
}

/// A sentence's clauses, none of them short; a short sentence is one.
fn clauses(sentence: &str) -> Vec<&str> {
    let is_space = char::is_whitespace;
    let mut found = Vec::new();
    let mut rest = sentence;
    while rest.len() > CLAUSE {
        let signs = rest.match_indices([',', ';', ':', '(', ')', '–', '—']);
        let mut ends = signs.map(|(at, sign)| if sign == "(" { at } else { at + sign.len() });
        let is_end = |end: &usize| {
            let (before, after) = rest.split_at(*end);
            before.len().min(after.len()) >= CLAUSE / 2 && (before.ends_with(is_space) || after.starts_with(is_space))
        };
        let Some(end) = ends.find(is_end) else { break };
        found.push(rest[..end].trim_end());
        rest = rest[end..].trim_start();
    }
    found.push(rest);
    found
}

/// Sentences one after another, each the one that adds most for its length.
///
/// What a sentence adds only falls as others are chosen, so the best of those whose value is up to date is the best
/// of all: M. Minoux, "Accelerated greedy algorithms for maximizing submodular set functions", 1978.
fn choose(sentences: &[Sentence<'_>], mut worth: Vec<f32>, bytes: usize) -> Vec<bool> {
    let mut chosen = vec![false; sentences.len()];
    let mut open: BinaryHeap<Offer> = sentences
        .iter()
        .enumerate()
        .map(|(number, sentence)| Offer { value: value(sentence, &worth, ANOTHER), number })
        .collect();
    let mut left = bytes;
    while let Some(offer) = open.pop() {
        let sentence = &sentences[offer.number];
        let now = Offer { value: value(sentence, &worth, ANOTHER), ..offer };
        if now.value <= 0.0 || sentence.text.len() > left {
            continue;
        }
        if open.peek().is_some_and(|next| now < *next) {
            open.push(now);
            continue;
        }
        chosen[offer.number] = true;
        left = left.saturating_sub(sentence.text.len() + GAP.len());
        sentence.words.iter().for_each(|word| worth[*word as usize] = 0.0);
    }
    chosen
}

/// What a sentence adds for its length and so many bytes more, which are what it costs to have another.
fn value(sentence: &Sentence<'_>, worth: &[f32], more: usize) -> f32 {
    let sum: f32 = sentence.words.iter().map(|word| worth[*word as usize]).sum();
    sum * sentence.prose / (sentence.text.len() + more) as f32
}

/// What a sentence would add; of equals the first.
#[derive(PartialEq)]
struct Offer {
    value: f32,
    number: usize,
}

impl Eq for Offer {}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.total_cmp(&other.value).then(other.number.cmp(&self.number))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::Analyzer;

    fn check(title: &str, text: &[(&str, &str)], bytes: usize, expected: &[(&str, &str)]) {
        let passage = |(anchor, text): &(&str, &str)| Passage { anchor: (*anchor).into(), text: (*text).into() };
        let card = Card { title: title.into(), passages: text.iter().map(passage).collect(), ..Card::default() };
        let mut recall = Recall::new(Analyzer::new("en"));
        let whole: String =
            [title].into_iter().chain(text.iter().map(|(_, text)| *text)).flat_map(|text| [text, "\n"]).collect();
        let stretches = recall.tokens(&whole, &mut |_, _| {});
        let words = TextWords { recall: &recall, stretches: &stretches, passages_at: title.len() + 1 };
        let worth = |number| if recall.word(number).word.len() < 4 { 0.1 } else { 1.0 };
        let kept = Text::new(&card, bytes, words, &worth).excerpt();
        let expected: Vec<Passage> = expected.iter().map(passage).collect();
        assert_eq!(kept, expected);
    }

    fn check_about(word: &str, text: &str, expected: &str) {
        let card = Card { passages: vec![Passage { text: text.into(), ..Passage::default() }], ..Card::default() };
        let mut recall = Recall::new(Analyzer::new("en"));
        let stretches = recall.tokens(text, &mut |_, _| {});
        let mut numbers = Vec::new();
        recall.tokens(word, &mut |token, _| numbers.push(token.number));
        // Of a compound the whole, which comes before its pieces.
        numbers.truncate(1);
        let words = TextWords { recall: &recall, stretches: &stretches, passages_at: 0 };
        let about = Text::new(&card, 100, words, &|_| 1.0).about(&numbers).expect("there is text");
        assert_eq!(about.text, expected);
    }

    #[test]
    fn a_word_has_the_part_that_says_most_of_those_that_hold_it() {
        let text = "A shard is x = y[z]. Sharding splits tables into many shards by some key. Locks let all other writers wait.";
        check_about("shards", text, "Sharding splits tables into many shards by some key.");
        check_about("locks", text, "Locks let all other writers wait.");
        let text = "It is so in all of it as it was to be so on it, state-of-the-art tables are split into many others, and it is so.";
        check_about("state-of-the-art", text, "… state-of-the-art tables are split into many others, and it is so.");
    }

    #[test]
    fn a_sentence_says_more_alone_than_a_heading() {
        let text = "Sharding tables by hash\nSharding splits all tables (by \"hash of their keys\".)\nLocks wait";
        check_about("shards", text, "Sharding splits all tables (by \"hash of their keys\".)");
        check_about("locks", text, "Locks wait");
    }

    #[test]
    fn a_word_that_stands_elsewhere_has_what_says_most() {
        check_about("gone", "It is. Sharding splits tables.", "Sharding splits tables.");
    }

    #[test]
    fn a_short_text_is_kept_whole() {
        check("", &[("", "One. Two."), ("a", "Three.")], 100, &[("", "One. Two."), ("a", "Three.")]);
    }

    #[test]
    fn sentences_that_say_most_are_kept_in_their_order() {
        check(
            "",
            &[
                ("", "It is so. Sharding splits tables. Or not."),
                ("a", "Sharding splits tables. Replication copies tables."),
            ],
            55,
            &[("", "Sharding splits tables."), ("a", "Replication copies tables.")],
        );
    }

    #[test]
    fn what_was_left_out_between_sentences_below_a_heading_shows() {
        check(
            "",
            &[("a", "Sharding splits tables. It is so. Replication copies."), ("b", "Or not."), ("c", "Locks wait.")],
            70,
            &[("a", "Sharding splits tables. …\nReplication copies."), ("c", "Locks wait.")],
        );
    }

    #[test]
    fn of_a_long_sentence_clauses_are_kept_where_little_is() {
        let long = "It is so in all of it as it was to be so on it, sharding splits tables into many others, and it is so in all \
                    of it as it was to be on it.";
        check("", &[("", long)], 60, &[("", "… sharding splits tables into many others, …")]);
        let kept = "… sharding splits tables into many others, …\nLocks wait.";
        check("", &[("a", long), ("a", "Locks wait.")], 70, &[("a", kept)]);
    }

    #[test]
    fn words_of_the_title_say_more() {
        let text = [("", "Replication copies tables. Locks let writers wait.")];
        check("Tables and copies", &text, 30, &[("", "Replication copies tables.")]);
        check("How do locks wait?", &text, 30, &[("", "Locks let writers wait.")]);
    }

    #[test]
    fn sentences_say_more_than_labels() {
        let text = [("", "Tables, shards\nLocks wait.")];
        check("", &text, 14, &[("", "Locks wait.")]);
        let list = [("", "A shard holds a part of all the rows there are\nLocks wait.")];
        check("", &list, 50, &[("", "A shard holds a part of all the rows there are")]);
    }

    #[test]
    fn prose_says_more_than_code() {
        let text = [("", "Rendezvous hashing needs no table.\nscore = (place ^ (place >> 27)).wrapping_mul(0x94d0);")];
        check("", &text, 60, &[("", "Rendezvous hashing needs no table.")]);
        check("", &[("", "a = b[c];\nd = e(f, g);\nh = i();")], 10, &[("", "a = b[c];")]);
    }
}
