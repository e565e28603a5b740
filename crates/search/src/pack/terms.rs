//! Chunks of the dictionary: terms in order, the words they stand for, and their postings.

use super::postings::{Held, PostingsReader, PostingsWriter};
use super::wire::{Defect, Hash, Reader, StringsReader, StringsWriter, Writer};
use crate::bm25::FIELDS;

/// Terms in more documents than this have only their best postings beside them; the others are in a file of tails.
pub(crate) const LONG: u32 = 512;
/// How many of a long term's postings are beside it.
pub(crate) const BEST: usize = 256;

/// A term of the dictionary.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// The term, or the key of a filter.
    pub(crate) term: Box<str>,
    /// The words that came to this term.
    pub(crate) words: Vec<Box<str>>,
    pub(crate) kind: EntryKind,
}

/// What stands beside a term.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EntryKind {
    Postings {
        /// How many documents hold it in each field.
        frequencies: [u32; 5],
        /// All, or the best of a long term, in the order of documents.
        postings: Vec<Held>,
        /// No other posting scores more. Zero if there are none.
        bound: f32,
    },
    /// A word whose term begins otherwise: it is looked up there.
    Alias(Box<str>),
}

/// A chunk as it is read.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) entries: Vec<Entry>,
    /// The file of its long terms' other postings, if any is long.
    pub(crate) tails: Option<Hash>,
    /// The file of its terms' positions, if they have any.
    pub(crate) positions: Option<Hash>,
}

/// Encodes a chunk.
pub(crate) fn encode(chunk: &Chunk, norms: bool) -> Vec<u8> {
    let [mut lengths, mut letters, mut words, mut endings, mut numbers] = <[Writer; 5]>::default();
    let mut strings = StringsWriter::default();
    let mut columns = PostingsWriter::default();
    for entry in &chunk.entries {
        strings.put(entry.term.as_bytes(), &mut lengths, &mut letters);
        put_words(entry, &mut words, &mut endings);
        match &entry.kind {
            EntryKind::Alias(term) => {
                numbers.number(0);
                words.count(term.len());
                endings.take(term.as_bytes());
            }
            EntryKind::Postings { frequencies, postings, bound } => {
                frequencies.iter().for_each(|frequency| numbers.number(*frequency));
                if frequencies[0] > LONG {
                    numbers.byte(bound_to_byte(*bound));
                }
                columns.put(postings, norms);
            }
        }
    }
    let mut content = Writer::default();
    content.count(chunk.entries.len());
    for file in [&chunk.tails, &chunk.positions] {
        content.count(usize::from(file.is_some()));
        content.take(file.as_ref().map_or(&[], |hash| &hash[..]));
    }
    for stream in [&lengths, &letters, &words, &endings, &numbers] {
        content.stream(stream);
    }
    columns.finish(&mut content);
    content.bytes
}

/// Words as the part of the term they keep and the letters that follow; most terms are their only word.
fn put_words(entry: &Entry, words: &mut Writer, endings: &mut Writer) {
    let is_itself = |word: &str| word == &*entry.term;
    let others = entry.words.iter().filter(|word| !is_itself(word));
    words.count(others.clone().count() << 1 | usize::from(others.clone().count() < entry.words.len()));
    for word in others {
        let kept = common_prefix(word, &entry.term);
        words.count(entry.term.len() - kept);
        words.count(word.len() - kept);
        endings.take(&word.as_bytes()[kept..]);
    }
}

/// The bytes two strings have in common, up to a letter's end.
pub(crate) fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(letter, _)| letter.len_utf8()).sum()
}

/// Decodes a chunk.
pub(crate) fn decode(mut from: Reader<'_>, documents: u32, norms: bool) -> Result<Chunk, Defect> {
    let count = from.number()? as usize;
    let [tails, positions] = [hash(&mut from)?, hash(&mut from)?];
    let [mut lengths, mut letters, words, endings] = [from.stream()?, from.stream()?, from.stream()?, from.stream()?];
    let mut numbers = from.stream()?;
    let mut columns = PostingsReader::new(&mut from, documents)?;
    if count > lengths.rest().len() {
        return Err(Defect::Malformed);
    }
    let mut words = Words { words, endings };
    let mut strings = StringsReader::default();
    let mut entries: Vec<Entry> = Vec::with_capacity(count);
    for _ in 0..count {
        let term: Box<str> = text(strings.next(&mut lengths, &mut letters)?)?.into();
        if entries.last().is_some_and(|before| before.term >= term) {
            return Err(Defect::Malformed);
        }
        let surfaces = words.of(&term)?;
        let mut frequencies = [numbers.number()?, 0, 0, 0, 0];
        if frequencies[0] == 0 {
            let kind = EntryKind::Alias(words.alias()?);
            entries.push(Entry { term, words: surfaces, kind });
            continue;
        }
        for frequency in frequencies.iter_mut().skip(1).take(FIELDS.len()) {
            *frequency = numbers.number()?;
        }
        let is_long = frequencies[0] > LONG;
        let bound = if is_long { bound_of_byte(numbers.byte()?) } else { 0.0 };
        let held = if is_long { BEST } else { frequencies[0] as usize };
        let kind = EntryKind::Postings { frequencies, postings: columns.take(held, norms)?, bound };
        entries.push(Entry { term, words: surfaces, kind });
    }
    Ok(Chunk { entries, tails, positions })
}

