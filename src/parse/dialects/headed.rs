//! `### What is TCP?`: a heading of one level a question, the answer below it.

use std::collections::HashSet;

use pulldown_cmark::{Event, Tag};

use super::outline::{Leaf, LeafKind, Outline};
use super::words::{self, Form};
use super::{Break, Marker, Reading, answers, titles};
use crate::document::Span;
use crate::slug;

/// A heading and what can be said of it.
pub struct Head {
    /// Its index among the leaves.
    pub leaf: usize,
    /// Its bytes.
    pub span: Span,
    /// Its words' bytes.
    pub words: Span,
    /// Its level.
    pub level: u8,
    /// How many items and quotes it stands in.
    pub depth: usize,
    /// How its number is written.
    pub form: Option<Form>,
    /// Its number.
    pub number: Option<u64>,
    /// Its text without number and decoration.
    pub text: String,
    /// Whether it asks something.
    pub asks: bool,
    /// Whether the words below it ask something.
    pub asks_below: bool,
    /// Whether a link of the file leads to it.
    pub is_linked: bool,
    /// Whether all that stands below it are links.
    pub is_link_list: bool,
    /// Whether code stands below it.
    pub has_code: bool,
    /// Whether nothing stands below it.
    pub is_empty: bool,
}

/// Every heading of a file.
pub fn heads(outline: &Outline<'_, '_>) -> Vec<Head> {
    let linked = own_links(outline);
    let places: Vec<usize> =
        (0..outline.leaves.len()).filter(|at| matches!(outline.leaves[*at].kind, LeafKind::Heading(_))).collect();
    let ends = places.iter().skip(1).copied().chain([outline.leaves.len()]);
    places.iter().zip(ends).map(|(at, end)| head(outline, &linked, *at, end)).collect()
}

fn head(outline: &Outline<'_, '_>, linked: &HashSet<String>, at: usize, end: usize) -> Head {
    let leaf = &outline.leaves[at];
    let words_span = outline.heading_words(leaf);
    let peeled = titles::peel(outline.text(), words_span.clone());
    let shown = outline.words(leaf);
    let text = words::numbered(&shown).map_or(shown.as_str(), |found| &shown[found.title..]).trim().to_owned();
    let below = &outline.leaves[at + 1..end];
    let asks_below =
        below.iter().any(|leaf| leaf.kind == LeafKind::Words && outline.words(leaf).contains(['?', '？', '؟']));
    let LeafKind::Heading(level) = leaf.kind else { unreachable!("only headings are asked for") };
    Head {
        leaf: at,
        span: leaf.span.clone(),
        level,
        depth: leaf.depth,
        form: peeled.form,
        number: peeled.number,
        asks: words::asks(&text),
        asks_below,
        is_linked: linked.contains(&slug::github_anchor(&shown)),
        has_code: below.iter().any(|leaf| leaf.kind == LeafKind::Fence),
        is_empty: below.is_empty(),
        is_link_list: !below.is_empty() && below.iter().all(|leaf| link_share(outline, leaf) > 0.5),
        words: words_span,
        text,
    }
}

/// The anchors links of a file lead to within it, in lower case.
pub fn own_links(outline: &Outline<'_, '_>) -> HashSet<String> {
    let links = outline.blocks.events.iter().filter_map(|(event, _)| own_anchor(event));
    links.map(|anchor| anchor.to_lowercase()).collect()
}

/// Where in its own file a link leads that begins with this event.
pub fn own_anchor(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Start(Tag::Link { dest_url, .. }) => dest_url.strip_prefix('#').map(percent_decoded),
        _ => None,
    }
}

/// `%E7%9A%84` as text.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| bytes[at] == b'%') {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// How much of a leaf's words stand in links.
pub fn link_share(outline: &Outline<'_, '_>, leaf: &Leaf) -> f64 {
    use pulldown_cmark::{Event, Tag, TagEnd};
    let (mut inside, mut linked, mut all) = (0usize, 0usize, 0usize);
    for (event, _) in &outline.blocks.events[leaf.events.clone()] {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => inside += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => inside = inside.saturating_sub(1),
            Event::Text(text) | Event::Code(text) => {
                let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
                all += letters;
                linked += if inside > 0 { letters } else { 0 };
            }
            _ => {}
        }
    }
    if all == 0 { 0.0 } else { linked as f64 / all as f64 }
}

/// The part of `all` for which something holds.
pub fn share<T>(all: &[T], holds: impl Fn(&T) -> bool) -> f64 {
    if all.is_empty() { 0.0 } else { all.iter().filter(|one| holds(one)).count() as f64 / all.len() as f64 }
}

/// What the headings of one level come to.
struct Level<'h> {
    level: u8,
    heads: Vec<&'h Head>,
    asks: f64,
    announced: f64,
    numbered: f64,
    linked: f64,
    score: f64,
}

