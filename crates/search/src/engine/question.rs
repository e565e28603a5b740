//! A question while it is answered: what it needs and is not there is noted, and then it has no answer yet.

use super::Wanted;
use super::store::{Place, Store};
use crate::pack::{self, Content, Defect, Held, Kind, Slot};

/// A question under way. What it needs of the store, it asks for here.
pub(super) struct Question<'s> {
    pub(super) store: &'s Store,
    missing: Vec<Slot>,
    defect: Option<Defect>,
}

impl<'s> Question<'s> {
    pub(super) fn new(store: &'s Store) -> Self {
        Self { store, missing: Vec::new(), defect: None }
    }

    /// Whether it asked for what is not there: then what came of it is no answer.
    pub(super) fn is_missing(&self) -> bool {
        self.defect.is_some() || !self.missing.is_empty()
    }

    /// What it asked for.
    ///
    /// # Errors
    /// If the pack contradicts itself.
    pub(super) fn wanted(&self) -> Result<Vec<Wanted>, Defect> {
        let mut wanted = Vec::new();
        for slot in &self.missing {
            wanted.push(Wanted { name: self.store.name(*slot).ok_or(Defect::Malformed)?, slot: slot.number() });
        }
        self.defect.map_or(Ok(wanted), Err)
    }

    /// Makes sure of a file, or asks for it.
    pub(super) fn get(&mut self, kind: Kind, at: usize) -> bool {
        let slot = Slot { kind, at };
        let is_there = self.store.content(slot).is_some();
        if !is_there && !self.missing.contains(&slot) {
            self.missing.push(slot);
        }
        is_there
    }

    /// Where a term is, if it is anywhere.
    pub(super) fn find(&mut self, term: &str) -> Option<Place> {
        let chunk = self.store.root.terms.last_before(term)?;
        self.get(Kind::Terms, chunk);
        let found = self.store.entries(chunk).binary_search_by(|entry| (*entry.term).cmp(term));
        Some(Place { chunk, entry: found.ok()? })
    }

    /// Makes sure of all postings of a term.
    pub(super) fn get_tail(&mut self, place: Place) {
        if self.store.entry(place).long().is_some() {
            self.get(Kind::Tails, place.chunk);
        }
    }

    /// Where a term stands, in order: documents and places in them.
    pub(super) fn places(&mut self, place: Place) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        let (store, chunk) = (self.store, place.chunk);
        let has_tails = store.chunk(chunk).is_some_and(|chunk| chunk.tails.is_some());
        let has_tails = !has_tails || self.get(Kind::Tails, chunk);
        if !self.get(Kind::Positions, chunk) || !has_tails {
            return found;
        }
        let Some(Content::Positions(bytes)) = store.content(Slot { kind: Kind::Positions, at: chunk }) else {
            return found;
        };
        let mut before = 0_u32;
        for entry in (0..place.entry).filter(|entry| !store.entries(chunk)[*entry].is_filter()) {
            let mut add = |held: &Held| before = before.saturating_add(held.posting.counts[0]);
            store.each_posting(Place { chunk, entry }, &mut add);
        }
        match pack::places(bytes, before, &counts(store, place)) {
            Ok(places) => found = places,
            Err(defect) => self.defect = Some(defect),
        }
        found
    }
}

/// The documents that hold a term, in their order, and how often.
fn counts(store: &Store, place: Place) -> Vec<(u32, u32)> {
    let mut counts = Vec::new();
    let mut put = |held: &Held| counts.push((held.posting.document, held.posting.counts[0]));
    let mut tail = store.tail(place).unwrap_or_default();
    for held in store.postings(place).0 {
        while let [first, rest @ ..] = tail
            && first.posting.document < held.posting.document
        {
            put(first);
            tail = rest;
        }
        put(held);
    }
    tail.iter().for_each(put);
    counts
}
