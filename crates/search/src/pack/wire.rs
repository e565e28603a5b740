//! Bytes of a pack's files: numbers, strings and streams, and an envelope that tells a whole file from anything else.
//!
//! Reading checks every length against the bytes that are there before anything is allocated.

use std::cell::Cell;

/// The version of the format; a page and an index of different versions do not understand one another.
pub const VERSION: u8 = 7;

const MAGIC: [u8; 2] = *b"sb";

/// What a file of the pack holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Statistics and the directory of the rest.
    Root = b'r' as isize,
    /// A stretch of the dictionary, with each term's best postings.
    Terms = b't' as isize,
    /// The next best postings of common terms.
    Tails = b'l' as isize,
    /// All others of the commonest.
    Rest = b'm' as isize,
    /// Where words stand in documents.
    Positions = b'p' as isize,
    /// What is shown of documents.
    Cards = b'c' as isize,
    /// What is shown of documents for the terms of a stretch of the dictionary.
    Shown = b's' as isize,
    /// A stretch of the words by spelling.
    Words = b'w' as isize,
    /// A stretch of the words spelt backwards.
    Backwards = b'b' as isize,
    /// The tags of all documents.
    Facets = b'f' as isize,
}

impl Kind {
    /// The letter that stands for it in names and in the envelope.
    pub fn letter(self) -> u8 {
        self as u8
    }

    /// The kind of a letter; a root if it stands for none.
    pub(crate) fn of(letter: u8) -> Self {
        match letter {
            b't' => Self::Terms,
            b'l' => Self::Tails,
            b'm' => Self::Rest,
            b'p' => Self::Positions,
            b'c' => Self::Cards,
            b's' => Self::Shown,
            b'w' => Self::Words,
            b'b' => Self::Backwards,
            b'f' => Self::Facets,
            _ => Self::Root,
        }
    }
}

/// Why bytes are not the file they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// Something else: another kind of file, a page of HTML.
    Foreign,
    /// Of another version of the format.
    Version,
    /// Its checksum differs: cut short or changed.
    Checksum,
    /// It contradicts itself.
    Malformed,
}

/// Wraps what a file holds.
pub(crate) fn seal(kind: Kind, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(content.len() + 8);
    bytes.extend(MAGIC);
    bytes.extend([kind.letter(), VERSION]);
    bytes.extend(checksum(content).to_le_bytes());
    bytes.extend(content);
    bytes
}

/// What a file of that kind holds, sealed.
///
/// # Errors
/// What is wrong with the bytes.
pub(crate) fn open(kind: Kind, bytes: &[u8]) -> Result<&[u8], Defect> {
    let (head, content) = bytes.split_at_checked(8).ok_or(Defect::Foreign)?;
    if head[..2] != MAGIC || head[2] != kind.letter() {
        return Err(Defect::Foreign);
    }
    if head[3] != VERSION {
        return Err(Defect::Version);
    }
    if head[4..] != checksum(content).to_le_bytes() {
        return Err(Defect::Checksum);
    }
    Ok(content)
}

/// What is read of a file's content, if it does not contradict itself.
///
/// # Errors
/// If it does.
pub(crate) fn decoded<T>(content: &[u8], decode: impl FnOnce(Reader<'_>) -> T) -> Result<T, Defect> {
    let is_malformed = Cell::new(false);
    let value = decode(Reader { bytes: content, is_malformed: &is_malformed });
    if is_malformed.get() { Err(Defect::Malformed) } else { Ok(value) }
}

/// FNV-1a, 32 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>. It tells damage, not malice.
pub(crate) fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Part of a file's checksum: enough to tell a file from the one of that name before an edit.
pub(crate) type Hash = [u8; 3];

/// What names a file after its content.
pub(crate) fn hash_of(bytes: &[u8]) -> Hash {
    let [a, b, c, d] = checksum(bytes).to_le_bytes();
    [a ^ d, b, c]
}

/// Takes values off the front of some bytes.
///
/// What cannot be taken is nought or empty, and the file is malformed: that is asked once at the end, so that no value
/// needs a check of its own. Loops run no further than there are bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'b> {
    bytes: &'b [u8],
    is_malformed: &'b Cell<bool>,
}

impl<'b> Reader<'b> {
    /// The file contradicts itself.
    pub(crate) fn refuse(&mut self) {
        self.is_malformed.set(true);
        self.bytes = &[];
    }

    pub(crate) fn is_malformed(&self) -> bool {
        self.is_malformed.get()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or_default()
    }

    /// A number in groups of seven bits, the lowest first.
    pub(crate) fn number(&mut self) -> u32 {
        let mut number = 0_u32;
        let mut shift = 0;
        while shift < 32 {
            let byte = self.byte();
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
        self.refuse();
        0
    }

    /// The number of things that follow, each at least a byte of as many bytes.
    pub(crate) fn count(&mut self, bytes: usize) -> usize {
        let count = self.number() as usize;
        if count <= bytes {
            return count;
        }
        self.refuse();
        0
    }

    pub(crate) fn take(&mut self, length: usize) -> &'b [u8] {
        let Some((taken, rest)) = self.bytes.split_at_checked(length) else {
            self.refuse();
            return &[];
        };
        self.bytes = rest;
        taken
    }

