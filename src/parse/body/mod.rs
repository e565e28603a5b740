//! From the events of a question, an answer or an introduction to a `Body`.

mod footnotes;
mod references;
mod structure;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::blocks::Blocks;
use super::fences;
use super::markup::Markup;
use super::{prose, raw_html};
use crate::diagnostic::Diagnostic;
use crate::document::{Body, Hole, Link, Span, Words};
use crate::lint::Lint;

/// Containers nested deeper than this go on at this depth: browsers give up near 512, readers long before.
const MAX_DEPTH: usize = 100;

/// A stretch of events to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Whole blocks.
    Blocks(Range<usize>),
    /// Lines of a paragraph whose beginning was a label; the first `skip` bytes of their text belong to the label.
    Line {
        /// The inline events.
        events: Range<usize>,
        /// Bytes not to show.
        skip: usize,
    },
    /// Words that stand in no paragraph; the first `skip` bytes of their text belong to something else.
    Inline {
        /// The inline events.
        events: Range<usize>,
        /// Bytes not to show.
        skip: usize,
    },
}

impl Part {
    fn events(&self) -> Range<usize> {
        match self {
            Part::Blocks(events) | Part::Line { events, .. } | Part::Inline { events, .. } => events.clone(),
        }
    }
}

/// What the bodies of one question share.
pub struct Scope<'b> {
    /// The file's path from the content folder.
    pub path: &'b str,
    /// Marks what is ours in HTML under construction; a hash of the file's text.
    pub nonce: &'b str,
    /// Whether raw HTML is published as it is.
    pub trust_html: bool,
    /// The smallest heading level that is in its place.
    pub top_level: u8,
    /// The anchors given so far on the page, each with the number to try next for its like.
    pub anchors: HashMap<String, usize>,
    /// How many footnotes the page has so far.
    pub footnotes: usize,
    /// The events of the question's section, whose own footnotes come before the file's.
    pub section: Range<usize>,
    /// The first events of the footnotes referred to so far.
    pub used_notes: HashSet<usize>,
}

/// Renders `parts`; findings go to `diagnostics`.
pub fn body(blocks: &Blocks<'_>, parts: &[Part], scope: &mut Scope<'_>, diagnostics: &mut Vec<Diagnostic>) -> Body {
    let mut writer = Writer {
        blocks,
        markup: Markup::new(scope.nonce),
        shift: shift(blocks, parts),
        scope,
        diagnostics,
        closers: Vec::new(),
        body: Body::default(),
        text: String::new(),
        notes: Vec::new(),
        note_of: HashMap::new(),
        raw_depth: 0,
        raw_span: None,
        hides_raw_text: false,
        table: Table::default(),
        level: 0,
    };
    for part in parts {
        match part {
            Part::Blocks(events) => writer.events(events.clone()),
            Part::Line { events, skip } => writer.line(events.clone(), *skip),
            Part::Inline { events, skip } => writer.inline(events.clone(), *skip),
        }
    }
    writer.write_footnotes();
    writer.finish()
}

/// How far headings move down so that the highest of them stands below the page's own two levels.
fn shift(blocks: &Blocks<'_>, parts: &[Part]) -> u8 {
    let levels = parts.iter().flat_map(|part| &blocks.events[part.events()]).filter_map(|(event, _)| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level as u8),
        _ => None,
    });
    3u8.saturating_sub(levels.min().unwrap_or(3))
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

struct Writer<'w, 'a, 'b> {
    blocks: &'w Blocks<'a>,
    scope: &'w mut Scope<'b>,
    diagnostics: &'w mut Vec<Diagnostic>,
    markup: Markup,
    body: Body,
    /// The words alone.
    text: String,
    /// What each open element writes at its end.
    closers: Vec<Cow<'static, str>>,
    /// The footnotes referred to, in order.
    notes: Vec<Note>,
    /// The number of each, by the first event of its definition.
    note_of: HashMap<usize, usize>,
    /// How many elements of raw HTML are open.
    raw_depth: usize,
    /// Whether the raw HTML at hand holds no text for readers.
    hides_raw_text: bool,
    /// Where the first raw HTML stands.
    raw_span: Option<Span>,
    table: Table,
    shift: u8,
    /// The level of the last heading.
    level: u8,
}

