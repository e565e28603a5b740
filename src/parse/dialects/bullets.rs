//! `- What is TCP?`: a list's item a question, or a table's row.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::headed::{Head, link_share, share};
use super::outline::{Item, Leaf, LeafKind, Outline};
use super::{Break, Marker, Reading, choices, tables, words};
use crate::document::Span;

/// An item that may be a question.
struct Point<'o> {
    item: usize,
    leaf: &'o Leaf,
    text: String,
    /// Whether its words are one link out of the file.
    is_link: bool,
    leads_inside: bool,
}

/// Reads a file whose questions are list items.
pub fn read(outline: &Outline<'_, '_>, heads: &[Head], promised: bool) -> Reading {
    let points = points(outline);
    let mut sections: BTreeMap<(usize, usize, bool), Vec<&Point<'_>>> = BTreeMap::new();
    let outer: Vec<&Head> = heads.iter().filter(|head| head.depth == 0).collect();
    for point in &points {
        let item = &outline.items[point.item];
        let section = outer.partition_point(|head| head.span.start < item.span.start);
        if choices::is_choice(outline.text(), item) {
            continue;
        }
        sections.entry((section, item.depth, item.number.is_none())).or_default().push(point);
    }
    // The items of a section are questions if most of them ask: all of them, for the others are only worded otherwise.
    let mut found: Vec<&Point<'_>> = Vec::new();
    let (mut of, mut asking) = (0, 0);
    let mut taken: Vec<Span> = Vec::new();
    // Where most lists of a file ask, one whose items are worded as tasks is one of them.
    let sure: Vec<f64> = sections
        .values()
        .map(|points| share(points, |point| words::asks(&point.text)))
        .filter(|asks| *asks >= 0.5)
        .collect();
    let mostly = !sections.is_empty() && sure.len() * 2 > sections.len();
    for ((section, ..), points) in &sections {
        let is_part = section.checked_sub(1).is_some_and(|at| words::names_part(&outer[at].text));
        let asks = share(points, |point| words::asks(&point.text));
        let links = share(points, |point| point.is_link);
        let is_asked = (asks >= 0.5 || (mostly && asks >= 0.2 && links < 0.3))
            && (points.len() > 1 || promised)
            && (links < 0.5 || asks >= 0.6 || has_groups(points));
        of += points.len();
        if is_part || !is_asked || points.iter().all(|point| point.leads_inside) {
            continue;
        }
        asking += points.iter().filter(|point| words::asks(&point.text)).count();
        let inside = |point: &&&Point<'_>| {
            !taken.iter().rev().take(1).any(|span| span.contains(&outline.items[point.item].span.start))
        };
        let new: Vec<&Point<'_>> = points.iter().filter(inside).copied().collect();
        found.extend(new.iter().copied());
        if let (Some(first), Some(last)) = (new.first(), new.last()) {
            taken.push(outline.items[first.item].span.start..outline.items[last.item].span.end);
        }
    }
    if found.len() < 2 {
        return tables::read(outline, &outer, promised);
    }
    found.sort_by_key(|point| outline.items[point.item].span.start);
    let asks = asking as f64 / found.len() as f64;
    let of_all = found.len() as f64 / of.max(1) as f64;
    let score = 0.35 * asks + 0.3 * of_all + if promised { 0.15 } else { 0.0 };
    let parted = are_parted(outline, &found);
    let prose = if parted { 0.0 } else { prose_share(outline, &found) };
    let mut markers: Vec<Marker> = found.iter().map(|point| marker(outline, point)).collect();
    if parted {
        markers.iter_mut().for_each(|marker| marker.end = None);
    }
    Reading {
        breaks: breaks(&outer, outline, &found),
        because: format!("{} list items ask something, of {of}", asking),
        score: (score - 0.4 * prose).max(0.0),
        markers,
    }
}

fn points<'o>(outline: &'o Outline<'_, '_>) -> Vec<Point<'o>> {
    let first = outline.leaves.iter().filter(|leaf| leaf.is_first && leaf.kind == LeafKind::Words);
    first
        .filter_map(|leaf| {
            let item = leaf.item?;
            let text = outline.words(leaf);
            let leads_inside = outline.blocks.events[leaf.events.clone()].iter().any(
                |(event, _)| matches!(event, Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with('#')),
            );
            (!text.is_empty()).then(|| Point {
                item,
                leaf,
                is_link: link_share(outline, leaf) > 0.5,
                text,
                leads_inside,
            })
        })
        .collect()
}

