//! Which documents meet a condition.

use super::question::{ALL, Question};
use crate::pack::Held;
use crate::plan::Condition;

/// One flag a document.
pub(super) type Flags = Vec<bool>;

/// The documents that meet a condition, as far as is there.
pub(super) fn matching(condition: &Condition, question: &mut Question<'_>) -> Flags {
    let mut flags = vec![false; question.store.root.collection.documents as usize];
    match condition {
        Condition::Filter(term) => holding(term, question, &mut flags, 0),
        Condition::Title(term) => holding(term, question, &mut flags, 1),
        Condition::Phrase(terms) => match &terms[..] {
            [(term, _)] => holding(term, question, &mut flags, 0),
            _ => phrase(terms, question, &mut flags),
        },
    }
    flags
}

/// The documents that hold a term in a field.
fn holding(term: &str, question: &mut Question<'_>, flags: &mut [bool], field: usize) {
    let Some(place) = question.find(term) else { return };
    question.get_tails(place, ALL);
    for Held { posting, .. } in question.store.postings(place).0 {
        flags[posting.document as usize] |= posting.counts[field] > 0;
    }
}

/// The documents in which the terms stand so many places after one another.
fn phrase(terms: &[(String, u32)], question: &mut Question<'_>, flags: &mut [bool]) {
    for (term, _) in terms {
        if question.find(term).is_none() && !question.is_missing() {
            return;
        }
    }
    let mut beginnings: Option<Vec<(u32, u32)>> = None;
    for (term, after) in terms {
        let Some(place) = question.find(term) else { continue };
        let mut found = Vec::new();
        for (document, at) in question.places(place) {
            if at >= *after {
                found.push((document, at - after));
            }
        }
        beginnings = Some(match beginnings {
            Some(known) => common(&known, &found),
            None => found,
        });
    }
    for (document, _) in beginnings.unwrap_or_default() {
        flags[document as usize] = true;
    }
}

/// What two sorted lists have in common.
fn common(a: &[(u32, u32)], b: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut common = Vec::new();
    for item in a {
        if b.binary_search(item).is_ok() {
            common.push(*item);
        }
    }
    common
}
