//! Finds the marks of questions that ended up inside something else, and lets them out where that is safe.
//!
//! Markdown is parsed before questions are looked for, so a fence that is never closed, a missing blank or an
//! invisible character takes questions with it. This pass goes over the lines as they were typed.

use super::headed::{self, Head};
use super::outline::{Leaf, LeafKind, Outline};
use super::words::{self, Form};
use crate::diagnostic::Diagnostic;
use crate::document::Span;
use crate::lint::Lint;
use crate::parse::raw_html;
use crate::slug;
use crate::source::Edit;

/// What is to be let out, and what to say of it.
#[derive(Debug, Default)]
pub struct Repair {
    /// Edits that let questions out.
    pub edits: Vec<Edit>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// How most questions of a file are marked.
struct Habit {
    level: u8,
    form: Option<Form>,
    /// The anchors the file's own links lead to.
    linked: std::collections::HashSet<String>,
    has_folds: bool,
    /// Whether so many headings are marked that a line without hashes may be meant for one.
    is_firm: bool,
}

/// Looks for questions that are not where the parser can see them.
pub fn repair(outline: &Outline<'_, '_>) -> Repair {
    let heads = headed::heads(outline);
    let mut repair = Repair::default();
    let Some(habit) = habit(outline, &heads) else { return repair };
    let seen: Vec<usize> = heads.iter().map(|head| line_start(outline.text(), head.span.start)).collect();
    let mut numbers = heads.iter().map(|head| (head.span.start, head.number)).peekable();
    let mut last: Option<u64> = None;
    let mut opened: Option<usize> = None;
    let mut at = 0;
    for line in outline.text().split_inclusive('\n') {
        while let Some((_, number)) = numbers.next_if(|(start, _)| *start < at) {
            last = number.or(last);
        }
        let is_seen = seen.binary_search(&at).is_ok();
        if !is_seen && let Some(lost) = lost(line, &habit, last) {
            let leaf = leaf_at(outline, at);
            if let Some(found) = let_out(outline, leaf, (at, line), &lost, &mut opened) {
                last = lost.number.or(last);
                repair.diagnostics.push(found.1);
                repair.edits.push(found.0);
            }
        }
        at += line.len();
    }
    repair
}

fn habit(outline: &Outline<'_, '_>, heads: &[Head]) -> Option<Habit> {
    let mut levels = [0usize; 7];
    let is_marked = |head: &&Head| head.form == Some(Form::Question) && head.number.is_some();
    let marked: Vec<&Head> = heads.iter().filter(is_marked).collect();
    let form = (!marked.is_empty()).then_some(Form::Question);
    let is_firm = marked.len() > 2;
    let telling: Vec<&Head> =
        if form.is_some() { marked } else { heads.iter().filter(|head| head.asks && head.depth == 0).collect() };
    telling.iter().for_each(|head| levels[usize::from(head.level)] += 1);
    let has_folds = outline.folds.len() > 8;
    if form.is_none() && telling.len() < 3 && !has_folds {
        return None;
    }
    let level = (1..=6u8).max_by_key(|level| levels[usize::from(*level)])?;
    Some(Habit { level, form, linked: headed::own_links(outline), has_folds, is_firm })
}

/// The mark of a question in a line, where no heading was found.
struct Lost {
    number: Option<u64>,
    /// The bytes of the line before which and instead of which something must be written for it to be a heading.
    instead: Span,
    heading: String,
    is_heading: bool,
    is_fold: bool,
}

fn lost(line: &str, habit: &Habit, last: Option<u64>) -> Option<Lost> {
    let trimmed = line.trim_start_matches(|c: char| matches!(c, ' ' | '\t') || words::is_invisible(c));
    let indent = line.len() - trimmed.len();
    if habit.has_folds && trimmed.starts_with("<details") {
        return Some(Lost {
            number: None,
            instead: indent..indent,
            heading: String::new(),
            is_heading: false,
            is_fold: true,
        });
    }
    let words = trimmed.trim_start_matches('#');
    let hashes = trimmed.len() - words.len();
    let shown = words.trim_start_matches(|c: char| c.is_whitespace() || words::is_invisible(c)).trim_end();
    if shown.is_empty() || hashes > 6 {
        return None;
    }
    let numbered = words::numbered(shown).filter(|found| found.form == Form::Question && found.number.is_some());
    let goes_on = |number: u64| last.is_some_and(|last| number >= last && number <= last + 2);
    let is_next = habit.form.is_some()
        && numbered.is_some_and(|found| found.number.is_some_and(goes_on) && found.title < shown.len());
    let is_linked = hashes == usize::from(habit.level) && habit.linked.contains(&slug::github_anchor(shown));
    if !is_next && !is_linked {
        return None;
    }
    if hashes == 0 && !(habit.is_firm && shown.starts_with(char::is_alphabetic)) {
        return None;
    }
    let level = if hashes == 0 { usize::from(habit.level) } else { hashes };
    let start = indent + hashes + words.len()
        - words.trim_start_matches(|c: char| c.is_whitespace() || words::is_invisible(c)).len();
    Some(Lost {
        number: numbered.and_then(|found| found.number),
        instead: 0..start,
        heading: format!("{} ", "#".repeat(level)),
        is_heading: hashes > 0,
        is_fold: false,
    })
}

/// The leaf a byte stands in.
fn leaf_at<'o>(outline: &'o Outline<'_, '_>, at: usize) -> Option<&'o Leaf> {
    let before = outline.leaves.partition_point(|leaf| leaf.span.start <= at);
    before.checked_sub(1).map(|last| &outline.leaves[last]).filter(|leaf| leaf.span.end > at)
}

