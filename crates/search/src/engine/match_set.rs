//! Which documents meet a condition.

use super::store::Store;
use crate::pack::Held;
use crate::plan::Condition;

/// One flag a document.
pub(super) type Flags = Vec<bool>;

/// The documents that meet a condition, as far as is there.
pub(super) fn matching(condition: &Condition, store: &mut Store) -> Flags {
    let mut flags = vec![false; store.root.collection.documents as usize];
    match condition {
        Condition::Term(term) | Condition::Filter(term) => holding(term, store, &mut flags, 0),
        Condition::Title(term) => holding(term, store, &mut flags, 1),
        Condition::Phrase(terms) => phrase(terms, store, &mut flags),
    }
    flags
}

/// The documents that hold a term in a field.
fn holding(term: &str, store: &mut Store, flags: &mut [bool], field: usize) {
    let Some(place) = store.find(term) else { return };
    store.get_tail(place);
    for Held { posting, .. } in store.all_postings(place) {
        flags[posting.document as usize] |= posting.counts[field] > 0;
    }
}

/// The documents in which the terms stand so many places after one another.
fn phrase(terms: &[(String, u32)], store: &mut Store, flags: &mut [bool]) {
    for (term, _) in terms {
        if store.find(term).is_none() && !store.is_missing() {
            return;
        }
    }
    let mut beginnings: Option<Vec<(u32, u32)>> = None;
    for (term, after) in terms {
        let Some(place) = store.find(term) else { continue };
        let mut found = Vec::new();
        for (document, at) in store.places(place) {
            if at >= *after {
                found.push((document, at - after));
            }
        }
        if let Some(known) = beginnings {
            found.retain(|beginning| known.binary_search(beginning).is_ok());
        }
        beginnings = Some(found);
    }
    for (document, _) in beginnings.unwrap_or_default() {
        flags[document as usize] = true;
    }
}
