//! Words in the order of their letters, forwards and backwards: what a slip is corrected from.

use super::cards::Tag;
use super::wire::{Reader, StringsReader, StringsWriter, Writer};

/// A word, perhaps backwards, and how common it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spelt {
    pub(crate) letters: String,
    pub(crate) commonness: u8,
}

/// Encodes a stretch of sorted words.
pub(crate) fn encode(words: &[Spelt]) -> Vec<u8> {
    let [mut letters, mut shared, mut common] = <[Writer; 3]>::default();
    let mut strings = StringsWriter::default();
    for word in words {
        strings.put(&word.letters, &mut letters, &mut shared);
        common.byte(word.commonness);
    }
    let mut content = Writer::default();
    [letters, shared, common].iter().for_each(|stream| content.stream(stream));
    content.bytes
}

/// Decodes them.
pub(crate) fn decode(mut from: Reader<'_>) -> Vec<Spelt> {
    let [mut letters, mut shared, common] = [from.stream(), from.stream(), from.stream()];
    let mut strings = StringsReader::default();
    let mut words = Vec::new();
    for commonness in common.rest() {
        words.push(Spelt { letters: strings.next(&mut letters, &mut shared), commonness: *commonness });
    }
    words
}

/// A tag and the documents that have it, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facet {
    pub(crate) tag: Tag,
    pub(crate) documents: Vec<u32>,
}

/// Encodes the tags of all documents.
pub(crate) fn encode_facets(facets: &[Facet]) -> Vec<u8> {
    let [mut lengths, mut letters, mut gaps] = <[Writer; 3]>::default();
    for Facet { tag, documents } in facets {
        let label = if tag.label == tag.slug { "" } else { &tag.label };
        for text in [&*tag.slug, label] {
            lengths.count(text.len());
            letters.take(text.as_bytes());
        }
        lengths.count(documents.len());
        let mut next = 0;
        for document in documents {
            gaps.number(document - next);
            next = document + 1;
        }
    }
    let mut content = Writer::default();
    [lengths, letters, gaps].iter().for_each(|stream| content.stream(stream));
    content.bytes
}

/// Decodes them.
pub(crate) fn decode_facets(mut from: Reader<'_>, documents: u32) -> Vec<Facet> {
    let [mut lengths, mut letters, mut gaps] = [from.stream(), from.stream(), from.stream()];
    let mut facets = Vec::new();
    while !lengths.is_empty() {
        let slug = letters.text(lengths.number() as usize);
        let label = letters.text(lengths.number() as usize);
        let tag = Tag { label: if label.is_empty() { slug.clone() } else { label }, slug };
        let mut held = Vec::new();
        let mut next = 0_u32;
        for _ in 0..lengths.count(gaps.rest().len()) {
            let document = next.saturating_add(gaps.number());
            if document >= documents {
                lengths.refuse();
                break;
            }
            held.push(document);
            next = document + 1;
        }
        facets.push(Facet { tag, documents: held });
    }
    facets
}