fn rate<'h>(heads: &'h [Head], level: u8, promised: bool) -> Level<'h> {
    let is_candidate = |head: &&Head| {
        head.level == level
            && head.depth == 0
            && !words::names_part(&head.text)
            && !answers::is_announcement(&head.text)
    };
    let heads: Vec<&Head> = heads.iter().filter(is_candidate).collect();
    let asks = share(&heads, |head| head.asks);
    let announced = share(&heads, |head| head.form == Some(Form::Question));
    let lettered = share(&heads, |head| head.form == Some(Form::Letter)) * f64::from(u8::from(heads.len() > 2));
    let numbered = share(&heads, |head| head.number.is_some());
    let linked = share(&heads, |head| head.is_linked);
    let below = share(&heads, |head| head.asks_below);
    // Tasks that ask nothing are known by the table of contents they fill and the code that solves them.
    let solved = share(&heads, |head| head.has_code);
    let tasks = if promised && linked >= 0.8 && solved >= 0.6 && heads.len() > 4 { 0.5 } else { 0.0 };
    // Where nothing promises questions, `Why this tool` is a heading like any other.
    let marked = share(&heads, |head| head.asks && head.text.contains(['?', '？', '؟', '՞']));
    let sure = if promised { asks } else { 0.8 * asks + 0.2 * marked };
    let evidence = sure.max(announced).max(0.9 * lettered).max(0.5 * below).max(tasks);
    let promise = if promised { 0.15 } else { 0.0 };
    // Steps of instructions are numbered too.
    let numbers = if promised || evidence >= 0.1 { 0.3 * numbered } else { 0.15 * numbered };
    let links = share(&heads, |head| head.is_link_list && !head.asks);
    // One heading proves nothing about headings.
    let score =
        if heads.len() < 2 { 0.0 } else { (0.7 * evidence + numbers + 0.15 * linked + promise) * (1.0 - links) };
    Level { level, heads, asks, announced, numbered, linked, score: score.min(1.0) }
}

/// Reads a file whose questions are headings.
pub fn read(outline: &Outline<'_, '_>, heads: &[Head], promised: bool) -> Reading {
    let levels: Vec<Level<'_>> = (1..=6).map(|level| rate(heads, level, promised)).collect();
    let most = levels.iter().map(|level| level.heads.len()).max().unwrap_or(0).max(1) as f64;
    let rank = |level: &Level<'_>| level.score * (0.5 + 0.5 * level.heads.len() as f64 / most);
    let better = |a: &Level<'_>, b: &Level<'_>| rank(a).total_cmp(&rank(b)).then(a.heads.len().cmp(&b.heads.len()));
    let best = levels.into_iter().max_by(better);
    let Some(best) = best.filter(|best| !best.heads.is_empty()) else {
        return Reading::none();
    };
    let is_marker: Vec<bool> = markers(heads, &best);
    let text = outline.text();
    let markers = heads.iter().zip(&is_marker).filter(|(_, is)| **is).map(|(head, _)| {
        let mut marker = Marker::new(text, head.span.clone(), head.words.clone());
        let item = outline.leaves[head.leaf].item.map(|item| &outline.items[item]);
        marker.indent = item.map(|item| (item.span.clone(), item.column));
        marker
    });
    let percent = |share: f64| (share * 100.0).round();
    Reading {
        markers: markers.collect(),
        breaks: breaks(heads, &is_marker, best.level),
        score: best.score,
        because: format!(
            "{} headings of level {}: {}% ask, {}% are numbered, {}% are linked from the file",
            best.heads.len(),
            best.level,
            percent(best.asks),
            percent(best.numbered.max(best.announced)),
            percent(best.linked),
        ),
    }
}

/// Which headings are questions: those of the level, and those of any that carry the mark most carry.
fn markers(heads: &[Head], best: &Level<'_>) -> Vec<bool> {
    let all_marked = best.numbered.max(best.announced) >= 0.8;
    let announced = best.announced >= 0.5 || (best.announced > 0.2 && best.numbered >= 0.8);
    let mut last = 0;
    let mut was_bare = false;
    let mut is_marker = Vec::with_capacity(heads.len());
    for head in heads {
        let is_named = words::names_part(&head.text) || answers::is_announcement(&head.text);
        let is_marked = head.form == Some(Form::Question) && announced;
        let goes_on = best.numbered >= 0.5 && head.number.is_some_and(|number| number == last + 1);
        let is_list = head.is_link_list && !head.asks && head.form.is_none() && best.asks >= 0.5;
        // Right below a numbered heading, one that is not goes on with it.
        let is_own = head.form.is_some() || !all_marked || (head.asks && !was_bare);
        let at_level = head.level == best.level && head.depth == 0 && is_own;
        let is_near = goes_on && (head.asks || head.level.abs_diff(best.level) <= 1);
        let is = !is_list
            && (is_marked || (!is_named && (at_level || is_near || has_drifted(head, best, is_marker.is_empty()))));
        was_bare = is && head.is_empty;
        if is {
            last = head.number.unwrap_or(last);
        }
        is_marker.push(is);
    }
    is_marker
}

/// Whether a heading is a question of another level than the others, which all ask something: it asks too, and either
/// the table of contents leads to it as it leads to them, or it stands above them and is answered right below.
fn has_drifted(head: &Head, best: &Level<'_>, is_first: bool) -> bool {
    if !head.asks || head.depth > 0 || best.asks < 0.8 || best.heads.len() < 3 {
        return false;
    }
    let is_chapter = is_first || head.level == 1 || head.is_empty || head.is_link_list;
    (best.linked >= 0.7 && head.is_linked) || (head.level < best.level && !is_chapter && head.text.ends_with('?'))
}

/// Headings above the questions' level. Those with questions below them are categories.
pub fn breaks(heads: &[Head], is_marker: &[bool], level: u8) -> Vec<Break> {
    let mut breaks = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        let is_part = words::names_part(&head.text) && !is_marker[at];
        let ends = head.level < level || (head.level == level && is_part);
        if is_marker[at] || head.depth > 0 || !ends || answers::is_announcement(&head.text) {
            continue;
        }
        let section = heads[at + 1..].iter().zip(&is_marker[at + 1..]);
        let mut section = section.take_while(|(next, _)| next.level > head.level || next.depth > 0);
        let has_questions = section.any(|(_, is)| *is)
            || heads[at + 1..].iter().zip(&is_marker[at + 1..]).next().is_some_and(|(_, is)| *is);
        let category = (has_questions && !is_part).then(|| head.text.clone());
        breaks.push(Break { span: head.span.clone(), level: head.level, category });
    }
    breaks
}
