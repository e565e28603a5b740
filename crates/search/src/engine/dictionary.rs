//! A pack's dictionary, as plans ask for it.

use super::question::Question;
use super::store::Store;
use crate::letters;
use crate::pack::{EntryKind, Kind, base};
use crate::plan::Vocabulary;
use crate::spelling::{self, commonness, is_spelt};

impl Vocabulary for Question<'_> {
    fn words(&self) -> u32 {
        self.store.root.words
    }

    fn frequency(&mut self, term: &str) -> u32 {
        let Some(chunk) = self.store.root.terms.last_before(term) else { return 0 };
        if !self.get(Kind::Terms, chunk) {
            // Until its part is there, a term is taken to be in some document: nothing is asked for in its stead.
            return 1;
        }
        self.find(term).map_or(0, |place| self.store.postings(place).1[0])
    }

    fn beginning(&mut self, prefix: &str) -> Vec<(String, u32)> {
        let base = base(prefix);
        let (mut found, mut elsewhere) = (Vec::new(), Vec::new());
        for chunk in self.store.root.terms.beginning(base) {
            self.get(Kind::Terms, chunk);
            for entry in self.store.entries(chunk) {
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
        let beginning = letters::first(word, first);
        let ending = &word[letters::first(word, letters - last).len()..];
        let mut found = Vec::new();
        if self.store.is_single {
            self.store.alike_in_all(beginning, ending, &mut found);
            return found;
        }
        for kind in &[Kind::Words, Kind::Backwards] {
            let is_backward = *kind == Kind::Backwards;
            let start = if is_backward { turned(ending) } else { beginning.to_owned() };
            for chunk in self.store.root.spelling[usize::from(is_backward)].beginning(&start) {
                self.get(*kind, chunk);
                for spelt in self.store.spelt(*kind, chunk).iter().filter(|spelt| spelt.letters.starts_with(&*start)) {
                    let word = if is_backward { turned(&spelt.letters) } else { spelt.letters.clone() };
                    found.push((word, u32::from(spelt.commonness)));
                }
            }
        }
        found
    }

    fn is_stop_word(&self, term: &str) -> bool {
        letters::split(&self.store.root.stop_words, letters::is_space).contains(&term)
    }

    fn synonyms(&self) -> &str {
        &self.store.root.synonyms
    }

    fn is_missing(&self) -> bool {
        Question::is_missing(self)
    }
}

fn turned(word: &str) -> String {
    let mut turned = String::new();
    spelling::letters(word).iter().rev().for_each(|letter| turned.push(*letter));
    turned
}

impl Store {
    /// The same where all words are at hand anyway.
    fn alike_in_all(&self, beginning: &str, ending: &str, found: &mut Vec<(String, u32)>) {
        for chunk in 0..self.root.terms.chunks.len() {
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
