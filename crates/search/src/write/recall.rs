//! The analyzer with a memory: most words of a collection have been met before, and need not be taken apart again.

use std::ops::Range;

use foldhash::fast::FixedState;
use string_interner::backend::StringBackend;
use string_interner::{StringInterner, Symbol};

use crate::analyze::segment::Segment;
use crate::analyze::{Analyzer, Form, Token, each_segment, next_sentence};
use crate::pack::wire::{self, Writer};

/// Texts that are numbered from nought as they are met. A large collection has a million words: each is kept once, and
/// the letters of all are together.
type Numbers = StringInterner<StringBackend, FixedState>;

/// Turns texts into numbered words and remembers each.
pub struct Recall {
    analyzer: Analyzer,
    /// Stretches of text as they were written.
    stretches: Numbers,
    /// What each stretch came to.
    met: Vec<Met>,
    /// The tokens of all stretches, one after another.
    tokens: Vec<Kept>,
    /// The letters of their terms, so that none is looked up by its number where a text is read.
    terms: String,
    /// Each word with its term behind it, NUL between them: no word has one.
    words: Numbers,
}

/// A text that has been taken apart: of each stretch where it begins, counted from the one before, and its number.
#[derive(Debug)]
pub struct Stretches(Box<[u8]>);

/// A word and what it came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'r> {
    /// Without case and diacritics.
    pub word: &'r str,
    /// What is looked up.
    pub term: &'r str,
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

/// A token of a stretch that was met.
struct Kept {
    numbered: Numbered,
    /// Where its term ends, which begins where that of the token before it does.
    term_end: u32,
}

/// What a stretch of text came to: where its tokens, placed from nought, begin, and how many places it takes.
struct Met {
    tokens: u32,
    places: u32,
}

impl Recall {
    /// Without any memory yet.
    pub fn new(analyzer: Analyzer) -> Self {
        let numbers = || Numbers::with_hasher(FixedState::default());
        let (met, tokens, terms) = (Vec::new(), Vec::new(), String::new());
        Self { analyzer, stretches: numbers(), met, tokens, terms, words: numbers() }
    }

    /// Calls `each` with the words of a text in their order and their terms, and gives what to remember of it.
    pub fn tokens(&mut self, text: &str, each: &mut dyn FnMut(Numbered, &str)) -> Stretches {
        let (mut position, mut before) = (0, 0);
        let mut stretches = Writer { bytes: Vec::with_capacity(text.len() / 2) };
        each_segment(text, &mut |segment, begins_sentence| {
            if begins_sentence {
                position = next_sentence(position);
            }
            let at = segment.span.start;
            let whole = &text[segment.span.clone()];
            let stretch = match self.stretches.get(whole) {
                Some(stretch) => stretch.to_usize(),
                None => self.meet(whole, segment),
            };
            for token in self.tokens_of(stretch) {
                let numbered = self.tokens[token].numbered;
                each(Numbered { position: position + numbered.position, ..numbered }, self.term(token));
            }
            position += self.met[stretch].places;
            stretches.count(at - before);
            stretches.count(stretch);
            before = at;
        });
        Stretches(stretches.bytes.into())
    }

    /// Calls `each` with the words of a text in their order, and before each where the stretch begins that it is of, from which its
    /// place is counted.
    pub fn recall(&self, stretches: &Stretches, each: &mut dyn FnMut(usize, Numbered)) {
        let read = wire::decoded(&stretches.0, |mut from| {
            let mut at = 0;
            while !from.is_empty() {
                at += from.number() as usize;
                let tokens = &self.tokens[self.tokens_of(from.number() as usize)];
                tokens.iter().for_each(|token| each(at, token.numbered));
            }
        });
        debug_assert_eq!(read, Ok(()), "what was written is read");
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether none has been met.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word of that number.
    ///
    /// # Panics
    /// If there is none.
    pub fn word(&self, number: u32) -> Word<'_> {
        let found = Symbol::try_from_usize(number as usize).and_then(|symbol| self.words.resolve(symbol));
        pair(found.expect("numbers are given to words"))
    }

    /// The number of a word that came to a term, if it has been met.
    pub fn number(&self, word: &str, term: &str) -> Option<u32> {
        let found = self.words.get([word, "\0", term].concat())?;
        Some(found.to_usize() as u32)
    }

    /// All words, in the order of their numbers.
    pub fn words(&self) -> impl Iterator<Item = Word<'_>> {
        self.words.iter().map(|(_, found)| pair(found))
    }

    fn tokens_of(&self, stretch: usize) -> Range<usize> {
        let end = self.met.get(stretch + 1).map_or(self.tokens.len(), |next| next.tokens as usize);
        self.met[stretch].tokens as usize..end
    }

    fn term(&self, token: usize) -> &str {
        let start = token.checked_sub(1).map_or(0, |before| self.tokens[before].term_end);
        &self.terms[start as usize..self.tokens[token].term_end as usize]
    }

    fn meet(&mut self, whole: &str, segment: Segment) -> usize {
        let start = u32::try_from(self.tokens.len()).expect("a collection has fewer than four thousand million words");
        let analyzer = self.analyzer.clone();
        let mut key = String::new();
        let mut note = |token: Token<'_>| {
            key.clear();
            key.extend([token.word, "\0", token.term]);
            let number = self.words.get_or_intern(&key).to_usize() as u32;
            self.terms.push_str(token.term);
            let numbered = Numbered { number, form: token.form, position: token.position };
            self.tokens.push(Kept { numbered, term_end: self.terms.len() as u32 });
        };
        let places = analyzer.tokens_of(whole, segment, &mut note);
        self.met.push(Met { tokens: start, places });
        self.stretches.get_or_intern(whole).to_usize()
    }
}

impl Default for Recall {
    fn default() -> Self {
        Self::new(Analyzer::default())
    }
}

fn pair(found: &str) -> Word<'_> {
    let (word, term) = found.split_once('\0').unwrap_or_default();
    Word { word, term }
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
                let (mut found, mut recalled, mut starts) = (Vec::new(), Vec::new(), Vec::new());
                analyzer.tokens(text, &mut |token| {
                    found.push((token.term.to_owned(), token.word.to_owned(), token.form, token.position));
                    starts.push(token.start);
                });
                let (mut numbered, mut again, mut begin) = (Vec::new(), Vec::new(), true);
                let stretches = recall.tokens(text, &mut |token, term| numbered.push((token, term.to_owned())));
                recall.recall(&stretches, &mut |at, token| {
                    let is_first = token.position == 0 && token.form != Form::Piece;
                    begin &= !is_first || starts.get(again.len()) == Some(&at);
                    again.push((token.number, token.form));
                });
                prop_assert!(begin, "a stretch begins where its first token does");
                prop_assert_eq!(again, numbered.iter().map(|(token, _)| (token.number, token.form)).collect::<Vec<_>>());
                for (Numbered { number, form, position }, given) in numbered {
                    let Word { word, term } = recall.word(number);
                    prop_assert_eq!(&given, term);
                    recalled.push((given, word.to_string(), form, position));
                }
                prop_assert_eq!(found, recalled);
            }
        }
    }
}
