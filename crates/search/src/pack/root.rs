//! The root of a pack: what scoring needs of the whole collection, and where the rest is.

use super::cards::Tag;
use super::postings::BEST;
use super::wire::{Hash, Reader, StringsReader, StringsWriter, Writer};
use crate::bm25::Collection;

/// The most cards that one hash names: what a root claims to have of documents is bounded by its bytes.
pub(crate) const MOST_NAMED: u32 = 96;

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
    /// How many blocks of cards are named by a hash of them all,
    pub(crate) cards_together: u32,
    /// and how many chunks of terms.
    pub(crate) chunks_together: u32,
    /// Terms in more documents than this have only their best postings beside them,
    pub(crate) long: u32,
    /// and those in more than this have the others in two files, so many of all in the first.
    pub(crate) near: u32,
    /// For a term in more documents, what is shown of its best is in a file apart,
    pub(crate) apart: u32,
    /// and for one in more than this, beside the term.
    pub(crate) beside: u32,
    /// A hash of each so many blocks of cards.
    pub(crate) cards: Vec<Hash>,
    pub(crate) terms: Directory,
    /// Words as they are written, and backwards.
    pub(crate) spelling: [Directory; 2],
    /// The files that have what is shown apart for the terms of many chunks; none if each chunk has its own.
    pub(crate) pools: Directory,
    /// The tags of all documents.
    pub(crate) facets: Hash,
    /// Terms that say little, with spaces between them.
    pub(crate) stop_words: String,
    /// As [`Vocabulary::synonyms`](crate::plan::Vocabulary::synonyms).
    pub(crate) synonyms: String,
    /// The tags that many documents have, in their order: cards name them by their numbers.
    pub(crate) tags: Vec<Tag>,
    /// The slugs of the tags most documents have, with spaces between them.
    pub(crate) popular: String,
    /// Files that are in here, by their slots' numbers: all but positions, if the pack is small, else none.
    pub(crate) inlined: Vec<(u32, Vec<u8>)>,
}

/// Where sorted strings are: the first of each chunk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Directory {
    pub(crate) chunks: Vec<(String, Hash)>,
}

impl Directory {
    /// The chunk that can hold a string.
    pub(crate) fn last_before(&self, string: &str) -> Option<usize> {
        self.chunks.partition_point(|(start, _)| &**start <= string).checked_sub(1)
    }

    /// The chunks that can hold strings that begin so.
    pub(crate) fn beginning(&self, prefix: &str) -> std::ops::Range<usize> {
        let start = self.last_before(prefix).unwrap_or_default();
        let mut end = start;
        while self.chunks.get(end).is_some_and(|(first, _)| &**first <= prefix || first.starts_with(prefix)) {
            end += 1;
        }
        start..end
    }

    /// Encodes it with a hash for so many chunks each.
    fn encode(&self, together: u32, to: &mut Writer) {
        let [mut letters, mut shared, mut hashes] = <[Writer; 3]>::default();
        let mut strings = StringsWriter::default();
        for (number, (first, hash)) in self.chunks.iter().enumerate() {
            strings.put(first, &mut letters, &mut shared);
            if number.is_multiple_of(together as usize) {
                hashes.take(hash);
            }
        }
        to.stream(&letters);
        to.stream(&shared);
        to.stream(&hashes);
    }

    fn decode(together: u32, from: &mut Reader<'_>) -> Self {
        let [mut letters, mut shared, mut hashes] = [from.stream(), from.stream(), from.stream()];
        let mut strings = StringsReader::default();
        let mut chunks: Vec<(String, Hash)> = Vec::new();
        let mut hash = Hash::default();
        while !shared.is_empty() {
            let first = strings.next(&mut letters, &mut shared);
            if chunks.last().is_some_and(|(before, _)| *before >= first) {
                from.refuse();
                break;
            }
            if chunks.len().is_multiple_of(together.max(1) as usize) {
                hash = hashes.hash();
            }
            chunks.push((first, hash));
        }
        Self { chunks }
    }
}

