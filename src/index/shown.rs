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
    /// For each document, in order, the numbers of those it is shown for, of which its own card says something.
    kept_for: Vec<Vec<u32>>,
    /// Terms common enough to show their best documents in a way of their own, in order.
    terms: Vec<Showing>,
    /// For each document, in order, which of these show it, by their place.
    terms_of: Vec<Vec<usize>>,
}

/// A term that shows documents by what is about it.
pub(super) struct Showing {
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
            terms_of: vec![Vec::new(); documents],
            ..Self::default()
        };
        let shape = Shape::of(&index.collection);
        let Some(segment) = index.segment() else { return shown };
        // Rounded, so that one edit does not change which documents are shown everywhere.
        let scorer = Scorer::new(&index.collection.rounded());
        let dictionaries = Dictionaries::new(segment, index.fields.texts);
        let mut terms = dictionaries.terms();
        while let Some((term, documents)) = terms.here() {
            let is_common = documents as usize > PAGE;
            let is_showing = documents > shape.apart;
            if is_common || is_showing {
                let best = best(&terms.postings(), &scorer, &index.norms);
                let words = index.lexicon.words_of(&term).filter_map(|word| recall.number(word, &term));
                let words: Vec<u32> = words.collect();
                words.iter().for_each(|number| shown.is_common[*number as usize] = is_common);
                for document in best {
                    let document = document as usize;
                    if is_showing {
                        shown.terms_of[document].push(shown.terms.len());
                    }
                    if documents <= shape.beside {
                        shown.kept_for[document].extend(&words);
                    }
                }
                if is_showing {
                    shown.terms.push(Showing { term, words });
                }
            }
            terms.advance();
        }
        shown.kept_for.iter_mut().for_each(|numbers| numbers.sort_unstable());
        shown
    }

    /// The terms that show documents by what is about them, in order.
    pub(super) fn terms(&self) -> &[Showing] {
        &self.terms
    }

    /// Those that show a document, by their place.
    pub(super) fn terms_of(&self, document: usize) -> &[usize] {
        &self.terms_of[document]
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
