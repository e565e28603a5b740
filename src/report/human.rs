//! Diagnostics for people, drawn by annotate-snippets from short, escaped excerpts.

use std::io::{Result, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::Files;
use super::escape::{push_visible, visible};
use super::lines::Lines;
use crate::diagnostic::{Diagnostic, Place, Severity};

/// A label longer than this, in lines or bytes, is drawn under the beginning of its first line.
const LABEL_LINES: usize = 5;
const LABEL_BYTES: usize = 400;
/// How much of a long line is kept on either side of what is drawn.
const MARGIN_BYTES: usize = 300;

/// Stands for a location while a diagnostic is drawn; escaped text never holds it.
const LOCATION: &str = "\u{1}";

pub(super) struct Terminal {
    pub(super) color: bool,
    pub(super) width: usize,
}

pub(super) fn write(diagnostic: &Diagnostic, files: &Files<'_>, terminal: Terminal, out: &mut dyn Write) -> Result<()> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.lint.name());
    let mut group = Group::with_title(title);
    let excerpts = excerpts(&diagnostic.labels, files);
    for excerpt in &excerpts {
        group = excerpt.draw(group);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    let renderer = if terminal.color { Renderer::styled() } else { Renderer::plain() };
    let drawn = renderer.term_width(terminal.width).render(&[group]);
    writeln!(out, "{}\n", locate(&drawn, &excerpts))
}

/// Puts the excerpts' locations in: annotate-snippets counts columns in what it is given, which may be cut and escaped.
fn locate(drawn: &str, excerpts: &[Excerpt<'_>]) -> String {
    let mut parts = drawn.split(LOCATION);
    let mut located = parts.next().unwrap_or_default().to_owned();
    for (part, excerpt) in parts.zip(excerpts) {
        located.push_str(&excerpt.location());
        located.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    located
}

/// A few lines of one file with the labels under them.
struct Excerpt<'a> {
    place: &'a Place,
    lines: Option<&'a Lines>,
    labels: Vec<Label<'a>>,
}

struct Label<'a> {
    span: Range<usize>,
    text: &'a str,
    is_main: bool,
}

/// Labels in the order given, near ones of a file together.
fn excerpts<'a>(labels: &'a [(Place, String)], files: &'a Files<'_>) -> Vec<Excerpt<'a>> {
    let mut excerpts: Vec<Excerpt<'a>> = Vec::new();
    for (index, (place, text)) in labels.iter().enumerate() {
        let lines = files.lines(place);
        let label =
            Label { span: lines.map_or(0..0, |lines| drawn_span(lines, &place.span)), text, is_main: index == 0 };
        match excerpts.iter_mut().find(|excerpt| excerpt.takes(place, &label)) {
            Some(excerpt) => excerpt.labels.push(label),
            None => excerpts.push(Excerpt { place, lines, labels: vec![label] }),
        }
    }
    excerpts
}

/// The part of a label's range that is underlined: no final newline, and of a long one only the beginning.
fn drawn_span(lines: &Lines, span: &Range<usize>) -> Range<usize> {
    let mut span = lines.clamp(span);
    if lines.text()[span.clone()].ends_with('\n') {
        span.end -= 1;
    }
    let first = lines.position(span.start).line;
    if lines.position(span.end).line - first >= LABEL_LINES || span.len() > LABEL_BYTES {
        let cut = lines.text().floor_char_boundary(span.start + LABEL_BYTES);
        span.end = span.end.min(cut).min(lines.line(first).end);
    }
    span
}

impl Excerpt<'_> {
    /// Whether a label is near the first one.
    fn takes(&self, place: &Place, label: &Label<'_>) -> bool {
        let first = &self.labels[0].span;
        self.place.file == place.file
            && self.lines.is_some_and(|lines| {
                let distance = lines.position(first.start).line.abs_diff(lines.position(label.span.start).line);
                distance <= LABEL_LINES && first.start.abs_diff(label.span.start) <= LABEL_BYTES
            })
    }

    fn draw<'g>(&self, group: Group<'g>) -> Group<'g> {
        let Some(lines) = self.lines else {
            return group.element(Origin::path(LOCATION));
        };
        let first = self.labels.iter().map(|label| label.span.start).min().unwrap_or(0);
        let last = self.labels.iter().map(|label| label.span.end).max().unwrap_or(0);
        let top = lines.position(first).line;
        let whole = lines.line(top).start..lines.line(lines.position(last).line).end;
        let start = whole.start.max(lines.text().floor_char_boundary(first.saturating_sub(MARGIN_BYTES)));
        let end = whole.end.min(lines.text().ceil_char_boundary(last + MARGIN_BYTES));

        let mut shown = Shown::new(if start > whole.start { "…" } else { "" });
        shown.add(&lines.text()[start..end], start, &self.labels);
        if end < whole.end {
            shown.text.push('…');
        }
        let mut snippet = Snippet::source(shown.text).line_start(top).path(LOCATION);
        for (label, span) in self.labels.iter().zip(shown.spans) {
            let kind = if label.is_main { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(span);
            let text = (!label.text.is_empty()).then(|| visible(label.text));
            snippet = snippet.annotation(annotation.label(text));
        }
        group.element(snippet)
    }

    fn location(&self) -> String {
        let file = visible(&self.place.file);
        self.lines.map_or(file.clone(), |lines| {
            let place = lines.position(self.labels[0].span.start);
            format!("{file}:{}:{}", place.line, place.column)
        })
    }
}

/// An excerpt as it is drawn: hidden characters escaped, and the labels' ranges in what came of it.
struct Shown {
    text: String,
    spans: Vec<Range<usize>>,
}

impl Shown {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), spans: Vec::new() }
    }

    fn add(&mut self, source: &str, start: usize, labels: &[Label<'_>]) {
        self.spans = labels.iter().map(|_| 0..0).collect();
        let characters = source.char_indices().map(|(offset, c)| (offset, Some(c)));
        for (offset, c) in characters.chain([(source.len(), None)]) {
            for (label, span) in labels.iter().zip(&mut self.spans) {
                if label.span.start == start + offset {
                    span.start = self.text.len();
                }
                if label.span.end == start + offset {
                    span.end = self.text.len();
                }
            }
            match c {
                Some(c @ ('\n' | '\t')) => self.text.push(c),
                Some(c) => push_visible(&mut self.text, c),
                None => {}
            }
        }
    }
}
