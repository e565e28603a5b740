//! A native file divided by its headings, before anything in it is read.

use std::ops::Range;

use super::blocks::{BlockKind, Blocks};
use super::claims;
use super::dialects::Native;
use super::fields;
use super::headings::{Announces, QuestionHeading, announces};

/// What a stretch of a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Before the first question.
    Intro,
    /// A question; the heading's form if it is numbered.
    Question(Option<QuestionHeading>),
    /// The table of contents.
    Contents,
    /// The index of topics.
    Topics,
    /// Under a heading that is none of these.
    Stray,
}

/// A stretch of a file under one heading.
pub struct Section {
    /// What it is.
    pub kind: Kind,
    /// The index of its heading among the top-level blocks.
    pub heading: Option<usize>,
    /// Its blocks, the heading apart.
    pub body: Range<usize>,
}

/// Divides the first `end` top-level blocks into sections.
pub fn sections(blocks: &Blocks<'_>, end: usize) -> Vec<Section> {
    let mut sections = vec![Section { kind: Kind::Intro, heading: None, body: 0..0 }];
    for index in 0..end {
        let current = sections.last_mut().expect("there is always the introduction");
        match opens(blocks, index, &current.kind) {
            Some(kind) => sections.push(Section { kind, heading: Some(index), body: index + 1..index + 1 }),
            None => current.body.end = index + 1,
        }
    }
    sections
}

/// The kind of section the block at `index` opens, if it opens one.
fn opens(blocks: &Blocks<'_>, index: usize, current: &Kind) -> Option<Kind> {
    let block = &blocks.top[index];
    let BlockKind::Heading(level, _) = block.kind else {
        return None;
    };
    let text = blocks.text(blocks.inside(block));
    let next = blocks.top.get(index + 1);
    match announces(&text) {
        Announces::Question(heading) if level <= 2 || (level == 3 && heading.is_canonical) => {
            Some(Kind::Question(Some(heading)))
        }
        Announces::Contents if level <= 2 => Some(Kind::Contents),
        Announces::Topics if level <= 2 => Some(Kind::Topics),
        // One that has drifted: a heading inside an answer has no tags.
        _ if level == 3 && matches!(current, Kind::Question(_)) => {
            next.is_some_and(|next| fields::begins_with_tags(blocks, next)).then_some(Kind::Question(None))
        }
        _ if level > 2 => None,
        _ if level == 2 && next.is_some_and(|next| fields::begins_with_label(blocks, next)) => {
            Some(Kind::Question(None))
        }
        _ if level == 1 && *current != Kind::Intro => Some(Kind::Stray),
        _ if matches!(current, Kind::Contents | Kind::Topics) => Some(Kind::Stray),
        _ => None,
    }
}

/// What of a file the native reader would take for questions.
pub fn evidence(blocks: &Blocks<'_>) -> Native {
    let sections = sections(blocks, blocks.top.len());
    let questions = sections.iter().filter(|section| matches!(section.kind, Kind::Question(_)));
    let has_fields = |section: &&Section| {
        blocks.top[section.body.clone()].iter().take(3).any(|block| fields::begins_with_label(blocks, block))
    };
    Native {
        questions: questions.clone().count(),
        labelled: questions.filter(has_fields).count(),
        is_one: blocks.top.iter().any(|block| fields::announces_answer(blocks, block)),
    }
}

/// For each question of a file of many where an id is to be written behind its heading; nothing if it has one.
pub fn heading_ends(blocks: &Blocks<'_>) -> Vec<Option<usize>> {
    let sections = sections(blocks, claims::footer(blocks).start);
    let questions = sections.iter().filter(|section| matches!(section.kind, Kind::Question(_)));
    let end = |section: &Section| {
        let block = &blocks.top[section.heading?];
        let BlockKind::Heading(_, None) = block.kind else { return None };
        let words = blocks.events[blocks.inside(block)].iter().map(|(_, span)| span.end).max();
        let span = &blocks.events[block.events.start].1;
        let text = blocks.source.text();
        let line = || text[span.clone()].split('\n').next().unwrap_or_default().trim_end().len();
        // Attributes the author gave stand behind the words; there can be only one pair of braces.
        let end = words.unwrap_or_else(|| span.start + line());
        (!text[end..span.end.max(end)].trim_start().starts_with('{')).then_some(end)
    };
    questions.map(end).collect()
}
