//! The labelled parts of a question: `**Tags:** …`, `**Question:** …`, `**Answer:** …` and their like.
//!
//! A label counts only at the start of a line outside all other elements, and only before the answer: whatever is bold
//! inside an answer is the answer's.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::blocks::{Block, BlockKind, Blocks};
use super::body::Part;
use super::choices::{self, ChoiceParts};
use super::links;
use super::native::visible;
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Difficulty, Fields, Origin, Placed};
use crate::lint::Lint;
use crate::toml_error::nearest;

/// A question's section taken apart.
#[derive(Debug, Default)]
pub struct Parts {
    /// What the labels before the answer say.
    pub fields: Fields,
    /// The question's text.
    pub question: Vec<Part>,
    /// Whether there is a label `Question`.
    pub announces_question: bool,
    /// What a reader may choose from.
    pub choices: Vec<ChoiceParts>,
    /// The answer, if one is announced or nothing is announced at all.
    pub answer: Option<Vec<Part>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Tags,
    Topics,
    Difficulty,
    Updated,
    Related,
    Source,
    Aliases,
    Draft,
    Question,
    Answer,
}

const LABELS: &[(&str, Label)] = &[
    ("tags", Label::Tags),
    ("topics", Label::Topics),
    ("difficulty", Label::Difficulty),
    ("updated", Label::Updated),
    ("related", Label::Related),
    ("source", Label::Source),
    ("aliases", Label::Aliases),
    ("draft", Label::Draft),
    ("question", Label::Question),
    ("answer", Label::Answer),
];

/// A line that begins with a label.
struct Labelled {
    label: Label,
    /// The label's own events.
    events: Range<usize>,
    /// What follows it on the line.
    rest: Range<usize>,
    /// Bytes of the rest's first text that belong to the label.
    skip: usize,
}

fn labelled(blocks: &Blocks<'_>, line: Range<usize>) -> Option<Labelled> {
    let first = blocks.events.get(line.start)?;
    if line.is_empty() || !matches!(first.0, Event::Start(Tag::Strong)) {
        return None;
    }
    let end = blocks.end_of(line.start);
    let name = blocks.text(line.start..end);
    let name = name.trim();
    let rest = end + 1..line.end.max(end + 1);
    let (name, skip) = match name.strip_suffix(':') {
        Some(name) => (name, 0),
        None => match blocks.events.get(rest.start).filter(|_| !rest.is_empty()) {
            Some((Event::Text(text), _)) if text.trim_start().starts_with(':') => {
                (name, text.len() - text.trim_start().len() + 1)
            }
            _ => return None,
        },
    };
    let name = name.trim_end().to_lowercase();
    let label = LABELS.iter().find(|(known, _)| *known == name)?.1;
    Some(Labelled { label, events: line.start..end + 1, rest, skip })
}

/// Whether a block is a paragraph that begins with a label.
pub fn begins_with_label(blocks: &Blocks<'_>, block: &Block) -> bool {
    block.kind == BlockKind::Paragraph && labelled(blocks, blocks.inside(block)).is_some()
}

/// Whether a block is a paragraph that begins with the label of tags, which nothing but a question has.
pub fn begins_with_tags(blocks: &Blocks<'_>, block: &Block) -> bool {
    block.kind == BlockKind::Paragraph
        && labelled(blocks, blocks.inside(block)).is_some_and(|found| found.label == Label::Tags)
}

/// Whether a block is a paragraph one of whose lines announces the answer.
pub fn announces_answer(blocks: &Blocks<'_>, block: &Block) -> bool {
    block.kind == BlockKind::Paragraph
        && blocks
            .lines(block)
            .into_iter()
            .any(|line| labelled(blocks, line).is_some_and(|it| it.label == Label::Answer))
}

