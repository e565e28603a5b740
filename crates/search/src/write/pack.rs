//! Writes a pack, term by term in the order of the dictionary.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::lexicon::Lexicon;
use super::shape::{LENGTHS_BESIDE, Shape};
use crate::bm25::{Collection, Posting, Scorer, frequencies};
use crate::letters::first;
use crate::pack::positions::{self, Places};
use crate::pack::root::{Directory, Root};
use crate::pack::terms::{self, Chunk, Entry, EntryKind, Tail, is_alias};
use crate::pack::words::{self, Facet, Spelt};
use crate::pack::{Card, File, Hash, Held, Kind, Passage, ROOT, Shown, Slot, Tag, cards, name_of, wire};

/// How many of the commonest tags are in the root.
const POPULAR: usize = 5;
/// A chunk is as full by so many bytes of its file apart as by one of its own.
const APART: usize = 3;

/// What is known of a collection before its terms are.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// The tag of the language whose stems the terms are; empty if they are whole words.
    pub language: String,
    /// Sizes.
    pub collection: Collection,
    /// The norm of each document's text.
    pub norms: Vec<u8>,
    /// Terms that say little.
    pub stop_words: Vec<String>,
    /// As [`Vocabulary::synonyms`](crate::plan::Vocabulary::synonyms).
    pub synonyms: String,
}

/// Writes a pack.
pub struct PackWriter<'l> {
    statistics: Statistics,
    shape: Shape,
    lexicon: &'l Lexicon,
    cards: &'l [Card],
    facets: Vec<Facet>,
    /// Those that cards name by number.
    tags: Vec<Tag>,
    exact: Scorer,
    /// Of a collection of about this size: so that one edit does not change what is best everywhere.
    steady: Scorer,
    aliases: std::iter::Peekable<std::vec::IntoIter<(String, Box<str>)>>,
    open: Open,
    /// The last term of the chunk before.
    last: String,
    pool: Pool,
    pools: Directory,
    files: Vec<File>,
    /// What goes into the root instead.
    inlined: Vec<(u32, Vec<u8>)>,
    directory: Directory,
    /// The last chunks of terms, which are not named yet.
    waiting: Vec<(Slot, Vec<u8>, Vec<u8>)>,
}

/// The chunk that is being filled.
#[derive(Default)]
struct Open {
    filling: Filling,
    entries: Vec<Entry>,
    /// The first tails of its terms, and the second.
    tails: [Vec<Vec<Held>>; 2],
    positions: Vec<Places>,
    /// What is shown of documents for its terms, in the file apart,
    apart: BTreeMap<u32, Vec<Passage>>,
    /// and beside them.
    beside: BTreeMap<u32, Vec<Passage>>,
}

/// The file that is being filled with what is shown apart for the terms of many chunks.
#[derive(Default)]
struct Pool {
    filling: Filling,
    /// Its least beginning, after the last term of the one before.
    first: String,
    shown: BTreeMap<u32, Vec<Passage>>,
}

impl<'l> PackWriter<'l> {
    /// Begins, with the cards of all documents in their order.
    pub fn new(statistics: Statistics, shape: Shape, lexicon: &'l Lexicon, cards: &'l [Card]) -> Self {
        let alias = |(word, term): (&str, &str)| is_alias(word, term).then(|| (alias_key(word), term.into()));
        let aliases: Vec<_> = lexicon.words().filter_map(|word| alias((word.word, word.term))).collect();
        let facets = facets(cards);
        Self {
            tags: common_tags(&facets, statistics.collection.documents),
            facets,
            cards,
            exact: Scorer::new(&statistics.collection),
            steady: Scorer::new(&statistics.collection.rounded()),
            statistics,
            shape,
            lexicon,
            aliases: aliases.into_iter().peekable(),
            open: Open::default(),
            last: String::new(),
            pool: Pool::default(),
            pools: Directory::default(),
            files: Vec::new(),
            inlined: Vec::new(),
            directory: Directory::default(),
            waiting: Vec::new(),
        }
    }

