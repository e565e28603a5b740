//! Where words stand, for phrases: apart from the postings, which most questions read without.

use super::wire::{Reader, Writer};
use crate::analyze::SENTENCE;

/// The positions of a term before they are written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// How often the term stands in each document that holds it.
    pub(crate) counts: Vec<u32>,
    /// Its places in them, one document after another.
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

/// Decodes the places of one term, document by document: `before` places of other terms come first, and `counts` tells
/// how often each document holds it.
pub(crate) fn decode(mut from: Reader<'_>, before: u32, counts: &[u32]) -> Vec<(u32, u32)> {
    let [mut sentences, mut offsets] = [from.stream(), from.stream()];
    for _ in 0..before {
        sentences.number();
        offsets.number();
        if sentences.is_malformed() {
            break;
        }
    }
    let mut places = Vec::new();
    for (document, count) in counts.iter().enumerate() {
        let mut place = 0_u32;
        for _ in 0..*count {
            let (gap, offset) = (sentences.number(), offsets.number());
            if gap > 0 {
                place = (place / SENTENCE).saturating_add(gap).saturating_mul(SENTENCE);
            }
            place = place.saturating_add(offset);
            if sentences.is_malformed() {
                return places;
            }
            places.push((document as u32, place));
        }
    }
    places
}
