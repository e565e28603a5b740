//! A pack's dictionary, as plans ask for it.

use super::store::{Slot, Store};
use crate::lexicon::{base, commonness, is_spelt};
use crate::pack::EntryKind;
use crate::plan::{Missing, Vocabulary};
use crate::spelling;

impl Vocabulary for Store {
    fn words(&self) -> u32 {
        self.root.words
    }

    fn frequency(&mut self, term: &str) -> Result<u32, Missing> {
        let place = self.find(term)?;
        Ok(place.map_or(0, |place| self.postings(place).1[0]))
    }

    fn beginning(&mut self, prefix: &str) -> Result<Vec<(String, u32)>, Missing> {
        let chunks = self.root.terms.beginning(base(prefix).as_bytes());
        self.get_all(chunks.clone().map(Slot::Terms))?;
        let mut found = Vec::new();
        let mut elsewhere = Vec::new();
        for entry in chunks.flat_map(|chunk| self.entries(chunk)) {
            match &entry.kind {
                EntryKind::Alias(term) if entry.term.starts_with(prefix) => elsewhere.push(term.to_string()),
                EntryKind::Postings { frequencies, .. }
                    if entry.term.starts_with(base(prefix))
                        && entry.words.iter().any(|word| word.starts_with(prefix)) =>
                {
                    found.push((entry.term.to_string(), frequencies[0]));
                }
                _ => {}
            }
        }
        let mut result = Ok(());
        for term in elsewhere {
            match self.frequency(&term) {
                Ok(frequency) => found.push((term, frequency)),
                Err(missing) => result = Err(missing),
            }
        }
        found.sort();
        found.dedup();
        result.map(|()| found)
    }

    fn alike(&mut self, word: &str) -> Result<Vec<(String, u32)>, Missing> {
        let letters: Vec<char> = word.chars().collect();
        let (first, last) = spelling::ends(letters.len());
        let beginning: String = letters[..first].iter().collect();
        let ending: String = letters.iter().rev().take(last).collect();
        if self.root.is_single() {
            return self.alike_in_all(&beginning, &letters[letters.len() - last..].iter().collect::<String>());
        }
        let forward = self.root.forward.beginning(beginning.as_bytes());
        let backward = self.root.backward.beginning(ending.as_bytes());
        self.get_all(forward.clone().map(Slot::Forward).chain(backward.clone().map(Slot::Backward)))?;
        let forward = forward.flat_map(|chunk| self.spelt(chunk, false));
        let mut found: Vec<(String, u32)> = forward
            .filter(|spelt| spelt.letters.starts_with(&beginning))
            .map(|spelt| (spelt.letters.to_string(), u32::from(spelt.commonness)))
            .collect();
        let backward = backward.flat_map(|chunk| self.spelt(chunk, true));
        let turned = backward.filter(|spelt| spelt.letters.starts_with(&ending));
        found.extend(turned.map(|spelt| (spelt.letters.chars().rev().collect(), u32::from(spelt.commonness))));
        Ok(found)
    }

    fn is_stop_word(&self, term: &str) -> bool {
        self.root.stop_words.binary_search_by(|word| word.as_str().cmp(term)).is_ok()
    }

    fn synonyms(&self) -> &[Vec<Vec<String>>] {
        &self.root.synonyms
    }
}

impl Store {
    /// The same where all words are at hand anyway.
    fn alike_in_all(&mut self, beginning: &str, ending: &str) -> Result<Vec<(String, u32)>, Missing> {
        let chunks = 0..self.root.terms.chunks.len();
        self.get_all(chunks.clone().map(Slot::Terms))?;
        let mut found = Vec::new();
        for entry in chunks.flat_map(|chunk| self.entries(chunk)) {
            let EntryKind::Postings { frequencies, .. } = &entry.kind else { continue };
            let is_alike = |word: &str| word.starts_with(beginning) || word.ends_with(ending);
            for word in entry.words.iter().filter(|word| is_alike(word) && is_spelt(word)) {
                found.push((word.to_string(), u32::from(commonness(frequencies[0]))));
            }
        }
        Ok(found)
    }
}
