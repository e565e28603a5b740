//! Sets of characters, and the bytes a match can begin with: what tells early that a pattern need not be tried.

use std::sync::Arc;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// Characters as a table for ASCII and ordered ranges for the rest.
#[derive(Debug)]
pub(super) struct CharSet {
    ascii: [bool; 128],
    ranges: Box<[(char, char)]>,
}

impl CharSet {
    /// Whether the character is in it.
    pub(super) fn contains(&self, c: char) -> bool {
        match self.ascii.get(c as usize) {
            Some(contained) => *contained,
            None => {
                let at = self.ranges.partition_point(|(_, to)| *to < c);
                self.ranges.get(at).is_some_and(|(from, _)| *from <= c)
            }
        }
    }

    /// The characters of a class.
    pub(super) fn new(class: &ClassUnicode) -> Arc<Self> {
        let ranges = || class.iter().map(|range| (range.start(), range.end()));
        let mut ascii = [false; 128];
        for (from, to) in ranges() {
            if from.is_ascii() {
                ascii[from as usize..=(to as usize).min(127)].fill(true);
            }
        }
        let ranges = ranges().filter(|(_, to)| !to.is_ascii()).map(|(from, to)| (from.max('\u{80}'), to)).collect();
        Arc::new(Self { ascii, ranges })
    }

    /// These characters.
    pub(super) fn of(chars: &[char]) -> Arc<Self> {
        Self::new(&ClassUnicode::new(chars.iter().map(|c| ClassUnicodeRange::new(*c, *c))))
    }

    /// The character in every case.
    pub(super) fn any_case(c: char) -> Arc<Self> {
        let mut class = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
        // Without its tables the class stays as it is.
        let _ = class.try_case_fold_simple();
        Self::new(&class)
    }
}

/// The bytes a match can begin with; byte 256 stands for the end of the text.
#[derive(Debug, Clone)]
pub(super) struct FirstBytes([u8; 257]);

/// What is known of the place at which a match is to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// An ASCII letter, digit or underscore ends here: most patterns for words and numbers cannot begin.
    Word = AFTER_WORD as isize,
    /// Anything else, or it is not asked.
    Anything = ANYWHERE as isize,
}

impl Before {
    /// What stands before a position.
    pub(super) fn of(text: &str, position: usize) -> Self {
        let before = position.checked_sub(1).and_then(|at| text.as_bytes().get(at));
        if before.is_some_and(|byte| is_word(*byte)) { Self::Word } else { Self::Anything }
    }
}

/// A match can begin with the byte.
const ANYWHERE: u8 = 1;

/// It even can right after a word.
const AFTER_WORD: u8 = 2;

impl FirstBytes {
    /// A match can begin anywhere.
    pub(super) fn all() -> Self {
        Self([ANYWHERE | AFTER_WORD; 257])
    }

    /// Nothing can match.
    pub(super) fn none() -> Self {
        Self([0; 257])
    }

    /// Whether a match can begin with this byte, or at the end of the text.
    #[cfg(test)]
    pub(super) fn allow(&self, before: Before, byte: Option<&u8>) -> bool {
        self.0[number(byte)] & before as u8 != 0
    }

    /// What begins either way.
    pub(super) fn or(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
        self
    }

    /// What begins both ways.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine &= theirs);
        self
    }

    /// The same, but right after a word only with bytes that are `allowed`: word characters of ASCII, others of ASCII
    /// and the end, the rest.
    pub(super) fn after_word_only(mut self, allowed: impl Fn(Kind) -> bool) -> Self {
        for (byte, first) in self.0.iter_mut().enumerate() {
            if !allowed(Kind::of(byte)) {
                *first &= !AFTER_WORD;
            }
        }
        self
    }

    /// The same, but only these bytes.
    pub(super) fn only(&self, bytes: &[usize]) -> Self {
        let mut first = Self::none();
        for byte in bytes {
            first.0[*byte] = self.0[*byte];
        }
        first
    }

    /// The first bytes of these characters.
    pub(super) fn of(set: &CharSet) -> Self {
        let mut first = Self::none();
        let all = ANYWHERE | AFTER_WORD;
        for (byte, contained) in set.ascii.iter().enumerate() {
            first.0[byte] = if *contained { all } else { 0 };
        }
        for (from, to) in &set.ranges {
            let lead = |c: &char| c.encode_utf8(&mut [0; 4]).as_bytes()[0] as usize;
            first.0[lead(from)..=lead(to)].fill(all);
        }
        first
    }
}

/// What a byte is to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Other,
    /// Part of a character beyond ASCII, which may be either.
    Unknown,
}

impl Kind {
    fn of(byte: usize) -> Self {
        match u8::try_from(byte) {
            Ok(byte) if is_word(byte) => Self::Word,
            Ok(byte) if !byte.is_ascii() => Self::Unknown,
            _ => Self::Other,
        }
    }
}

/// Whether a byte is a word character of ASCII.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn number(byte: Option<&u8>) -> usize {
    byte.map_or(256, |byte| usize::from(*byte))
}

/// Lists of things in order, without those that cannot begin with a byte.
#[derive(Debug)]
pub(super) struct ByByte<T> {
    list_of: Box<[u16; 257]>,
    lists: Vec<Box<[T]>>,
}

impl<T: Copy> ByByte<T> {
    /// Sorts things by the bytes they can begin with, keeping their order.
    pub(super) fn new(things: &[(T, FirstBytes)], before: Before) -> Self {
        // Bytes stay in one list until a thing tells them apart.
        let mut list_of = Box::new([0; 257]);
        let mut count = 1;
        for (_, first) in things {
            let mut parts = vec![[None; 2]; usize::from(count)];
            count = 0;
            for (list, first) in list_of.iter_mut().zip(&first.0) {
                let part = &mut parts[usize::from(*list)][usize::from(first & before as u8 != 0)];
                *list = *part.get_or_insert_with(|| {
                    count += 1;
                    count - 1
                });
            }
        }
        let example = |list: u16| list_of.iter().position(|of| *of == list).unwrap_or_default();
        let fitting = |byte: usize| things.iter().filter(move |(_, first)| first.0[byte] & before as u8 != 0);
        let lists = (0..count).map(|list| fitting(example(list)).map(|(thing, _)| *thing).collect()).collect();
        Self { list_of, lists }
    }

    /// What can begin with this byte, or at the end of the text.
    pub(super) fn at(&self, byte: Option<&u8>) -> &[T] {
        &self.lists[usize::from(self.list_of[number(byte)])]
    }
}
