//! Chunks of the dictionary: terms in order, the words they stand for, and their postings.

use super::cards::{self, Shown, Tag};
use super::postings::{BEST, Held, PostingsReader, PostingsWriter};
use super::root::Root;
use super::wire::{Hash, Kind, Reader, SHARED, StringsReader, StringsWriter, Writer};
use crate::bm25::frequencies;
use crate::letters::first;

/// Words shorter than this in common with their term are looked up by themselves: `dying` is `die`.
const ROOT_LETTERS: usize = 4;

/// A term of the dictionary.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// The term, or the key of a filter.
    pub(crate) term: String,
    /// The words that came to this term.
    pub(crate) words: Vec<String>,
    pub(crate) kind: EntryKind,
}

/// What stands beside a term.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EntryKind {
    Postings {
        /// How many documents hold it in each field.
        frequencies: [u32; 5],
        /// All, or the best of a long term, in the order of documents; behind them tails that have been loaded.
        postings: Vec<Held>,
        /// Where the others are, the better ones first.
        tails: [Tail; 2],
    },
    /// A word whose term begins otherwise: it is looked up there.
    Alias(String),
}

/// Postings of a long term that are in another file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tail {
    pub(crate) kind: Kind,
    /// How many; none if they have been put to those beside the term.
    pub(crate) postings: usize,
    /// Neither they nor those behind them score more.
    pub(crate) bound: f32,
}

impl Tail {
    /// The tails of a term in so many documents, if they are more than `long`: two if they are more than `near`.
    pub(crate) fn of(frequency: u32, long: u32, near: u32) -> [Self; 2] {
        let rest = frequency.saturating_sub(near) as usize;
        let next = if frequency > long { frequency as usize - rest - BEST } else { 0 };
        let of = |kind, postings| Self { kind, postings, bound: 0.0 };
        [of(Kind::Tails, next), of(Kind::Rest, rest)]
    }
}

/// A chunk as it is read.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) entries: Vec<Entry>,
    /// The files of its long terms' other postings, if any has some there.
    pub(crate) tails: [Option<Hash>; 2],
    /// The file of its terms' positions, if they have any.
    pub(crate) positions: Option<Hash>,
    /// The file of what is shown for its less common terms, if it has one to itself.
    pub(crate) apart: Option<Hash>,
    /// What is shown for its commonest terms.
    pub(crate) beside: Shown,
}

/// Encodes a chunk; tags that the root knows are numbers.
pub(crate) fn encode(chunk: &Chunk, norms: bool, known: &[Tag]) -> Vec<u8> {
    let [mut letters, mut shared, mut numbers] = <[Writer; 3]>::default();
    let mut strings = StringsWriter::default();
    let mut words = WordsWriter::default();
    let mut columns = PostingsWriter::default();
    for entry in &chunk.entries {
        strings.put(&entry.term, &mut letters, &mut shared);
        words.put(entry);
        match &entry.kind {
            EntryKind::Alias(term) => {
                numbers.number(0);
                words.endings.line(term.as_bytes());
            }
            EntryKind::Postings { frequencies, postings, tails } => {
                numbers.number(frequencies[0]);
                if tails[0].postings > 0 {
                    frequencies[1..].iter().for_each(|frequency| numbers.number(*frequency));
                    tails.iter().for_each(|tail| numbers.byte(bound_to_byte(tail.bound)));
                }
                columns.put(postings, norms);
            }
        }
    }
    let mut content = Writer::default();
    content.count(chunk.entries.len());
    for file in [&chunk.tails[0], &chunk.tails[1], &chunk.positions, &chunk.apart] {
        content.count(usize::from(file.is_some()));
        content.take(file.as_ref().map_or(&[], |hash| &hash[..]));
    }
    for stream in [&letters, &shared, &words.heads, &numbers, &words.dropped, &words.endings] {
        content.stream(stream);
    }
    columns.finish(&mut content);
    content.take(&cards::encode_shown(&chunk.beside, known));
    content.bytes
}

/// Words by what they are more or less than their terms; most terms are their only word.
#[derive(Default)]
struct WordsWriter {
    /// For each term, whether it is a word itself, and how many others came to it.
    heads: Writer,
    /// For each of the others, how much of the term it drops,
    dropped: Writer,
    /// and what it has instead. Terms that are looked up elsewhere stand here too.
    endings: Writer,
}

impl WordsWriter {
    fn put(&mut self, entry: &Entry) {
        let others = entry.words.iter().filter(|word| **word != entry.term);
        let count = others.clone().count();
        self.heads.count(count << 1 | usize::from(count < entry.words.len()));
        for word in others {
            let kept = if entry.term.len() > SHARED { 0 } else { common_prefix(word, &entry.term) };
            self.dropped.count(entry.term.len() - kept);
            self.endings.line(&word.as_bytes()[kept..]);
        }
    }
}

/// The bytes two strings have in common, up to a letter's end.
fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(letter, _)| letter.len_utf8()).sum()
}

/// What the terms of words that begin so begin with: a stem can be shorter than what was typed of a word.
pub(crate) fn base(prefix: &str) -> &str {
    let letters = prefix.chars().count();
    let kept = letters.saturating_sub(4).max(ROOT_LETTERS);
    first(prefix, kept)
}

