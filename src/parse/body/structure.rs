//! Paragraphs, headings, quotes and tables.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Tag};

use super::{MAX_DEPTH, Writer};
use crate::diagnostic::Diagnostic;
use crate::document::Heading;
use crate::lint::Lint;
use crate::slug;

impl Writer<'_, '_, '_> {
    pub(super) fn paragraph(&mut self, inside: Range<usize>) {
        if self.closers.is_empty()
            && let Some(text) = self.lead_in(inside)
        {
            let id = self.anchor(&text);
            let level = (self.level + 1).clamp(3, 6);
            self.markup.html("<p");
            self.markup.attribute("class", "lead");
            self.markup.anchor("id", "h-", &id);
            self.open(">", "</p>\n");
            self.body.outline.push(Heading { level, id, text, at: self.text.len() });
        } else {
            self.open("<p>", "</p>\n");
        }
    }

    /// The text of a paragraph that is nothing but bold text.
    pub(super) fn lead_in(&self, inside: Range<usize>) -> Option<String> {
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

    /// A heading; its author may have given it an anchor of its own.
    pub(super) fn heading(&mut self, index: usize, level: u8, own_id: Option<&str>) {
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
            let id = self.anchor(own_id.unwrap_or(&text));
            self.markup.html(&format!("<h{shown}"));
            self.markup.anchor("id", "h-", &id);
            self.open(">", format!("</h{shown}>\n"));
            self.body.outline.push(Heading { level: shown, id, text, at: self.text.len() });
        } else {
            self.open(&format!("<h{shown}>"), format!("</h{shown}>\n"));
        }
    }

    /// An anchor for `text` that no other has on the page.
    pub(super) fn anchor(&mut self, text: &str) -> String {
        let slug = Some(slug::slug(text)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "section".to_owned());
        let mut id = slug.clone();
        while self.scope.anchors.contains_key(&id) {
            let number = self.scope.anchors.entry(slug.clone()).or_insert(2);
            id = format!("{slug}-{number}");
            *number += 1;
        }
        self.scope.anchors.insert(id.clone(), 2);
        self.body.anchors.push(id.clone());
        id
    }

    /// A list's item; one with a box to tick is told apart for the style sheet.
    pub(super) fn item(&mut self, index: usize) {
        let mut first = self.blocks.events[index + 1..].iter().map(|(event, _)| event);
        let is_task = match first.next() {
            Some(Event::TaskListMarker(_)) => true,
            Some(Event::Start(Tag::Paragraph)) => matches!(first.next(), Some(Event::TaskListMarker(_))),
            _ => false,
        };
        if !is_task || self.closers.len() >= MAX_DEPTH {
            return self.open("<li>", "</li>\n");
        }
        self.markup.html("<li");
        self.markup.attribute("class", "task");
        self.open(">", "</li>\n");
    }

    pub(super) fn quote(&mut self, kind: Option<BlockQuoteKind>) {
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

    pub(super) fn start_table(&mut self, alignments: &[Alignment]) {
        self.table.alignments = alignments.to_vec();
        if self.closers.len() >= MAX_DEPTH {
            return self.closers.push(Cow::Borrowed(""));
        }
        self.markup.html("<div");
        for (name, value) in [("class", "table"), ("tabindex", "0"), ("role", "group"), ("aria-label", "Table")] {
            self.markup.attribute(name, value);
        }
        self.open("><table>\n", "</table></div>\n");
    }

    pub(super) fn cell(&mut self, index: usize) {
        // A header cell must head something.
        let is_empty = matches!(self.blocks.events.get(index + 1), Some((Event::End(_), _)));
        let is_head = self.table.in_head && !is_empty;
        let (start, end) = if is_head { ("<th", "</th>") } else { ("<td", "</td>") };
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
}
