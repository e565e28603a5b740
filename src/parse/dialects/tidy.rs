//! What is done to the text between the marks of a foreign file so that it means the same in a native one.

use std::collections::HashMap;

use pulldown_cmark::{Event, Tag};

use super::details;
use super::folds::FoldKind;
use super::headed::link_share;
use super::outline::{Leaf, LeafKind, Outline};
use super::words;
use crate::document::Span;
use crate::parse::{headings, raw_html};
use crate::source::Edit;

/// Paragraphs that only lead back to the top of the page, ascending: by their words, or because the same link to a
/// place in the file stands alone time and again.
pub fn ways_back(outline: &Outline<'_, '_>) -> Vec<Span> {
    let mut alone: HashMap<String, usize> = HashMap::new();
    let candidates: Vec<(&Leaf, Option<String>)> =
        outline.leaves.iter().map(|leaf| (leaf, only_own_link(outline, leaf))).collect();
    for (_, link) in &candidates {
        if let Some(link) = link {
            *alone.entry(link.clone()).or_default() += 1;
        }
    }
    let is_back = |(leaf, link): &(&Leaf, Option<String>)| match leaf.kind {
        LeafKind::Words => {
            link.as_ref().is_some_and(|link| alone[link] > 2 || words::is_way_back(&outline.words(leaf)))
        }
        LeafKind::Html => {
            let html = &outline.text()[leaf.span.clone()];
            html.contains("href=\"#") && words::is_way_back(&details::plain(html))
        }
        _ => false,
    };
    candidates.into_iter().filter(is_back).map(|(leaf, _)| leaf.span.clone()).collect()
}

/// The destination of a paragraph that is nothing but a link into its own file.
fn only_own_link(outline: &Outline<'_, '_>, leaf: &Leaf) -> Option<String> {
    if leaf.kind != LeafKind::Words || leaf.is_first {
        return None;
    }
    let destination = outline.blocks.events[leaf.events.clone()].iter().find_map(|(event, _)| match event {
        Event::Start(Tag::Link { dest_url, .. }) => dest_url.starts_with('#').then(|| dest_url.to_string()),
        _ => None,
    })?;
    let shown = outline.words(leaf);
    (link_share(outline, leaf) > 0.9 || !shown.contains(char::is_alphanumeric)).then_some(destination)
}

/// Lines that mean something to another program only: imports of MDX, fences of admonitions.
pub fn foreign_lines(outline: &Outline<'_, '_>, span: &Span) -> Vec<Span> {
    let text = outline.text();
    let mut lines = Vec::new();
    for leaf in outline.leaves_in(span).iter().filter(|leaf| leaf.depth == 0) {
        let mut at = leaf.span.start;
        for line in text[leaf.span.clone()].split_inclusive('\n') {
            let is_import = leaf.kind == LeafKind::Words
                && line.starts_with("import ")
                && line.contains(" from ")
                && line.trim_end().ends_with([';', '\'', '"']);
            let is_fence = leaf.kind == LeafKind::Words && line.starts_with(":::");
            let is_component =
                leaf.kind == LeafKind::Html && line.starts_with("<TOC") && line.trim_end().ends_with("/>");
            if is_import || is_fence || is_component {
                lines.push(at..(at + line.len()).min(span.end));
            }
            at += line.len();
        }
    }
    lines
}

