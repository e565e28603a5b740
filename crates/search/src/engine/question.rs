//! A question while it is answered: what it needs and is not there is noted, and then it has no answer yet.

use super::Wanted;
use super::store::{Place, Store};
use crate::pack::{self, Content, Defect, Held, Kind, Slot};

/// All tails of a term.
pub(super) const ALL: usize = usize::MAX;

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

    /// Makes sure of so many of a term's tails that are not there, the best first.
    pub(super) fn get_tails(&mut self, place: Place, mut most: usize) {
        for tail in self.store.entry(place).tails() {
            if tail.postings > 0 && most > 0 {
                most -= 1;
                self.get(tail.kind, place.chunk);
            }
        }
    }

    /// Where a term stands, in order: documents and places in them.
    pub(super) fn places(&mut self, place: Place) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        let (store, chunk) = (self.store, place.chunk);
        self.get(Kind::Positions, chunk);
        for entry in 0..=place.entry {
            self.get_tails(Place { chunk, entry }, ALL);
        }
        if self.is_missing() {
            return found;
        }
        let Some(Content::Positions(bytes)) = store.content(Slot { kind: Kind::Positions, at: chunk }) else {
            return found;
        };
        let mut before = 0_u32;
        for entry in (0..place.entry).filter(|entry| !store.entries(chunk)[*entry].is_filter()) {
            for held in store.postings(Place { chunk, entry }).0 {
                before = before.saturating_add(held.posting.counts[0]);
            }
        }
        let mut counts = vec![0; store.root.collection.documents as usize];
        for Held { posting, .. } in store.postings(place).0 {
            counts[posting.document as usize] = posting.counts[0];
        }
        match pack::places(bytes, before, &counts) {
            Ok(places) => found = places,
            Err(defect) => self.defect = Some(defect),
        }
        found
    }
}