/// Whether the points carry a group in brackets, as lists of discussions do.
fn has_groups(points: &[&Point<'_>]) -> bool {
    share(points, |point| group(&point.text).is_some()) > 0.5
}

/// `[css] Title`: the group, and where the title begins.
fn group(text: &str) -> Option<(&str, usize)> {
    let (name, rest) = text.strip_prefix(['[', '【'])?.split_once([']', '】'])?;
    let is_name = !name.is_empty() && name.chars().count() <= 30 && !rest.starts_with('(');
    is_name.then(|| (name, text.len() - rest.trim_start().len()))
}

/// Whether the items number questions that are answered between them, outside the list, which each answer ends.
fn are_parted(outline: &Outline<'_, '_>, found: &[&Point<'_>]) -> bool {
    let items = found.iter().map(|point| &outline.items[point.item]);
    let pairs: Vec<(&Item, &Item)> = items.clone().zip(items.skip(1)).collect();
    let is_parted = |(one, next): &(&Item, &Item)| {
        let goes_on = one.number.zip(next.number).is_some_and(|(one, next)| next == one + 1);
        let between = outline.leaves_in(&(one.span.end..next.span.start.max(one.span.end)));
        goes_on && one.depth == 0 && next.depth == 0 && !between.is_empty()
    };
    share(&pairs, is_parted) > 0.6
}

/// How much of a file's words stands outside its lists: of a list of questions, little.
fn prose_share(outline: &Outline<'_, '_>, found: &[&Point<'_>]) -> f64 {
    let asked: usize = found.iter().map(|point| outline.items[point.item].span.len()).sum();
    let first = found.first().map_or(0, |point| outline.items[point.item].span.start);
    let last = found.last().map_or(0, |point| outline.items[point.item].span.end);
    let between = outline
        .leaves_in(&(first..last))
        .iter()
        .filter(|leaf| leaf.depth == 0 && !matches!(leaf.kind, LeafKind::Heading(_)));
    let between: usize = between.map(|leaf| leaf.span.len()).sum();
    if asked + between == 0 { 0.0 } else { between as f64 / (asked + between) as f64 }
}

fn marker(outline: &Outline<'_, '_>, point: &Point<'_>) -> Marker {
    let text = outline.text();
    let item: &Item = &outline.items[point.item];
    let line = super::bold::first_line(outline, point.leaf);
    let spans = outline.blocks.events[line.clone()].iter().map(|(_, span)| span);
    let end = spans.map(|span| span.end).max().unwrap_or(point.leaf.span.end);
    let mut title = point.leaf.span.start..end.max(point.leaf.span.start);
    let mut tags = Vec::new();
    if let Some((name, _)) = group(&text[title.clone()]) {
        let behind = text[title.start..]
            .find([']', '】'])
            .map_or(0, |at| at + text[title.start + at..].chars().next().map_or(1, char::len_utf8));
        tags.push(name.to_owned());
        title.start += behind;
    }
    let source = only_link(outline, line).map(|(inside, url)| {
        title = inside;
        url
    });
    let mut marker = Marker::new(text, item.span.start..end.max(item.span.start), title);
    marker.number = item.number.or(marker.number);
    marker.tags = tags;
    marker.source = source;
    marker.indent = Some((item.span.clone(), item.column));
    // Code right behind a list goes with its last item.
    let behind = outline.leaves_in(&(item.span.end..text.len()));
    let code = behind.iter().take_while(|leaf| leaf.kind == LeafKind::Fence && leaf.depth == 0).last();
    let end = code.map_or(item.span.end, |leaf| leaf.span.end);
    marker.end = Some(end.max(marker.span.end));
    marker
}

/// The words and destination of a line's link, if nothing but a group stands beside it.
fn only_link(outline: &Outline<'_, '_>, line: std::ops::Range<usize>) -> Option<(Span, String)> {
    let events = &outline.blocks.events[line.clone()];
    let at = events.iter().position(|(event, _)| matches!(event, Event::Start(Tag::Link { .. })))?;
    let (Event::Start(Tag::Link { dest_url, .. }), span) = &events[at] else { return None };
    let end = outline.blocks.end_of(line.start + at);
    let before = outline.blocks.text(line.start..line.start + at);
    let after = outline.blocks.text(end + 1..line.end.max(end + 1));
    let is_alone = group(before.trim()).is_some_and(|(_, at)| at == before.trim().len()) || before.trim().is_empty();
    let is_outside = dest_url.starts_with("http");
    if !is_alone || !is_outside || after.contains(char::is_alphanumeric) {
        return None;
    }
    let inside = outline.blocks.events[line.start + at + 1..end]
        .iter()
        .filter(|(event, _)| !matches!(event, Event::End(TagEnd::Link)));
    let words: Vec<&Span> = inside.map(|(_, span)| span).collect();
    let start = words.iter().map(|span| span.start).min()?;
    let stop = words.iter().map(|span| span.end).max()?.min(span.end);
    Some((start..stop, dest_url.to_string()))
}

fn breaks(outer: &[&Head], outline: &Outline<'_, '_>, found: &[&Point<'_>]) -> Vec<Break> {
    let ends = outer.iter().skip(1).map(|head| head.span.start).chain([usize::MAX]);
    let sections = outer.iter().zip(ends).map(|(head, end)| {
        let first = found.partition_point(|point| outline.items[point.item].span.start < head.span.start);
        let holds = found.get(first).is_some_and(|point| outline.items[point.item].span.start < end);
        let category = Some(head.text.clone()).filter(|name| holds && !words::names_part(name));
        Break { span: head.span.clone(), level: head.level, category }
    });
    let mut breaks: Vec<Break> = sections.collect();
    // The item a list of questions stands in only heads it.
    let heads_list = |leaf: &&Leaf| {
        let Some(item) = leaf.item.filter(|_| leaf.is_first).map(|item| &outline.items[item]) else { return false };
        let first = found.partition_point(|point| outline.items[point.item].span.start <= item.span.start);
        let next = found.get(first).map(|point| &outline.items[point.item]);
        next.is_some_and(|next| next.span.start < item.span.end && next.depth == item.depth + 1)
            && found[..first].last().is_none_or(|point| outline.items[point.item].span.start != item.span.start)
    };
    let heading = outline.leaves.iter().filter(|leaf| leaf.kind == LeafKind::Words).filter(heads_list);
    breaks.extend(heading.map(|leaf| Break { span: leaf.span.clone(), level: 7, category: None }));
    breaks.sort_by_key(|one| one.span.start);
    breaks
}