fn put_text(text: &str, to: &mut Writer) {
    to.count(text.len());
    to.take(text.as_bytes());
}

fn take_text(from: &mut Reader<'_>) -> String {
    let length = from.number() as usize;
    from.text(length)
}

/// A tag that many cards may name: each takes a copy, so it must be short.
fn take_tag(from: &mut Reader<'_>) -> Tag {
    let (slug, label) = (take_text(from), take_text(from));
    let tag = Tag { label: if label.is_empty() { slug.clone() } else { label }, slug };
    if !tag.is_short() {
        from.refuse();
    }
    tag
}

fn put_list<T>(items: &[T], to: &mut Writer, mut put: impl FnMut(&T, &mut Writer)) {
    to.count(items.len());
    items.iter().for_each(|item| put(item, to));
}

fn take_list<T>(from: &mut Reader<'_>, mut take: impl FnMut(&mut Reader<'_>) -> T) -> Vec<T> {
    let mut items = Vec::new();
    for _ in 0..from.count(from.rest().len()) {
        if from.is_malformed() {
            break;
        }
        items.push(take(from));
    }
    items
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
        to.number(self.cards_together);
        to.number(self.chunks_together);
        to.number(self.long);
        to.number(self.near);
        to.number(self.apart);
        to.number(self.beside);
        to.count(self.cards.len() * size_of::<Hash>());
        self.cards.iter().for_each(|hash| to.take(hash));
        put_list(&self.tags, &mut to, |tag, to| {
            put_text(&tag.slug, to);
            put_text(if tag.label == tag.slug { "" } else { &tag.label }, to);
        });
        put_list(&self.inlined, &mut to, |(slot, bytes), to| {
            to.number(*slot);
            to.count(bytes.len());
            to.take(bytes);
        });
        put_text(&self.popular, &mut to);
        put_text(&self.stop_words, &mut to);
        self.terms.encode(self.chunks_together, &mut to);
        self.pools.encode(1, &mut to);
        put_text(&self.synonyms, &mut to);
        to.take(&self.facets);
        self.spelling.iter().for_each(|directory| directory.encode(1, &mut to));
        to.bytes
    }

    pub(crate) fn decode(mut from: Reader<'_>) -> Self {
        let from = &mut from;
        let language = take_text(from);
        let documents = from.number();
        let tokens = [0; 5].map(|_| from.number());
        let words = from.number();
        let norms = from.block().to_vec();
        let [block, cards_together, chunks_together] = [(); 3].map(|()| from.number());
        let [long, near, apart, beside] = [(); 4].map(|()| from.number());
        let mut hashes = from.stream();
        let mut cards = Vec::new();
        while !hashes.is_empty() {
            cards.push(hashes.hash());
        }
        let named = block.saturating_mul(cards_together);
        let is_whole = (1..=MOST_NAMED).contains(&named) && cards.len() == documents.div_ceil(named.max(1)) as usize;
        if !is_whole
            || (long as usize) < BEST
            || near < long
            || !(norms.is_empty() || norms.len() == documents as usize)
        {
            from.refuse();
        }
        Self {
            language,
            collection: Collection { documents, tokens },
            words,
            norms,
            block,
            cards_together,
            chunks_together,
            long,
            near,
            apart,
            beside,
            cards,
            tags: take_list(from, take_tag),
            inlined: take_list(from, |from| (from.number(), from.block().to_vec())),
            popular: take_text(from),
            stop_words: take_text(from),
            terms: Directory::decode(chunks_together, from),
            pools: Directory::decode(1, from),
            synonyms: take_text(from),
            facets: from.hash(),
            spelling: [Directory::decode(1, from), Directory::decode(1, from)],
        }
    }

    /// Whether a document's length stands beside each of its postings.
    pub(crate) fn norms_beside(&self) -> bool {
        self.norms.is_empty()
    }
}
