//! What a foreign file consists of, in the order of its text: leaves (blocks of words), list items and folds.
//!
//! Containers are dissolved, because authors rarely mean the ones the indentation makes: an answer that was meant to
//! stand in a list item often falls out of it.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::super::blocks::Blocks;
use super::folds::{self, FoldTag};
use crate::document::Span;

/// The parts of a file.
pub struct Outline<'o, 'a> {
    /// The file.
    pub blocks: &'o Blocks<'a>,
    /// The blocks that hold words, ascending.
    pub leaves: Vec<Leaf>,
    /// The items of all lists, ascending.
    pub items: Vec<Item>,
    /// The tags of `<details>` and `<summary>`, ascending.
    pub folds: Vec<FoldTag>,
}

/// A block that holds words and no other block.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// What it is.
    pub kind: LeafKind,
    /// Its bytes.
    pub span: Span,
    /// The events in it.
    pub events: Range<usize>,
    /// How many items and quotes it stands in.
    pub depth: usize,
    /// The innermost item it stands in.
    pub item: Option<usize>,
    /// Whether it is the first of that item.
    pub is_first: bool,
}

/// What a leaf is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafKind {
    /// A paragraph, or the words of a list item without one.
    Words,
    /// A heading and its level.
    Heading(u8),
    /// Code between fences.
    Fence,
    /// A block of raw HTML.
    Html,
    /// A table's row.
    Row,
    /// A thematic break.
    Rule,
    /// Anything else.
    Other,
}

/// A list's item.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its bytes, those of lists in it included.
    pub span: Span,
    /// Its number in an ordered list, as written.
    pub number: Option<u64>,
    /// The bytes of the bullet or number and the blanks behind it.
    pub bullet: Span,
    /// How far its lines are indented, in columns.
    pub column: usize,
    /// How many items and quotes it stands in.
    pub depth: usize,
}

impl<'o, 'a> Outline<'o, 'a> {
    /// Takes a file apart.
    pub fn new(blocks: &'o Blocks<'a>) -> Self {
        let mut walk = Walk { blocks, leaves: Vec::new(), items: Vec::new(), stack: Vec::new(), depth: 0, open: None };
        for index in 0..blocks.events.len() {
            walk.event(index);
        }
        walk.close(blocks.events.len());
        let (leaves, items) = (walk.leaves, walk.items);
        Self { blocks, leaves, items, folds: folds::tags(blocks) }
    }

    /// The text of the file.
    pub fn text(&self) -> &'o str {
        self.blocks.source.text()
    }

    /// The words of a leaf.
    pub fn words(&self, leaf: &Leaf) -> String {
        self.blocks.text(leaf.events.clone()).trim().to_owned()
    }

    /// The leaves that begin within a span.
    pub fn leaves_in(&self, span: &Span) -> &[Leaf] {
        within(&self.leaves, span, |leaf| leaf.span.start)
    }

    /// The items that begin within a span.
    pub fn items_in(&self, span: &Span) -> &[Item] {
        within(&self.items, span, |item| item.span.start)
    }

    /// The tags of folds within a span.
    pub fn folds_in(&self, span: &Span) -> &[FoldTag] {
        within(&self.folds, span, |tag| tag.span.start)
    }

    /// The bytes of a heading's words, without hashes and underlines.
    pub fn heading_words(&self, leaf: &Leaf) -> Span {
        let text = &self.text()[leaf.span.clone()];
        let inside = text.trim_start_matches([' ', '\t']);
        let start = leaf.span.start + text.len() - inside.len();
        if inside.starts_with('#') {
            let line = inside.split('\n').next().unwrap_or_default();
            let behind = line.trim_start_matches('#');
            let words = behind.trim_end();
            let closed = words.trim_end_matches('#');
            let words = if closed.is_empty() || closed.ends_with([' ', '\t']) { closed.trim_end() } else { words };
            let lead = words.len() - words.trim_start().len();
            let start = start + line.len() - behind.len() + lead;
            return start..start + words.trim_start().len();
        }
        let words = inside.trim_end();
        let end = words.rfind('\n').unwrap_or(words.len());
        start..start + words[..end].trim_end().len()
    }
}

/// The stretch of an ascending list whose places lie in a span.
fn within<'t, T>(all: &'t [T], span: &Span, at: impl Fn(&T) -> usize) -> &'t [T] {
    let start = all.partition_point(|one| at(one) < span.start);
    let end = all.partition_point(|one| at(one) < span.end).max(start);
    &all[start..end]
}