/// Whether a word cannot be found by what its term begins with.
pub(crate) fn is_alias(word: &str, term: &str) -> bool {
    let common = word[..common_prefix(word, term)].chars().count();
    common < ROOT_LETTERS.min(term.chars().count()).min(word.chars().count())
}

/// Decodes a chunk of the pack that has this root.
pub(crate) fn decode(mut from: Reader<'_>, root: &Root) -> Chunk {
    let norms = root.norms_beside();
    let count = from.count(from.rest().len());
    let [near, rest, positions, apart] = [(); 4].map(|()| hash(&mut from));
    let [mut letters, mut shared, heads, mut numbers] = [from.stream(), from.stream(), from.stream(), from.stream()];
    let mut words = WordsReader { heads, dropped: from.stream(), endings: from.stream() };
    let mut columns = PostingsReader::new(&mut from, root.collection.documents);
    let mut strings = StringsReader::default();
    let mut entries: Vec<Entry> = Vec::new();
    for _ in 0..count {
        let term = strings.next(&mut letters, &mut shared);
        if entries.last().is_some_and(|before| before.term >= term) {
            from.refuse();
        }
        if from.is_malformed() {
            break;
        }
        let surfaces = words.of(&term);
        let frequency = numbers.number();
        let mut tails = Tail::of(frequency, root.long, root.near);
        let kind = if frequency == 0 {
            EntryKind::Alias(words.endings.string())
        } else if frequency > root.long {
            let frequencies = [frequency, numbers.number(), numbers.number(), numbers.number(), numbers.number()];
            tails.iter_mut().for_each(|tail| tail.bound = bound_of_byte(numbers.byte()));
            EntryKind::Postings { frequencies, postings: columns.take(BEST, norms), tails }
        } else {
            let postings = columns.take(frequency as usize, norms);
            let frequencies = frequencies(postings.iter().map(|held| &held.posting));
            EntryKind::Postings { frequencies, postings, tails }
        };
        entries.push(Entry { term, words: surfaces, kind });
    }
    Chunk { entries, tails: [near, rest], positions, apart, beside: cards::decode(from, &root.tags) }
}

fn hash(from: &mut Reader<'_>) -> Option<Hash> {
    (from.byte() != 0).then(|| from.hash())
}

/// Reads what [`WordsWriter`] wrote.
struct WordsReader<'b> {
    heads: Reader<'b>,
    dropped: Reader<'b>,
    endings: Reader<'b>,
}

impl WordsReader<'_> {
    /// The words of the next term.
    fn of(&mut self, term: &str) -> Vec<String> {
        let head = self.heads.number();
        let mut words: Vec<String> = Vec::new();
        if head & 1 == 1 {
            words.push(term.into());
        }
        for _ in 0..head >> 1 {
            let dropped = self.dropped.count(term.len());
            let kept = term.get(..term.len() - dropped).filter(|kept| kept.len() <= SHARED);
            let word = String::from(kept.unwrap_or_default()) + &self.endings.string();
            if self.heads.is_malformed() {
                break;
            }
            words.push(word);
        }
        words
    }
}

/// A bound to four binary digits, rounded up: an edit elsewhere seldom changes it.
fn bound_to_byte(bound: f32) -> u8 {
    (0..=u8::MAX).find(|byte| bound_of_byte(*byte) >= bound).unwrap_or(u8::MAX)
}

/// A number's exponent above the least and the three highest digits behind its point, where its bits have them.
fn bound_of_byte(byte: u8) -> f32 {
    const LEAST: u32 = 127 - 12;
    f32::from_bits((LEAST << 23) + (u32::from(byte) << 20))
}

/// Encodes one of the tails of each of a chunk's long terms.
pub(crate) fn encode_tails(tails: &[Vec<Held>], norms: bool) -> Vec<u8> {
    let mut columns = PostingsWriter::default();
    tails.iter().for_each(|postings| columns.put(postings, norms));
    let mut content = Writer::default();
    columns.finish(&mut content);
    content.bytes
}

/// Decodes them, one list for each term of the chunk.
pub(crate) fn decode_tails(mut from: Reader<'_>, root: &Root, chunk: &Chunk, kind: Kind) -> Vec<Vec<Held>> {
    let mut columns = PostingsReader::new(&mut from, root.collection.documents);
    let mut tails = Vec::new();
    for entry in &chunk.entries {
        let tail = entry.tails().get(usize::from(kind == Kind::Rest));
        tails.push(columns.take(tail.map_or(0, |tail| tail.postings), root.norms_beside()));
    }
    tails
}

impl Entry {
    /// Where the postings are that are not beside it.
    pub(crate) fn tails(&self) -> &[Tail] {
        match &self.kind {
            EntryKind::Postings { tails, .. } => tails,
            EntryKind::Alias(_) => &[],
        }
    }

    /// What any posting that is not there scores at most; nought if all are.
    pub(crate) fn unseen(&self) -> f32 {
        self.tails().iter().find(|tail| tail.postings > 0).map_or(0.0, |tail| tail.bound)
    }

    /// Whether it is the key of a filter: those come before all terms and have no places.
    pub(crate) fn is_filter(&self) -> bool {
        self.term.starts_with(' ')
    }
}
