//! What a question should have and lacks: an answer, tags, a title that can be seen, a choice that is right.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Entry};
use crate::lint::Lint;

/// A file so large most of whose questions lack the same is named once.
const MANY: usize = 10;

/// Names what the questions of all files lack.
pub fn check(documents: &[Arc<Document>], diagnostics: &mut Vec<Diagnostic>) {
    for document in documents {
        let entries: Vec<&Entry> = document.entries.iter().filter(|entry| !entry.fields.draft).collect();
        let mut findings: Vec<Diagnostic> = entries.iter().flat_map(|entry| lacks(entry)).collect();
        for lint in [Lint::MissingAnswer, Lint::NoTags] {
            let of_lint = findings.iter().filter(|finding| finding.lint == lint).count();
            if of_lint < MANY || of_lint * 2 < entries.len() {
                continue;
            }
            let what = if lint == Lint::NoTags { "no tags" } else { "no answer" };
            let message =
                format!("{of_lint} of the {} questions of this file have {what}; this is the first", entries.len());
            let mut is_first = true;
            findings.retain_mut(|finding| {
                let keeps = finding.lint != lint || std::mem::take(&mut is_first);
                if keeps && finding.lint == lint {
                    finding.message.clone_from(&message);
                }
                keeps
            });
        }
        diagnostics.extend(findings);
    }
}

fn lacks(entry: &Entry) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let title = &entry.title.text;
    match &entry.answer {
        None if entry.is_decided() => {}
        None => diagnostics.push(
            Diagnostic::new(Lint::MissingAnswer, format!("`{title}` has no answer"))
                .at(entry.heading.clone(), "")
                .help("write it below a line `**Answer:**`"),
        ),
        Some(answer) if answer.is_empty() => diagnostics.push(
            Diagnostic::new(Lint::EmptyAnswer, format!("the answer of `{title}` is empty"))
                .at(entry.heading.clone(), "")
                .help("write the answer below `**Answer:**`, or mark the question as a draft"),
        ),
        Some(_) => {}
    }
    if entry.fields.tags.is_empty() {
        diagnostics.push(
            Diagnostic::new(Lint::NoTags, format!("`{title}` has no tags"))
                .at(entry.heading.clone(), "")
                .help("write ``**Tags:** `first` `second` `` below the heading, or `tags` in the front matter"),
        );
    }
    if !title.chars().any(is_visible) {
        diagnostics.push(
            Diagnostic::new(Lint::InvisibleText, "this title holds nothing a reader can see")
                .at(entry.heading.clone(), "")
                .help("write a title in words"),
        );
    }
    diagnostics
}

/// Whether a character shows on a page: not blank, not a control, not one of Unicode's invisible formatters.
pub fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}