fn hash(from: &mut Reader<'_>) -> Result<Option<Hash>, Defect> {
    if from.byte()? == 0 {
        return Ok(None);
    }
    from.take(3)?.try_into().map(Some).map_err(|_| Defect::Malformed)
}

struct Words<'b> {
    words: Reader<'b>,
    endings: Reader<'b>,
}

impl Words<'_> {
    fn of(&mut self, term: &str) -> Result<Vec<Box<str>>, Defect> {
        let head = self.words.number()? as usize;
        if head >> 1 > self.words.rest().len() {
            return Err(Defect::Malformed);
        }
        let mut words: Vec<Box<str>> = Vec::with_capacity((head >> 1) + 1);
        if head & 1 == 1 {
            words.push(term.into());
        }
        for _ in 0..head >> 1 {
            let dropped = self.words.number()? as usize;
            let added = self.words.number()? as usize;
            let kept = term.len().checked_sub(dropped).and_then(|kept| term.get(..kept)).ok_or(Defect::Malformed)?;
            words.push([kept, self.endings.string(added)?].concat().into());
        }
        Ok(words)
    }

    fn alias(&mut self) -> Result<Box<str>, Defect> {
        let length = self.words.number()? as usize;
        Ok(self.endings.string(length)?.into())
    }
}

fn text(bytes: &[u8]) -> Result<&str, Defect> {
    std::str::from_utf8(bytes).map_err(|_| Defect::Malformed)
}

/// A bound in eighths of a doubling, rounded up: an edit elsewhere seldom changes it.
fn bound_to_byte(bound: f32) -> u8 {
    (0..=u8::MAX).find(|byte| bound_of_byte(*byte) >= bound).unwrap_or(u8::MAX)
}

fn bound_of_byte(byte: u8) -> f32 {
    const EIGHTHS: [f32; 8] =
        [1.0, 1.090_507_7, 1.189_207_1, 1.296_839_6, std::f32::consts::SQRT_2, 1.542_210_8, 1.681_792_8, 1.834_008_1];
    let doublings = i32::from(byte >> 3) - 12;
    EIGHTHS[usize::from(byte & 7)] * f32::from_bits(((doublings + 127) as u32) << 23)
}

/// Encodes the other postings of a chunk's long terms.
pub(crate) fn encode_tails(tails: &[Vec<Held>], norms: bool) -> Vec<u8> {
    let mut columns = PostingsWriter::default();
    tails.iter().for_each(|postings| columns.put(postings, norms));
    let mut content = Writer::default();
    columns.finish(&mut content);
    content.bytes
}

/// Decodes them, one list for each long term.
pub(crate) fn decode_tails(
    mut from: Reader<'_>,
    chunk: &Chunk,
    documents: u32,
    norms: bool,
) -> Result<Vec<Vec<Held>>, Defect> {
    let mut columns = PostingsReader::new(&mut from, documents)?;
    let frequencies = chunk.entries.iter().filter_map(|entry| entry.long());
    frequencies.map(|frequency| columns.take(frequency as usize - BEST, norms)).collect()
}

impl Entry {
    /// Whether it is the key of a filter: those come before all terms and have no places.
    pub(crate) fn is_filter(&self) -> bool {
        self.term.starts_with(' ')
    }

    /// How many documents hold the term, if they are so many that only the best are beside it.
    pub(crate) fn long(&self) -> Option<u32> {
        match &self.kind {
            EntryKind::Postings { frequencies, .. } => Some(frequencies[0]).filter(|frequency| *frequency > LONG),
            EntryKind::Alias(_) => None,
        }
    }
}

/// The postings of each term of a chunk, those of long terms whole, in the order of documents; none for aliases.
pub(crate) fn merged<'c>(chunk: &'c Chunk, tails: &'c [Vec<Held>]) -> impl Iterator<Item = Vec<Held>> + 'c {
    let mut tails = tails.iter();
    chunk.entries.iter().map(move |entry| match &entry.kind {
        EntryKind::Alias(_) => Vec::new(),
        EntryKind::Postings { postings, .. } => {
            let mut postings = postings.clone();
            if entry.long().is_some() {
                postings.extend(tails.next().into_iter().flatten());
                postings.sort_unstable_by_key(|held| held.posting.document);
            }
            postings
        }
    })
}
