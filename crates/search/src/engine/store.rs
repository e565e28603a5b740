//! The parts of a pack that are loaded, and those that are asked for.

use std::rc::Rc;

use crate::pack::{
    self, Card, Chunk, Content, Defect, Entry, EntryKind, Facet, Held, Kind, Root, Slot, Spelt, name_of, words_key,
};

/// What is loaded of a pack.
pub(super) struct Store {
    pub(super) root: Root,
    loaded: Vec<(Slot, Content)>,
    /// What was ever asked for and has not come.
    wanted: Vec<Wanted>,
    /// What is wrong with a file inside the root.
    pub(super) defect: Option<Defect>,
}

/// A file that is not there.
struct Wanted {
    slot: Slot,
    name: String,
    /// Whether this question asked for it.
    is_asked: bool,
}

impl Store {
    pub(super) fn new(root: Root) -> Self {
        Self { root, loaded: Vec::new(), wanted: Vec::new(), defect: None }
    }

    /// Begins a question.
    pub(super) fn begin(&mut self) {
        self.wanted.iter_mut().for_each(|wanted| wanted.is_asked = false);
    }

    /// Whether this question asked for what is not there: then what came of it is no answer.
    pub(super) fn is_missing(&self) -> bool {
        self.defect.is_some() || self.wanted.iter().any(|wanted| wanted.is_asked)
    }

    /// The names of what this question asked for.
    pub(super) fn asked(&self) -> Vec<String> {
        let mut names = Vec::new();
        for wanted in self.wanted.iter().filter(|wanted| wanted.is_asked) {
            names.push(wanted.name.clone());
        }
        names
    }

    /// Makes sure of a file, or asks for it.
    pub(super) fn get(&mut self, kind: Kind, at: usize) -> bool {
        let slot = Slot { kind, at };
        if self.content(slot).is_some() {
            return true;
        }
        if let Some(wanted) = self.wanted.iter_mut().find(|wanted| wanted.slot == slot) {
            wanted.is_asked = true;
            return false;
        }
        let Some(name) = self.name(slot) else {
            self.defect = Some(Defect::Malformed);
            return false;
        };
        if let Some(at) = self.root.inlined.iter().position(|(inlined, _)| *inlined == name) {
            let bytes = std::mem::take(&mut self.root.inlined[at].1);
            self.defect = self.put(slot, &bytes).err();
            return self.defect.is_none();
        }
        self.wanted.push(Wanted { slot, name, is_asked: true });
        false
    }

    pub(super) fn load(&mut self, name: &str, bytes: &[u8]) -> Result<(), Defect> {
        let Some(at) = self.wanted.iter().position(|wanted| wanted.name == name) else { return Ok(()) };
        self.put(self.wanted[at].slot, bytes)?;
        self.wanted.swap_remove(at);
        Ok(())
    }

    fn put(&mut self, slot: Slot, bytes: &[u8]) -> Result<(), Defect> {
        let content = pack::read(slot, bytes, &self.root, self.chunk(slot.at))?;
        self.loaded.push((slot, content));
        Ok(())
    }

    fn content(&self, slot: Slot) -> Option<&Content> {
        self.loaded.iter().find(|(loaded, _)| *loaded == slot).map(|(_, content)| content)
    }

    fn name(&self, Slot { kind, at }: Slot) -> Option<String> {
        let number;
        let mut key: &[u8] = &[];
        let words;
        let hash = match kind {
            Kind::Cards => {
                number = (at as u32).to_le_bytes();
                key = &number;
                self.root.cards[at]
            }
            Kind::Words => {
                let (first, hash) = &self.root.spelling[at & 1].chunks[at >> 1];
                words = words_key(first.as_bytes(), at & 1 == 1);
                key = &words;
                *hash
            }
            Kind::Terms | Kind::Tails | Kind::Positions => {
                let (first, hash) = &self.root.terms.chunks[at];
                key = first.as_bytes();
                match kind {
                    Kind::Terms => *hash,
                    Kind::Tails => self.chunk(at)?.tails?,
                    _ => self.chunk(at)?.positions?,
                }
            }
            _ => self.root.facets,
        };
        Some(name_of(kind, key, hash))
    }

    fn chunk(&self, at: usize) -> Option<&Chunk> {
        match self.content(Slot { kind: Kind::Terms, at }) {
            Some(Content::Terms(chunk)) => Some(chunk),
            _ => None,
        }
    }