/// A footnote that is referred to.
#[derive(Clone)]
struct Note {
    /// The events of its definition.
    definition: Range<usize>,
    /// Its number on the page.
    number: usize,
}

impl<'a> Writer<'_, 'a, '_> {
    fn events(&mut self, events: Range<usize>) {
        let mut index = events.start;
        while index < events.end {
            index = self.event(index);
        }
    }

    /// A paragraph that began with a label.
    fn line(&mut self, events: Range<usize>, skip: usize) {
        let mut start = events.start;
        let mut head = String::new();
        if let (Event::Text(text), span) = &self.blocks.events[start] {
            prose::leftovers(text, span, self.blocks.source, self.diagnostics);
            head = text.get(skip..).unwrap_or_default().trim_start().to_owned();
            start += 1;
        }
        if head.is_empty() {
            start = self.first_to_show(start..events.end);
        }
        if start >= events.end && head.is_empty() {
            return;
        }
        if head.is_empty() {
            self.paragraph(start..events.end);
        } else {
            self.open("<p>", "</p>\n");
            self.markup.text(&head);
            self.text.push_str(&head);
        }
        self.events(start..events.end);
        self.close();
    }

    /// Words without a paragraph around them.
    fn inline(&mut self, events: Range<usize>, skip: usize) {
        let mut start = events.start;
        if let (Event::Text(text), span) = &self.blocks.events[start] {
            prose::leftovers(text, span, self.blocks.source, self.diagnostics);
            let head = text.get(skip..).unwrap_or_default().trim_start();
            self.markup.text(head);
            self.text.push_str(head);
            start += 1;
        }
        self.events(start..events.end);
    }

    fn first_to_show(&self, events: Range<usize>) -> usize {
        let blank = |index: &usize| match &self.blocks.events[*index].0 {
            Event::SoftBreak | Event::HardBreak => true,
            Event::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        events.clone().find(|index| !blank(index)).unwrap_or(events.end)
    }

    /// Writes one event, or an element that is written whole, and says where to go on.
    fn event(&mut self, index: usize) -> usize {
        let (event, span) = &self.blocks.events[index];
        match event {
            Event::Start(tag) => return self.start(index, tag, span),
            Event::End(end) => {
                self.hides_raw_text &= !matches!(end, TagEnd::HtmlBlock);
                self.close();
            }
            Event::Text(text) => {
                self.markup.text(text);
                self.text.push_str(text);
                prose::leftovers(text, span, self.blocks.source, self.diagnostics);
            }
            Event::Code(code) => {
                self.markup.html("<code>");
                self.markup.text(code);
                self.markup.html("</code>");
                self.text.push_str(code);
            }
            Event::InlineMath(latex) => self.math(latex, span, false),
            Event::DisplayMath(latex) => self.math(latex, span, true),
            Event::Html(html) | Event::InlineHtml(html) => self.raw(html, span),
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::SoftBreak => {
                self.markup.html("\n");
                self.text.push(' ');
            }
            Event::HardBreak => {
                self.markup.html("<br>\n");
                self.text.push(' ');
            }
            Event::Rule => self.markup.html("<hr>\n"),
            Event::TaskListMarker(done) => {
                let (checked, label) = if *done { (" checked", "done") } else { ("", "to do") };
                let html = format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> ");
                self.markup.trusted(html);
            }
        }
        index + 1
    }

    fn start(&mut self, index: usize, tag: &Tag<'a>, span: &Span) -> usize {
        match tag {
            Tag::Paragraph => self.paragraph(index + 1..self.blocks.end_of(index)),
            Tag::Heading { level, id, .. } => self.heading(index, *level as u8, id.as_deref()),
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) => {
                let end = self.blocks.end_of(index);
                let block = fences::block(self.blocks, index..end + 1, kind, self.diagnostics);
                self.markup.hole(Hole::Block(self.body.blocks.len()));
                self.body.blocks.push(block);
                self.body.blocks_at.push(self.text.len());
                self.markup.html("\n");
                return end + 1;
            }
            Tag::List(None) => self.list("<ul>\n", "</ul>\n"),
            Tag::List(Some(start)) => {
                let html = if *start == 1 { "<ol>\n".to_owned() } else { format!("<ol start=\"{start}\">\n") };
                self.list(&html, "</ol>\n");
            }
            Tag::Item => self.item(index),
            Tag::FootnoteDefinition(_) => return self.blocks.end_of(index) + 1,
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => {
                (self.table.in_head, self.table.column) = (true, 0);
                self.open("<thead><tr>", "</tr></thead>\n");
            }
            Tag::TableRow => {
                (self.table.in_head, self.table.column) = (false, 0);
                self.open("<tr>", "</tr>\n");
            }
            Tag::TableCell => self.cell(index),
            Tag::Emphasis => self.open("<em>", "</em>"),
            Tag::Strong => self.open("<strong>", "</strong>"),
            Tag::Strikethrough => self.open("<del>", "</del>"),
            Tag::Link { link_type, dest_url, title, .. } => self.link(*link_type, dest_url, title, span),
            Tag::Image { dest_url, title, .. } => {
                let end = self.blocks.end_of(index);
                self.image(index + 1..end, dest_url, title, span);
                return end + 1;
            }
            Tag::HtmlBlock => {
                self.hides_raw_text = raw_html::hides_text(span, self.blocks.source);
                raw_html::check_end(span, self.blocks.source, self.diagnostics);
                // What is never closed must not take in what this program writes behind it.
                let end = raw_html::missing_end(&self.blocks.source.text()[span.clone()]);
                self.open("", end.unwrap_or_default());
            }
            _ => self.open("", ""),
        }
        index + 1
    }

