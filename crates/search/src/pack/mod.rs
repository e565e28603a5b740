//! An index as static files: a root that names the rest, and chunks of which a question needs few.
//!
//! | file | holds | read |
//! |---|---|---|
//! | `root.txt` | statistics, lengths, directory | once a visit; the only name that stays |
//! | `t…` | a stretch of the dictionary with postings | for each word asked |
//! | `l…` | the tails of its long postings | if the best do not settle it |
//! | `p…` | where its words stand | for phrases |
//! | `c…` | cards: what is shown of documents | for the best |
//! | `w…` | words by spelling | for a word that is in no document |
//! | `f…` | the tags of all documents | to count tags |
//!
//! Every name but the root's changes with the content. Files end in `.txt` because hosts compress text without being
//! told to, and hardly anything else.

mod cards;
mod positions;
mod postings;
mod root;
mod terms;
mod wire;
mod words;
mod write;

pub use cards::{Card, Passage, Tag};
pub use wire::{Defect, VERSION};
pub use write::{PackWriter, Shape, Statistics};

pub(crate) use positions::Positions;
pub(crate) use postings::Held;
pub(crate) use root::Root;
pub(crate) use terms::{Chunk, Entry, EntryKind, common_prefix, merged};
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

/// The name of a file: what it holds, where in the order of its kind it belongs, and its content's hash.
pub(crate) fn name_of(kind: Kind, key: &[u8], hash: Hash) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut name = String::from(char::from(kind.letter()));
    for byte in checksum(key).to_be_bytes().into_iter().chain(hash) {
        name.push(char::from(DIGITS[usize::from(byte >> 4)]));
        name.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    name + ".txt"
}

/// The keys of chunks of words: those of the two orders must differ.
pub(crate) fn words_key(first: &[u8], is_backward: bool) -> Vec<u8> {
    [&[u8::from(is_backward)], first].concat()
}

/// What a file that was asked for holds.
pub(crate) enum Content {
    Terms(Chunk),
    Tails(Vec<Vec<Held>>),
    Positions(Vec<Positions>),
    Cards(Vec<Card>),
    Words(Vec<Spelt>),
    Facets(Vec<Facet>),
}

/// Reads a root.
///
/// # Errors
/// What is wrong with the bytes.
pub(crate) fn read_root(bytes: &[u8]) -> Result<Root, Defect> {
    Root::decode(wire::open(Kind::Root, bytes)?)
}

/// What a reader must know to read a file: what it asked for.
pub(crate) enum Wanted<'c> {
    Terms,
    /// The other postings of this chunk's long terms.
    Tails(&'c Chunk),
    /// The positions of this chunk's terms, with the tails read if it has any.
    Positions(&'c Chunk, &'c [Vec<Held>]),
    /// So many cards.
    Cards(usize),
    Words,
    Facets,
}

/// Reads a file.
///
/// # Errors
/// What is wrong with the bytes.
pub(crate) fn read(wanted: &Wanted<'_>, bytes: &[u8], root: &Root) -> Result<Content, Defect> {
    let (documents, norms) = (root.collection.documents, root.norms_beside());
    let open = |kind| wire::open(kind, bytes);
    Ok(match wanted {
        Wanted::Terms => Content::Terms(terms::decode(open(Kind::Terms)?, documents, norms)?),
        Wanted::Tails(chunk) => Content::Tails(terms::decode_tails(open(Kind::Tails)?, chunk, documents, norms)?),
        Wanted::Positions(chunk, tails) => {
            let counts = chunk.entries.iter().zip(merged(chunk, tails)).map(|(entry, postings)| {
                let has_places = !entry.is_filter();
                postings.iter().filter(|_| has_places).map(|held| held.posting.counts[0]).collect()
            });
            Content::Positions(positions::decode(open(Kind::Positions)?, counts)?)
        }
        Wanted::Cards(count) => Content::Cards(cards::decode(open(Kind::Cards)?, *count)?),
        Wanted::Words => Content::Words(words::decode(open(Kind::Words)?)?),
        Wanted::Facets => Content::Facets(words::decode_facets(open(Kind::Facets)?, documents)?),
    })
}

/// Whether the bytes are a whole file of that kind.
///
/// # Errors
/// What is wrong with them.
pub(crate) fn check(kind: Kind, bytes: &[u8]) -> Result<(), Defect> {
    wire::open(kind, bytes).map(|_| ())
}

/// Seals what a file holds and names it.
fn sealed(kind: Kind, key: &[u8], content: &[u8]) -> (File, Hash) {
    let bytes = wire::seal(kind, content);
    let hash = wire::hash_of(content);
    (File { name: name_of(kind, key, hash), bytes }, hash)
}