/// Takes the blocks of a section apart.
pub fn parts(blocks: &Blocks<'_>, section: &[Block], diagnostics: &mut Vec<Diagnostic>) -> Parts {
    let mut splitter = Splitter {
        blocks,
        parts: Parts::default(),
        state: State::Fields,
        pending: None,
        seen: Vec::new(),
        diagnostics,
    };
    for block in section.iter().filter(|block| block.kind != BlockKind::Footnote) {
        if block.kind == BlockKind::Paragraph {
            splitter.paragraph(block);
        } else {
            splitter.push(Part::Blocks(block.events.clone()));
        }
    }
    let mut parts = splitter.parts;
    parts.announces_question = splitter.seen.contains(&Label::Question);
    if parts.answer.is_none() && !parts.announces_question && !parts.question.is_empty() {
        parts.answer = Some(std::mem::take(&mut parts.question));
    }
    parts.choices = choices::take(blocks, section, &mut parts.question);
    parts
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fields,
    Question,
    Answer,
}

struct Splitter<'s, 'a> {
    blocks: &'s Blocks<'a>,
    parts: Parts,
    state: State,
    /// A label whose value may stand on the next line.
    pending: Option<Label>,
    seen: Vec<Label>,
    diagnostics: &'s mut Vec<Diagnostic>,
}

impl Splitter<'_, '_> {
    fn push(&mut self, part: Part) {
        let parts = match self.state {
            State::Answer => self.parts.answer.get_or_insert_default(),
            State::Fields | State::Question => {
                self.state = State::Question;
                &mut self.parts.question
            }
        };
        match (parts.last_mut(), part) {
            (Some(Part::Blocks(last)), Part::Blocks(events)) if last.end == events.start => last.end = events.end,
            (_, part) => parts.push(part),
        }
    }

    fn paragraph(&mut self, block: &Block) {
        let inside = self.blocks.inside(block);
        // The lines not yet given to any part: where they begin and how many bytes a label took of them.
        let mut open = Some((inside.start, 0));
        for line in self.blocks.lines(block) {
            let Some(found) = labelled(self.blocks, line.clone()) else {
                if let (Some(label), Some((start, 0))) = (self.pending.take(), open)
                    && start == line.start
                {
                    self.value(label, line.clone(), 0);
                    open = Some((line.end + 1, 0));
                }
                continue;
            };
            if self.state == State::Answer || (self.state == State::Question && !found.label.ends_question()) {
                self.report_repeated(&found);
                continue;
            }
            self.flush(block, open, line.start.saturating_sub(1).max(inside.start));
            open = self.begin(&found, &line);
        }
        self.flush(block, open, inside.end);
        self.pending = None;
    }

    /// Acts on a label; gives back where the text of the part it opens begins.
    fn begin(&mut self, found: &Labelled, line: &Range<usize>) -> Option<(usize, usize)> {
        if self.seen.contains(&found.label) {
            self.report_repeated(found);
        }
        self.seen.push(found.label);
        match found.label {
            Label::Question => {
                self.state = State::Question;
                Some((found.rest.start, found.skip))
            }
            Label::Answer => {
                self.state = State::Answer;
                self.parts.answer.get_or_insert_default();
                Some((found.rest.start, found.skip))
            }
            label => {
                if self.blocks.text(found.rest.clone()).trim().len() > found.skip {
                    self.value(label, found.rest.clone(), found.skip);
                } else {
                    self.pending = Some(label);
                }
                Some((line.end + 1, 0))
            }
        }
    }

    fn flush(&mut self, block: &Block, open: Option<(usize, usize)>, end: usize) {
        let inside = self.blocks.inside(block);
        let Some((start, skip)) = open.filter(|(start, _)| *start < end) else {
            return;
        };
        if start == inside.start && end == inside.end {
            self.push(Part::Blocks(block.events.clone()));
        } else if self.shows_something(start + usize::from(skip > 0)..end)
            || self.blocks.text(start..end).trim().len() > skip
        {
            self.push(Part::Line { events: start..end, skip });
        }
    }