    /// Adds a term with its postings in the order of documents and its places in them, one document after another;
    /// the keys of filters have none. Terms come in their order, the keys of filters first.
    ///
    /// `shown` are the documents that are shown for it in a way of its own, if it is in more than [`Shape::apart`], and the
    /// passage if they have one.
    pub fn term(&mut self, term: &str, postings: &[Posting], places: Vec<u32>, shown: Vec<(u32, Option<Passage>)>) {
        while let Some((key, target)) = self.aliases.next_if(|(key, _)| key.as_str() < term) {
            self.push(Entry { term: key, words: Vec::new(), kind: EntryKind::Alias(target.into()) }, Places::default());
        }
        let counts = if places.is_empty() { Vec::new() } else { postings.iter().map(|held| held.counts[0]).collect() };
        let beside = self.norms_beside();
        let norm = |document: u32| if beside { self.statistics.norms[document as usize] } else { 0 };
        let mut held: Vec<Held> =
            postings.iter().map(|posting| Held { posting: *posting, norm: norm(posting.document) }).collect();
        let frequencies = frequencies(postings);
        let (tails, others) = self.split(&mut held, &frequencies);
        let words = self.lexicon.words_of(term).map(Into::into).collect();
        let kind = EntryKind::Postings { frequencies, postings: held, tails };
        self.push(Entry { term: term.into(), words, kind }, Places { counts, places });
        for (tails, others) in self.open.tails.iter_mut().zip(others) {
            tails.push(others);
        }
        self.show(term, frequencies[0] > self.shape.beside, shown);
    }

    /// Adds what is shown for a term to what stands beside it, or to the file apart: its chunk's, or the pool.
    fn show(&mut self, term: &str, is_beside: bool, shown: Vec<(u32, Option<Passage>)>) {
        if shown.is_empty() {
            return;
        }
        let length = |(document, passage): &(u32, Option<Passage>)| {
            self.cards[*document as usize].title.len() + passage.as_ref().map_or(0, |passage| passage.text.len())
        };
        let size = shown.iter().map(length).sum();
        let cards = match self.shape.pool {
            _ if is_beside => {
                self.open.filling.grow(size, self.shape.terms.1);
                &mut self.open.beside
            }
            None => {
                self.open.filling.grow_apart(size, self.shape.terms.1);
                &mut self.open.apart
            }
            Some(sizes) => {
                if self.pool.filling.ends_before(term, usize::MAX) {
                    self.close_pool();
                }
                if self.pool.shown.is_empty() {
                    self.pool.first = separator(&self.pool.filling.last, term);
                }
                self.pool.filling.add(term, size, sizes);
                &mut self.pool.shown
            }
        };
        for (document, passage) in shown {
            let passages = cards.entry(document).or_default();
            passages.extend(passage.filter(|passage| !passages.contains(passage)));
        }
    }

    fn close_pool(&mut self) {
        let Pool { filling, first, shown } = std::mem::take(&mut self.pool);
        if shown.is_empty() {
            return;
        }
        let shown = self.shown(shown);
        let slot = Slot { kind: Kind::Shown, at: self.pools.chunks.len() };
        let hash = self.put(slot, first.as_bytes(), &cards::encode_shown(&shown, &self.tags));
        self.pools.chunks.push((first, hash));
        self.pool.filling.last = filling.last;
    }

    /// Cards of these parts.
    fn shown(&self, parts: BTreeMap<u32, Vec<Passage>>) -> Shown {
        let card = |(document, passages)| {
            let Card { title, url, tags, .. } = &self.cards[document as usize];
            (document, Card { title: title.clone(), url: url.clone(), tags: tags.clone(), passages })
        };
        parts.into_iter().map(card).collect()
    }

