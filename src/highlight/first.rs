//! Sets of characters, and the bytes a match can begin with: what tells early that a pattern need not be tried.

use std::collections::HashMap;
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
pub(super) struct FirstBytes(pub [bool; 257]);

impl FirstBytes {
    /// A match can begin anywhere.
    pub(super) fn all() -> Self {
        Self([true; 257])
    }

    /// Nothing can match.
    pub(super) fn none() -> Self {
        Self([false; 257])
    }

    /// Both, joined byte by byte.
    pub(super) fn zip(mut self, other: &Self, join: impl Fn(bool, bool) -> bool) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = join(*mine, *theirs);
        }
        self
    }

    /// The first bytes of these characters.
    pub(super) fn of(set: &CharSet) -> Self {
        let mut first = Self::none();
        first.0[..128].copy_from_slice(&set.ascii);
        for (from, to) in &set.ranges {
            let lead = |c: &char| c.encode_utf8(&mut [0; 4]).as_bytes()[0] as usize;
            first.0[lead(from)..=lead(to)].fill(true);
        }
        first
    }
}

/// Lists of things in order, without those that cannot begin with a byte.
#[derive(Debug)]
pub(super) struct ByByte<T> {
    list_of: Box<[u16; 257]>,
    lists: Vec<Box<[T]>>,
}

impl<T: Copy> ByByte<T> {
    /// Sorts things by the bytes they can begin with, keeping their order.
    pub(super) fn new(things: impl Iterator<Item = (T, FirstBytes)>) -> Self {
        let things: Vec<_> = things.collect();
        let mut list_of = Box::new([0; 257]);
        let mut lists: Vec<Box<[T]>> = Vec::new();
        let mut seen: HashMap<Vec<usize>, u16> = HashMap::new();
        for (byte, list) in list_of.iter_mut().enumerate() {
            let fitting: Vec<usize> = (0..things.len()).filter(|at| things[*at].1.0[byte]).collect();
            *list = *seen.entry(fitting).or_insert_with_key(|fitting| {
                lists.push(fitting.iter().map(|at| things[*at].0).collect());
                u16::try_from(lists.len() - 1).expect("there are at most 257 lists")
            });
        }
        Self { list_of, lists }
    }

    /// What can begin with this byte, or at the end of the text.
    pub(super) fn at(&self, byte: Option<&u8>) -> &[T] {
        &self.lists[usize::from(self.list_of[byte.map_or(256, |byte| usize::from(*byte))])]
    }
}
