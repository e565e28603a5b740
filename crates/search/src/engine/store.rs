//! The parts of a pack that are loaded.

use crate::pack::{
    self, Card, Chunk, Content, Defect, Entry, EntryKind, Facet, Held, Kind, Root, Slot, Spelt, name_of,
};

/// What is loaded of a pack.
pub(super) struct Store {
    pub(super) root: Root,
    /// Whether all but positions came with the root: words by spelling are then those of the terms.
    pub(super) is_single: bool,
    loaded: Vec<(Slot, Content)>,
}

impl Store {
    /// Takes a root and what is in it.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, Defect> {
        let mut root = pack::read_root(bytes)?;
        let inlined = std::mem::take(&mut root.inlined);
        let mut store = Self { root, is_single: !inlined.is_empty(), loaded: Vec::new() };
        for (slot, bytes) in &inlined {
            store.load(*slot, bytes)?;
        }
        Ok(store)
    }

    /// Takes another file.
    pub(super) fn load(&mut self, slot: u32, bytes: &[u8]) -> Result<(), Defect> {
        let slot = Slot::of(slot);
        match pack::read(slot, bytes, &self.root, self.chunk(slot.at))? {
            Content::Tails(tails) => self.join(slot, tails),
            content => self.loaded.push((slot, content)),
        }
        Ok(())
    }

    /// Puts the tails of a chunk's terms to the postings that are there.
    fn join(&mut self, slot: Slot, tails: Vec<Vec<Held>>) {
        let terms = Slot { kind: Kind::Terms, at: slot.at };
        let Some((_, Content::Terms(chunk))) = self.loaded.iter_mut().find(|(loaded, _)| *loaded == terms) else {
            return;
        };
        for (entry, loaded) in chunk.entries.iter_mut().zip(tails) {
            if let EntryKind::Postings { postings, tails, .. } = &mut entry.kind {
                postings.extend(loaded);
                tails[usize::from(slot.kind == Kind::Rest)].postings = 0;
            }
        }
    }

    pub(super) fn content(&self, slot: Slot) -> Option<&Content> {
        self.loaded.iter().find(|(loaded, _)| *loaded == slot).map(|(_, content)| content)
    }

    /// The name of a file; nothing if the pack has none in that slot.
    pub(super) fn name(&self, Slot { kind, at }: Slot) -> Option<String> {
        let root = &self.root;
        let number = (at as u32).to_le_bytes();
        let (key, hash) = match kind {
            Kind::Cards => (&number[..], *root.cards.get(at / root.cards_together as usize)?),
            Kind::Facets => (&[][..], root.facets),
            _ => {
                let is_pool = kind == Kind::Shown && !root.pools.chunks.is_empty();
                let directory = match kind {
                    Kind::Words => &root.spelling[0],
                    Kind::Backwards => &root.spelling[1],
                    _ if is_pool => &root.pools,
                    _ => &root.terms,
                };
                let (first, hash) = directory.chunks.get(at)?;
                let hash = match kind {
                    Kind::Tails => self.chunk(at)?.tails[0],
                    Kind::Rest => self.chunk(at)?.tails[1],
                    Kind::Positions => self.chunk(at)?.positions,
                    Kind::Shown if !is_pool => self.chunk(at)?.apart,
                    _ => Some(*hash),
                };
                (first.as_bytes(), hash?)
            }
        };
        Some(name_of(kind, key, hash))
    }

    pub(super) fn chunk(&self, at: usize) -> Option<&Chunk> {
        match self.content(Slot { kind: Kind::Terms, at }) {
            Some(Content::Terms(chunk)) => Some(chunk),
            _ => None,
        }
    }

    /// The entries of a chunk that is there.
    pub(super) fn entries(&self, chunk: usize) -> &[Entry] {
        self.chunk(chunk).map_or(&[], |chunk| &chunk.entries)
    }

    pub(super) fn entry(&self, place: Place) -> &Entry {
        &self.entries(place.chunk)[place.entry]
    }

    /// The postings of a term that are there, and in how many documents it is in each field.
    pub(super) fn postings(&self, place: Place) -> (&[Held], &[u32; 5]) {
        match &self.entry(place).kind {
            EntryKind::Postings { frequencies, postings, .. } => (postings, frequencies),
            EntryKind::Alias(_) => (&[], &[0; 5]),
        }
    }

    /// The file that has what is shown for a word that is asked alone: with the commonest of its terms, or apart from it. With
    /// several words their closeness counts: that in what is kept of a document, whatever else is at hand.
    pub(super) fn shown_for(&self, clauses: &[Found]) -> Option<Slot> {
        let [clause] = clauses else { return None };
        let mut most = self.root.apart;
        let mut commonest = None;
        for (place, _) in clause {
            let documents = self.postings(*place).1[0];
            if documents > most {
                most = documents;
                commonest = Some(*place);
            }
        }
        let place = commonest?;
        if most > self.root.beside {
            return Some(Slot { kind: Kind::Terms, at: place.chunk });
        }
        let pool = self.root.pools.last_before(&self.entry(place).term);
        Some(Slot { kind: Kind::Shown, at: pool.unwrap_or(place.chunk) })
    }

    /// The block that has a document's own card.
    pub(super) fn block_of(&self, document: u32) -> usize {
        (document / self.root.block) as usize
    }

    /// What is shown of a document: what that file has, or else its own card.
    pub(super) fn card(&self, document: u32, shown: Option<Slot>) -> Option<&Card> {
        let card = shown.and_then(|slot| self.card_in(slot, document));
        let own = Slot { kind: Kind::Cards, at: self.block_of(document) };
        card.or_else(|| self.card_in(own, document % self.root.block))
    }

    fn card_in(&self, slot: Slot, document: u32) -> Option<&Card> {
        let cards = match self.content(slot)? {
            Content::Terms(chunk) => &chunk.beside,
            Content::Cards(cards) => cards,
            _ => return None,
        };
        for (shown, card) in cards {
            if *shown == document {
                return Some(card);
            }
        }
        None
    }

    pub(super) fn facets(&self) -> &[Facet] {
        match self.content(Slot { kind: Kind::Facets, at: 0 }) {
            Some(Content::Facets(facets)) => facets,
            _ => &[],
        }
    }

    pub(super) fn spelt(&self, kind: Kind, at: usize) -> &[Spelt] {
        match self.content(Slot { kind, at }) {
            Some(Content::Words(words)) => words,
            _ => &[],
        }
    }
}

/// The terms of a clause that are in the dictionary, and what their scores are multiplied by.
pub(super) type Found = Vec<(Place, f32)>;

/// Where a term is in what is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) chunk: usize,
    pub(super) entry: usize,
}