/// How a lost question gets out of what holds it, and what to say.
fn let_out(
    outline: &Outline<'_, '_>,
    leaf: Option<&Leaf>,
    (at, line): (usize, &str),
    lost: &Lost,
    opened: &mut Option<usize>,
) -> Option<(Edit, Diagnostic)> {
    let place = outline.blocks.source.place(at + lost.instead.end..at + line.trim_end().len());
    let instead = at + lost.instead.start..at + lost.instead.end;
    let report = |what: &str, help: &str| {
        Diagnostic::new(Lint::HiddenQuestion, format!("this question {what}; it is read all the same"))
            .at(place.clone(), "")
            .help(help.to_owned())
    };
    match leaf.map(|leaf| (leaf.kind, leaf)) {
        Some((LeafKind::Fence, fence)) => {
            // One fence is closed once: what it held behind the first question is parsed anew.
            if opened.replace(fence.span.start) == Some(fence.span.start) || says_markdown(outline.text(), fence) {
                return None;
            }
            let raw = outline.text()[fence.span.clone()].trim_start();
            let marker = if raw.starts_with('~') { '~' } else { '`' };
            let end: String = raw.chars().take_while(|c| *c == marker).collect();
            let start = fence.span.start;
            let length = outline.text()[start..].find('\n').unwrap_or(0);
            let diagnostic =
                report("stands inside code that was not closed", "end the code with a line that repeats the fence")
                    .at(outline.blocks.source.place(start..start + length), "opened here");
            if let Some(info) = meant_end(&outline.text()[..at], start + length, &end) {
                // The question is let out by the code's end, and then it is a heading.
                return Some((Edit { span: info, text: String::new() }, diagnostic));
            }
            let heading = if lost.is_fold { String::new() } else { lost.heading.clone() };
            Some((Edit { span: instead, text: format!("{end}\n\n{heading}") }, diagnostic))
        }
        _ if lost.is_fold => None,
        Some((LeafKind::Html, html)) => {
            let raw = &outline.text()[html.span.clone()];
            if raw_html::hides_text(&html.span, outline.blocks.source) || raw.trim_start().starts_with("<pre") {
                return None;
            }
            let diagnostic = report("stands inside a block of HTML", "leave a line empty before it");
            Some((Edit { span: instead, text: format!("\n{}", lost.heading) }, diagnostic))
        }
        Some((LeafKind::Words, words)) => {
            let what = if lost.is_heading {
                "is no heading, for a blank is missing behind its `#`"
            } else {
                "is no heading like the others"
            };
            let own = outline.text()[words.span.start..at].trim().is_empty();
            let before = if own { "" } else { "\n" };
            let diagnostic = report(what, "write it as a heading like the others");
            Some((Edit { span: instead, text: format!("{before}{}", lost.heading) }, diagnostic))
        }
        None if !lost.is_heading => {
            let diagnostic = report("is no heading like the others", "write it as a heading like the others");
            Some((Edit { span: instead, text: lost.heading.clone() }, diagnostic))
        }
        _ => None,
    }
}

/// The words behind a fence that was meant to close the code before it, and so has none: what follows it is a list of
/// boxes to tick.
fn meant_end(text: &str, start: usize, fence: &str) -> Option<Span> {
    let mut at = start;
    let mut lines = text[start..].split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let words = line.trim_start().strip_prefix(fence).map(str::trim);
        let is_followed = lines.peek().is_some_and(|next| next.trim_start().starts_with("- ["));
        if let Some(words) = words.filter(|words| !words.is_empty() && is_followed) {
            let begin = at + line.find(words)?;
            return Some(begin..begin + words.len());
        }
        at += line.len();
    }
    None
}

/// Whether a fence says that Markdown is shown in it, and is closed.
fn says_markdown(text: &str, fence: &Leaf) -> bool {
    let raw = text[fence.span.clone()].trim_start();
    let info = raw.split('\n').next().unwrap_or_default().trim_start_matches(['`', '~']).trim().to_lowercase();
    matches!(info.as_str(), "md" | "markdown" | "html") && super::super::fences::missing_end(raw).is_none()
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}
