//! For which words a document is shown: those for which it is among the ten best.

use studybook_search::bm25::{Posting, Scorer, frequencies};

use super::Index;
use super::walk::Dictionaries;

/// As many documents as a page of results shows.
const PAGE: usize = 10;

/// For which words each document is shown, if a word is all that is asked for.
#[derive(Default)]
pub(super) struct Shown {
    /// Words that more documents hold than are shown, by their numbers.
    is_common: Vec<bool>,
    /// For each document, in order, the numbers of those it is shown for.
    common: Vec<Vec<u32>>,
}

impl Shown {
    /// For an index of all else.
    pub(super) fn of(index: &Index) -> Self {
        let recall = &index.words.recall;
        let mut shown = Self { is_common: vec![false; recall.len()], common: vec![Vec::new(); index.norms.len()] };
        let Some(segment) = index.segment() else { return shown };
        // Rounded, so that one edit does not change which documents are shown everywhere.
        let scorer = Scorer::new(&index.collection.rounded());
        let dictionaries = Dictionaries::new(segment, index.fields.texts);
        let mut terms = dictionaries.terms();
        while let Some((term, documents)) = terms.here() {
            if documents as usize > PAGE {
                let best = best(&terms.postings(), &scorer, &index.norms);
                for number in index.lexicon.words_of(&term).filter_map(|word| recall.number(word, &term)) {
                    shown.is_common[number as usize] = true;
                    best.iter().for_each(|document| shown.common[*document as usize].push(number));
                }
            }
            terms.advance();
        }
        shown.common.iter_mut().for_each(|numbers| numbers.sort_unstable());
        shown
    }

    /// Whether a document that holds a word is shown for it.
    pub(super) fn holds(&self, document: usize, word: u32) -> bool {
        !self.is_common[word as usize] || self.common[document].binary_search(&word).is_ok()
    }
}

/// The documents a page shows for a term of these postings.
fn best(postings: &[Posting], scorer: &Scorer, norms: &[u8]) -> Vec<u32> {
    let weights = scorer.weights(&frequencies(postings));
    let mut best: Vec<(f32, u32)> = Vec::new();
    for posting in postings {
        let score = scorer.score(&weights, posting, norms[posting.document as usize]);
        let at = best.partition_point(|(other, _)| *other >= score);
        if at < PAGE {
            best.truncate(PAGE - 1);
            best.insert(at, (score, posting.document));
        }
    }
    best.into_iter().map(|(_, document)| document).collect()
}
