//! From the events of a question, an answer or an introduction to a `Body`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, Event, LinkType, Tag};

use super::blocks::Blocks;
use super::fences;
use super::links::{self, Destination};
use super::markup::Markup;
use super::{math, prose, raw_html};
use crate::diagnostic::Diagnostic;
use crate::document::{Body, Heading, Hole, Link, Span, Target};
use crate::lint::Lint;
use crate::slug;

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
}

impl Part {
    fn events(&self) -> Range<usize> {
        match self {
            Part::Blocks(events) | Part::Line { events, .. } => events.clone(),
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
    /// The anchors given so far on the page.
    pub anchors: HashSet<String>,
    /// How many footnotes the page has so far.
    pub footnotes: usize,
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
        footnotes: Vec::new(),
        table: Table::default(),
        level: 0,
    };
    for part in parts {
        match part {
            Part::Blocks(events) => writer.events(events.clone()),
            Part::Line { events, skip } => writer.line(events.clone(), *skip),
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
    /// What each open element writes at its end.
    closers: Vec<Cow<'static, str>>,
    /// Labels of the footnotes referred to, in order, with their numbers on the page.
    footnotes: Vec<(CowStr<'a>, usize)>,
    table: Table,
    shift: u8,
    /// The level of the last heading.
    level: u8,
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
        if let (Event::Text(text), _) = &self.blocks.events[start] {
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
            self.body.text.push_str(&head);
        }
        self.events(start..events.end);
        self.close();
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
            Event::End(_) => self.close(),
            Event::Text(text) => {
                self.markup.text(text);
                self.body.text.push_str(text);
                prose::leftovers(text, span, self.blocks.source, self.diagnostics);
            }
            Event::Code(code) => {
                self.markup.html("<code>");
                self.markup.text(code);
                self.markup.html("</code>");
                self.body.text.push_str(code);
            }
            Event::InlineMath(latex) => self.math(latex, span, false),
            Event::DisplayMath(latex) => self.math(latex, span, true),
            Event::Html(html) | Event::InlineHtml(html) => self.raw(html, span),
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::SoftBreak => {
                self.markup.html("\n");
                self.body.text.push(' ');
            }
            Event::HardBreak => {
                self.markup.html("<br>\n");
                self.body.text.push(' ');
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
            Tag::Heading { level, .. } => self.heading(index, *level as u8),
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) => {
                let end = self.blocks.end_of(index);
                let block = fences::block(self.blocks, index..end + 1, kind, self.diagnostics);
                self.markup.hole(Hole::Block(self.body.blocks.len()));
                self.body.blocks.push(block);
                return end + 1;
            }
            Tag::List(None) => self.open("<ul>\n", "</ul>\n"),
            Tag::List(Some(start)) => {
                let html = if *start == 1 { "<ol>\n".to_owned() } else { format!("<ol start=\"{start}\">\n") };
                self.open(&html, "</ol>\n");
            }
            Tag::Item => self.open("<li>", "</li>\n"),
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
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.open("<em>", "</em>"),
            Tag::Strong => self.open("<strong>", "</strong>"),
            Tag::Strikethrough => self.open("<del>", "</del>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.link(*link_type, dest_url, title, span),
            Tag::Image { dest_url, title, .. } => {
                let end = self.blocks.end_of(index);
                self.image(index + 1..end, dest_url, title, span);
                return end + 1;
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

    fn close(&mut self) {
        if let Some(closer) = self.closers.pop() {
            self.markup.html(&closer);
            if closer.ends_with('\n') && !self.body.text.ends_with('\n') {
                self.body.text.push('\n');
            }
            if closer.ends_with("</td>") || closer.ends_with("</th>") {
                self.body.text.push(' ');
            }
        }
    }

    fn paragraph(&mut self, inside: Range<usize>) {
        if self.closers.is_empty()
            && let Some(text) = self.lead_in(inside)
        {
            let id = self.anchor(&text);
            let level = (self.level + 1).clamp(3, 6);
            self.markup.html("<p");
            self.markup.attribute("class", "lead");
            self.markup.anchor("id", "h-", &id);
            self.open(">", "</p>\n");
            self.body.outline.push(Heading { level, id, text });
        } else {
            self.open("<p>", "</p>\n");
        }
    }

    /// The text of a paragraph that is nothing but bold text.
    fn lead_in(&self, inside: Range<usize>) -> Option<String> {
        let events = &self.blocks.events[inside.clone()];
        if !matches!(events.first()?.0, Event::Start(Tag::Strong)) {
            return None;
        }
        let end = self.blocks.end_of(inside.start);
        let rest = self.blocks.text(end + 1..inside.end);
        if end + 1 < inside.end && rest.trim() != ":" {
            return None;
        }
        let text = self.blocks.text(inside.start..end);
        Some(text.trim().trim_end_matches(':').trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn heading(&mut self, index: usize, level: u8) {
        let end = self.blocks.end_of(index);
        let shown = (level + self.shift).min(6);
        if level < self.scope.top_level || (self.level > 0 && shown > self.level + 1) {
            let fitting = if level < self.scope.top_level { self.scope.top_level } else { level - 1 };
            self.diagnostics.push(
                Diagnostic::new(Lint::HeadingLevel, format!("a heading of level {level} stands inside a question"))
                    .at(self.blocks.place(index..end + 1), "")
                    .help(format!("write `{} …` here", "#".repeat(usize::from(fitting)))),
            );
        }
        let text = self.blocks.text(index + 1..end).trim().to_owned();
        if self.closers.is_empty() {
            self.level = shown;
            let id = self.anchor(&text);
            self.markup.html(&format!("<h{shown}"));
            self.markup.anchor("id", "h-", &id);
            self.open(">", format!("</h{shown}>\n"));
            self.body.outline.push(Heading { level: shown, id, text });
        } else {
            self.open(&format!("<h{shown}>"), format!("</h{shown}>\n"));
        }
    }

    /// An anchor for `text` that no other has on the page.
    fn anchor(&mut self, text: &str) -> String {
        let slug = Some(slug::slug(text)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "section".to_owned());
        let id = std::iter::once(slug.clone())
            .chain((2..).map(|number| format!("{slug}-{number}")))
            .find(|id| !self.scope.anchors.contains(id))
            .expect("the numbers never end");
        self.scope.anchors.insert(id.clone());
        self.body.anchors.push(id.clone());
        id
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        if self.closers.len() >= MAX_DEPTH {
            return self.open("", "");
        }
        let (class, name) = match kind {
            None => return self.open("<blockquote>\n", "</blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("alert alert-note", "Note"),
            Some(BlockQuoteKind::Tip) => ("alert alert-tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("alert alert-important", "Important"),
            Some(BlockQuoteKind::Warning) => ("alert alert-warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("alert alert-caution", "Caution"),
        };
        self.markup.html("<div");
        self.markup.attribute("class", class);
        self.markup.attribute("role", "note");
        self.markup.html("><p");
        self.markup.attribute("class", "alert-title");
        self.open(&format!(">{name}</p>\n"), "</div>\n");
    }

    fn start_table(&mut self, alignments: &[Alignment]) {
        self.table.alignments = alignments.to_vec();
        if self.closers.len() >= MAX_DEPTH {
            return self.closers.push(Cow::Borrowed(""));
        }
        self.markup.html("<div");
        for (name, value) in [("class", "table"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Table")] {
            self.markup.attribute(name, value);
        }
        self.open("><table>\n", "</table></div>\n");
    }

    fn cell(&mut self) {
        let (start, end) = if self.table.in_head { ("<th", "</th>") } else { ("<td", "</td>") };
        self.markup.html(start);
        match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => self.markup.attribute("class", "left"),
            Some(Alignment::Center) => self.markup.attribute("class", "center"),
            Some(Alignment::Right) => self.markup.attribute("class", "right"),
            Some(Alignment::None) | None => {}
        }
        self.table.column += 1;
        self.markup.html(">");
        self.closers.push(Cow::Borrowed(end));
    }

    fn link(&mut self, kind: LinkType, destination: &str, title: &str, span: &Span) {
        let destination = match kind {
            LinkType::Email => links::classify(&format!("mailto:{destination}"), self.scope.path),
            _ => links::classify(destination, self.scope.path),
        };
        if self.closers.len() >= MAX_DEPTH {
            return self.open("", "");
        }
        match destination {
            Destination::External(url) => {
                self.markup.html("<a");
                self.markup.attribute("class", "external");
                self.markup.attribute("href", &url);
            }
            Destination::Internal(target) => {
                self.markup.html("<a");
                let hole = Hole::Href(self.add_link(target, span));
                self.markup.hole(hole);
            }
            Destination::Unsafe => {
                self.unsafe_url(span);
                return self.open("", "");
            }
        }
        if !title.is_empty() {
            self.markup.attribute("title", title);
        }
        self.open(">", "</a>");
    }

    fn image(&mut self, inside: Range<usize>, destination: &str, title: &str, span: &Span) {
        let alt = self.blocks.text(inside);
        self.body.text.push_str(&alt);
        match links::classify(destination, self.scope.path) {
            Destination::Internal(target) => {
                self.markup.html("<img");
                let hole = Hole::Src(self.add_link(target, span));
                self.markup.hole(hole);
                self.markup.attribute("alt", &alt);
                if !title.is_empty() {
                    self.markup.attribute("title", title);
                }
                self.markup.attribute("loading", "lazy");
                self.markup.attribute("decoding", "async");
                self.markup.html(">");
            }
            Destination::External(url) => {
                self.diagnostics.push(
                    Diagnostic::new(Lint::RemoteImage, "an image on another host is shown as a link")
                        .at(self.blocks.source.place(span.clone()), "")
                        .help("save the image beside the question and name its path"),
                );
                self.markup.html("<a");
                self.markup.attribute("class", "external");
                self.markup.attribute("href", &url);
                self.markup.html(">");
                self.markup.text(if alt.is_empty() { &url } else { &alt });
                self.markup.html("</a>");
            }
            Destination::Unsafe => {
                self.unsafe_url(span);
                self.markup.text(&alt);
            }
        }
    }

    fn add_link(&mut self, target: Target, span: &Span) -> usize {
        let place = self.blocks.source.place(span.clone());
        self.body.links.push(Link { target, place });
        self.body.links.len() - 1
    }

    fn unsafe_url(&mut self, span: &Span) {
        self.diagnostics.push(
            Diagnostic::new(Lint::UnsafeUrl, "this link's scheme is not allowed; its text is kept")
                .at(self.blocks.source.place(span.clone()), "")
                .help("links may be relative or use `http`, `https`, `mailto`, or `q:` for a question's id"),
        );
    }

    fn math(&mut self, latex: &str, span: &Span, display: bool) {
        self.body.text.push_str(latex);
        match math::mathml(latex, display) {
            Ok(html) if display => {
                let open = "<span class=\"math\" tabindex=\"0\" role=\"region\" aria-label=\"Formula\">";
                self.markup.trusted(format!("{open}{html}</span>"));
            }
            Ok(html) => self.markup.trusted(html),
            Err(message) => {
                self.diagnostics.push(
                    Diagnostic::new(Lint::MathSyntax, format!("this formula cannot be shown: {message}"))
                        .at(self.blocks.source.place(span.clone()), "")
                        .help("write `\\$` for a dollar sign that opens no formula"),
                );
                let fence = if display { "$$" } else { "$" };
                self.markup.html("<code>");
                self.markup.text(&format!("{fence}{latex}{fence}"));
                self.markup.html("</code>");
            }
        }
    }

    fn raw(&mut self, html: &str, span: &Span) {
        if self.scope.trust_html {
            self.markup.html(html);
        } else {
            raw_html::check(html, span, self.blocks.source, self.diagnostics);
            self.markup.raw(html);
        }
        raw_html::push_text(&mut self.body.text, html);
    }

    fn footnote_reference(&mut self, label: &CowStr<'a>) {
        if !self.blocks.footnotes.contains_key(label) {
            return self.markup.text(&format!("[^{label}]"));
        }
        let known = self.footnotes.iter().find(|(known, _)| known == label).map(|(_, number)| *number);
        let number = known.unwrap_or_else(|| {
            self.scope.footnotes += 1;
            self.footnotes.push((label.clone(), self.scope.footnotes));
            self.scope.footnotes
        });
        self.markup.html("<sup");
        self.markup.attribute("class", "footnote-ref");
        self.markup.html("><a");
        self.markup.anchor("href", "#fn-", &number.to_string());
        if known.is_none() {
            self.markup.anchor("id", "fnref-", &number.to_string());
        }
        self.markup.html(&format!(">{number}</a></sup>"));
    }

    /// The definitions of the footnotes referred to; one may refer to the next.
    fn write_footnotes(&mut self) {
        if self.footnotes.is_empty() {
            return;
        }
        let first = self.footnotes[0].1;
        self.markup.trusted("<section class=\"footnotes\" aria-label=\"Footnotes\">\n".to_owned());
        self.markup.html(&if first == 1 { "<ol>\n".to_owned() } else { format!("<ol start=\"{first}\">\n") });
        let mut index = 0;
        while let Some((label, number)) = self.footnotes.get(index).cloned() {
            self.markup.html("<li");
            self.markup.anchor("id", "fn-", &number.to_string());
            self.open(">", "</li>\n");
            if let Some(definition) = self.blocks.footnotes.get(&label).cloned() {
                self.events(definition);
            }
            self.markup.html("<a");
            self.markup.attribute("class", "footnote-back");
            self.markup.anchor("href", "#fnref-", &number.to_string());
            self.markup.attribute("aria-label", &format!("Back to reference {number}"));
            self.markup.html(">↩</a>");
            self.close();
            index += 1;
        }
        self.markup.html("</ol>\n");
        self.markup.trusted("</section>\n".to_owned());
    }

    fn finish(mut self) -> Body {
        while !self.closers.is_empty() {
            self.close();
        }
        let mut markup = self.markup;
        if markup.has_raw() {
            let whole = self.blocks.source.place(0..0);
            let numbers = (markup.slots(), self.body.links.len());
            let nonce = markup.nonce().to_owned();
            let mut targets = Vec::new();
            let path = self.scope.path;
            markup = markup.cleaned(|html| {
                let cleaned = super::sanitize::clean(html, &nonce, path, numbers);
                targets = cleaned.targets;
                (cleaned.html, cleaned.slots)
            });
            let place = |target| Link {
                target,
                place: whole.clone(),
            };
            self.body.links.extend(targets.into_iter().map(place));
        }
        let (html, holes) = markup.finish();
        self.body.text.truncate(self.body.text.trim_end().len());
        Body {
            html,
            holes,
            ..self.body
        }
    }
}