/// Tables of contents: lists, tables and paragraphs most of whose lines are links into their own file, and their headings.
pub fn contents(outline: &Outline<'_, '_>, span: &Span) -> Vec<Span> {
    let leads_inside = |leaf: &Leaf| {
        outline.blocks.events[leaf.events.clone()]
            .iter()
            .any(|(event, _)| matches!(event, Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with('#')))
    };
    let mut found = Vec::new();
    let first =
        outline.blocks.top.partition_point(|block| outline.blocks.events[block.events.start].1.start < span.start);
    for block in &outline.blocks.top[first..] {
        let own = outline.blocks.events[block.events.start].1.clone();
        if own.start >= span.end {
            break;
        }
        let leaves = outline.leaves_in(&own);
        let lines: Vec<&Leaf> =
            leaves.iter().filter(|leaf| matches!(leaf.kind, LeafKind::Words | LeafKind::Row)).collect();
        let linked = lines.iter().filter(|leaf| leads_inside(leaf)).count();
        let is_list = lines.len() > 1 && linked * 10 >= lines.len() * 8;
        let is_line = lines.len() == 1 && linked == 1 && link_share(outline, lines[0]) > 0.9;
        let is_named = leaves.first().is_some_and(|leaf| {
            matches!(leaf.kind, LeafKind::Heading(_)) && words::names_contents(&outline.words(leaf))
        });
        if is_list || is_line || is_named {
            found.push(own.start..own.end.min(span.end));
        }
    }
    for fold in details::folds(outline.folds_in(span), span.end) {
        let inside = found.iter().any(|one: &Span| one.start >= fold.span.start && one.end <= fold.span.end);
        if inside && outline.leaves_in(&fold.inside).len() < 3 + outline.items_in(&fold.inside).len() * 2 {
            found.retain(|one| one.end <= fold.span.start || one.start >= fold.span.end);
            found.push(fold.span.start..fold.span.end.min(span.end));
        }
    }
    found
}

/// Gives the headings of a stretch the levels from 3 on, in steps of one. The one at `title` is the file's.
pub fn headings(outline: &Outline<'_, '_>, span: &Span, title: Option<usize>) -> Vec<Edit> {
    let own = outline.leaves_in(span).iter().find(|leaf| Some(leaf.span.start) == title);
    // A title that would open a part of a native file is a heading like others.
    let own = own.filter(|leaf| headings::announces(&outline.words(leaf)) == headings::Announces::Nothing);
    let title = own.map(|leaf| leaf.span.start);
    let found: Vec<(&Leaf, u8)> = outline
        .leaves_in(span)
        .iter()
        .filter_map(|leaf| match leaf.kind {
            LeafKind::Heading(level) if Some(leaf.span.start) != title => Some((leaf, level)),
            _ => None,
        })
        .collect();
    let mut levels: Vec<u8> = found.iter().map(|(_, level)| *level).collect();
    levels.sort_unstable();
    levels.dedup();
    let mut edits = own.map(|leaf| set_level(outline, leaf, 1)).unwrap_or_default();
    for (leaf, level) in found {
        let rank = levels.iter().position(|one| *one == level).unwrap_or(0);
        let mut new = (3 + rank).min(6);
        let begins_question =
            headings::names_question(&format!("# {}", outline.words(leaf))) || has_tags(outline, leaf, span.end);
        if new == 3 && begins_question {
            // `### Q1: …` would begin a question, and so would a heading with tags below it.
            new = 4;
        }
        edits.extend(set_level(outline, leaf, new));
    }
    edits
}

/// Whether a line of tags stands below a heading.
fn has_tags(outline: &Outline<'_, '_>, heading: &Leaf, end: usize) -> bool {
    let below = outline.leaves_in(&(heading.span.end..end.max(heading.span.end)));
    let mut own = below.iter().take_while(|leaf| !matches!(leaf.kind, LeafKind::Heading(_)));
    own.any(|leaf| {
        let words = outline.words(leaf);
        let is_bold = outline.text()[leaf.span.clone()].trim_start().starts_with(['*', '_']);
        is_bold && words.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("tags"))
    })
}

/// Gives a heading a level, whichever way it is written.
pub fn set_level(outline: &Outline<'_, '_>, leaf: &Leaf, level: usize) -> Vec<Edit> {
    let text = outline.text();
    let words = outline.heading_words(leaf);
    let hashes = "#".repeat(level);
    let raw = &text[leaf.span.clone()];
    let start = leaf.span.start + raw.len() - raw.trim_start_matches([' ', '\t']).len();
    if text[start..].starts_with('#') {
        let end = start + text[start..].len() - text[start..].trim_start_matches('#').len();
        return if end - start == level { Vec::new() } else { vec![Edit { span: start..end, text: hashes }] };
    }
    // Underlined headings may run over lines; hashes reach to the end of one.
    let mut edits = vec![Edit { span: words.start..words.start, text: format!("{hashes} ") }];
    let breaks = text[words.clone()].match_indices('\n').map(|(at, _)| words.start + at);
    edits.extend(breaks.map(|at| Edit { span: at..at + 1, text: " ".to_owned() }));
    edits.push(Edit { span: words.end..leaf.span.start + raw.trim_end().len(), text: String::new() });
    edits
}

