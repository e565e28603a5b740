//! The words of a collection as they are written, and the terms they came to.

use std::collections::HashMap;

use crate::pack::common_prefix;
use crate::spelling::is_spelt;

/// Words shorter than this in common with their term are looked up by themselves: `dying` is `die`.
const ROOT_LETTERS: usize = 4;

/// The words of a collection.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// In order, each with its term and the number of documents it stands in.
    words: Vec<(Box<str>, Box<str>, u32)>,
    /// How common the term of each is.
    commonness: Vec<u8>,
    /// The numbers of the words of each term.
    by_term: HashMap<Box<str>, Vec<u32>>,
    /// A word in fewer documents is taken for a slip itself.
    least: u32,
}

/// A word of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'l> {
    /// As written, without case and diacritics.
    pub word: &'l str,
    /// What it came to.
    pub term: &'l str,
    /// The number of documents that hold it.
    pub documents: u32,
}

impl Lexicon {
    /// From the words of a collection of so many documents, each with its term and the number of documents it is in;
    /// `frequency` tells how many documents hold a term.
    pub fn new(mut words: Vec<(Box<str>, Box<str>, u32)>, documents: u32, frequency: impl Fn(&str) -> u32) -> Self {
        words.sort();
        let commonness = words.iter().map(|(_, term, _)| commonness(frequency(term))).collect();
        let mut by_term: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        for ((_, term, _), number) in words.iter().zip(0..) {
            by_term.entry(term.clone()).or_default().push(number);
        }
        Self { words, commonness, by_term, least: if documents > 1_000 { 2 } else { 1 } }
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        u32::try_from(self.words.len()).unwrap_or(u32::MAX)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// All of them, in order.
    pub fn words(&self) -> impl Iterator<Item = Word<'_>> {
        self.words.iter().map(|(word, term, documents)| Word { word, term, documents: *documents })
    }

    /// The words that came to a term.
    pub fn words_of(&self, term: &str) -> impl Iterator<Item = &str> {
        self.by_term.get(term).into_iter().flatten().map(|number| &*self.words[*number as usize].0)
    }

    /// The terms of words that begin so, in order.
    pub fn beginning(&self, prefix: &str) -> Vec<&str> {
        let start = self.words.partition_point(|(word, ..)| &**word < prefix);
        let words = self.words[start..].iter().take_while(|(word, ..)| word.starts_with(prefix));
        let base = base(prefix);
        let found = words.filter(|(word, term, _)| term.starts_with(base) || is_alias(word, term));
        let mut terms: Vec<&str> = found.map(|(_, term, _)| &**term).collect();
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

/// How common a term is: the logarithm of the number of documents that hold it, so that it seldom changes.
pub(crate) fn commonness(documents: u32) -> u8 {
    documents.checked_ilog2().map_or(0, |log| log as u8)
}

/// What the terms of words that begin so begin with: a stem can be shorter than what was typed of a word.
pub(crate) fn base(prefix: &str) -> &str {
    let letters = prefix.chars().count();
    let kept = letters.saturating_sub(4).max(ROOT_LETTERS);
    prefix.char_indices().nth(kept).map_or(prefix, |(end, _)| &prefix[..end])
}

/// Whether a word cannot be found by what its term begins with.
pub(crate) fn is_alias(word: &str, term: &str) -> bool {
    let common = word[..common_prefix(word, term)].chars().count();
    common < ROOT_LETTERS.min(term.chars().count()).min(word.chars().count())
}