struct Walk<'w, 'a> {
    blocks: &'w Blocks<'a>,
    leaves: Vec<Leaf>,
    items: Vec<Item>,
    /// The open items.
    stack: Vec<usize>,
    depth: usize,
    /// Words that stand in an item without a paragraph: their first event.
    open: Option<usize>,
}

impl Walk<'_, '_> {
    fn event(&mut self, index: usize) {
        let (event, span) = &self.blocks.events[index];
        match event {
            Event::Start(tag) if is_inline(tag) => self.loose(index),
            Event::Start(tag) => {
                self.close(index);
                self.start(index, tag, span);
            }
            Event::End(end) => {
                if matches!(end, TagEnd::Item | TagEnd::BlockQuote(_)) {
                    self.close(index);
                    self.depth = self.depth.saturating_sub(1);
                    if matches!(end, TagEnd::Item) {
                        self.stack.pop();
                    }
                }
            }
            Event::Rule => {
                self.close(index);
                self.push(LeafKind::Rule, span.clone(), index..index + 1);
            }
            _ => self.loose(index),
        }
    }

    fn start(&mut self, index: usize, tag: &Tag<'_>, span: &Span) {
        let kind = match tag {
            Tag::BlockQuote(_) => {
                self.depth += 1;
                return;
            }
            Tag::Item => return self.item(span),
            Tag::List(_) | Tag::Table(_) | Tag::FootnoteDefinition(_) => return,
            Tag::Paragraph => LeafKind::Words,
            Tag::Heading { level, .. } => LeafKind::Heading(*level as u8),
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => LeafKind::Fence,
            Tag::HtmlBlock => LeafKind::Html,
            Tag::TableHead | Tag::TableRow => LeafKind::Row,
            _ => LeafKind::Other,
        };
        if kind == LeafKind::Other && matches!(tag, Tag::TableCell) {
            return;
        }
        // Leaves do not nest, so this looks at each event once.
        let end = self.blocks.end_of(index);
        self.push(kind, span.clone(), index + 1..end);
    }

    /// An inline event: part of a leaf that is known, or words that stand in an item without a paragraph.
    fn loose(&mut self, index: usize) {
        let is_inside = self.leaves.last().is_some_and(|leaf| leaf.events.contains(&index));
        if !is_inside && self.open.is_none() && !self.stack.is_empty() {
            self.open = Some(index);
        }
    }

    /// Ends words that stand in an item without a paragraph.
    fn close(&mut self, index: usize) {
        if let Some(start) = self.open.take() {
            let spans = self.blocks.events[start..index].iter().map(|(_, span)| span);
            let end = spans.map(|span| span.end).max().unwrap_or_default();
            let start_at = self.blocks.events[start].1.start;
            self.push(LeafKind::Words, start_at..end, start..index);
        }
    }

    fn push(&mut self, kind: LeafKind, span: Span, events: Range<usize>) {
        let item = self.stack.last().copied();
        let is_first = item.is_some()
            && self.leaves.last().is_none_or(|last| last.span.start < self.items[item.unwrap_or(0)].span.start);
        self.leaves.push(Leaf { kind, span, events, depth: self.depth, item, is_first });
    }

    fn item(&mut self, span: &Span) {
        let indented = &self.blocks.source.text()[span.clone()];
        let text = indented.trim_start_matches([' ', '\t']);
        // The bytes of an item may begin with the blanks before its bullet.
        let start = span.start + indented.len() - text.len();
        let line = text.split('\n').next().unwrap_or_default();
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let behind = &line[(digits + 1).min(line.len())..];
        let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
        // An item whose first line is empty, or code, is indented by one blank behind its bullet (CommonMark 5.2).
        let gap = if blanks == behind.len() || blanks > 4 { 1.min(blanks) } else { blanks };
        let bullet = (digits + 1 + gap).min(line.len());
        let before = &self.blocks.source.text()[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let indent = before[line_start..].chars().count();
        self.items.push(Item {
            number: line[..digits].parse().ok(),
            bullet: start..start + bullet,
            column: indent + bullet,
            span: start..span.end,
            depth: self.depth,
        });
        self.stack.push(self.items.len() - 1);
        self.depth += 1;
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}