/// The tags of folds a stretch opens and does not close: those of questions, of which only the label is the heading.
pub fn open_folds(outline: &Outline<'_, '_>, span: &Span) -> Vec<Span> {
    let mut open = Vec::new();
    for tag in outline.folds_in(span) {
        match tag.kind {
            FoldKind::Open => open.push(tag.span.clone()),
            FoldKind::Close => drop(open.pop()),
            FoldKind::Label | FoldKind::LabelEnd => {}
        }
    }
    open
}

/// Blocks of HTML that show nothing: line breaks and ends of elements that began elsewhere.
pub fn empty_html(outline: &Outline<'_, '_>, span: &Span) -> Vec<Span> {
    let text = outline.text();
    let html = outline.leaves_in(span).iter().filter(|leaf| leaf.kind == LeafKind::Html);
    let is_empty = |raw: &str| {
        let mut rest = raw.trim();
        while let Some(length) = super::titles::leading_tag(rest) {
            rest = rest[length..].trim_start();
        }
        rest.is_empty()
    };
    let cut = |leaf: &Leaf| leaf.span.start..leaf.span.end.min(span.end);
    html.map(cut).filter(|own| is_empty(&text[own.clone()])).collect()
}

/// Whether anything but blanks, rules and tags is left of a stretch without some ascending parts of it.
pub fn shows_something(text: &str, span: &Span, gone: &[Span]) -> bool {
    let mut left = String::new();
    let mut at = span.start;
    for one in gone.iter().filter(|one| one.end > span.start && one.start < span.end) {
        left.push_str(text.get(at..one.start.max(at)).unwrap_or_default());
        at = at.max(one.end);
    }
    left.push_str(text.get(at..span.end.max(at)).unwrap_or_default());
    if left.contains("<img") || left.contains("![") {
        return true;
    }
    let mut shown = String::new();
    raw_html::push_text(&mut shown, &left);
    let rules =
        |c: char| c.is_whitespace() || matches!(c, '-' | '*' | '_' | '&' | '>' | '|' | ':') || words::is_invisible(c);
    !shown.trim_matches(rules).is_empty()
}

/// The blanks before a place, but none before `start`.
pub fn blank_before(text: &str, at: usize, start: usize) -> Span {
    start + text[start..at].trim_end().len()..at
}

/// The empty lines and blanks behind a place. Of the line that holds words, blanks go only if it began before.
pub fn blank_behind(text: &str, at: usize, end: usize) -> Span {
    let behind = &text[at..end.max(at)];
    let words = behind.trim_start();
    let blank = &behind[..behind.len() - words.len()];
    match blank.rfind('\n') {
        Some(newline) if !words.is_empty() => at..at + newline + 1,
        _ => at..at + blank.len(),
    }
}

/// Spans in order, those that meet joined.
pub fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// Blocks of HTML that lost the tags that made them so: what is left in them is Markdown, and indented means nothing.
pub fn unwrapped(outline: &Outline<'_, '_>, body: &Span, gone: &[Span], marker_end: usize) -> Vec<Span> {
    let first = outline.leaves.partition_point(|leaf| leaf.span.start < body.start).saturating_sub(1);
    let leaves = outline.leaves[first..].iter().take_while(|leaf| leaf.span.start < body.end);
    let html = leaves.filter(|leaf| leaf.kind == LeafKind::Html);
    let lost = |leaf: &&Leaf| {
        let holds_marker = leaf.span.start < marker_end && marker_end < leaf.span.end;
        let next = gone.partition_point(|span| span.start < leaf.span.start);
        holds_marker || gone.get(next).is_some_and(|span| span.start < leaf.span.end)
    };
    html.filter(lost).map(|leaf| leaf.span.clone()).collect()
}