    fn push(&mut self, entry: Entry, positions: Places) {
        let postings = match &entry.kind {
            EntryKind::Postings { postings, .. } => postings.len(),
            EntryKind::Alias(target) => target.len(),
        };
        let size = 4 + entry.term.len() / 2 + postings * if self.norms_beside() { 3 } else { 2 };
        let is_alone = size >= self.shape.alone;
        let is_between = self.open.filling.ends_before(&entry.term, self.shape.alike.0);
        let is_long = entry.unseen() > 0.0;
        let is_second_long = is_long && self.open.tails[0].iter().any(|tail| !tail.is_empty());
        if is_between || is_second_long || (is_alone && self.open.filling.size >= self.shape.alone) {
            self.close();
        }
        self.open.filling.add(&entry.term, size, self.shape.terms);
        self.open.entries.push(entry);
        self.open.positions.push(positions);
        self.open.filling.is_over |= is_alone;
    }

    fn norms_beside(&self) -> bool {
        self.statistics.collection.documents > LENGTHS_BESIDE
    }

    /// Leaves what stands beside a term and gives its tails.
    fn split(&self, held: &mut Vec<Held>, frequencies: &[u32; 5]) -> ([Tail; 2], [Vec<Held>; 2]) {
        let mut tails = Tail::of(frequencies[0], self.shape.long, self.shape.near);
        let mut others = <[Vec<Held>; 2]>::default();
        if tails[0].postings == 0 {
            return (tails, others);
        }
        let weights = self.steady.weights(frequencies);
        let norm = |held: &Held| self.statistics.norms[held.posting.document as usize];
        // Of numbers that are not negative the greater has the greater bits.
        let score = |held: &Held| self.steady.score(&weights, &held.posting, norm(held)).to_bits();
        held.sort_by_cached_key(|held| (Reverse(score(held)), held.posting.document));
        let mut bound = 0.0_f32;
        for (tail, others) in tails.iter_mut().zip(&mut others).rev() {
            *others = held.split_off(held.len() - tail.postings);
            others.sort_by_key(|held| held.posting.document);
            bound = bound.max(self.best_score(others, frequencies));
            tail.bound = bound;
        }
        held.sort_by_key(|held| held.posting.document);
        (tails, others)
    }

    fn best_score(&self, tail: &[Held], frequencies: &[u32; 5]) -> f32 {
        let weights = self.exact.weights(frequencies);
        let norm = |held: &Held| self.statistics.norms[held.posting.document as usize];
        tail.iter().map(|held| self.exact.score(&weights, &held.posting, norm(held))).fold(0.0, f32::max)
    }

    fn close(&mut self) {
        let Open { filling, entries, tails, positions, apart, beside } = std::mem::take(&mut self.open);
        let Some(first) = entries.first().map(|entry| separator(&self.last, &entry.term)) else { return };
        self.last = filling.last;
        let norms = self.norms_beside();
        let [apart, beside] = [apart, beside].map(|parts| self.shown(parts));
        let apart = (!apart.is_empty()).then(|| cards::encode_shown(&apart, &self.tags));
        let mut file = |kind, content: Option<Vec<u8>>| {
            Some(self.put(Slot { kind, at: self.directory.chunks.len() }, first.as_bytes(), &content?))
        };
        let tails = [(Kind::Tails, &tails[0]), (Kind::Rest, &tails[1])].map(|(kind, tails)| {
            let has_any = tails.iter().any(|postings| !postings.is_empty());
            file(kind, has_any.then(|| terms::encode_tails(tails, norms)))
        });
        let has_places = positions.iter().any(|places| !places.places.is_empty());
        let places = has_places.then(|| positions::encode(&positions));
        let positions = file(Kind::Positions, places);
        let apart = file(Kind::Shown, apart);
        let chunk = Chunk { entries, tails, positions, apart, beside };
        let bytes = terms::encode(&chunk, norms, &self.tags);
        let slot = Slot { kind: Kind::Terms, at: self.directory.chunks.len() };
        self.waiting.push((slot, first.as_bytes().to_vec(), bytes));
        self.directory.chunks.push((first, Hash::default()));
        if self.waiting.len() == self.shape.chunks_together as usize {
            self.put_chunks();
        }
    }

    /// Adds a file, to the root if the pack is to be one.
    fn put(&mut self, slot: Slot, key: &[u8], content: &[u8]) -> Hash {
        let hash = wire::hash_of(content);
        self.put_named(slot, key, content, hash);
        hash
    }

