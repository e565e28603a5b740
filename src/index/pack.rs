//! The pack of an index: tantivy's segment walked term by term.

use std::convert::Infallible;

use rayon::prelude::*;
use studybook_search::bm25::Posting;
use studybook_search::pack::{Card, File, Passage};
use studybook_search::write::excerpt::{Text, TextWords, is_short};
use studybook_search::write::{PackWriter, Shape, Statistics};

use super::invert::IN_MEMORY;
use super::walk::{Cursor, Dictionaries, postings};
use super::{Corpus, Index};

/// How much a word still says in a document that is not shown for it when it is all that is asked for.
const UNSHOWN: f32 = 0.05;

/// A document that is shown for a term, and what of it.
type ShownFor = (u32, Option<Passage>);

/// How many of the files that are made together are handed on together.
const AT_ONCE: usize = 64;

impl Index {
    /// The pack, from the documents the index was made of.
    pub fn pack(&self, corpus: &Corpus<'_>) -> Vec<File> {
        let mut all = Vec::new();
        let Ok(()) = self.pack_into(corpus, &mut |files| {
            all.extend(files);
            Ok::<_, Infallible>(())
        });
        all
    }

    /// The same, some files at a time as they are made, for a large pack is best never in memory as a whole. The root
    /// comes last.
    ///
    /// # Errors
    /// What `put` gives; nothing is handed to it afterwards.
    pub fn pack_into<E>(&self, corpus: &Corpus<'_>, put: &mut dyn FnMut(Vec<File>) -> Result<(), E>) -> Result<(), E> {
        let statistics = Statistics {
            language: self.language.clone(),
            collection: self.collection.clone(),
            norms: self.norms.clone(),
            stop_words: self.stop_words.clone(),
            synonyms: self.synonyms.clone(),
        };
        let (cards, shown) = self.cards(corpus);
        let shape = Shape::of(&self.collection);
        let mut writer = PackWriter::new(statistics, shape, &self.lexicon, &cards);
        self.write_terms(&mut writer, shown, put)?;
        let mut rest = writer.finish().into_iter();
        while !rest.as_slice().is_empty() {
            put(rest.by_ref().take(AT_ONCE).collect())?;
        }
        Ok(())
    }

    /// What is shown of each document; and for each term that shows documents, which, and what of them.
    fn cards(&self, corpus: &Corpus<'_>) -> (Vec<Card>, Vec<Vec<ShownFor>>) {
        let terms = |document| self.shown.terms_of(document);
        let documents = (0..corpus.count).into_par_iter().map(|number| self.card_and(terms(number), corpus, number));
        let documents: Vec<(Card, Vec<Option<Passage>>)> = documents.collect();
        let mut shown = vec![Vec::new(); self.shown.terms().len()];
        let mut cards = Vec::with_capacity(documents.len());
        for (number, (card, passages)) in documents.into_iter().enumerate() {
            cards.push(card);
            for (term, passage) in terms(number).iter().zip(passages) {
                shown[*term].push((number as u32, passage));
            }
        }
        (cards, shown)
    }

    /// What is shown of a document: of its text only what it is most likely looked for by.
    pub(super) fn card(&self, corpus: &Corpus<'_>, number: usize) -> Card {
        self.card_and(&[], corpus, number).0
    }

    /// The same, and what is shown for terms.
    fn card_and(&self, terms: &[usize], corpus: &Corpus<'_>, number: usize) -> (Card, Vec<Option<Passage>>) {
        let shape = Shape::of(&self.collection);
        let record = (corpus.record)(number);
        let passages_at = record.passages_at();
        let mut card = record.card();
        if !shape.anchors {
            card.passages.iter_mut().for_each(|passage| passage.anchor.clear());
        }
        if terms.is_empty() && is_short(&card, shape.text) {
            return (card, Vec::new());
        }
        let worth = |word: u32| {
            let worth = self.words.worth[word as usize].sqrt();
            if self.shown.holds(number, word) { worth } else { worth * UNSHOWN }
        };
        let words = TextWords { recall: &self.words.recall, stretches: &self.words.stretches[number], passages_at };
        let text = Text::new(&card, shape.text, words, &worth);
        let about = terms.iter().map(|term| text.about(&self.shown.terms()[*term].words)).collect();
        card.passages = text.excerpt();
        (card, about)
    }

    fn write_terms<E>(
        &self,
        writer: &mut PackWriter<'_>,
        shown: Vec<Vec<ShownFor>>,
        put: &mut dyn FnMut(Vec<File>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(segment) = self.segment() else { return Ok(()) };
        let filters = segment.inverted_index(self.fields.filter).expect(IN_MEMORY);
        let mut keys = Cursor::new(&filters);
        while let Some((key, term)) = keys.here() {
            let filed = |(document, _)| Posting { document, counts: [1, 0, 0, 0, 0] };
            let postings: Vec<Posting> = postings(&filters, term).into_iter().map(filed).collect();
            writer.term(&key, &postings, Vec::new(), Vec::new());
            keys.advance();
        }
        let dictionaries = Dictionaries::new(segment, self.fields.texts);
        let mut terms = dictionaries.terms();
        let mut showing = self.shown.terms().iter().zip(shown).peekable();
        while let Some((key, _)) = terms.here() {
            let (postings, places) = terms.postings_and_places();
            let shown = showing.next_if(|(term, _)| term.term == key).map(|(_, shown)| shown);
            writer.term(&key, &postings, places, shown.unwrap_or_default());
            let ready = writer.ready();
            if !ready.is_empty() {
                put(ready)?;
            }
            terms.advance();
        }
        Ok(())
    }
}
