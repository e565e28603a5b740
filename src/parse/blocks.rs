//! A file's Markdown as a flat list of events with offsets, and its top-level blocks. Nothing here looks at raw lines.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{fences, raw_html};
use crate::diagnostic::Place;
use crate::document::Span;
use crate::source::Source;

/// The Markdown that is read.
const MARKDOWN: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_MATH)
    .union(Options::ENABLE_GFM);

/// A parsed file.
pub struct Blocks<'a> {
    /// The text the spans point into.
    pub source: &'a Source,
    /// Every event with its span in the source's text.
    pub events: Vec<(Event<'a>, Span)>,
    /// The blocks of the outermost level.
    pub top: Vec<Block>,
    /// The events of each footnote's definitions, by label in lower case, in the order of the file.
    pub footnotes: HashMap<String, Vec<Range<usize>>>,
}

/// A top-level block.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its events, start and end included.
    pub events: Range<usize>,
    /// What it is, as far as the shape of a file depends on it.
    pub kind: BlockKind,
}

/// The kinds of block that give a file its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading, its level and the id its author gave it.
    Heading(u8, Option<String>),
    /// A paragraph.
    Paragraph,
    /// A thematic break.
    Rule,
    /// A list.
    List,
    /// A footnote's definition, shown where it is referred to.
    Footnote,
    /// Anything else.
    Other,
}

impl<'a> Blocks<'a> {
    /// Parses the text of `source` from byte `start` on.
    pub fn new(source: &'a Source, start: usize, smart_punctuation: bool) -> Self {
        let text = &source.text()[start..];
        let mut options = MARKDOWN;
        options.set(Options::ENABLE_SMART_PUNCTUATION, smart_punctuation);
        let events: Vec<_> = Parser::new_ext(text, options)
            .into_offset_iter()
            .map(|(event, span)| (event, span.start + start..span.end + start))
            .collect();
        let top = top_blocks(&events);
        let footnotes = footnotes(&events);
        Self { source, events, top, footnotes }
    }

    /// The words of a range of events, code included, line breaks as spaces.
    pub fn text(&self, events: Range<usize>) -> String {
        let mut text = String::new();
        for (event, _) in &self.events[events] {
            match event {
                Event::Text(part) | Event::Code(part) | Event::InlineMath(part) => text.push_str(part),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        text
    }

    /// The events of a block without its own start and end.
    pub fn inside(&self, block: &Block) -> Range<usize> {
        if block.events.len() < 2 {
            return block.events.clone();
        }
        block.events.start + 1..block.events.end - 1
    }

    /// The lines of a paragraph: its inline events, split at the breaks that stand in no other element.
    pub fn lines(&self, block: &Block) -> Vec<Range<usize>> {
        let inside = self.inside(block);
        let mut lines = Vec::new();
        let (mut start, mut depth) = (inside.start, 0usize);
        for index in inside.clone() {
            match &self.events[index].0 {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::SoftBreak | Event::HardBreak if depth == 0 => {
                    lines.push(start..index);
                    start = index + 1;
                }
                _ => {}
            }
        }
        lines.push(start..inside.end);
        lines
    }

    /// The index of the event that ends what starts at `start`.
    pub fn end_of(&self, start: usize) -> usize {
        let mut depth = 0usize;
        for (index, (event, _)) in self.events.iter().enumerate().skip(start) {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return index;
            }
        }
        self.events.len().saturating_sub(1)
    }

    /// The definition of a footnote that counts in a section: one of its own, or else the file's first.
    pub fn footnote(&self, label: &str, section: &Range<usize>) -> Option<Range<usize>> {
        let definitions = self.footnotes.get(&label.to_lowercase())?;
        let own = definitions.iter().find(|definition| section.contains(&definition.start));
        own.or(definitions.first()).cloned()
    }

    /// The place of a range of events.
    pub fn place(&self, events: Range<usize>) -> Place {
        let slice = &self.events[events];
        let start = slice.iter().map(|(_, span)| span.start).min().unwrap_or(0);
        let end = slice.iter().map(|(_, span)| span.end).max().unwrap_or(start);
        let text = &self.source.text()[start..end];
        self.source.place(start..start + text.trim_end().len())
    }
}

/// What would end the last block of a stretch of Markdown if it is one that takes in whatever follows: code whose fence
/// is not closed, a comment without its end.
pub fn missing_end(text: &str) -> Option<String> {
    let followed = format!("{text}\n\n# Next\n");
    let (mut depth, mut last) = (0usize, None);
    for (event, span) in Parser::new_ext(&followed, MARKDOWN).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    last = Some((tag, span));
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    match last? {
        (Tag::CodeBlock(CodeBlockKind::Fenced(_)), span) => Some(fences::end(&followed[span])),
        (Tag::HtmlBlock, span) => raw_html::missing_end(&followed[span]).map(str::to_owned),
        _ => None,
    }
}

fn top_blocks(events: &[(Event<'_>, Span)]) -> Vec<Block> {
    let mut top = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => {
                if depth == 0 {
                    start = index;
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ if depth == 0 => start = index,
            _ => {}
        }
        if depth == 0 {
            let kind = kind_of(&events[start].0);
            top.push(Block { events: start..index + 1, kind });
        }
    }
    top
}

fn kind_of(event: &Event<'_>) -> BlockKind {
    match event {
        Event::Start(Tag::Heading { level, id, .. }) => {
            BlockKind::Heading(*level as u8, id.as_ref().map(|id| id.to_string()))
        }
        Event::Start(Tag::Paragraph) => BlockKind::Paragraph,
        Event::Start(Tag::List(_)) => BlockKind::List,
        Event::Start(Tag::FootnoteDefinition(_)) => BlockKind::Footnote,
        Event::Rule => BlockKind::Rule,
        _ => BlockKind::Other,
    }
}

fn footnotes(events: &[(Event<'_>, Span)]) -> HashMap<String, Vec<Range<usize>>> {
    let mut footnotes: HashMap<_, Vec<_>> = HashMap::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => open.push((label.to_lowercase(), index)),
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some((label, start)) = open.pop() {
                    footnotes.entry(label).or_default().push(start + 1..index);
                }
            }
            _ => {}
        }
    }
    footnotes
}
