//! The words of a collection as they are written, and the terms they came to.

use string_interner::Symbol;
use string_interner::backend::{Backend, StringBackend};

use crate::pack::terms::{base, is_alias};
use crate::spelling::{commonness, is_spelt};

/// The words of a collection.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// In order.
    words: StringBackend,
    /// What each came to.
    terms: StringBackend,
    /// The number of documents each stands in.
    documents: Vec<u32>,
    /// How common the term of each is.
    commonness: Vec<u8>,
    /// The numbers of the words, in the order of their terms.
    by_term: Vec<u32>,
    /// A word in fewer documents is taken for a slip itself.
    least: u32,
}

/// A word of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word<'l> {
    /// As written, without case and diacritics.
    pub word: &'l str,
    /// What it came to.
    pub term: &'l str,
    /// The number of documents that hold it.
    pub documents: u32,
}

impl Lexicon {
    /// From the words of a collection of so many documents; `frequency` tells how many documents hold a term.
    pub fn new(mut words: Vec<Word<'_>>, documents: u32, frequency: impl Fn(&str) -> u32) -> Self {
        words.sort_unstable();
        let mut lexicon = Self { least: if documents > 1_000 { 2 } else { 1 }, ..Self::default() };
        for word in &words {
            lexicon.words.intern(word.word);
            lexicon.terms.intern(word.term);
            lexicon.documents.push(word.documents);
            lexicon.commonness.push(commonness(frequency(word.term)));
        }
        lexicon.by_term = (0..lexicon.len()).collect();
        lexicon.by_term.sort_by_key(|number| words[*number as usize].term);
        lexicon
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        u32::try_from(self.documents.len()).unwrap_or(u32::MAX)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// All of them, in order.
    pub fn words(&self) -> impl Iterator<Item = Word<'_>> {
        (0..self.len()).map(|number| self.word(number))
    }

    fn word(&self, number: u32) -> Word<'_> {
        let text = |texts| text(texts, number);
        Word { word: text(&self.words), term: text(&self.terms), documents: self.documents[number as usize] }
    }

    /// The words that came to a term.
    pub fn words_of(&self, term: &str) -> impl Iterator<Item = &str> {
        let start = self.by_term.partition_point(|number| self.word(*number).term < term);
        let words = self.by_term[start..].iter().map(|number| self.word(*number));
        words.take_while(move |word| word.term == term).map(|word| word.word)
    }

    /// The terms of words that begin so, in order.
    pub fn beginning(&self, prefix: &str) -> Vec<&str> {
        let start = first_not(self.len(), |number| self.word(number).word < prefix);
        let words = (start..self.len()).map(|number| self.word(number));
        let words = words.take_while(|word| word.word.starts_with(prefix));
        let base = base(prefix);
        let found = words.filter(|word| word.term.starts_with(base) || is_alias(word.word, word.term));
        let mut terms: Vec<&str> = found.map(|word| word.term).collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// The words slips are corrected to, with how common they are.
    pub fn spelling(&self) -> impl Iterator<Item = (&str, u8)> {
        let is_word = |(word, _): &(Word<'_>, &u8)| word.documents >= self.least && is_spelt(word.word);
        self.words().zip(&self.commonness).filter(is_word).map(|(word, commonness)| (word.word, *commonness))
    }
}

fn text(texts: &StringBackend, number: u32) -> &str {
    Symbol::try_from_usize(number as usize).and_then(|symbol| texts.resolve(symbol)).unwrap_or_default()
}

/// The first of so many numbers of which something does not hold that holds of all before it.
fn first_not(count: u32, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
