//! A pack's dictionary, as plans ask for it.

use super::store::Store;
use crate::pack::{EntryKind, Kind, base};
use crate::plan::Vocabulary;
use crate::spelling::{self, commonness, is_spelt};

impl Vocabulary for Store {
    fn words(&self) -> u32 {
        self.root.words
    }

    fn frequency(&mut self, term: &str) -> u32 {
        let Some(chunk) = self.chunk_of(term) else { return 0 };
        if !self.get(Kind::Terms, chunk) {
            // Until its part is there, a term is taken to be in some document: nothing is asked for in its stead.
            return 1;
        }
        self.find(term).map_or(0, |place| self.postings(place).1[0])
    }

    fn beginning(&mut self, prefix: &str) -> Vec<(String, u32)> {
        let base = base(prefix);
        let (mut found, mut elsewhere) = (Vec::new(), Vec::new());
        for chunk in self.root.terms.beginning(base) {
            self.get(Kind::Terms, chunk);
            for entry in self.entries(chunk) {
                match &entry.kind {
                    EntryKind::Alias(term) if entry.term.starts_with(prefix) => elsewhere.push(term.clone()),
                    EntryKind::Postings { frequencies, .. }
                        if entry.term.starts_with(base) && entry.words.iter().any(|word| word.starts_with(prefix)) =>
                    {
                        found.push((entry.term.clone(), frequencies[0]));
                    }
                    _ => {}
                }
            }
        }
        for term in elsewhere {
            if let Err(at) = found.binary_search_by(|(found, _)| found.cmp(&term)) {
                let frequency = self.frequency(&term);
                found.insert(at, (term, frequency));
            }
        }
        found
    }

    fn alike(&mut self, word: &str) -> Vec<(String, u32)> {
        let letters = word.chars().count();
        let (first, last) = spelling::ends(letters);
        let bound = |letters| word.char_indices().nth(letters).map_or(word.len(), |(at, _)| at);
        let (beginning, ending) = (&word[..bound(first)], &word[bound(letters - last)..]);
        let mut found = Vec::new();
        if self.root.is_single() {
            self.alike_in_all(beginning, ending, &mut found);
            return found;
        }
        for (order, start) in [beginning.to_owned(), turned(ending)].iter().enumerate() {
            for chunk in self.root.spelling[order].beginning(start) {
                let at = chunk << 1 | order;
                self.get(Kind::Words, at);
                for spelt in self.spelt(at).iter().filter(|spelt| spelt.letters.starts_with(&**start)) {
                    let word = if order == 0 { spelt.letters.clone() } else { turned(&spelt.letters) };
                    found.push((word, u32::from(spelt.commonness)));
                }
            }
        }
        found
    }

    fn is_stop_word(&self, term: &str) -> bool {
        self.root.stop_words.iter().any(|word| word == term)
    }

    fn synonyms(&self) -> &[Vec<String>] {
        &self.root.synonyms
    }

    fn is_missing(&self) -> bool {
        Store::is_missing(self)
    }
}

fn turned(word: &str) -> String {
    word.chars().rev().collect()
}

impl Store {
    /// The same where all words are at hand anyway.
    fn alike_in_all(&mut self, beginning: &str, ending: &str, found: &mut Vec<(String, u32)>) {
        for chunk in 0..self.root.terms.chunks.len() {
            self.get(Kind::Terms, chunk);
            for entry in self.entries(chunk) {
                let EntryKind::Postings { frequencies, .. } = &entry.kind else { continue };
                for word in &entry.words {
                    if (word.starts_with(beginning) || word.ends_with(ending)) && is_spelt(word) {
                        found.push((word.clone(), u32::from(commonness(frequencies[0]))));
                    }
                }
            }
        }
    }
}
