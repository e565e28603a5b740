//! The parts of a pack that are loaded, and those that are asked for.

use crate::pack::{
    self, Card, Chunk, Content, Defect, Entry, EntryKind, Facet, Hash, Held, Kind, Positions, Root, Spelt, Wanted,
    merged, name_of, words_key,
};
use crate::plan::Missing;

/// A file of the pack, by what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Terms(usize),
    Tails(usize),
    Positions(usize),
    Cards(usize),
    Forward(usize),
    Backward(usize),
    Facets,
}

/// What is loaded of a pack.
pub(super) struct Store {
    pub(super) root: Root,
    terms: Vec<Option<Chunk>>,
    tails: Vec<Option<Vec<Vec<Held>>>>,
    /// As bytes: they can be read only with the tails, which may come later.
    positions: Vec<Option<Vec<u8>>>,
    cards: Vec<Option<Vec<Card>>>,
    forward: Vec<Option<Vec<Spelt>>>,
    backward: Vec<Option<Vec<Spelt>>>,
    facets: Option<Vec<Facet>>,
    /// What was ever asked for and has not come.
    wanted: Vec<(Slot, String)>,
    /// The names of what this question asked for.
    pub(super) asked: Vec<String>,
    /// What is wrong with a file inside the root.
    pub(super) defect: Option<Defect>,
}

fn nothing<T>(count: usize) -> Vec<Option<T>> {
    (0..count).map(|_| None).collect()
}

impl Store {
    pub(super) fn new(root: Root) -> Self {
        let chunks = root.terms.chunks.len();
        Self {
            terms: nothing(chunks),
            tails: nothing(chunks),
            positions: nothing(chunks),
            cards: nothing(root.cards.len()),
            forward: nothing(root.forward.chunks.len()),
            backward: nothing(root.backward.chunks.len()),
            facets: None,
            wanted: Vec::new(),
            asked: Vec::new(),
            defect: None,
            root,
        }
    }

    /// Makes sure of a file.
    pub(super) fn get(&mut self, slot: Slot) -> Result<(), Missing> {
        if self.has(slot) {
            return Ok(());
        }
        let Some(name) = self.name(slot) else { return Err(Missing) };
        if let Some(at) = self.root.inlined.iter().position(|(inlined, _)| *inlined == name) {
            let bytes = std::mem::take(&mut self.root.inlined[at].1);
            return self.put(slot, &bytes).map_err(|defect| {
                self.defect = Some(defect);
                Missing
            });
        }
        if !self.wanted.iter().any(|(wanted, _)| *wanted == slot) {
            self.wanted.push((slot, name.clone()));
        }
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        Err(Missing)
    }

    /// Makes sure of several files, and asks for all that are not there.
    pub(super) fn get_all(&mut self, slots: impl IntoIterator<Item = Slot>) -> Result<(), Missing> {
        let mut result = Ok(());
        for slot in slots {
            result = result.and(self.get(slot));
        }
        result
    }

    pub(super) fn load(&mut self, name: &str, bytes: &[u8]) -> Result<(), Defect> {
        let Some(at) = self.wanted.iter().position(|(_, wanted)| wanted == name) else { return Ok(()) };
        self.put(self.wanted[at].0, bytes)?;
        self.wanted.swap_remove(at);
        Ok(())
    }

    fn has(&self, slot: Slot) -> bool {
        match slot {
            Slot::Terms(at) => self.terms[at].is_some(),
            Slot::Tails(at) => self.tails[at].is_some(),
            Slot::Positions(at) => self.positions[at].is_some(),
            Slot::Cards(at) => self.cards[at].is_some(),
            Slot::Forward(at) => self.forward[at].is_some(),
            Slot::Backward(at) => self.backward[at].is_some(),
            Slot::Facets => self.facets.is_some(),
        }
    }

    fn name(&self, slot: Slot) -> Option<String> {
        let beside = |kind, at: usize, hash: fn(&Chunk) -> Option<Hash>| {
            Some(name_of(kind, &self.root.terms.chunks[at].0, hash(self.terms[at].as_ref()?)?))
        };
        let words = |chunk: &(Box<[u8]>, Hash), is_backward| {
            Some(name_of(Kind::Words, &words_key(&chunk.0, is_backward), chunk.1))
        };
        match slot {
            Slot::Terms(at) => {
                let (first, hash) = &self.root.terms.chunks[at];
                Some(name_of(Kind::Terms, first, *hash))
            }
            Slot::Tails(at) => beside(Kind::Tails, at, |chunk| chunk.tails),
            Slot::Positions(at) => beside(Kind::Positions, at, |chunk| chunk.positions),
            Slot::Cards(at) => Some(name_of(Kind::Cards, &(at as u32).to_le_bytes(), self.root.cards[at])),
            Slot::Forward(at) => words(&self.root.forward.chunks[at], false),
            Slot::Backward(at) => words(&self.root.backward.chunks[at], true),
            Slot::Facets => Some(name_of(Kind::Facets, &[], self.root.facets)),
        }
    }