    fn shows_something(&self, events: Range<usize>) -> bool {
        let is_nothing = |event: &Event<'_>| match event {
            Event::SoftBreak | Event::HardBreak => true,
            Event::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        self.blocks.events[events].iter().any(|(event, _)| !is_nothing(event))
    }

    fn report_repeated(&mut self, found: &Labelled) {
        if !matches!(found.label, Label::Tags | Label::Question | Label::Answer) && self.state == State::Answer {
            return;
        }
        let place = self.blocks.place(found.events.clone());
        let text = self.blocks.text(found.events.clone());
        let diagnostic = if self.state == State::Answer {
            Diagnostic::new(Lint::RepeatedField, format!("`**{text}**` stands inside an answer and is shown as text"))
                .at(place, "")
                .help("fields belong above the answer; begin another question with a heading `## Q2: Title`")
        } else {
            Diagnostic::new(Lint::RepeatedField, format!("`**{text}**` appears twice or too late in this question"))
                .at(place, "")
                .help("write each field once, above `**Question:**`")
        };
        self.diagnostics.push(diagnostic);
    }

    /// The place of a value without the label's colon and the blanks around it.
    fn value_place(&self, events: Range<usize>, text: &str, skip: usize) -> Place {
        let mut place = self.blocks.place(events);
        let rest = text.get(skip..).unwrap_or_default();
        let blank = skip + rest.len() - rest.trim_start().len();
        place.span.start = (place.span.start + blank).min(place.span.end);
        place
    }

    fn value(&mut self, label: Label, events: Range<usize>, skip: usize) {
        let text = self.blocks.text(events.clone());
        let place = self.value_place(events.clone(), &text, skip);
        let text = text.get(skip..).unwrap_or_default().trim();
        let fields = &mut self.parts.fields;
        match label {
            Label::Tags => {
                fields.tags.extend(list(self.blocks, events, skip));
                self.diagnostics.extend(too_many(&mut fields.tags));
            }
            Label::Topics => fields.topics.extend(list(self.blocks, events, skip)),
            Label::Aliases => fields.aliases.extend(list(self.blocks, events, skip)),
            Label::Related => fields.related.extend(references(self.blocks, events, skip)),
            Label::Difficulty => match difficulty(text) {
                Some(difficulty) => fields.difficulty = Some(difficulty),
                None => self.diagnostics.push(not_a_difficulty(text, place)),
            },
            Label::Updated => match Date::parse(text) {
                Some(date) => fields.updated = Some(date),
                None => self.diagnostics.push(not_a_date(text, place)),
            },
            Label::Source => {
                fields.source = Some(Origin {
                    text: text.to_owned(),
                    url: destinations(self.blocks, events).find_map(|(url, _)| links::external(url)),
                });
            }
            Label::Draft => match text.to_lowercase().as_str() {
                "yes" | "true" => fields.draft = true,
                "no" | "false" => fields.draft = false,
                _ => self.diagnostics.push(
                    Diagnostic::new(Lint::InvalidField, format!("`{text}` is neither `yes` nor `no`"))
                        .at(place, "")
                        .help("write `yes` or `no`"),
                ),
            },
            Label::Question | Label::Answer => {}
        }
    }
}

impl Label {
    /// Whether the label ends the question's text when it stands in it.
    fn ends_question(self) -> bool {
        matches!(self, Label::Answer | Label::Tags)
    }
}

/// Values written as code, or as words between commas or semicolons.
fn list(blocks: &Blocks<'_>, events: Range<usize>, skip: usize) -> Vec<Placed<String>> {
    let mut values = Vec::new();
    // Text that has not come to its end: Markdown divides it at brackets, stars and entities.
    let mut text = String::new();
    let mut span = 0..0;
    for (event, at) in &blocks.events[events] {
        if let Event::Text(part) = event {
            span = if text.is_empty() { at.clone() } else { span.start..at.end };
            text.push_str(part);
            continue;
        }
        push_words(blocks, &mut values, std::mem::take(&mut text), &span);
        if let Event::Code(code) = event {
            values.push(Placed { value: visible(code), place: blocks.source.place(at.clone()) });
        }
    }
    push_words(blocks, &mut values, text, &span);
    if let Some(first) = values.first_mut().filter(|_| skip > 0) {
        first.value = first.value.trim_start_matches([' ', ':']).to_owned();
    }
    values
}