    fn put_named(&mut self, slot: Slot, key: &[u8], content: &[u8], hash: Hash) {
        let bytes = wire::seal(slot.kind, content);
        if self.shape.is_single && slot.kind != Kind::Positions {
            self.inlined.push((slot.number(), bytes));
        } else {
            self.files.push(File { name: name_of(slot.kind, key, hash), bytes });
        }
    }

    /// Adds the blocks of cards, and gives the hashes that name so many of them each.
    fn put_cards(&mut self, tags: &[Tag]) -> Vec<Hash> {
        let block = |(number, cards): (u32, &[Card])| {
            let slot = Slot { kind: Kind::Cards, at: number as usize };
            (slot, number.to_le_bytes().to_vec(), cards::encode((0..).zip(cards), tags))
        };
        let blocks: Vec<_> = (0..).zip(self.cards.chunks(self.shape.block as usize)).map(block).collect();
        let together = self.shape.cards_together as usize;
        blocks.chunks(together).map(|blocks| self.put_together(blocks)).collect()
    }

    /// Adds the chunks of terms that are waiting to be named together.
    fn put_chunks(&mut self) {
        let chunks = std::mem::take(&mut self.waiting);
        let hash = self.put_together(&chunks);
        let named = self.directory.chunks.len() - chunks.len();
        self.directory.chunks[named..].iter_mut().for_each(|(_, named)| *named = hash);
    }

    /// Adds files, each with its slot, its key and what it holds, and gives the hash that names them all.
    fn put_together(&mut self, files: &[(Slot, Vec<u8>, Vec<u8>)]) -> Hash {
        let sums: Vec<u8> = files.iter().flat_map(|(_, _, content)| wire::checksum(content).to_le_bytes()).collect();
        let hash = wire::hash_of(&sums);
        for (slot, key, content) in files {
            self.put_named(*slot, key, content, hash);
        }
        hash
    }

    /// The files that are done and were not given before.
    pub fn ready(&mut self) -> Vec<File> {
        std::mem::take(&mut self.files)
    }

    /// The files that were not given before, in the order of their names and the root last.
    pub fn finish(mut self) -> Vec<File> {
        while let Some((key, target)) = self.aliases.next() {
            self.push(Entry { term: key, words: Vec::new(), kind: EntryKind::Alias(target.into()) }, Places::default());
        }
        self.close();
        self.put_chunks();
        self.close_pool();
        let facets = std::mem::take(&mut self.facets);
        let mut popular: Vec<&Facet> = facets.iter().collect();
        popular.sort_by_key(|facet| Reverse(facet.documents.len()));
        let popular: Vec<&str> = popular.iter().take(POPULAR).map(|facet| &*facet.tag.slug).collect();
        let tags = std::mem::take(&mut self.tags);
        let card_hashes = self.put_cards(&tags);
        let facets_hash = self.put(Slot { kind: Kind::Facets, at: 0 }, &[], &words::encode_facets(&facets));
        let order = |is_backward| if self.shape.is_single { Directory::default() } else { self.spelling(is_backward) };
        let spelling = [false, true].map(order);
        let root = Root {
            norms: if self.norms_beside() { Vec::new() } else { self.statistics.norms },
            language: self.statistics.language,
            collection: self.statistics.collection,
            words: self.lexicon.len(),
            block: self.shape.block,
            cards_together: self.shape.cards_together,
            chunks_together: self.shape.chunks_together,
            long: self.shape.long,
            near: self.shape.near,
            apart: self.shape.apart,
            beside: self.shape.beside,
            cards: card_hashes,
            terms: self.directory,
            spelling,
            pools: self.pools,
            facets: facets_hash,
            stop_words: self.statistics.stop_words.join(" "),
            synonyms: self.statistics.synonyms,
            popular: popular.join(" "),
            tags,
            inlined: self.inlined,
        };
        self.files.sort();
        let bytes = wire::seal(Kind::Root, &root.encode());
        self.files.push(File { name: ROOT.into(), bytes });
        self.files
    }