    fn put(&mut self, slot: Slot, bytes: &[u8]) -> Result<(), Defect> {
        let wanted = match slot {
            Slot::Terms(_) => Wanted::Terms,
            Slot::Tails(at) => Wanted::Tails(self.terms[at].as_ref().ok_or(Defect::Malformed)?),
            Slot::Positions(at) => {
                pack::check(Kind::Positions, bytes)?;
                self.positions[at] = Some(bytes.to_vec());
                return Ok(());
            }
            Slot::Cards(at) => {
                let (block, documents) = (self.root.block as usize, self.root.collection.documents as usize);
                Wanted::Cards(block.min(documents - at * block))
            }
            Slot::Forward(_) | Slot::Backward(_) => Wanted::Words,
            Slot::Facets => Wanted::Facets,
        };
        match (slot, pack::read(&wanted, bytes, &self.root)?) {
            (Slot::Terms(at), Content::Terms(chunk)) => self.terms[at] = Some(chunk),
            (Slot::Tails(at), Content::Tails(tails)) => self.tails[at] = Some(tails),
            (Slot::Cards(at), Content::Cards(cards)) => self.cards[at] = Some(cards),
            (Slot::Forward(at), Content::Words(words)) => self.forward[at] = Some(words),
            (Slot::Backward(at), Content::Words(words)) => self.backward[at] = Some(words),
            (_, Content::Facets(facets)) => self.facets = Some(facets),
            _ => return Err(Defect::Malformed),
        }
        Ok(())
    }

    /// The entries of a chunk that is there.
    pub(super) fn entries(&self, chunk: usize) -> &[Entry] {
        self.terms[chunk].as_ref().map_or(&[], |chunk| &chunk.entries)
    }

    /// Where a term is, if it is anywhere.
    pub(super) fn find(&mut self, term: &str) -> Result<Option<Place>, Missing> {
        let Some(chunk) = self.root.terms.between(term.as_bytes(), term.as_bytes()).next_back() else {
            return Ok(None);
        };
        self.get(Slot::Terms(chunk))?;
        let found = self.entries(chunk).binary_search_by(|entry| (*entry.term).cmp(term));
        Ok(found.ok().map(|entry| Place { chunk, entry }))
    }

    pub(super) fn entry(&self, place: Place) -> &Entry {
        &self.entries(place.chunk)[place.entry]
    }

    /// Makes sure of all postings of a term.
    pub(super) fn get_tail(&mut self, place: Place) -> Result<(), Missing> {
        if self.entry(place).long().is_some() { self.get(Slot::Tails(place.chunk)) } else { Ok(()) }
    }

    /// The postings that are not beside the term, if they are there.
    pub(super) fn tail(&self, place: Place) -> Option<&[Held]> {
        if self.entry(place).long().is_none() {
            return Some(&[]);
        }
        let number = self.entries(place.chunk)[..place.entry].iter().filter(|entry| entry.long().is_some()).count();
        self.tails[place.chunk].as_ref()?.get(number).map(Vec::as_slice)
    }

    /// The postings beside a term.
    pub(super) fn postings(&self, place: Place) -> (&[Held], &[u32; 5], f32) {
        match &self.entry(place).kind {
            EntryKind::Postings { frequencies, postings, bound } => (postings, frequencies, *bound),
            EntryKind::Alias(_) => (&[], &[0; 5], 0.0),
        }
    }

    /// All postings of a term with its positions in the documents, if what it takes is there.
    pub(super) fn positions(&mut self, place: Place) -> Result<(Vec<Held>, Positions), Missing> {
        let tail = self.get_tail(place);
        let has_tails = self.terms[place.chunk].as_ref().is_some_and(|chunk| chunk.tails.is_some());
        let tails = if has_tails { self.get(Slot::Tails(place.chunk)) } else { Ok(()) };
        self.get(Slot::Positions(place.chunk))?;
        tail.and(tails)?;
        let chunk = self.terms[place.chunk].as_ref().ok_or(Missing)?;
        let tails = self.tails[place.chunk].as_deref().unwrap_or(&[]);
        let bytes = self.positions[place.chunk].as_deref().ok_or(Missing)?;
        let read = pack::read(&Wanted::Positions(chunk, tails), bytes, &self.root);
        match (read, merged(chunk, tails).nth(place.entry)) {
            (Ok(Content::Positions(mut positions)), Some(postings)) => {
                Ok((postings, positions.swap_remove(place.entry)))
            }
            (read, _) => {
                self.defect = Some(read.err().unwrap_or(Defect::Malformed));
                Err(Missing)
            }
        }
    }

    /// Makes sure of what is shown of documents.
    pub(super) fn want_cards(&mut self, documents: &[u32]) -> Result<(), Missing> {
        let block = self.root.block;
        self.get_all(documents.iter().map(|document| Slot::Cards((document / block) as usize)))
    }

    pub(super) fn card(&self, document: u32) -> Option<&Card> {
        let cards = self.cards.get((document / self.root.block) as usize)?.as_ref()?;
        cards.get((document % self.root.block) as usize)
    }

    pub(super) fn facets(&self) -> &[Facet] {
        self.facets.as_deref().unwrap_or(&[])
    }

    pub(super) fn spelt(&self, chunk: usize, is_backward: bool) -> &[Spelt] {
        let words = if is_backward { &self.backward } else { &self.forward };
        words[chunk].as_deref().unwrap_or(&[])
    }
}

/// Where a term is in what is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) chunk: usize,
    entry: usize,
}
