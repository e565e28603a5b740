//! For which words a document is shown: those for which it is among the ten best.

use studybook_search::bm25::{Collection, Scorer, frequencies};
use studybook_search::write::lexicon::Lexicon;
use studybook_search::write::recall::Recall;

use super::walk::Dictionaries;

/// As many documents as a page of results shows.
const PAGE: u32 = 10;

/// For which words each document is shown, if a word is all that is asked for.
#[derive(Default)]
pub(super) struct Shown {
    /// Words that more documents hold than are shown, by their numbers.
    is_common: Vec<bool>,
    /// For each document, in order, the numbers of those it is shown for.
    common: Vec<Vec<u32>>,
}

/// What is known of a collection's words.
pub(super) struct Known<'k> {
    pub(super) collection: &'k Collection,
    /// By the numbers of documents.
    pub(super) norms: &'k [u8],
    pub(super) recall: &'k Recall,
    pub(super) lexicon: &'k Lexicon,
}

impl Shown {
    pub(super) fn new(dictionaries: &Dictionaries, known: &Known<'_>) -> Self {
        // Rounded, so that one edit does not change which documents are shown everywhere.
        let scorer = Scorer::new(&known.collection.rounded());
        let mut shown =
            Self { is_common: vec![false; known.recall.len()], common: vec![Vec::new(); known.norms.len()] };
        let mut terms = dictionaries.terms();
        while let Some((term, documents)) = terms.here() {
            if documents > PAGE {
                let postings = terms.postings();
                let weights = scorer.weights(&frequencies(&postings));
                let mut best: Vec<(f32, u32)> = Vec::new();
                for posting in &postings {
                    let score = scorer.score(&weights, posting, known.norms[posting.document as usize]);
                    if best.len() < PAGE as usize || best.last().is_some_and(|(last, _)| *last < score) {
                        best.truncate(PAGE as usize - 1);
                        let at = best.partition_point(|(other, _)| *other >= score);
                        best.insert(at, (score, posting.document));
                    }
                }
                for number in known.lexicon.words_of(&term).filter_map(|word| known.recall.number(word, &term)) {
                    shown.is_common[number as usize] = true;
                    best.iter().for_each(|(_, document)| shown.common[*document as usize].push(number));
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
