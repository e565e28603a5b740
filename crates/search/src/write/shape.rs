//! How collections are laid out by their size: what an answer weighs, how many files there are, how many an edit changes.

use crate::bm25::Collection;
use crate::pack::root::MOST_NAMED;

/// Up to so many documents all cards are one block, and every word has what is shown for it.
const SMALL: u32 = 16;
/// If they have no more tokens than this, the whole pack is one file, and one more for phrases: with all of their texts it weighs no
/// more than what one answer takes of a larger one.
const SINGLE: u32 = 2_000;
/// From so many documents on, their lengths stand beside the postings: a table of all would be longer than an answer.
pub(super) const LENGTHS_BESIDE: u32 = 20_000;
/// Up to so many documents, files are small for the sake of whoever edits one; beyond, there are many and an edit changes
/// few, and they are as large as an answer allows.
const MIDDLE: u32 = 5_000;

/// How a collection of a size is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Whether all is one file, but for what phrases need.
    pub is_single: bool,
    /// Documents in a block of cards.
    pub block: u32,
    /// How many blocks of cards are named by a hash of them all: the fewer hashes, the less is loaded before the first answer, and the
    /// more files an edit renames.
    pub cards_together: u32,
    /// The same of chunks of terms.
    pub chunks_together: u32,
    /// Bytes of text kept for a document's passages.
    pub text: usize,
    /// Whether passages keep the anchors of their headings: a tenth of what is loaded to show ten documents. Where they
    /// do not, links find a passage by its words only.
    pub anchors: bool,
    /// Terms in more documents than this, at least 256, have only their best 256 postings beside them, and the others in a file.
    pub long: u32,
    /// Terms in more documents than this, at least as many, have so many in that file and those beside them, and the rest in another.
    pub near: u32,
    /// For terms in more documents than this, what is shown of their best is in a file apart: asked alone, such a term takes
    /// that instead of ten cards.
    pub apart: u32,
    /// For terms in more documents than this, it stands beside them and takes no further file.
    pub beside: u32,
    /// The least and the most bytes of a chunk of terms, before it is compressed.
    pub terms: (usize, usize),
    /// The same for words by spelling.
    pub spelling: (usize, usize),
    /// The same for a file of what is shown apart for the terms of many chunks; nothing if each chunk has its own.
    pub pool: Option<(usize, usize)>,
    /// How many first letters keep terms, and words by spelling, in one chunk: so many are looked through together for what a
    /// reader is typing, or meant. Where chunks are as large as an answer allows, terms are not kept together.
    pub alike: (usize, usize),
    /// A term of so many bytes has a chunk of its own, or the end of one: words of many documents are asked for most, and
    /// need not bring others along.
    pub alone: usize,
}

const FEW: Shape = Shape {
    is_single: false,
    block: SMALL,
    cards_together: 4,
    chunks_together: 1,
    text: 2_000,
    anchors: true,
    long: 4_096,
    near: u32::MAX,
    apart: SMALL,
    beside: SMALL,
    terms: (2_000, 6_000),
    spelling: (5_000, 15_000),
    pool: None,
    alike: (4, 3),
    alone: usize::MAX,
};
const MANY: Shape = Shape {
    anchors: false,
    terms: (7_700, 10_800),
    spelling: (18_000, 54_000),
    pool: Some((7_000, 14_000)),
    alike: (usize::MAX, 3),
    alone: 3_000,
    ..FEW
};
/// Postings with lengths beside them are half as long again. Nobody counts so many files, and several have one hash: small ones
/// lengthen the root by next to nothing, and an answer takes little that it does not need.
const VERY_MANY: Shape = Shape {
    block: 4,
    cards_together: 24,
    chunks_together: 8,
    terms: (3_500, 5_500),
    text: 200,
    long: 2_048,
    near: 4_096,
    beside: u32::MAX,
    spelling: (13_500, 40_500),
    pool: None,
    ..MANY
};

impl Shape {
    /// For a collection. Up to `LENGTHS_BESIDE` documents a block stays about as long however many share it.
    pub fn of(collection: &Collection) -> Self {
        let documents = collection.documents;
        if documents <= SMALL {
            if collection.tokens[0] <= SINGLE {
                let all = usize::MAX;
                return Self { is_single: true, text: all, cards_together: 1, terms: (all, all), ..FEW };
            }
            // The one block is about as long however many share it.
            let text = (24_000 / documents as usize).min(FEW.text);
            return Self { text, apart: 0, ..FEW };
        }
        if documents > LENGTHS_BESIDE {
            return Self { apart: documents / 125, ..VERY_MANY };
        }
        let (blocks, text, shape) = if documents <= MIDDLE { (1_250, 640, FEW) } else { (714, 1_450, MANY) };
        let block = (documents / blocks).clamp(1, MOST_NAMED / shape.cards_together);
        let shared = block as usize;
        let text = ((text + 900 / shared) / shared).clamp(100, FEW.text);
        let (apart, beside) = if documents <= MIDDLE {
            ((documents / 500).max(2), documents / 6)
        } else {
            (documents / 125, documents / 25)
        };
        let beside = beside.max(SMALL);
        let apart = apart.min(beside);
        Self { block, text, apart, beside, ..shape }
    }
}
