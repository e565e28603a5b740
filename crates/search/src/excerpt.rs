//! What is kept of a document for passages: the sentences in which it would be looked for.

use std::collections::HashMap;

use crate::analyze::{Analyzer, Form};
use crate::pack::Passage;

/// A sentence longer than this is kept in part.
const SENTENCE: usize = 300;

/// Chooses sentences, at most so many bytes of them, that hold most of what is rare in the text; they stay in order.
///
/// `rarity` tells how much a word says; zero if it says nothing.
pub fn excerpt(text: &[Passage], bytes: usize, analyzer: &Analyzer, rarity: &dyn Fn(&str) -> f32) -> Vec<Passage> {
    let whole: usize = text.iter().map(|passage| passage.text.len()).sum();
    if whole <= bytes {
        return text.to_vec();
    }
    let sentences = sentences(text, analyzer);
    let chosen = choose(&sentences, bytes, rarity);
    let mut kept: Vec<Passage> = Vec::new();
    let mut before = usize::MAX;
    for (number, sentence) in sentences.iter().enumerate().filter(|(number, _)| chosen[*number]) {
        let anchor = &text[sentence.passage].anchor;
        match kept.last_mut().filter(|last| before.wrapping_add(1) == number && last.anchor == *anchor) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(sentence.text);
            }
            None => kept.push(Passage { anchor: anchor.clone(), text: sentence.text.to_owned() }),
        }
        before = number;
    }
    kept
}

struct Sentence<'t> {
    passage: usize,
    text: &'t str,
    words: Vec<String>,
}

fn sentences<'t>(text: &'t [Passage], analyzer: &Analyzer) -> Vec<Sentence<'t>> {
    let mut sentences = Vec::new();
    for (passage, Passage { text, .. }) in text.iter().enumerate() {
        for line in text.lines() {
            for text in split(line) {
                let mut words = Vec::new();
                analyzer.words(text, &mut |word, form| {
                    if form != Form::Compound {
                        words.push(word.to_owned());
                    }
                });
                words.sort_unstable();
                words.dedup();
                sentences.push(Sentence { passage, text, words });
            }
        }
    }
    sentences
}

/// A line's sentences; long ones cut between words.
fn split(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let stop = rest.match_indices(['.', '!', '?', '。', '！', '？']).find(|(at, stop)| {
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

/// Sentences one after another, each the one that adds most for its length.
fn choose(sentences: &[Sentence<'_>], bytes: usize, rarity: &dyn Fn(&str) -> f32) -> Vec<bool> {
    let mut chosen = vec![false; sentences.len()];
    let mut worth: HashMap<&str, f32> = HashMap::new();
    for word in sentences.iter().flat_map(|sentence| &sentence.words) {
        // What stands in several sentences is what the text is about.
        worth.entry(word).and_modify(|worth| *worth *= 1.2).or_insert_with(|| rarity(word));
    }
    let mut left = bytes;
    loop {
        let value = |sentence: &Sentence<'_>| {
            let sum: f32 = sentence.words.iter().map(|word| worth[word.as_str()]).sum();
            sum / (sentence.text.len() + 20) as f32
        };
        let open =
            sentences.iter().enumerate().filter(|(number, sentence)| !chosen[*number] && sentence.text.len() <= left);
        let best = open.map(|(number, sentence)| (value(sentence), number)).filter(|(value, _)| *value > 0.0);
        let Some((_, number)) = best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) else { return chosen };
        chosen[number] = true;
        left = left.saturating_sub(sentences[number].text.len() + 1);
        for word in &sentences[number].words {
            worth.insert(word, 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &[(&str, &str)], bytes: usize, expected: &[(&str, &str)]) {
        let passage = |(anchor, text): &(&str, &str)| Passage { anchor: (*anchor).into(), text: (*text).into() };
        let text: Vec<Passage> = text.iter().map(passage).collect();
        let rarity = |word: &str| if word.len() < 4 { 0.1 } else { 1.0 };
        let kept = excerpt(&text, bytes, &Analyzer::new("en"), &rarity);
        let expected: Vec<Passage> = expected.iter().map(passage).collect();
        assert_eq!(kept, expected);
    }

    #[test]
    fn a_short_text_is_kept_whole() {
        check(&[("", "One. Two."), ("a", "Three.")], 100, &[("", "One. Two."), ("a", "Three.")]);
    }

    #[test]
    fn sentences_that_say_most_are_kept_in_their_order() {
        check(
            &[
                ("", "It is so. Sharding splits tables. Or not."),
                ("a", "Sharding splits tables. Replication copies tables."),
            ],
            55,
            &[("", "Sharding splits tables."), ("a", "Replication copies tables.")],
        );
    }
}
