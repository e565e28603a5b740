//! `**What is TCP?**`: a line in bold a question, what follows it the answer.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::headed::{Head, share};
use super::outline::{Leaf, LeafKind, Outline};
use super::words::{self, Form};
use super::{Break, Marker, Reading, titles};
use crate::document::Span;

/// A line that is bold from end to end.
struct Line {
    /// Its bytes.
    span: Span,
    form: Option<Form>,
    asks: bool,
    /// A lead-in ends in a colon, a question hardly ever.
    leads_in: bool,
    /// The item it opens, if it stands in a list.
    item: Option<usize>,
}

/// Reads a file whose questions are lines in bold.
pub fn read(outline: &Outline<'_, '_>, heads: &[Head], promised: bool) -> Reading {
    let lines: Vec<Line> = outline.leaves.iter().filter_map(|leaf| line(outline, leaf)).collect();
    let asking: Vec<&Line> = lines.iter().filter(|line| !line.leads_in && (line.asks || line.form.is_some())).collect();
    if asking.is_empty() {
        return Reading::none();
    }
    let asks = share(&asking, |line| line.asks);
    let numbered = share(&asking, |line| line.form.is_some());
    let all_numbered = numbered >= 0.8;
    let of_all = share(&lines, |line| !line.leads_in && if all_numbered { line.form.is_some() } else { line.asks });
    // Among bold lines that ask, one that does not is a question all the same; among others it is a lead-in.
    let takes = |line: &Line| {
        !line.leads_in
            && if all_numbered { line.form.is_some() } else { line.asks || (of_all > 0.7 && line.item.is_none()) }
    };
    let text = outline.text();
    let found: Vec<&Line> = lines.iter().filter(|line| takes(line)).collect();
    let markers = found.iter().map(|line| {
        let item = line.item.map(|item| &outline.items[item]);
        let start = item.map_or(line.span.start, |item| item.span.start);
        let mut marker = Marker::new(text, start..line.span.end, line.span.clone());
        marker.number = item.and_then(|item| item.number).or(marker.number);
        marker.indent = item.map(|item| (item.span.clone(), item.column));
        marker
    });
    let score = 0.6 * of_all * asks.max(numbered) + 0.2 * numbered + 0.1 * asks + if promised { 0.15 } else { 0.0 };
    Reading {
        markers: markers.collect(),
        breaks: breaks(heads, &found),
        score: score.min(1.0),
        because: format!("{} lines in bold ask something or are numbered, of {}", asking.len(), lines.len()),
    }
}

fn line(outline: &Outline<'_, '_>, leaf: &Leaf) -> Option<Line> {
    let is_outer = leaf.depth == 0 || (leaf.is_first && leaf.depth == 1);
    if leaf.kind != LeafKind::Words || !is_outer {
        return None;
    }
    let events = first_line(outline, leaf);
    let (first, span) = outline.blocks.events.get(events.start)?;
    let is_number =
        matches!(first, Event::Text(text) if words::numbered(text).is_some_and(|found| found.title == text.len()));
    let strong = if is_number { events.start + 1 } else { events.start };
    if strong >= events.end || !matches!(outline.blocks.events[strong].0, Event::Start(Tag::Strong)) {
        return None;
    }
    let end = outline.blocks.end_of(strong);
    let rest = outline.blocks.text(end + 1..events.end.max(end + 1));
    let bold = outline.blocks.text(strong..end);
    let goes_on = rest.contains(char::is_alphanumeric);
    // A question in bold may be answered in its own line.
    if rest.trim_start().starts_with(':') || (goes_on && !bold.trim_end().ends_with(['?', '？'])) {
        return None;
    }
    let events = if goes_on { events.start..end + 1 } else { events };
    let start = span.start;
    let end = outline.blocks.events[strong..events.end].iter().map(|(_, span)| span.end).max()?;
    let shown = outline.blocks.text(events.clone());
    let shown = shown.trim();
    let peeled = titles::peel(outline.text(), start..end);
    Some(Line {
        span: start..end,
        form: peeled.form,
        asks: words::asks(words::numbered(shown).map_or(shown, |found| &shown[found.title..])),
        leads_in: shown.ends_with([':', '：']) || words::label(shown).is_some(),
        item: leaf.item.filter(|_| leaf.is_first),
    })
}

/// The events of a leaf's first line.
pub fn first_line(outline: &Outline<'_, '_>, leaf: &Leaf) -> Range<usize> {
    lines(outline, leaf).swap_remove(0)
}

/// The events of each line of a leaf.
pub fn lines(outline: &Outline<'_, '_>, leaf: &Leaf) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut depth) = (leaf.events.start, 0usize);
    for at in leaf.events.clone() {
        match outline.blocks.events[at].0 {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::SoftBreak | Event::HardBreak if depth == 0 => {
                lines.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    lines.push(start..leaf.events.end);
    lines
}

/// Headings with a bold question below them are categories, and so are those above these.
fn breaks(heads: &[Head], lines: &[&Line]) -> Vec<Break> {
    let outer: Vec<&Head> = heads.iter().filter(|head| head.depth == 0).collect();
    let ends = outer.iter().skip(1).map(|head| head.span.start).chain([usize::MAX]);
    let holds = |head: &Head, end: usize| {
        let first = lines.partition_point(|line| line.span.start < head.span.start);
        lines.get(first).is_some_and(|line| line.span.start < end)
    };
    let sections: Vec<(&Head, bool)> = outer.iter().zip(ends).map(|(head, end)| (*head, holds(head, end))).collect();
    let deepest = sections.iter().filter(|(_, holds)| *holds).map(|(head, _)| head.level).max().unwrap_or(6);
    let ending = sections.iter().filter(|(head, holds)| *holds || head.level <= deepest);
    ending
        .map(|(head, holds)| Break {
            span: head.span.clone(),
            level: head.level,
            category: Some(head.text.clone()).filter(|name| *holds && !words::names_part(name)),
        })
        .collect()
}