    fn spelling(&mut self, is_backward: bool) -> Directory {
        let spell = |word: &str| if is_backward { word.chars().rev().collect() } else { String::from(word) };
        let words = self.lexicon.spelling();
        let mut words: Vec<Spelt> =
            words.map(|(word, commonness)| Spelt { letters: spell(word), commonness }).collect();
        words.sort();
        let kind = if is_backward { Kind::Backwards } else { Kind::Words };
        let mut directory = Directory::default();
        let mut last = "";
        let mut rest = &words[..];
        while let Some(first) = rest.first() {
            let mut filling = Filling::default();
            let ends = |word: &Spelt| {
                let ends = filling.ends_before(&word.letters, self.shape.alike.1);
                filling.add(&word.letters, 3 + word.letters.len() / 2, self.shape.spelling);
                ends
            };
            let end = rest.iter().position(ends).unwrap_or(rest.len());
            let first = separator(last, &first.letters);
            let slot = Slot { kind, at: directory.chunks.len() };
            let hash = self.put(slot, first.as_bytes(), &words::encode(&rest[..end]));
            directory.chunks.push((first, hash));
            last = &rest[end - 1].letters;
            rest = &rest[end..];
        }
        directory
    }
}

/// Whether a chunk is full.
///
/// It is by the hash of a key, not by what came before: an edit moves few boundaries. And it then goes on while keys begin
/// alike, for what begins alike is asked for together: words that begin as was typed, words that may have been meant.
#[derive(Default)]
struct Filling {
    size: usize,
    /// What is in the file apart.
    apart: usize,
    is_full: bool,
    /// Nothing more belongs into it, however it begins: it is a quarter longer than it should be, or somebody says so.
    is_over: bool,
    /// The last key.
    last: String,
}

impl Filling {
    fn add(&mut self, key: &str, size: usize, (least, most): (usize, usize)) {
        self.grow(size, most);
        let hash = wire::checksum(key.as_bytes()).wrapping_mul(0x9e37_79b9) >> 26;
        self.is_full |= self.fullness() >= least && hash == 0;
        key.clone_into(&mut self.last);
    }

    fn grow(&mut self, size: usize, most: usize) {
        self.size += size;
        self.is_full |= self.fullness() >= most;
        self.is_over |= self.size / 5 * 4 >= most;
    }

    /// What is in a file apart makes it full too, but keeps nothing that begins alike out of it.
    fn grow_apart(&mut self, size: usize, most: usize) {
        self.apart += size;
        self.is_full |= self.fullness() >= most;
    }

    fn fullness(&self) -> usize {
        self.size + self.apart / APART
    }

    /// Whether it ends before a key whose first letters, so many of them, are not those of the last.
    fn ends_before(&self, key: &str, letters: usize) -> bool {
        self.is_over || (self.is_full && first(key, letters) != first(&self.last, letters))
    }
}

/// The least beginning of a chunk's first key that comes after the last key of the chunk before: so a directory is shorter, and
/// what begins so is not looked for in the chunk before.
fn separator(before: &str, key: &str) -> String {
    let letters = (1..).find(|letters| first(key, *letters) > before || first(key, *letters) == key);
    first(key, letters.unwrap_or_default()).to_owned()
}

/// An alias stands right behind the term of the same letters, if there is one.
pub(crate) fn alias_key(word: &str) -> String {
    format!("{word}\u{1}")
}

/// The tags worth a place in the root.
fn common_tags(facets: &[Facet], documents: u32) -> Vec<Tag> {
    let least = (documents as usize / 200).max(3);
    let is_common = |facet: &&Facet| facet.documents.len() >= least && facet.tag.is_short();
    facets.iter().filter(is_common).map(|facet| facet.tag.clone()).collect()
}

fn facets(cards: &[Card]) -> Vec<Facet> {
    let mut tags: BTreeMap<&Tag, Vec<u32>> = BTreeMap::new();
    for (card, document) in cards.iter().zip(0..) {
        for tag in &card.tags {
            tags.entry(tag).or_default().push(document);
        }
    }
    tags.into_iter().map(|(tag, documents)| Facet { tag: tag.clone(), documents }).collect()
}
