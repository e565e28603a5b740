//! The root of a pack: what scoring needs of the whole collection, and where the rest is.

use super::cards::Tag;
use super::wire::{Defect, Hash, Reader, StringsReader, StringsWriter, Writer};
use crate::bm25::Collection;

/// The root of a pack.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Root {
    /// The language whose stems the terms are; empty if they are whole words.
    pub(crate) language: String,
    pub(crate) collection: Collection,
    /// How many different words there are.
    pub(crate) words: u32,
    /// The length of each document's text, unless they stand beside the postings.
    pub(crate) norms: Vec<u8>,
    /// Documents in a block of cards.
    pub(crate) block: u32,
    pub(crate) cards: Vec<Hash>,
    pub(crate) terms: Directory,
    /// Words as they are written.
    pub(crate) forward: Directory,
    /// Words written backwards.
    pub(crate) backward: Directory,
    /// The tags of all documents.
    pub(crate) facets: Hash,
    pub(crate) stop_words: Vec<String>,
    pub(crate) synonyms: Vec<Vec<Vec<String>>>,
    /// The tags most documents have.
    pub(crate) popular: Vec<Tag>,
    /// Files that are so small that they are in here.
    pub(crate) inlined: Vec<(String, Vec<u8>)>,
}

/// Where sorted strings are: the first of each chunk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Directory {
    pub(crate) chunks: Vec<(Box<[u8]>, Hash)>,
}

impl Directory {
    /// The chunks that can hold strings from the one to the other, both included.
    pub(crate) fn between(&self, first: &[u8], last: &[u8]) -> std::ops::Range<usize> {
        let end = self.chunks.partition_point(|(start, _)| &**start <= last);
        let start = self.chunks.partition_point(|(start, _)| &**start <= first).saturating_sub(1);
        start..end.max(start)
    }

    /// The chunks that can hold strings that begin so.
    pub(crate) fn beginning(&self, prefix: &[u8]) -> std::ops::Range<usize> {
        let after = |start: &[u8]| start > prefix && !start.starts_with(prefix);
        let end = self.chunks.partition_point(|(start, _)| !after(start));
        let start = self.chunks.partition_point(|(start, _)| &**start <= prefix).saturating_sub(1);
        start..end.max(start)
    }

    fn encode(&self, to: &mut Writer) {
        let [mut lengths, mut letters, mut hashes] = <[Writer; 3]>::default();
        let mut strings = StringsWriter::default();
        for (first, hash) in &self.chunks {
            strings.put(first, &mut lengths, &mut letters);
            hashes.take(hash);
        }
        to.stream(&lengths);
        to.stream(&letters);
        to.stream(&hashes);
    }

    fn decode(from: &mut Reader<'_>) -> Result<Self, Defect> {
        let [mut lengths, mut letters, hashes] = [from.stream()?, from.stream()?, from.stream()?];
        let mut strings = StringsReader::default();
        let mut chunks: Vec<(Box<[u8]>, Hash)> = Vec::new();
        for hash in hashes_of(hashes)? {
            let first: Box<[u8]> = strings.next(&mut lengths, &mut letters)?.into();
            if chunks.last().is_some_and(|(before, _)| *before >= first) {
                return Err(Defect::Malformed);
            }
            chunks.push((first, hash));
        }
        Ok(Self { chunks })
    }
}

fn hashes_of(from: Reader<'_>) -> Result<Vec<Hash>, Defect> {
    let (hashes, rest) = from.rest().as_chunks();
    if rest.is_empty() { Ok(hashes.to_vec()) } else { Err(Defect::Malformed) }
}

fn put_text(text: &str, to: &mut Writer) {
    to.count(text.len());
    to.take(text.as_bytes());
}

fn take_text(from: &mut Reader<'_>) -> Result<String, Defect> {
    let length = from.number()? as usize;
    Ok(from.string(length)?.to_owned())
}

fn put_list<T>(items: &[T], to: &mut Writer, mut put: impl FnMut(&T, &mut Writer)) {
    to.count(items.len());
    items.iter().for_each(|item| put(item, to));
}

fn take_list<T>(
    from: &mut Reader<'_>,
    mut take: impl FnMut(&mut Reader<'_>) -> Result<T, Defect>,
) -> Result<Vec<T>, Defect> {
    let count = from.count(from.rest().len())?;
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(take(from)?);
    }
    Ok(items)
}

impl Root {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut to = Writer::default();
        put_text(&self.language, &mut to);
        to.number(self.collection.documents);
        self.collection.tokens.iter().for_each(|tokens| to.number(*tokens));
        to.number(self.words);
        to.count(self.norms.len());
        to.take(&self.norms);
        to.number(self.block);
        to.count(self.cards.len());
        self.cards.iter().for_each(|hash| to.take(hash));
        [&self.terms, &self.forward, &self.backward].into_iter().for_each(|directory| directory.encode(&mut to));
        to.take(&self.facets);
        put_list(&self.stop_words, &mut to, |word, to| put_text(word, to));
        put_list(&self.synonyms, &mut to, |group, to| {
            put_list(group, to, |phrase, to| put_list(phrase, to, |term, to| put_text(term, to)));
        });
        put_list(&self.popular, &mut to, |tag, to| {
            put_text(&tag.slug, to);
            put_text(&tag.label, to);
        });
        put_list(&self.inlined, &mut to, |(name, bytes), to| {
            put_text(name, to);
            to.count(bytes.len());
            to.take(bytes);
        });
        to.bytes
    }

    pub(crate) fn decode(mut from: Reader<'_>) -> Result<Self, Defect> {
        let from = &mut from;
        let language = take_text(from)?;
        let documents = from.number()?;
        let mut tokens = [0; 5];
        for field in &mut tokens {
            *field = from.number()?;
        }
        let words = from.number()?;
        let norms = from.stream()?.rest().to_vec();
        let block = from.number()?;
        let blocks = from.number()? as usize;
        let cards = hashes_of(Reader::new(from.take(blocks.checked_mul(3).ok_or(Defect::Malformed)?)?))?;
        let is_whole = block > 0 && blocks == documents.div_ceil(block) as usize;
        if !is_whole || !(norms.is_empty() || norms.len() == documents as usize) {
            return Err(Defect::Malformed);
        }
        Ok(Self {
            language,
            collection: Collection { documents, tokens },
            words,
            norms,
            block,
            cards,
            terms: Directory::decode(from)?,
            forward: Directory::decode(from)?,
            backward: Directory::decode(from)?,
            facets: from.take(3)?.try_into().map_err(|_| Defect::Malformed)?,
            stop_words: take_list(from, take_text)?,
            synonyms: take_list(from, |from| take_list(from, |from| take_list(from, take_text)))?,
            popular: take_list(from, |from| Ok(Tag { slug: take_text(from)?, label: take_text(from)? }))?,
            inlined: take_list(from, |from| {
                let name = take_text(from)?;
                Ok((name, from.stream()?.rest().to_vec()))
            })?,
        })
    }

    /// Whether all but positions is in here: words by spelling are then those of the terms.
    pub(crate) fn is_single(&self) -> bool {
        !self.inlined.is_empty()
    }

    /// Whether a document's length stands beside each of its postings.
    pub(crate) fn norms_beside(&self) -> bool {
        self.norms.is_empty()
    }
}
