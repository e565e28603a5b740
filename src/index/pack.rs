//! The pack of an index: tantivy's segment walked term by term.

use std::convert::Infallible;

use rayon::prelude::*;
use studybook_search::bm25::Posting;
use studybook_search::pack::{Card, File};
use studybook_search::write::excerpt::excerpt;
use studybook_search::write::{PackWriter, Shape, Statistics};

use super::invert::IN_MEMORY;
use super::walk::{Cursor, Dictionaries, postings};
use super::{Corpus, Index};

/// How much a word still says in a document that is not shown for it when it is all that is asked for.
const UNSHOWN: f32 = 0.05;

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
    pub fn pack_into<E: Send>(
        &self,
        corpus: &Corpus<'_>,
        put: &mut (dyn FnMut(Vec<File>) -> Result<(), E> + Send),
    ) -> Result<(), E> {
        let statistics = Statistics {
            language: self.language.clone(),
            collection: self.collection.clone(),
            norms: self.norms.clone(),
            stop_words: self.stop_words.clone(),
            synonyms: self.synonyms.clone(),
        };
        let shape = Shape::of(self.collection.documents);
        let (writer, cards) = rayon::join(
            || {
                let mut writer = PackWriter::new(statistics, shape, &self.lexicon);
                self.write_terms(&mut writer, put).map(|()| writer)
            },
            || self.cards(corpus),
        );
        let mut rest = writer?.finish(&cards).into_iter();
        while !rest.as_slice().is_empty() {
            put(rest.by_ref().take(AT_ONCE).collect())?;
        }
        Ok(())
    }

    /// What is shown of each document: of its text only what it is most likely looked for by.
    fn cards(&self, corpus: &Corpus<'_>) -> Vec<Card> {
        (0..corpus.count).into_par_iter().map(|number| self.card(corpus, number)).collect()
    }

    /// The same of one document.
    pub(super) fn card(&self, corpus: &Corpus<'_>, number: usize) -> Card {
        let shape = Shape::of(self.collection.documents);
        let mut card = (corpus.record)(number).card();
        if !shape.anchors {
            card.passages.iter_mut().for_each(|passage| passage.anchor.clear());
        }
        let worth = |word: u32| {
            let worth = self.words.worth[word as usize].sqrt();
            if self.shown.holds(number, word) { worth } else { worth * UNSHOWN }
        };
        card.passages = excerpt(&card, shape.text, &self.words.recall, &worth);
        card
    }

    fn write_terms<E>(
        &self,
        writer: &mut PackWriter<'_>,
        put: &mut dyn FnMut(Vec<File>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(segment) = self.segment() else { return Ok(()) };
        let filters = segment.inverted_index(self.fields.filter).expect(IN_MEMORY);
        let mut keys = Cursor::new(&filters);
        while let Some((key, term)) = keys.here() {
            let filed = |(document, _)| Posting { document, counts: [1, 0, 0, 0, 0] };
            let postings: Vec<Posting> = postings(&filters, term).into_iter().map(filed).collect();
            writer.term(&key, &postings, Vec::new());
            keys.advance();
        }
        let dictionaries = Dictionaries::new(segment, self.fields.texts);
        let mut terms = dictionaries.terms();
        while let Some((key, _)) = terms.here() {
            let (postings, places) = terms.postings_and_places();
            writer.term(&key, &postings, places);
            let ready = writer.ready();
            if !ready.is_empty() {
                put(ready)?;
            }
            terms.advance();
        }
        Ok(())
    }
}