    /// Opens an element, unless too many are open already.
    fn open(&mut self, html: &str, closer: impl Into<Cow<'static, str>>) {
        if self.closers.len() < MAX_DEPTH {
            self.markup.html(html);
            self.closers.push(closer.into());
        } else {
            self.closers.push(Cow::Borrowed(""));
        }
    }

    /// Opens a list; its first item's words are not those of the line before.
    fn list(&mut self, html: &str, closer: &'static str) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.open(html, closer);
    }

    fn close(&mut self) {
        if let Some(closer) = self.closers.pop() {
            self.markup.html(&closer);
            if closer.ends_with('\n') && !self.text.ends_with('\n') {
                self.text.push('\n');
            }
            if closer.ends_with("</td>") || closer.ends_with("</th>") {
                self.text.push(' ');
            }
        }
    }

    fn raw(&mut self, html: &str, span: &Span) {
        if !self.hides_raw_text {
            raw_html::push_text(&mut self.text, html);
        }
        if self.scope.trust_html {
            return self.markup.html(html);
        }
        self.raw_depth = raw_html::depth(self.raw_depth, html);
        if self.raw_depth > MAX_DEPTH {
            self.diagnostics.push(
                Diagnostic::new(Lint::RawHtml, format!("raw HTML nests deeper than {MAX_DEPTH} elements"))
                    .at(self.blocks.source.place(span.clone()), "shown as text")
                    .help("close elements before opening others"),
            );
            return self.markup.text(html);
        }
        raw_html::check(html, span, self.blocks.source, self.diagnostics);
        self.raw_span.get_or_insert_with(|| span.clone());
        self.markup.raw(html);
    }

    fn finish(mut self) -> Body {
        while !self.closers.is_empty() {
            self.close();
        }
        let mut markup = self.markup;
        if markup.has_raw() {
            let whole = self.blocks.source.place(self.raw_span.clone().unwrap_or(0..0));
            let numbers = (markup.slots(), self.body.links.len());
            let nonce = markup.nonce().to_owned();
            let mut targets = Vec::new();
            let mut removed = Vec::new();
            let path = self.scope.path;
            markup = markup.cleaned(|html| {
                let cleaned = super::sanitize::clean(html, &nonce, path, numbers);
                targets = cleaned.targets;
                removed = cleaned.removed;
                (cleaned.html, cleaned.slots)
            });
            self.diagnostics.extend(removed.into_iter().map(|lint| {
                let message = if lint == Lint::RemoteImage {
                    "an image on another host is not shown"
                } else {
                    "the scheme of a link in raw HTML is not allowed"
                };
                Diagnostic::new(lint, message).at(whole.clone(), "").help("write the link in Markdown")
            }));
            let place = |target| Link { target, place: whole.clone() };
            self.body.links.extend(targets.into_iter().map(place));
        }
        let (html, holes) = markup.finish();
        let words = Words::of(self.text.trim_end(), &html);
        let mut body = Body { html, holes, words, ..self.body };
        body.shrink_to_fit();
        body
    }
}
