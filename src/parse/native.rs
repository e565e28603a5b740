//! The native form: files of many questions under `## Q1: Title` headings, and files of one question.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::blocks::{Block, BlockKind, Blocks};
use super::body::{self, Part, Scope};
use super::claims;
use super::fields;
use super::front_matter::{self, FrontMatter};
use super::headings::QuestionHeading;
use super::sections::{Kind, Section, sections};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Body, Choice, ContentsClaim, Document, Entry, Fields, Placed, Title, TopicClaim};
use crate::html::{escape, is_reordering, push_escaped};
use crate::lint::Lint;
use crate::{related, slug};

/// What reading a file needs to know of its surroundings.
pub struct Context<'c> {
    /// The file's path from the content folder.
    pub path: &'c str,
    /// See [`Scope::nonce`].
    pub nonce: &'c str,
    /// See [`Scope::trust_html`].
    pub trust_html: bool,
    /// Whether sections that are no questions have been reported.
    pub strays_are_known: bool,
}

impl<'c> Context<'c> {
    /// What the bodies of a question of this file share at first.
    fn scope(&self, top_level: u8, section: Range<usize>) -> Scope<'c> {
        Scope {
            path: self.path,
            nonce: self.nonce,
            trust_html: self.trust_html,
            top_level,
            anchors: HashMap::new(),
            footnotes: 0,
            section,
            used_notes: HashSet::new(),
        }
    }
}

