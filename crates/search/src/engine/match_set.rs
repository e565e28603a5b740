//! Which documents meet a condition.

use super::store::{Place, Store};
use crate::pack::{Held, Positions};
use crate::plan::{Condition, Missing};

/// One flag a document.
pub(super) type Flags = Vec<bool>;

/// The documents that meet a condition.
pub(super) fn matching(condition: &Condition, store: &mut Store) -> Result<Flags, Missing> {
    match condition {
        Condition::Term(term) | Condition::Filter(term) => holding(term, store, |_| true),
        Condition::Title(term) => holding(term, store, |held| held.posting.counts[1] > 0),
        Condition::Phrase(terms) => phrase(terms, store),
    }
}

fn none(store: &Store) -> Flags {
    vec![false; store.root.collection.documents as usize]
}

fn holding(term: &str, store: &mut Store, is_meant: fn(&Held) -> bool) -> Result<Flags, Missing> {
    let mut flags = none(store);
    let Some(place) = store.find(term)? else { return Ok(flags) };
    store.get_tail(place)?;
    let tail = store.tail(place).unwrap_or(&[]);
    for held in store.postings(place).0.iter().chain(tail).filter(|held| is_meant(held)) {
        flags[held.posting.document as usize] = true;
    }
    Ok(flags)
}

/// The documents in which the terms stand so many places after one another.
fn phrase(terms: &[(String, u32)], store: &mut Store) -> Result<Flags, Missing> {
    let mut places: Vec<(Place, u32)> = Vec::new();
    let mut is_missing = false;
    for (term, after) in terms {
        match store.find(term) {
            Ok(Some(place)) => places.push((place, *after)),
            Ok(None) => return Ok(none(store)),
            Err(Missing) => is_missing = true,
        }
    }
    let mut lists: Vec<(Vec<Held>, Positions, u32)> = Vec::new();
    for (place, after) in places {
        match store.positions(place) {
            Ok((postings, positions)) => lists.push((postings, positions, after)),
            Err(Missing) => is_missing = true,
        }
    }
    if is_missing {
        return Err(Missing);
    }
    let mut flags = none(store);
    // For each document, where the phrase can begin by the terms looked at so far.
    let mut beginnings: Vec<(u32, Vec<u32>)> = Vec::new();
    for (number, (postings, positions, after)) in lists.iter().enumerate() {
        let mut rest = &positions.places[..];
        let mut next = Vec::new();
        let mut known = beginnings.iter().peekable();
        for held in postings {
            let count = (held.posting.counts[0] as usize).min(rest.len());
            let (places, after_these) = rest.split_at(count);
            rest = after_these;
            let document = held.posting.document;
            let mut starts: Vec<u32> = places.iter().filter_map(|place| place.checked_sub(*after)).collect();
            if number > 0 {
                while known.next_if(|(other, _)| *other < document).is_some() {}
                let Some((_, before)) = known.next_if(|(other, _)| *other == document) else { continue };
                starts.retain(|start| before.binary_search(start).is_ok());
            }
            if !starts.is_empty() {
                next.push((document, starts));
            }
        }
        beginnings = next;
    }
    beginnings.iter().for_each(|(document, _)| flags[*document as usize] = true);
    Ok(flags)
}