    /// Bytes before which their number stands.
    pub(crate) fn block(&mut self) -> &'b [u8] {
        let length = self.number() as usize;
        self.take(length)
    }

    #[inline(never)]
    pub(crate) fn stream(&mut self) -> Self {
        Self { bytes: self.block(), is_malformed: self.is_malformed }
    }

    /// Bytes behind which [`END`] stands.
    pub(crate) fn line(&mut self) -> &'b [u8] {
        let line = self.take(self.bytes.iter().position(|byte| *byte == END).unwrap_or_default());
        if self.byte() != END {
            self.refuse();
        }
        line
    }

    pub(crate) fn text(&mut self, length: usize) -> String {
        let taken = self.take(length);
        self.checked_text(taken)
    }

    /// A text behind which [`END`] stands.
    pub(crate) fn string(&mut self) -> String {
        let line = self.line();
        self.checked_text(line)
    }

    /// The text that bytes are.
    pub(crate) fn checked_text(&mut self, bytes: &[u8]) -> String {
        text(bytes).unwrap_or_else(|| {
            self.refuse();
            String::new()
        })
    }

    /// A checksum of something else in the pack.
    pub(crate) fn hash(&mut self) -> Hash {
        self.take(3).try_into().unwrap_or_default()
    }

    pub(crate) fn rest(&self) -> &'b [u8] {
        self.bytes
    }
}

/// The text that bytes are, if they are UTF-8 (RFC 3629). The standard library's check is faster, and many times as long.
///
/// What is not UTF-8 comes to a text of another length: letters written longer than they need be, bytes that are no
/// letter's, a letter cut short.
pub fn text(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    let (mut code, mut left) = (0_u32, 0_u32);
    for byte in bytes {
        let ones = byte.leading_ones();
        if ones == 1 {
            code = code << 6 | u32::from(byte & 0x3f);
            left = left.wrapping_sub(1);
        } else {
            code = u32::from(*byte) & 0x7f >> ones;
            left = ones.saturating_sub(1);
        }
        if left == 0
            && let Some(letter) = char::from_u32(code)
        {
            text.push(letter);
        }
    }
    Some(text).filter(|text| text.len() == bytes.len())
}

/// Appends values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Writer {
    pub(crate) bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.number(u32::try_from(count).expect("a pack holds fewer than four thousand million of anything"));
    }

    pub(crate) fn stream(&mut self, stream: &Writer) {
        self.count(stream.bytes.len());
        self.bytes.extend(&stream.bytes);
    }

    pub(crate) fn take(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// Bytes that do not hold [`END`], and it.
    pub(crate) fn line(&mut self, bytes: &[u8]) {
        debug_assert!(!bytes.contains(&END), "{bytes:?} would be read as two");
        self.take(bytes);
        self.byte(END);
    }
}

/// A string takes no more bytes than this from another: a file grows at most so many times when it is read.
pub(crate) const SHARED: usize = 255;

/// What stands behind a string. No word holds it, and Markdown has another character in its place.
pub(crate) const END: u8 = 0;

/// Strings of which each begins like the one before: how many bytes they share in one stream, the others in another.
#[derive(Debug, Default)]
pub(crate) struct StringsWriter {
    before: Vec<u8>,
}

impl StringsWriter {
    pub(crate) fn put(&mut self, string: &str, letters: &mut Writer, shared: &mut Writer) {
        let string = string.as_bytes();
        let length = self.before.iter().zip(string).take_while(|(a, b)| a == b).take(SHARED).count();
        letters.line(&string[length..]);
        shared.count(length);
        string.clone_into(&mut self.before);
    }
}

/// Reads what [`StringsWriter`] wrote.
#[derive(Debug, Default)]
pub(crate) struct StringsReader {
    before: Vec<u8>,
}

impl StringsReader {
    pub(crate) fn next(&mut self, letters: &mut Reader<'_>, shared: &mut Reader<'_>) -> String {
        self.before.truncate(shared.count(self.before.len().min(SHARED)));
        self.before.extend_from_slice(letters.line());
        letters.checked_text(&self.before)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_is_what_the_standard_library_takes_for_text(
            bytes in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..8),
                prop::collection::vec(prop::sample::select(&b"\x00a\x7f\x80\xa0\xbf\xc0\xc3\xe0\xed\xef\xf0\xf4\xf8\xff"[..]), 0..8),
                any::<String>().prop_map(String::into_bytes),
            ]
        ) {
            prop_assert_eq!(text(&bytes), String::from_utf8(bytes).ok());
        }
    }
}
