//! The pack of an index: tantivy's segment walked term by term.

use std::convert::Infallible;
use std::sync::Arc;

use rayon::prelude::*;
use studybook_search::bm25::{FIELDS, Field, Posting};
use studybook_search::pack::{Card, File};
use studybook_search::write::excerpt::excerpt;
use studybook_search::write::{PackWriter, Shape, Statistics};
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet, TERMINATED};

use super::invert::IN_MEMORY;
use super::{Corpus, Index};

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
            norms: self.norms(),
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

    /// The norm of each document's text.
    fn norms(&self) -> Vec<u8> {
        let Some(segment) = self.segment() else { return Vec::new() };
        let norms = segment.get_fieldnorms_reader(self.fields.texts[Field::Text as usize]).expect(IN_MEMORY);
        (0..segment.max_doc()).map(|document| norms.fieldnorm_id(document)).collect()
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
        card.passages = excerpt(&card, shape.text, &self.words.recall, &self.words.worth);
        card
    }

    fn write_terms<E>(
        &self,
        writer: &mut PackWriter<'_>,
        put: &mut dyn FnMut(Vec<File>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(segment) = self.segment() else { return Ok(()) };
        let reader = |field| segment.inverted_index(field).expect(IN_MEMORY);
        let filters = reader(self.fields.filter);
        let mut keys = Cursor::new(&filters);
        while let Some((key, term)) = keys.here() {
            let postings = postings(&filters, term, |document, _| Posting { document, counts: [1, 0, 0, 0, 0] });
            writer.term(&key, &postings, Vec::new());
            keys.advance();
        }
        let readers: [Arc<InvertedIndexReader>; FIELDS.len()] = self.fields.texts.map(reader);
        let [text, others @ ..] = &readers;
        let mut others = others.each_ref().map(|reader| (reader, Cursor::new(reader)));
        let mut terms = Cursor::new(text);
        while let Some((key, term)) = terms.here() {
            let (mut all, places) = text_postings(text, term);
            for (field, (reader, cursor)) in others.iter_mut().enumerate() {
                if let Some(term) = cursor.seek(&key) {
                    add_counts(&mut all, reader, term, field + 1);
                }
            }
            writer.term(&key, &all, places);
            let ready = writer.ready();
            if !ready.is_empty() {
                put(ready)?;
            }
            terms.advance();
        }
        Ok(())
    }
}

fn postings(reader: &InvertedIndexReader, term: &TermInfo, make: impl Fn(u32, u32) -> Posting) -> Vec<Posting> {
    let mut from = reader.read_postings_from_terminfo(term, IndexRecordOption::WithFreqs).expect(IN_MEMORY);
    let mut all = Vec::with_capacity(term.doc_freq as usize);
    while from.doc() != TERMINATED {
        all.push(make(from.doc(), from.term_freq()));
        from.advance();
    }
    all
}

/// The postings of a term in whole texts, and its places in them.
fn text_postings(reader: &InvertedIndexReader, term: &TermInfo) -> (Vec<Posting>, Vec<u32>) {
    let option = IndexRecordOption::WithFreqsAndPositions;
    let mut from = reader.read_postings_from_terminfo(term, option).expect(IN_MEMORY);
    let mut all = Vec::with_capacity(term.doc_freq as usize);
    let mut places = Vec::with_capacity(term.doc_freq as usize);
    while from.doc() != TERMINATED {
        all.push(Posting { document: from.doc(), counts: [from.term_freq(), 0, 0, 0, 0] });
        from.append_positions_with_offset(0, &mut places);
        from.advance();
    }
    (all, places)
}

/// Adds how often a term stands in another field. What stands there stands in the whole text too.
fn add_counts(all: &mut [Posting], reader: &InvertedIndexReader, term: &TermInfo, field: usize) {
    let mut at = 0;
    let counts = postings(reader, term, |document, count| Posting { document, counts: [count, 0, 0, 0, 0] });
    for Posting { document, counts } in counts {
        at += all[at..].partition_point(|posting| posting.document < document);
        if let Some(posting) = all.get_mut(at).filter(|posting| posting.document == document) {
            posting.counts[field] = counts[0];
        }
    }
}

/// A place in a field's dictionary.
struct Cursor<'r> {
    stream: TermStreamer<'r>,
    is_at_end: bool,
}

impl<'r> Cursor<'r> {
    fn new(reader: &'r InvertedIndexReader) -> Self {
        let mut cursor = Self { stream: reader.terms().stream().expect(IN_MEMORY), is_at_end: false };
        cursor.advance();
        cursor
    }

    fn advance(&mut self) {
        self.is_at_end = !self.stream.advance();
    }

    fn here(&self) -> Option<(String, &TermInfo)> {
        let key = std::str::from_utf8(self.stream.key()).expect("terms are made from text");
        (!self.is_at_end).then(|| (key.to_owned(), self.stream.value()))
    }

    /// Goes on to a key, if it is there.
    fn seek(&mut self, key: &str) -> Option<&TermInfo> {
        while !self.is_at_end && self.stream.key() < key.as_bytes() {
            self.advance();
        }
        (!self.is_at_end && self.stream.key() == key.as_bytes()).then(|| self.stream.value())
    }
}
