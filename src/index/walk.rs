//! tantivy's segment, term by term.

use std::sync::Arc;

use studybook_search::bm25::{FIELDS, Posting};
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::{self, IndexRecordOption};
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet, SegmentReader, TERMINATED};

use super::invert::IN_MEMORY;

/// The dictionaries of the fields of all texts.
pub(super) struct Dictionaries([Arc<InvertedIndexReader>; FIELDS.len()]);

impl Dictionaries {
    pub(super) fn new(segment: &SegmentReader, fields: [schema::Field; FIELDS.len()]) -> Self {
        Self(fields.map(|field| segment.inverted_index(field).expect(IN_MEMORY)))
    }

    /// Goes through the terms in their order.
    pub(super) fn terms(&self) -> Terms<'_> {
        let [text, others @ ..] = &self.0;
        let others = others.each_ref().map(|reader| (&**reader, Cursor::new(reader)));
        Terms { text, terms: Cursor::new(text), others }
    }
}

/// A place in the dictionaries of all fields.
pub(super) struct Terms<'d> {
    text: &'d InvertedIndexReader,
    terms: Cursor<'d>,
    others: [(&'d InvertedIndexReader, Cursor<'d>); FIELDS.len() - 1],
}

impl Terms<'_> {
    pub(super) fn advance(&mut self) {
        self.terms.advance();
    }

    /// The term that is here, and how many documents hold it; none at the end.
    pub(super) fn here(&self) -> Option<(String, u32)> {
        self.terms.here().map(|(key, term)| (key, term.doc_freq))
    }

    /// The postings of the term that is here. A term is asked once.
    pub(super) fn postings(&mut self) -> Vec<Posting> {
        let option = IndexRecordOption::WithFreqs;
        self.read(option, &mut |_| {})
    }

    /// The same, and its places in the documents one after another.
    pub(super) fn postings_and_places(&mut self) -> (Vec<Posting>, Vec<u32>) {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut places = Vec::new();
        let postings = self.read(option, &mut |from| from.append_positions_with_offset(0, &mut places));
        (postings, places)
    }

    fn read(&mut self, option: IndexRecordOption, each: &mut dyn FnMut(&mut dyn Postings)) -> Vec<Posting> {
        let Some((key, term)) = self.terms.here() else { return Vec::new() };
        let mut from = self.text.read_postings_from_terminfo(term, option).expect(IN_MEMORY);
        let mut all = Vec::with_capacity(term.doc_freq as usize);
        while from.doc() != TERMINATED {
            all.push(Posting { document: from.doc(), counts: [from.term_freq(), 0, 0, 0, 0] });
            each(&mut from);
            from.advance();
        }
        for (field, (reader, cursor)) in self.others.iter_mut().enumerate() {
            if let Some(term) = cursor.seek(&key) {
                add_counts(&mut all, reader, term, field + 1);
            }
        }
        all
    }
}

/// All postings of a term in a field.
pub(super) fn postings(reader: &InvertedIndexReader, term: &TermInfo) -> Vec<(u32, u32)> {
    let mut from = reader.read_postings_from_terminfo(term, IndexRecordOption::WithFreqs).expect(IN_MEMORY);
    let mut all = Vec::with_capacity(term.doc_freq as usize);
    while from.doc() != TERMINATED {
        all.push((from.doc(), from.term_freq()));
        from.advance();
    }
    all
}

/// Adds how often a term stands in another field. What stands there stands in the whole text too.
fn add_counts(all: &mut [Posting], reader: &InvertedIndexReader, term: &TermInfo, field: usize) {
    let mut at = 0;
    for (document, count) in postings(reader, term) {
        at += all[at..].partition_point(|posting| posting.document < document);
        if let Some(posting) = all.get_mut(at).filter(|posting| posting.document == document) {
            posting.counts[field] = count;
        }
    }
}

/// A place in a field's dictionary.
pub(super) struct Cursor<'r> {
    stream: TermStreamer<'r>,
    is_at_end: bool,
}

impl<'r> Cursor<'r> {
    pub(super) fn new(reader: &'r InvertedIndexReader) -> Self {
        let mut cursor = Self { stream: reader.terms().stream().expect(IN_MEMORY), is_at_end: false };
        cursor.advance();
        cursor
    }

    pub(super) fn advance(&mut self) {
        self.is_at_end = !self.stream.advance();
    }

    pub(super) fn here(&self) -> Option<(String, &TermInfo)> {
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
