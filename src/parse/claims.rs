//! What a file claims about itself: its table of contents, its index of topics, its footer. Verified by the resolver.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::blocks::{Block, BlockKind, Blocks};
use crate::date::Date;
use crate::diagnostic::Place;
use crate::document::{ContentsClaim, Placed, TopicClaim};

/// The lines in italics at the end of a file.
#[derive(Debug, Default)]
pub struct Footer {
    /// `*Last Updated: …*`
    pub updated: Option<Date>,
    /// `*Total Questions: …*`
    pub total: Option<Placed<u64>>,
    /// How many of the file's top-level blocks stand before it.
    pub start: usize,
}

/// Reads the footer: the last paragraphs of a file if every line of theirs is a claim in italics or bold.
pub fn footer(blocks: &Blocks<'_>) -> Footer {
    let mut footer = Footer { start: blocks.top.len(), ..Footer::default() };
    for (index, block) in blocks.top.iter().enumerate().rev() {
        match block.kind {
            BlockKind::Paragraph if read_claims(blocks, block, &mut footer) => footer.start = index,
            BlockKind::Rule | BlockKind::Footnote => {}
            _ => break,
        }
    }
    footer
}

fn read_claims(blocks: &Blocks<'_>, block: &Block, footer: &mut Footer) -> bool {
    let claims: Option<Vec<_>> = blocks.lines(block).into_iter().map(|line| claim(blocks, line)).collect();
    let Some(claims) = claims else {
        return false;
    };
    for claim in claims {
        match claim {
            Claim::Updated(date) => footer.updated = Some(date),
            Claim::Total(total) => footer.total = Some(total),
        }
    }
    true
}

enum Claim {
    Updated(Date),
    Total(Placed<u64>),
}

fn claim(blocks: &Blocks<'_>, line: Range<usize>) -> Option<Claim> {
    let first = blocks.events.get(line.start)?;
    if !matches!(first.0, Event::Start(Tag::Emphasis | Tag::Strong)) {
        return None;
    }
    let text = blocks.text(line.clone());
    let (key, value) = text.split_once(':')?;
    match key.trim().to_lowercase().as_str() {
        "last updated" | "updated" => Date::parse(value).map(Claim::Updated),
        "total questions" | "total" | "questions" => {
            value.trim().parse().ok().map(|value| Claim::Total(Placed { value, place: blocks.place(line) }))
        }
        _ => None,
    }
}

/// Reads a table of contents: the links of its section.
pub fn contents(blocks: &Blocks<'_>, heading: Place, section: &[Block]) -> ContentsClaim {
    let mut links = Vec::new();
    for block in section {
        for index in block.events.clone() {
            let (Event::Start(Tag::Link { dest_url, .. }), span) = &blocks.events[index] else {
                continue;
            };
            let text = blocks.text(index..blocks.end_of(index));
            links.push(Placed { value: (text, dest_url.to_string()), place: blocks.source.place(span.clone()) });
        }
    }
    ContentsClaim { heading, links }
}

/// Reads the index of topics: `- **Name:** Q1, Q2`.
pub fn topics(blocks: &Blocks<'_>, section: &[Block]) -> Vec<TopicClaim> {
    let mut topics = Vec::new();
    for block in section.iter().filter(|block| block.kind == BlockKind::List) {
        let mut start = None;
        for index in block.events.clone() {
            match &blocks.events[index].0 {
                Event::Start(Tag::Item) => start = Some(index + 1),
                Event::End(TagEnd::Item) => {
                    topics.extend(start.take().and_then(|start| topic(blocks, start..index)));
                }
                _ => {}
            }
        }
    }
    topics
}

fn topic(blocks: &Blocks<'_>, item: Range<usize>) -> Option<TopicClaim> {
    let text_at = |index: &usize| matches!(blocks.events[*index].0, Event::Text(_) | Event::Code(_));
    let strong = item.clone().find(|index| matches!(blocks.events[*index].0, Event::Start(Tag::Strong)));
    let (name, name_events, rest) = match strong {
        Some(start) => {
            let end = blocks.end_of(start);
            (blocks.text(start..end), start..end + 1, end + 1..item.end)
        }
        None => {
            let first = item.clone().find(text_at)?;
            let text = blocks.text(item.clone());
            let (name, _) = text.rsplit_once(':')?;
            (name.to_owned(), first..first + 1, first..item.end)
        }
    };
    let name = name.trim().trim_end_matches(':').trim().to_owned();
    let mut numbers = Vec::new();
    for index in rest.filter(text_at) {
        let (Event::Text(text) | Event::Code(text), span) = &blocks.events[index] else {
            continue;
        };
        numbers.extend(question_numbers(text).map(|(value, at)| Placed {
            value,
            place: blocks.source.place(span.start + at.start..(span.start + at.end).min(span.end)),
        }));
    }
    let place = blocks.place(name_events);
    Some(TopicClaim { name: Placed { value: name, place }, numbers })
}

/// Every `Q7` in a text, with its place.
fn question_numbers(text: &str) -> impl Iterator<Item = (u64, Range<usize>)> {
    text.match_indices(['Q', 'q']).filter_map(|(start, _)| {
        let is_inside_word = text[..start].ends_with(|c: char| c.is_alphanumeric());
        let digits = &text[start + 1..];
        let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let number = digits[..length].parse().ok().filter(|_| !is_inside_word)?;
        Some((number, start..start + 1 + length))
    })
}
