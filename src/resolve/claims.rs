//! What files claim about themselves, held against the questions they have.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Candidate;
use crate::diagnostic::Diagnostic;
use crate::document::{ContentsClaim, Document, Entry};
use crate::lint::Lint;
use crate::slug;

/// Verifies numbers, tables of contents and totals.
pub fn verify(documents: &[Arc<Document>], candidates: &[Candidate<'_>], diagnostics: &mut Vec<Diagnostic>) {
    for document in documents {
        numbers(&document.entries, diagnostics);
        if let Some(contents) = &document.contents {
            table_of_contents(contents, &document.entries, diagnostics);
        }
    }
    totals(documents, candidates, diagnostics);
}

fn numbers(entries: &[Entry], diagnostics: &mut Vec<Diagnostic>) {
    let mut first: HashMap<u64, &Entry> = HashMap::new();
    for entry in entries {
        let Some(number) = entry.number else {
            continue;
        };
        let earlier = *first.entry(number).or_insert(entry);
        if !std::ptr::eq(earlier, entry) {
            diagnostics.push(
                Diagnostic::new(Lint::DuplicateNumber, format!("this file has two questions Q{number}"))
                    .at(entry.heading.clone(), "")
                    .at(earlier.heading.clone(), "the first one")
                    .help("number them apart; the index of topics can only mean the first"),
            );
        }
    }
}

fn totals(documents: &[Arc<Document>], candidates: &[Candidate<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut published: HashMap<&str, u64> = HashMap::new();
    for candidate in candidates {
        *published.entry(&candidate.document.path).or_default() += 1;
    }
    for document in documents {
        let Some(total) = &document.total else {
            continue;
        };
        let all = document.entries.len() as u64;
        let shown = published.get(&*document.path).copied().unwrap_or(0);
        if total.value != all && total.value != shown {
            diagnostics.push(
                Diagnostic::new(
                    Lint::TotalDrift,
                    format!("the footer says {}, but the number of questions is {all}", total.value),
                )
                .at(total.place.clone(), "")
                .help(format!("write `*Total Questions: {all}*`")),
            );
        }
    }
}

fn table_of_contents(contents: &ContentsClaim, entries: &[Entry], diagnostics: &mut Vec<Diagnostic>) {
    let mut listed: HashSet<usize> = HashSet::new();
    for link in &contents.links {
        let (text, destination) = &link.value;
        let Some(anchor) = destination.strip_prefix('#') else {
            continue;
        };
        let Some(index) = find(entries, anchor) else {
            diagnostics.push(
                Diagnostic::new(
                    Lint::ContentsDrift,
                    format!("the table of contents lists `{text}`, but this file has no such question"),
                )
                .at(link.place.clone(), "")
                .help("delete the line, or correct its anchor"),
            );
            continue;
        };
        listed.insert(index);
        let entry = &entries[index];
        if slug::slug(text) != slug::slug(&label(entry)) && slug::slug(text) != slug::slug(&entry.title.text) {
            diagnostics.push(
                Diagnostic::new(Lint::ContentsDrift, format!("the table of contents calls a question `{text}`"))
                    .at(link.place.clone(), "")
                    .at(entry.heading.clone(), "its heading says otherwise")
                    .help(format!("write `{}`", label(entry))),
            );
        }
    }
    for (index, entry) in entries.iter().enumerate() {
        if !listed.contains(&index) {
            diagnostics.push(
                Diagnostic::new(
                    Lint::ContentsDrift,
                    format!("`{}` is missing in the table of contents", entry.title.text),
                )
                .at(contents.heading.clone(), "")
                .at(entry.heading.clone(), "this question")
                .help(format!("add a line `- [{}](#{})`", label(entry), entry.anchor)),
            );
        }
    }
}

fn find(entries: &[Entry], anchor: &str) -> Option<usize> {
    let anchor = anchor.to_lowercase();
    entries.iter().position(|entry| {
        let id = entry.fields.id.as_ref().map(|id| id.value.as_str());
        entry.anchor == anchor || id == Some(&anchor)
    })
}

/// How a table of contents would call it.
fn label(entry: &Entry) -> String {
    match entry.number {
        Some(number) => format!("Q{number}: {}", entry.title.text),
        None => entry.title.text.clone(),
    }
}
