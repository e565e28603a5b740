//! The postings of terms, each kind of number in a stream of its own: alike bytes compress together.

use super::wire::{Reader, Writer};
use crate::bm25::{FIELDS, Posting};

/// A posting, and the length of the document's text where the root does not hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) posting: Posting,
    /// As in tantivy's field norms; 0 if the root has them.
    pub(crate) norm: u8,
}

/// How many of a long term's postings are beside it.
pub(crate) const BEST: usize = 256;

/// The streams, while they are written.
#[derive(Debug, Default)]
pub(crate) struct PostingsWriter {
    gaps: Writer,
    counts: Writer,
    others: Writer,
    norms: Writer,
}

/// A count from which it stands among the others.
const MANY: u32 = 127;

impl PostingsWriter {
    /// Adds the postings of a term, in the order of documents.
    pub(crate) fn put(&mut self, postings: &[Held], norms: bool) {
        let mut next = 0;
        for Held { posting, norm } in postings {
            self.gaps.number(posting.document - next);
            next = posting.document + 1;
            self.counts(&posting.counts);
            if norms {
                self.norms.byte(*norm);
            }
        }
    }

    fn counts(&mut self, counts: &[u32; 5]) {
        let stands_elsewhere = counts[1..].iter().any(|count| *count > 0);
        self.counts.byte((counts[0].min(MANY) << 1) as u8 | u8::from(stands_elsewhere));
        if counts[0] >= MANY {
            self.others.number(counts[0] - MANY);
        }
        if stands_elsewhere {
            let bits = (1..FIELDS.len()).fold(0, |bits, field| bits | u8::from(counts[field] > 0) << field);
            let repeats = counts[1..].iter().any(|count| *count > 1);
            self.others.byte(bits | u8::from(repeats));
            let present = counts[1..].iter().filter(|count| repeats && **count > 0);
            present.for_each(|count| self.others.number(*count));
        }
    }

    /// Appends the streams.
    pub(crate) fn finish(self, to: &mut Writer) {
        for stream in [&self.gaps, &self.counts, &self.others, &self.norms] {
            to.stream(stream);
        }
    }
}

/// The streams, while they are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PostingsReader<'b> {
    gaps: Reader<'b>,
    counts: Reader<'b>,
    others: Reader<'b>,
    norms: Reader<'b>,
    documents: u32,
}

impl<'b> PostingsReader<'b> {
    pub(crate) fn new(from: &mut Reader<'b>, documents: u32) -> Self {
        Self { gaps: from.stream(), counts: from.stream(), others: from.stream(), norms: from.stream(), documents }
    }

    /// The postings of the next term.
    pub(crate) fn take(&mut self, count: usize, norms: bool) -> Vec<Held> {
        let mut postings = Vec::new();
        if count > self.gaps.rest().len() {
            self.gaps.refuse();
            return postings;
        }
        postings.reserve_exact(count);
        let mut next = 0_u32;
        for _ in 0..count {
            let document = next.saturating_add(self.gaps.number());
            if document >= self.documents {
                self.gaps.refuse();
                break;
            }
            next = document + 1;
            let posting = Posting { document, counts: self.counts() };
            postings.push(Held { posting, norm: if norms { self.norms.byte() } else { 0 } });
        }
        postings
    }

    fn counts(&mut self) -> [u32; 5] {
        let byte = self.counts.byte();
        let mut counts = [u32::from(byte >> 1), 0, 0, 0, 0];
        if counts[0] == MANY {
            counts[0] = MANY.saturating_add(self.others.number());
        }
        if byte & 1 == 1 {
            let bits = self.others.byte();
            for (field, count) in counts.iter_mut().enumerate().skip(1) {
                if bits >> field & 1 == 1 {
                    *count = if bits & 1 == 1 { self.others.number() } else { 1 };
                }
            }
        }
        counts
    }
}
