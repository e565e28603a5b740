//! Where words stand, for phrases: apart from the postings, which most questions read without.

use super::wire::{Defect, Reader, Writer};
use crate::analyze::SENTENCE;

/// The positions of a term in the documents that hold it, one document after another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Positions {
    pub(crate) places: Vec<u32>,
}

/// The same before they are written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// How often the term stands in each document that holds it.
    pub(crate) counts: Vec<u32>,
    pub(crate) places: Vec<u32>,
}

/// Encodes the positions of a chunk's terms.
pub(crate) fn encode(terms: &[Places]) -> Vec<u8> {
    let [mut sentences, mut offsets] = <[Writer; 2]>::default();
    let documents = terms.iter().flat_map(|Places { counts, places }| {
        let mut rest = &places[..];
        counts.iter().map(move |count| {
            let document;
            (document, rest) = rest.split_at((*count as usize).min(rest.len()));
            document
        })
    });
    for places in documents {
        let mut before = 0;
        for place in places {
            let (gap, offset) = if place / SENTENCE == before / SENTENCE {
                (0, place - before)
            } else {
                (place / SENTENCE - before / SENTENCE, place % SENTENCE)
            };
            sentences.number(gap);
            offsets.number(offset);
            before = *place;
        }
    }
    let mut content = Writer::default();
    content.stream(&sentences);
    content.stream(&offsets);
    content.bytes
}

/// Decodes them, `counts` being how often each term stands in each document that holds it.
pub(crate) fn decode<'c>(
    mut from: Reader<'_>,
    counts: impl Iterator<Item = Vec<u32>> + 'c,
) -> Result<Vec<Positions>, Defect> {
    let [mut sentences, mut offsets] = [from.stream()?, from.stream()?];
    let mut terms = Vec::new();
    for counts in counts {
        let mut places = Vec::new();
        for count in counts {
            let mut before = 0_u32;
            for _ in 0..count {
                let (gap, offset) = (sentences.number()?, offsets.number()?);
                let sentence = (before / SENTENCE).checked_add(gap).and_then(|sentence| sentence.checked_mul(SENTENCE));
                let from = if gap == 0 { Some(before) } else { sentence };
                before = from.and_then(|from| from.checked_add(offset)).ok_or(Defect::Malformed)?;
                places.push(before);
            }
        }
        terms.push(Positions { places });
    }
    Ok(terms)
}