/// A span without blanks at its ends.
pub fn trimmed(text: &str, span: Span) -> Span {
    let inside = &text[span.clone()];
    let start = span.start + inside.len() - inside.trim_start().len();
    start..start + inside.trim().len()
}

/// The lines of a stretch that define the destination of a link or a footnote.
pub fn definitions(text: &str) -> String {
    let is_definition = |line: &&str| {
        line.starts_with('[')
            && line.split_once("]: ").is_some_and(|(name, rest)| name.len() > 1 && !rest.trim().is_empty())
    };
    text.lines().filter(is_definition).collect::<Vec<_>>().join("\n")
}

/// Where the first line of a title ends: titles of folds may hold lists and code.
pub fn title_end(text: &str, title: &Span) -> usize {
    let mut at = title.start;
    for line in text[title.clone()].split_inclusive('\n') {
        let next = text[at + line.len()..title.end].trim_start_matches([' ', '\t']);
        at += line.len();
        let is_block = next.starts_with(['\n', '-', '*', '+', '`', '|', '>', '#'])
            || next.starts_with("1.")
            || next.starts_with("~~~");
        if line.ends_with('\n') && (is_block || at - title.start > 300) {
            return title.start + text[title.start..at].trim_end().len();
        }
    }
    title.end
}

/// What must be written otherwise at the end of a title so that it does not pass for the end of a heading.
pub fn literal_end(title: &str) -> Option<(usize, &'static str)> {
    if title.ends_with('}') {
        return title.rfind('{').map(|at| (at, "&#123;"));
    }
    let words = title.trim_end_matches('#');
    (words.len() < title.len() && words.ends_with(' ')).then_some((words.len(), "\\#"))
}

/// The line of tags: each once, in the order given, without what says nothing.
pub fn tag_line(tags: &[String]) -> String {
    let mut written: Vec<String> = Vec::new();
    for tag in tags {
        let name = tag_name(tag);
        let is_new = !written.iter().any(|other| other.to_lowercase() == name.to_lowercase());
        if !name.is_empty() && name.chars().count() <= 60 && is_new {
            written.push(name);
        }
    }
    if written.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = written.iter().map(|tag| format!("`{tag}`")).collect();
    format!("**Tags:** {}\n", quoted.join(" "))
}

/// Words around the name of a category that every category could have.
const EMPTY_ENDINGS: &[&str] = &[
    " interview questions and answers",
    " interview questions",
    " questions and answers",
    " questions",
    " quiz",
    " q&a",
    " interview",
];

fn tag_name(text: &str) -> String {
    let text: String = text.chars().map(|c| if c == '`' || c.is_whitespace() { ' ' } else { c }).collect();
    let mut name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lead = name.len() - name.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '#').len();
    name.drain(..lead);
    let lower = name.to_lowercase();
    for start in ["questions about ", "questions on ", "questions regarding "] {
        if lower.starts_with(start) && lower.len() == name.len() {
            name.drain(..start.len());
        }
    }
    let lower = name.to_lowercase();
    if let Some(ending) = EMPTY_ENDINGS.iter().find(|ending| lower.ends_with(*ending) && lower.len() == name.len()) {
        name.truncate(name.len() - ending.len());
    }
    name.trim_end_matches([':', '：', '.', ' ', '*', '_']).trim().to_owned()
}

/// A bullet that does not go on with the last list of a stretch.
pub fn bullet(outline: &Outline<'_, '_>, span: &Span) -> char {
    let last = outline.items_in(span).last();
    let is_dash = last.is_some_and(|item| outline.text()[item.bullet.clone()].starts_with('-'));
    if is_dash { '*' } else { '-' }
}

/// Moves the line at `at` out by `out` columns, as far as it is indented, and in by `into`.
pub fn indented(text: &str, at: usize, out: usize, into: usize) -> Edit {
    let (mut column, mut end) = (0, at);
    for c in text[at..].chars() {
        if column >= out || !matches!(c, ' ' | '\t') {
            break;
        }
        column += if c == '\t' { 4 - column % 4 } else { 1 };
        end += 1;
    }
    Edit { span: at..end, text: " ".repeat(into + column.saturating_sub(out)) }
}