/// Reads a file in the native form.
pub fn document(
    blocks: &Blocks<'_>,
    front: FrontMatter,
    context: &Context<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Document {
    let footer = claims::footer(blocks);
    let mut reader = Reader {
        blocks,
        context,
        diagnostics,
        document: Document {
            path: context.path.into(),
            title: None,
            intro: Body::default(),
            entries: Vec::new(),
            topics: Vec::new(),
            contents: None,
            updated: footer.updated,
            total: footer.total,
        },
        used_notes: HashSet::new(),
        counted: (1, 0),
    };
    if !front.is_readable {
        return reader.document;
    }
    let sections = sections(blocks, footer.start);
    let has_questions = sections.iter().any(|section| matches!(section.kind, Kind::Question(_)));
    let is_one_question = front.present || blocks.top.iter().any(|block| fields::announces_answer(blocks, block));
    if has_questions {
        reader.many(&sections, front);
    } else if is_one_question {
        reader.one(footer.start, front);
    } else {
        reader.none();
    }
    reader.report_unused_notes();
    reader.document
}

struct Reader<'r, 'a> {
    blocks: &'r Blocks<'a>,
    context: &'r Context<'r>,
    diagnostics: &'r mut Vec<Diagnostic>,
    document: Document,
    /// The first events of the footnotes some text refers to.
    used_notes: HashSet<usize>,
    /// The line of an offset into the original: of the last one asked for.
    counted: (usize, usize),
}

impl Reader<'_, '_> {
    fn many(&mut self, sections: &[Section], front: FrontMatter) {
        for id in front.fields.id.iter().chain(&front.fields.aliases) {
            self.diagnostics.push(
                Diagnostic::new(Lint::FrontMatter, "a file of several questions can have neither id nor aliases")
                    .at(id.place.clone(), "")
                    .help("write the id behind the question's heading: `## Q1: Title {#id}`"),
            );
        }
        self.document.title = front.title.map(|title| title.value);
        for section in sections {
            let body = trim_rules(&self.blocks.top[section.body.clone()]);
            match (&section.kind, section.heading) {
                (Kind::Question(form), Some(heading)) => {
                    let entry = self.question(form.as_ref(), heading, body, &front.fields);
                    self.document.entries.push(entry);
                }
                (Kind::Contents, Some(heading)) => {
                    let place = self.blocks.place(self.blocks.top[heading].events.clone());
                    self.merge_contents(claims::contents(self.blocks, place, body));
                }
                (Kind::Topics, Some(_)) => self.topics(body),
                (Kind::Stray, Some(heading)) => self.stray(heading, body),
                _ => self.intro(body),
            }
        }
    }

    fn merge_contents(&mut self, claim: ContentsClaim) {
        match &mut self.document.contents {
            Some(contents) => contents.links.extend(claim.links),
            None => self.document.contents = Some(claim),
        }
    }

    fn topics(&mut self, body: &[Block]) {
        let topics: Vec<TopicClaim> = claims::topics(self.blocks, body);
        self.document.topics.extend(topics);
        for block in body {
            if matches!(block.kind, BlockKind::Paragraph | BlockKind::Other) {
                self.diagnostics.push(
                    Diagnostic::new(Lint::NotAQuestion, "this is not a line of the topic index and is not published")
                        .at(self.blocks.place(block.events.clone()), "")
                        .help("write `- **Topic:** Q1, Q2`, or move this text before the first question"),
                );
            }
        }
    }

    fn stray(&mut self, heading: usize, body: &[Block]) {
        if !self.context.strays_are_known && body.iter().any(|block| block.kind != BlockKind::Rule) {
            let place = self.blocks.place(self.blocks.top[heading].events.clone());
            self.not_published(place, "this section is not a question and is not published");
        }
    }

    fn not_published(&mut self, place: Place, message: &str) {
        self.diagnostics.push(
            Diagnostic::new(Lint::NotAQuestion, message)
                .at(place, "")
                .help("begin a question with `## Q1: Title`, or move this text before the first question"),
        );
    }

    /// The first top heading is the file's title; the rest of the introduction is published.
    fn intro(&mut self, body: &[Block]) {
        let mut body = body;
        if let Some((first, rest)) = body.split_first()
            && matches!(first.kind, BlockKind::Heading(1, _))
        {
            let title = self.blocks.text(self.blocks.inside(first)).trim().to_owned();
            self.document.title.get_or_insert(title);
            body = trim_rules(rest);
        }
        if let (Some(first), Some(last)) = (body.first(), body.last()) {
            let parts = [Part::Blocks(first.events.start..last.events.end)];
            let mut scope = self.context.scope(2, first.events.start..last.events.end);
            self.document.intro = body::body(self.blocks, &parts, &mut scope, self.diagnostics);
            self.used_notes.extend(scope.used_notes);
        }
    }

    fn question(&mut self, form: Option<&QuestionHeading>, heading: usize, body: &[Block], defaults: &Fields) -> Entry {
        let block = &self.blocks.top[heading];
        let inside = self.blocks.inside(block);
        let place = self.blocks.place(block.events.clone());
        if let Some(form) = form {
            self.check_heading(form, block, &place);
        }
        if let BlockKind::Heading(level, _) = block.kind
            && level != 2
        {
            self.diagnostics.push(
                Diagnostic::new(Lint::LevelDrift, format!("this question's heading is of level {level}"))
                    .at(place.clone(), "")
                    .help("write it with `##`; it is read all the same"),
            );
        }
        let text = self.blocks.text(inside.clone());
        let mut title = title(self.blocks, inside, form.map_or(0, |form| form.title));
        if title.text.is_empty() {
            title = plain_title(&form.and_then(|form| form.number).map_or(text.clone(), |n| format!("Question {n}")));
        }
        let mut parts = fields::parts(self.blocks, body, self.diagnostics);
        parts.fields.inherit(defaults);
        if let BlockKind::Heading(_, Some(id)) = &block.kind {
            parts.fields.id = Some(Placed { value: id.clone(), place: place.clone() });
        }
        let end = body.last().map_or(block.events.end, |last| last.events.end);
        let head = Head {
            place,
            section: block.events.start..end,
            number: form.and_then(|form| form.number),
            title,
            anchor: slug::github_anchor(&text),
        };
        self.entry(head, parts, 3)
    }

    fn check_heading(&mut self, form: &QuestionHeading, block: &Block, place: &Place) {
        if form.is_misnumbered {
            self.diagnostics.push(
                Diagnostic::new(Lint::InvalidNumber, "this question's number is negative or too large")
                    .at(place.clone(), "")
                    .help("number questions from 1, or leave the number out"),
            );
        }
        if let Some(number) = form.number.filter(|_| !form.is_canonical) {
            let text = self.blocks.text(self.blocks.inside(block));
            let title = text.get(form.title..).filter(|title| !title.is_empty()).unwrap_or("Title");
            self.diagnostics.push(
                Diagnostic::new(Lint::HeadingForm, "this heading is read as a question's")
                    .at(place.clone(), "")
                    .help(format!("write `## Q{number}: {title}`")),
            );
        }
    }

    /// A file of one question: its title in the front matter or the first heading, all else question and answer.
    fn one(&mut self, end: usize, front: FrontMatter) {
        let mut body = &self.blocks.top[..end];
        let mut heading_place = front_matter::start_of(self.blocks.source);
        let mut title = Title::default();
        let mut id = None;
        if let Some(at) = body.iter().position(|block| block.kind != BlockKind::Footnote)
            && let BlockKind::Heading(1, heading_id) = &body[at].kind
        {
            heading_place = self.blocks.place(body[at].events.clone());
            title = self::title(self.blocks, self.blocks.inside(&body[at]), 0);
            id = heading_id.clone().map(|value| Placed { value, place: heading_place.clone() });
            body = &body[at + 1..];
        }
        if let Some(stated) = &front.title {
            heading_place = stated.place.clone();
            title = plain_title(&stated.value);
        }
        if title.text.is_empty() {
            self.diagnostics.push(
                Diagnostic::new(Lint::FrontMatter, "this question has no title")
                    .at(heading_place.clone(), "")
                    .help("write `title = \"…\"` in the front matter or begin with `# Title`"),
            );
            title = plain_title(self.context.path.trim_end_matches(".md"));
        }
        let mut parts = fields::parts(self.blocks, trim_rules(body), self.diagnostics);
        parts.fields.id = id;
        parts.fields.inherit(&front.fields);
        let anchor = slug::github_anchor(&title.text);
        let head = Head { place: heading_place, section: 0..self.blocks.events.len(), number: None, title, anchor };
        let entry = self.entry(head, parts, 2);
        self.document.entries.push(entry);
    }

    /// The line of an offset into the original, counted on from the one asked for before.
    fn line_at(&mut self, offset: usize) -> usize {
        let (line, counted) = if offset < self.counted.1 { (1, 0) } else { self.counted };
        let between = &self.blocks.source.original().as_bytes()[counted..offset];
        self.counted = (line + memchr::memchr_iter(b'\n', between).count(), offset);
        self.counted.0
    }

    fn report_unused_notes(&mut self) {
        if self.document.entries.is_empty() {
            return;
        }
        let definitions = self.blocks.footnotes.values().flatten();
        for definition in definitions.filter(|definition| !self.used_notes.contains(&definition.start)) {
            let place = self.blocks.place(definition.start - 1..definition.end);
            self.diagnostics.push(
                Diagnostic::new(Lint::UnusedFootnote, "no text refers to this footnote, so it is not published")
                    .at(place, "")
                    .help("refer to it as `[^label]` in the same question, or delete it"),
            );
        }
    }

    fn none(&mut self) {
        if self.blocks.top.is_empty() {
            return;
        }
        self.diagnostics.push(
            Diagnostic::new(Lint::NoQuestions, "this file holds no question")
                .at(front_matter::start_of(self.blocks.source), "")
                .help("begin a question with `## Q1: Title`, or put `+++` front matter with a title at the top"),
        );
    }

    fn entry(&mut self, head: Head, parts: fields::Parts, top_level: u8) -> Entry {
        let mut scope = self.context.scope(top_level, head.section.clone());
        let question = body::body(self.blocks, &parts.question, &mut scope, self.diagnostics);
        let choices = parts.choices.into_iter().map(|choice| Choice {
            label: choice.label,
            words: body::body(self.blocks, &choice.words, &mut scope, self.diagnostics),
            more: body::body(self.blocks, &choice.more, &mut scope, self.diagnostics),
            is_correct: choice.is_correct,
        });
        let choices: Vec<Choice> = choices.collect();
        let answer = parts.answer.map(|parts| body::body(self.blocks, &parts, &mut scope, self.diagnostics));
        if parts.announces_question && question.is_empty() && choices.is_empty() {
            self.diagnostics.push(
                Diagnostic::new(Lint::MissingQuestion, "nothing follows `**Question:**`")
                    .at(head.place.clone(), "")
                    .help("write the question there, or delete the label if the title says it all"),
            );
        }
        self.used_notes.extend(scope.used_notes);
        let mut words = vec![head.title.text.clone(), question.text()];
        words.extend(choices.iter().map(|choice| choice.words.text()));
        words.push(answer.as_ref().map(Body::text).unwrap_or_default());
        let words = words.join("\n");
        Entry {
            line: self.line_at(head.place.span.start),
            heading: head.place,
            number: head.number,
            title: head.title,
            anchor: head.anchor,
            fields: parts.fields,
            question,
            choices,
            answer,
            terms: related::profile_terms(&words),
        }
    }
}

struct Head {
    place: Place,
    /// The events of its section.
    section: Range<usize>,
    number: Option<u64>,
    title: Title,
    anchor: String,
}

impl Fields {
    /// Takes over what the front matter says of the whole file: lists are added to, single values yield.
    fn inherit(&mut self, defaults: &Fields) {
        self.id = self.id.take().or_else(|| defaults.id.clone());
        self.tags.extend(defaults.tags.iter().cloned());
        self.topics.extend(defaults.topics.iter().cloned());
        self.difficulty = self.difficulty.or(defaults.difficulty);
        self.updated = self.updated.or(defaults.updated);
        self.related.extend(defaults.related.iter().cloned());
        self.source = self.source.take().or_else(|| defaults.source.clone());
        self.aliases.extend(defaults.aliases.iter().cloned());
        self.draft |= defaults.draft;
    }
}

/// The blocks without the thematic breaks at either end, which only part sections.
fn trim_rules(mut blocks: &[Block]) -> &[Block] {
    while let Some((first, rest)) = blocks.split_first()
        && first.kind == BlockKind::Rule
    {
        blocks = rest;
    }
    while let Some((last, rest)) = blocks.split_last()
        && last.kind == BlockKind::Rule
    {
        blocks = rest;
    }
    blocks
}

fn plain_title(text: &str) -> Title {
    let text = visible(text);
    Title { html: escape(&text), text }
}

/// The title of a heading's inline events, without the first `skip` bytes of its text.
fn title(blocks: &Blocks<'_>, events: Range<usize>, mut skip: usize) -> Title {
    let mut title = Title::default();
    for (event, _) in &blocks.events[events] {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) => {
                let shown = text.get(skip.min(text.len())..).unwrap_or_default();
                skip -= skip.min(text.len());
                let is_code = matches!(event, Event::Code(_)) && !shown.is_empty();
                title.text.push_str(shown);
                title.html.push_str(if is_code { "<code>" } else { "" });
                push_escaped(&mut title.html, shown);
                title.html.push_str(if is_code { "</code>" } else { "" });
            }
            Event::SoftBreak | Event::HardBreak => {
                title.text.push(' ');
                title.html.push(' ');
            }
            Event::Start(Tag::Emphasis) => title.html.push_str("<em>"),
            Event::End(TagEnd::Emphasis) => title.html.push_str("</em>"),
            _ => {}
        }
    }
    title.text = visible(&title.text);
    title.html = visible(&title.html);
    title
}

/// A text without surrounding blanks and without characters that would reorder what stands beside it.
pub fn visible(text: &str) -> String {
    text.replace(is_reordering, "").trim().to_owned()
}