    /// The entries of a chunk that is there.
    pub(super) fn entries(&self, chunk: usize) -> &[Entry] {
        self.chunk(chunk).map_or(&[], |chunk| &chunk.entries)
    }

    /// The chunk a term is in, if it is anywhere.
    pub(super) fn chunk_of(&self, term: &str) -> Option<usize> {
        self.root.terms.last_before(term)
    }

    /// Where a term is, if it is anywhere.
    pub(super) fn find(&mut self, term: &str) -> Option<Place> {
        let chunk = self.chunk_of(term)?;
        self.get(Kind::Terms, chunk);
        let found = self.entries(chunk).binary_search_by(|entry| (*entry.term).cmp(term));
        Some(Place { chunk, entry: found.ok()? })
    }

    pub(super) fn entry(&self, place: Place) -> &Entry {
        &self.entries(place.chunk)[place.entry]
    }

    /// Makes sure of all postings of a term.
    pub(super) fn get_tail(&mut self, place: Place) {
        if self.entry(place).long().is_some() {
            self.get(Kind::Tails, place.chunk);
        }
    }

    /// The postings that are not beside the term, if they are there.
    pub(super) fn tail(&self, place: Place) -> Option<&[Held]> {
        if self.entry(place).long().is_none() {
            return Some(&[]);
        }
        let Some(Content::Tails(tails)) = self.content(Slot { kind: Kind::Tails, at: place.chunk }) else {
            return None;
        };
        let number = self.entries(place.chunk)[..place.entry].iter().filter(|entry| entry.long().is_some()).count();
        tails.get(number).map(Vec::as_slice)
    }

    /// The postings beside a term.
    pub(super) fn postings(&self, place: Place) -> (&[Held], &[u32; 5], f32) {
        match &self.entry(place).kind {
            EntryKind::Postings { frequencies, postings, bound } => (postings, frequencies, *bound),
            EntryKind::Alias(_) => (&[], &[0; 5], 0.0),
        }
    }

    /// All postings of a term that are there, in the order of documents.
    pub(super) fn all_postings(&self, place: Place) -> Vec<Held> {
        let mut all = Vec::new();
        let mut tail = self.tail(place).unwrap_or_default();
        for held in self.postings(place).0 {
            while let [first, rest @ ..] = tail
                && first.posting.document < held.posting.document
            {
                all.push(*first);
                tail = rest;
            }
            all.push(*held);
        }
        all.extend_from_slice(tail);
        all
    }

    /// Where a term stands, in order: documents and places in them.
    pub(super) fn places(&mut self, place: Place) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        let chunk = place.chunk;
        let has_tails = self.chunk(chunk).is_some_and(|chunk| chunk.tails.is_some());
        let has_tails = !has_tails || self.get(Kind::Tails, chunk);
        if !self.get(Kind::Positions, chunk) || !has_tails {
            return found;
        }
        let Some(Content::Positions(bytes)) = self.content(Slot { kind: Kind::Positions, at: chunk }) else {
            return found;
        };
        let mut before = 0_u32;
        for entry in (0..place.entry).filter(|entry| !self.entries(chunk)[*entry].is_filter()) {
            for held in self.all_postings(Place { chunk, entry }) {
                before = before.saturating_add(held.posting.counts[0]);
            }
        }
        let postings = self.all_postings(place);
        match pack::places(bytes, before, postings.iter().map(|held| held.posting.counts[0])) {
            Ok(places) => {
                for (held, places) in postings.iter().zip(places) {
                    places.iter().for_each(|place| found.push((held.posting.document, *place)));
                }
            }
            Err(defect) => self.defect = Some(defect),
        }
        found
    }

    pub(super) fn card(&self, document: u32) -> Option<&Rc<Card>> {
        let slot = Slot { kind: Kind::Cards, at: (document / self.root.block) as usize };
        let Some(Content::Cards(cards)) = self.content(slot) else { return None };
        cards.get((document % self.root.block) as usize)
    }

    pub(super) fn facets(&self) -> &[Facet] {
        match self.content(Slot { kind: Kind::Facets, at: 0 }) {
            Some(Content::Facets(facets)) => facets,
            _ => &[],
        }
    }

    pub(super) fn spelt(&self, at: usize) -> &[Spelt] {
        match self.content(Slot { kind: Kind::Words, at }) {
            Some(Content::Words(words)) => words,
            _ => &[],
        }
    }
}

/// Where a term is in what is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) chunk: usize,
    entry: usize,
}
