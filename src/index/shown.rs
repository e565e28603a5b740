//! For which words a document is shown: those for which it is among the ten best.

use studybook_search::bm25::{Posting, Scorer, frequencies};
use studybook_search::write::Shape;

use super::Index;
use super::walk::Dictionaries;

/// As many documents as a page of results shows.
const PAGE: usize = 10;

/// For which words each document is shown, if a word is all that is asked for.
#[derive(Default)]
pub(super) struct Shown {
    /// Words that more documents hold than are shown, by their numbers.
    is_common: Vec<bool>,
    /// For each document, in order, the numbers of those it is shown for and that have nothing beside them.
    kept_for: Vec<Vec<u32>>,
    /// Terms so common that what is shown of their best documents stands beside them, in order.
    beside: Vec<Beside>,
    /// For each document, in order, beside which of these it is shown, by their place.
    beside_of: Vec<Vec<usize>>,
}

/// A term beside which documents are shown.
pub(super) struct Beside {
    pub(super) term: String,
    /// The numbers of its words.
    pub(super) words: Vec<u32>,
}

impl Shown {
    /// For an index of all else.
    pub(super) fn of(index: &Index) -> Self {
        let recall = &index.words.recall;
        let documents = index.norms.len();
        let mut shown = Self {
            is_common: vec![false; recall.len()],
            kept_for: vec![Vec::new(); documents],
            beside_of: vec![Vec::new(); documents],
            ..Self::default()
        };
        let common = Shape::of(index.collection.documents).common;
        let Some(segment) = index.segment() else { return shown };
        // Rounded, so that one edit does not change which documents are shown everywhere.
        let scorer = Scorer::new(&index.collection.rounded());
        let dictionaries = Dictionaries::new(segment, index.fields.texts);
        let mut terms = dictionaries.terms();
        while let Some((term, documents)) = terms.here() {
            if documents as usize > PAGE {
                let best = best(&terms.postings(), &scorer, &index.norms);
                let words = index.lexicon.words_of(&term).filter_map(|word| recall.number(word, &term));
                let words: Vec<u32> = words.collect();
                words.iter().for_each(|number| shown.is_common[*number as usize] = true);
                for document in best {
                    let document = document as usize;
                    if documents > common {
                        shown.beside_of[document].push(shown.beside.len());
                    } else {
                        shown.kept_for[document].extend(&words);
                    }
                }
                if documents > common {
                    shown.beside.push(Beside { term, words });
                }
            }
            terms.advance();
        }
        shown.kept_for.iter_mut().for_each(|numbers| numbers.sort_unstable());
        shown
    }

    /// The terms beside which documents are shown, in order.
    pub(super) fn beside(&self) -> &[Beside] {
        &self.beside
    }

    /// Those beside which a document is shown, by their place.
    pub(super) fn beside_of(&self, document: usize) -> &[usize] {
        &self.beside_of[document]
    }

    /// Whether what is kept of a document that holds a word is shown for it.
    pub(super) fn holds(&self, document: usize, word: u32) -> bool {
        !self.is_common[word as usize] || self.kept_for[document].binary_search(&word).is_ok()
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
