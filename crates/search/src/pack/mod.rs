//! An index as static files: a root that names the rest, and chunks of which a question needs few.
//!
//! | file | holds | read |
//! |---|---|---|
//! | `root.txt` | statistics, lengths, directory | once a visit; the only name that stays |
//! | `t…` | a stretch of the dictionary with postings, and what is shown for its commonest words | for each word asked |
//! | `s…` | what is shown for less common words, of one stretch or of several | for a word that is asked alone |
//! | `l…` | of its long postings those that come next to the best | if the best do not settle it |
//! | `m…` | all others, of the longest | if those do not either |
//! | `p…` | where its words stand | for phrases |
//! | `c…` | cards: what is shown of documents | for the best |
//! | `w…`, `b…` | words by spelling, forwards and backwards | for a word that is in no document |
//! | `f…` | the tags of all documents | to count tags |
//!
//! Every name but the root's changes with the content; several blocks of cards are named by what they hold together. Files end in `.txt` because hosts compress text without being
//! told to, and hardly anything else.

pub(crate) mod cards;
pub(crate) mod positions;
mod postings;
pub(crate) mod root;
pub(crate) mod terms;
pub(crate) mod wire;
pub(crate) mod words;

pub use cards::{Card, Passage, Tag};
pub use wire::{Defect, VERSION, text};

pub(crate) use cards::Shown;
pub(crate) use postings::Held;
pub(crate) use root::Root;
pub(crate) use terms::{Chunk, Entry, EntryKind, base};
pub(crate) use wire::{Hash, Kind};
pub(crate) use words::{Facet, Spelt};

use wire::checksum;

/// The root's name.
pub const ROOT: &str = "root.txt";

/// A file of the pack, its name relative to the pack's folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// `root.txt`, or a name that changes with the content.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The name of a file: what it holds, where in the order of its kind it belongs, and a hash of its content, or of what it is named
/// together with.
pub(crate) fn name_of(kind: Kind, key: &[u8], hash: Hash) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut name = String::from(char::from(kind.letter()));
    for byte in checksum(key).to_be_bytes().into_iter().chain(hash) {
        name.push(char::from(DIGITS[usize::from(byte >> 4)]));
        name.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    name + ".txt"
}

/// Where a file belongs in its pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) kind: Kind,
    /// Its number in the order of its kind.
    pub(crate) at: usize,
}

impl Slot {
    /// The slot as a number: what whoever fetches files knows it by.
    pub(crate) fn number(self) -> u32 {
        (self.at as u32) << 8 | u32::from(self.kind.letter())
    }

    /// The slot of a number; of one that stands for none, a root's, which is no slot of a pack.
    pub(crate) fn of(number: u32) -> Self {
        Self { kind: Kind::of(number as u8), at: (number >> 8) as usize }
    }
}

/// What a file that was asked for holds.
pub(crate) enum Content {
    Terms(Chunk),
    Tails(Vec<Vec<Held>>),
    /// As bytes: they are read for one term at a time.
    Positions(Vec<u8>),
    Cards(Shown),
    Words(Vec<Spelt>),
    Facets(Vec<Facet>),
}

/// Reads a root.
///
/// # Errors
/// What is wrong with the bytes.
pub(crate) fn read_root(bytes: &[u8]) -> Result<Root, Defect> {
    wire::decoded(wire::open(Kind::Root, bytes)?, Root::decode)
}

/// Reads another file; tails with the chunk they belong to.
///
/// # Errors
/// What is wrong with the bytes.
pub(crate) fn read(slot: Slot, bytes: &[u8], root: &Root, chunk: Option<&Chunk>) -> Result<Content, Defect> {
    wire::decoded(wire::open(slot.kind, bytes)?, |mut from| match (slot.kind, chunk) {
        (Kind::Terms, _) => Content::Terms(terms::decode(from, root)),
        (kind @ (Kind::Tails | Kind::Rest), Some(chunk)) => {
            Content::Tails(terms::decode_tails(from, root, chunk, kind))
        }
        (Kind::Cards | Kind::Shown, _) => Content::Cards(cards::decode(from, &root.tags)),
        (Kind::Words | Kind::Backwards, _) => Content::Words(words::decode(from)),
        (Kind::Facets, _) => Content::Facets(words::decode_facets(from, root.collection.documents)),
        (Kind::Positions, _) => Content::Positions(from.rest().to_vec()),
        (Kind::Root | Kind::Tails | Kind::Rest, _) => {
            from.refuse();
            Content::Words(Vec::new())
        }
    })
}

/// The places of a term, from a file of positions: `before` places of others come first, and `counts` tells how often each
/// document holds it.
///
/// # Errors
/// If the file holds fewer.
pub(crate) fn places(bytes: &[u8], before: u32, counts: &[u32]) -> Result<Vec<(u32, u32)>, Defect> {
    wire::decoded(bytes, |from| positions::decode(from, before, counts))
}