fn push_words(blocks: &Blocks<'_>, values: &mut Vec<Placed<String>>, text: String, span: &Range<usize>) {
    for (word, start) in words(&text, span.start, |c| matches!(c, ',' | ';')) {
        values.push(Placed {
            place: blocks.source.place(start.min(span.end)..(start + word.len()).min(span.end.max(start))),
            value: visible(&word.replace('`', "")),
        });
    }
}

/// Ids written as links, as `#id`, as `q:id` or bare.
fn references(blocks: &Blocks<'_>, events: Range<usize>, skip: usize) -> Vec<Placed<String>> {
    let id = |text: &str| text.trim_start_matches("q:").trim_start_matches('#').to_owned();
    let linked: Vec<_> = destinations(blocks, events.clone())
        .map(|(destination, place)| Placed { value: id(destination), place })
        .collect();
    if !linked.is_empty() {
        return linked;
    }
    let mut values = Vec::new();
    for value in list(blocks, events, skip) {
        let start = value.place.span.start;
        values.extend(words(&value.value, start, char::is_whitespace).map(|(word, start)| Placed {
            value: id(word),
            place: Place { file: value.place.file.clone(), span: start..start + word.len() },
        }));
    }
    values
}

fn destinations<'b>(blocks: &'b Blocks<'_>, events: Range<usize>) -> impl Iterator<Item = (&'b str, Place)> {
    blocks.events[events].iter().filter_map(|(event, span)| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some((&**dest_url, blocks.source.place(span.clone()))),
        _ => None,
    })
}

/// The trimmed stretches of `text` between separators, with their offsets from `base`.
fn words(text: &str, base: usize, is_separator: fn(char) -> bool) -> impl Iterator<Item = (&str, usize)> {
    text.split(is_separator).filter_map(move |part| {
        let word = part.trim();
        let offset = word.as_ptr() as usize - text.as_ptr() as usize;
        (!word.is_empty()).then_some((word, base + offset))
    })
}

/// More tags than a reader can use; every one of them costs a line on the pages of all the others.
const MAX_TAGS: usize = 50;

/// Keeps the first tags of a question that has far too many.
pub fn too_many(tags: &mut Vec<Placed<String>>) -> Option<Diagnostic> {
    let first = tags.get(MAX_TAGS)?.place.clone();
    let message = format!("this question has {} tags; {MAX_TAGS} are allowed", tags.len());
    tags.truncate(MAX_TAGS);
    Some(Diagnostic::new(Lint::InvalidField, message).at(first, "one too many").help("keep the tags readers look for"))
}

fn difficulty(text: &str) -> Option<Difficulty> {
    match text.to_lowercase().as_str() {
        "easy" => Some(Difficulty::Easy),
        "medium" => Some(Difficulty::Medium),
        "hard" => Some(Difficulty::Hard),
        _ => None,
    }
}

fn not_a_difficulty(text: &str, place: Place) -> Diagnostic {
    let help = match nearest(&text.to_lowercase(), &["easy", "medium", "hard"]) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write `easy`, `medium` or `hard`".to_owned(),
    };
    Diagnostic::new(Lint::InvalidField, format!("`{text}` is not a difficulty")).at(place, "").help(help)
}

/// The diagnostic for a date that is none.
pub fn not_a_date(text: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Lint::InvalidField, format!("`{text}` is not a date"))
        .at(place, "")
        .help("write it like `2025-08-24` or `August 24, 2025`")
}
