//! Where a foreign file disagrees with itself: entries of its table of contents that no question answers to, and
//! questions whose headings are of another level than those beside them. Reported, for the questions are read all the
//! same.

use std::collections::HashSet;

use pulldown_cmark::Event;

use super::outline::{Leaf, LeafKind, Outline};
use super::{Reading, details, headed, tidy, words};
use crate::document::Span;

/// An entry of a table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The link's bytes.
    pub span: Span,
    /// Its words.
    pub text: String,
}

/// A question's heading that is of another level than most beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Its bytes.
    pub span: Span,
    /// Its level.
    pub level: u8,
    /// That of most questions of the same chapter.
    pub usual: u8,
}

/// The entries of the table of contents that ask something, or are numbered, and lead to nothing the file has.
pub fn contents(outline: &Outline<'_, '_>, reading: &Reading) -> Vec<Entry> {
    let first = reading.markers.first().map_or(outline.text().len(), |marker| marker.span.start);
    let mut spans = tidy::contents(outline, &(0..first));
    spans.sort_by_key(|span| span.start);
    let entries: Vec<(Entry, String)> = spans.iter().flat_map(|span| links(outline, span)).collect();
    if entries.is_empty() {
        return Vec::new();
    }
    let known = names(outline, reading);
    let names_question = |entry: &Entry| words::asks(unnumbered(&entry.text)) || words::numbered(&entry.text).is_some();
    let is_missing = |(entry, anchor): &(Entry, String)| {
        let anchor = key(anchor);
        let again = anchor.trim_end_matches(|c: char| c.is_ascii_digit());
        let names = [anchor.as_str(), again, &key(&entry.text), &key(unnumbered(&entry.text))];
        names_question(entry) && !names.iter().any(|name| known.contains(*name))
    };
    entries.into_iter().filter(is_missing).map(|(entry, _)| entry).collect()
}

/// The links into the file that stand in a span, and where they lead.
fn links(outline: &Outline<'_, '_>, span: &Span) -> Vec<(Entry, String)> {
    let events = outline.leaves_in(span).iter().flat_map(|leaf| leaf.events.clone());
    let link = |index: usize| {
        let (event, span) = &outline.blocks.events[index];
        let anchor = headed::own_anchor(event)?;
        let text = outline.blocks.text(index..outline.blocks.end_of(index)).trim().to_owned();
        Some((Entry { span: span.clone(), text }, anchor))
    };
    events.filter_map(link).collect()
}

/// All a link of the file may lead to: headings, anchors in HTML, questions; with numbers and without.
fn names(outline: &Outline<'_, '_>, reading: &Reading) -> HashSet<String> {
    let text = outline.text();
    let mut names: HashSet<String> = HashSet::new();
    let mut insert = |shown: &str| {
        names.insert(key(shown));
        names.insert(key(unnumbered(shown)));
    };
    for leaf in outline.leaves.iter().filter(|leaf| matches!(leaf.kind, LeafKind::Heading(_))) {
        insert(&outline.words(leaf));
        insert(&details::plain(&text[outline.heading_words(leaf)]));
    }
    for marker in &reading.markers {
        insert(&details::plain(&text[marker.title.clone()]));
    }
    for (event, span) in &outline.blocks.events {
        if matches!(event, Event::Html(_) | Event::InlineHtml(_)) {
            anchors(&text[span.clone()]).for_each(&mut insert);
        }
    }
    names
}

/// The values of `id` and `name` in raw HTML.
fn anchors(html: &str) -> impl Iterator<Item = &str> {
    html.match_indices(['=']).filter_map(|(at, _)| {
        let name = html[..at].trim_end();
        let is_anchor = [" id", " name", "\tid", "\nid", "\nname"].iter().any(|ending| name.ends_with(ending));
        let value = html[at + 1..].trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = quote.map_or(value, |_| &value[1..]);
        let end = value.find(|c: char| quote.map_or(c == '>' || c.is_whitespace(), |quote| c == quote));
        is_anchor.then_some(&value[..end.unwrap_or(value.len())])
    })
}

fn unnumbered(text: &str) -> &str {
    words::numbered(text).map_or(text, |found| &text[found.title..])
}

/// Letters and digits: authors and programs differ in what else belongs in an anchor.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The questions whose headings are of another level than most questions of their chapter. Chapters may lie deeper
/// than others, and their questions with them.
pub fn levels(outline: &Outline<'_, '_>, reading: &Reading) -> Vec<Drift> {
    let mut drifts = Vec::new();
    let mut chapter: Vec<(Span, u8)> = Vec::new();
    let headings = outline.leaves.iter().filter_map(|leaf| match leaf.kind {
        LeafKind::Heading(level) => Some((leaf, level)),
        _ => None,
    });
    let headings: Vec<(&Leaf, u8)> = headings.collect();
    let is_marker: Vec<bool> = headings.iter().map(|(leaf, _)| is_marker(reading, leaf)).collect();
    for (at, (leaf, level)) in headings.iter().enumerate() {
        if is_marker[at] {
            chapter.push((leaf.span.clone(), *level));
            continue;
        }
        let is_break = reading.breaks.binary_search_by_key(&leaf.span.start, |one| one.span.start).is_ok();
        // The heading of a chapter stands right above a deeper question.
        let heads = headings.get(at + 1).is_some_and(|(_, next)| is_marker[at + 1] && next > level);
        if is_break || heads {
            drifts.extend(drifted(&chapter));
            chapter.clear();
        }
    }
    drifts.extend(drifted(&chapter));
    drifts
}

fn is_marker(reading: &Reading, leaf: &Leaf) -> bool {
    let before = reading.markers.partition_point(|marker| marker.span.start <= leaf.span.start);
    before.checked_sub(1).is_some_and(|last| reading.markers[last].span.end > leaf.span.start)
}

/// Those of a chapter that are not of the level most are of; of two levels as frequent, the one that comes first.
fn drifted(chapter: &[(Span, u8)]) -> Vec<Drift> {
    let count = |level: u8| chapter.iter().filter(|(_, other)| *other == level).count();
    let levels = chapter.iter().map(|(_, level)| *level);
    let Some(usual) = levels.rev().max_by_key(|level| count(*level)) else { return Vec::new() };
    let others = chapter.iter().filter(|(_, level)| *level != usual);
    others.map(|(span, level)| Drift { span: span.clone(), level: *level, usual }).collect()
}
