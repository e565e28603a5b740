//! The tags of `<details>` and `<summary>` in a file's raw HTML, wherever Markdown left them.

use pulldown_cmark::{Event, TagEnd};

use super::super::blocks::Blocks;
use crate::document::Span;

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldTag {
    /// Which.
    pub kind: FoldKind,
    /// Its bytes.
    pub span: Span,
}

/// The tags that make a fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// `<details>`
    Open,
    /// `</details>`
    Close,
    /// `<summary>`
    Label,
    /// `</summary>`
    LabelEnd,
}

const KINDS: &[(&str, FoldKind)] = &[
    ("<details", FoldKind::Open),
    ("</details", FoldKind::Close),
    ("<summary", FoldKind::Label),
    ("</summary", FoldKind::LabelEnd),
];

/// Finds the tags of all folds, comments apart.
pub fn tags(blocks: &Blocks<'_>) -> Vec<FoldTag> {
    let mut tags = Vec::new();
    let mut in_comment = false;
    for (event, span) in &blocks.events {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => scan(blocks.source.text(), span, &mut in_comment, &mut tags),
            Event::End(TagEnd::HtmlBlock) => in_comment = false,
            _ => {}
        }
    }
    tags
}

fn scan(text: &str, span: &Span, in_comment: &mut bool, tags: &mut Vec<FoldTag>) {
    let html = &text[span.clone()];
    let mut at = 0;
    while let Some(next) = html.get(at..).and_then(|rest| rest.find(if *in_comment { "-->" } else { "<" })) {
        at += next;
        if *in_comment {
            *in_comment = false;
            at += 3;
            continue;
        }
        let tag = &html[at..];
        if tag.starts_with("<!--") {
            *in_comment = true;
            at += 4;
            continue;
        }
        let kind = KINDS.iter().find(|(name, _)| {
            let head = tag.get(..name.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(name))
                && tag[name.len()..].starts_with(|c: char| c == '>' || c.is_whitespace())
        });
        if let (Some((_, kind)), Some(end)) = (kind, tag.find('>')) {
            tags.push(FoldTag { kind: *kind, span: span.start + at..span.start + at + end + 1 });
        }
        at += 1;
    }
}
