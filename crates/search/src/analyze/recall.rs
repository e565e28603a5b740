//! The analyzer with a memory: most words of a collection have been met before, and need not be taken apart again.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::segment::Segment;
use super::{Analyzer, Form, Token, Writer};

/// Turns texts into numbered words and remembers each.
#[derive(Default)]
pub struct Recall {
    analyzer: Analyzer,
    /// Stretches of text as they were written.
    met: HashMap<Box<str>, Met, FixedState>,
    /// The tokens of all stretches, one after another.
    tokens: Vec<Numbered>,
    words: Vec<Word>,
    numbers: HashMap<Word, u32, FixedState>,
}

/// A word and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Word {
    /// Without case and diacritics.
    pub word: Box<str>,
    /// What is looked up.
    pub term: Box<str>,
}

/// A word of a text by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    /// Its number.
    pub number: u32,
    /// What it is to the word it comes from.
    pub form: Form,
    /// As in [`Token::position`].
    pub position: u32,
}

/// What a stretch of text came to: its tokens, placed from nought, and how many places it takes.
struct Met {
    tokens: Range<usize>,
    places: u32,
}

impl Recall {
    /// Without any memory yet.
    pub fn new(analyzer: Analyzer) -> Self {
        Self { analyzer, ..Self::default() }
    }

    /// Calls `each` with the words of a text in their order.
    pub fn tokens(&mut self, text: &str, each: &mut dyn FnMut(Numbered)) {
        let mut position = 0;
        super::each_segment(text, &mut |segment, begins_sentence| {
            if begins_sentence {
                position = super::next_sentence(position);
            }
            let whole = &text[segment.span.clone()];
            if !self.met.contains_key(whole) {
                self.meet(whole, segment);
            }
            let met = &self.met[whole];
            for token in &self.tokens[met.tokens.clone()] {
                each(Numbered { position: position + token.position, ..*token });
            }
            position += met.places;
        });
    }

    /// The same for a text all of whose words have been met; others are passed over.
    pub fn recall(&self, text: &str, each: &mut dyn FnMut(Numbered)) {
        super::each_segment(text, &mut |segment, _| {
            if let Some(met) = self.met.get(&text[segment.span]) {
                self.tokens[met.tokens.clone()].iter().for_each(|token| each(*token));
            }
        });
    }

    /// All words, in the order of their numbers.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    fn meet(&mut self, whole: &str, segment: Segment) {
        let start = self.tokens.len();
        let analyzer = self.analyzer.clone();
        let mut note = |token: Token<'_>| {
            let word = Word { word: token.word.into(), term: token.term.into() };
            let next = self.words.len() as u32;
            let number = *self.numbers.entry(word.clone()).or_insert(next);
            if number == next {
                self.words.push(word);
            }
            self.tokens.push(Numbered { number, form: token.form, position: token.position });
        };
        let mut writer = Writer::new(&analyzer, &mut note);
        writer.segment(whole, Segment { span: 0..whole.len(), ..segment });
        let places = writer.position;
        self.met.insert(whole.into(), Met { tokens: start..self.tokens.len(), places });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_recalled_is_what_was_found(texts in prop::collection::vec("(?s)[a-cA-C\\-_.+#() \n数据é’']{0,40}", 1..4)) {
            let analyzer = Analyzer::new("en");
            let mut recall = Recall::new(analyzer.clone());
            for text in texts.iter().chain(&texts) {
                let (mut found, mut recalled) = (Vec::new(), Vec::new());
                analyzer.tokens(text, &mut |token| found.push((token.term.to_owned(), token.word.to_owned(), token.form, token.position)));
                let mut numbered = Vec::new();
                recall.tokens(text, &mut |token| numbered.push(token));
                for Numbered { number, form, position } in numbered {
                    let Word { word, term } = &recall.words()[number as usize];
                    recalled.push((term.to_string(), word.to_string(), form, position));
                }
                prop_assert_eq!(found, recalled);
            }
        }
    }
}
