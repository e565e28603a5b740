//! Answers from a pack without reading files: a question is answered with hits, or with the files it still needs.

mod dictionary;
mod match_set;
mod question;
mod ranking;
mod store;

use crate::analyze::Analyzer;
use crate::bm25::Scorer;
use crate::letters::{is_space, split};
use crate::pack::{self, Card, Defect, Kind, Slot};
use crate::plan::{self, Correction, Reading};
use crate::proximity::{self, Candidate};
use crate::query::{self, Item};
use crate::snippet::{Marker, Snippet};

use question::Question;
use store::Store;

/// Why a file was not taken, or a question not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A file of the pack is not what it should be.
    Defect(Defect),
    /// There is no engine, for a root comes first: said by whoever would hold one.
    NoRoot,
    /// The pack is in a language this engine has no stemmer for.
    Language,
}

/// A file of the pack that is not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its name.
    pub name: String,
    /// What [`Engine::load`] is to be told with its bytes.
    pub slot: u32,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer<T> {
    /// Files that must be loaded before it is asked again.
    Wants(Vec<Wanted>),
    /// The answer.
    Ready(T),
}

/// The documents that answer a question best.
#[derive(Debug, Clone, PartialEq)]
pub struct Results<'e> {
    /// The best, best first.
    pub hits: Vec<Hit<'e>>,
    /// How many documents answer it.
    pub total: u32,
    /// Whether there are no more.
    pub is_exact: bool,
    /// Words that are in no document, and what was looked for instead.
    pub corrections: Vec<Correction>,
    /// The question with its words taken as they are spelt, if any was corrected.
    pub instead: String,
    /// Questions to offer if nothing was found.
    pub suggestions: Vec<String>,
}

/// A document that answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'e> {
    /// Its number.
    pub document: u32,
    /// How well it answers.
    pub score: f32,
    /// What is shown of it.
    pub card: &'e Card,
    /// Its title and the passage that answers, the words asked for marked.
    pub snippet: Snippet,
}

/// A tag among the documents that answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The tag.
    pub tag: pack::Tag,
    /// How many of them have it.
    pub documents: u32,
}

/// A reader of one pack. A question changes nothing in it: only files do.
pub struct Engine {
    store: Store,
    analyzer: Analyzer,
    scorer: Scorer,
}

impl Engine {
    /// Begins with a pack's root.
    ///
    /// # Errors
    /// If the bytes are no root, or one of a language this engine has no stemmer for.
    pub fn open(root: &[u8]) -> Result<Self, Fault> {
        let store = Store::open(root).map_err(Fault::Defect)?;
        let analyzer = Analyzer::new(&store.root.language);
        if !analyzer.stems() && !store.root.language.is_empty() {
            return Err(Fault::Language);
        }
        Ok(Self { scorer: Scorer::new(&store.root.collection), store, analyzer })
    }

    /// Takes a file that was [wanted](Answer::Wants).
    ///
    /// # Errors
    /// If the bytes are not that file; nothing has changed then.
    pub fn load(&mut self, slot: u32, bytes: &[u8]) -> Result<(), Fault> {
        self.store.load(slot, bytes).map_err(Fault::Defect)
    }

    /// The best documents, at most `limit`.
    ///
    /// # Errors
    /// If the pack contradicts itself.
    pub fn search(&self, query: &str, limit: usize, reading: Reading) -> Result<Answer<Results<'_>>, Fault> {
        let mut question = Question::new(&self.store);
        let results = self.results(&query::parse(query), limit, reading, &mut question);
        answer(results, &question)
    }

    /// How many of all documents that answer a question have which tag, the most frequent first.
    ///
    /// # Errors
    /// As for [`Engine::search`].
    pub fn facets(&self, query: &str, reading: Reading) -> Result<Answer<Vec<TagCount>>, Fault> {
        let mut question = Question::new(&self.store);
        let counts = self.counts(&query::parse(query), reading, &mut question);
        answer(counts, &question)
    }

    fn results<'e>(
        &'e self,
        items: &[Item],
        limit: usize,
        reading: Reading,
        question: &mut Question<'e>,
    ) -> Option<Results<'e>> {
        let plan = plan::plan(items, reading, &self.analyzer, question)?;
        let ranking = ranking::rank(&plan, limit, question, &self.scorer);
        if question.is_missing() {
            return None;
        }
        let shown = self.store.shown_for(&ranking.clauses);
        for (document, _) in &ranking.best {
            if shown.is_none_or(|Slot { kind, at }| question.get(kind, at))
                && self.store.card(*document, shown).is_none()
            {
                question.get(Kind::Cards, self.store.block_of(*document));
            }
        }
        if question.is_missing() {
            return None;
        }
        let marker = Marker::new(&plan, &self.analyzer);
        let mut best = Vec::new();
        for (document, score) in ranking.best {
            best.push(Candidate { document, score, marked: marker.mark(self.store.card(document, shown)?) });
        }
        proximity::reorder(&mut best, &plan, &self.scorer);
        let mut hits = Vec::new();
        for Candidate { document, score, marked } in best {
            let card = self.store.card(document, shown)?;
            hits.push(Hit { document, score, snippet: marked.snippet(card), card });
        }
        let suggestions = if hits.is_empty() { suggestions(items, &self.store.root.popular) } else { Vec::new() };
        let instead = plan::literal(items, &plan.corrections);
        let (total, is_exact, corrections) = (ranking.total, ranking.is_exact, plan.corrections);
        Some(Results { hits, total, is_exact, corrections, instead, suggestions })
    }

    fn counts(&self, items: &[Item], reading: Reading, question: &mut Question<'_>) -> Option<Vec<TagCount>> {
        let plan = plan::plan(items, reading, &self.analyzer, question)?;
        let matches = ranking::all(&plan, question);
        question.get(Kind::Facets, 0);
        if question.is_missing() {
            return None;
        }
        let mut counts: Vec<TagCount> = Vec::new();
        for facet in self.store.facets() {
            let mut documents = 0;
            for document in &facet.documents {
                documents += u32::from(matches[*document as usize]);
            }
            if documents > 0 {
                // They come in the order of tags: of equals the first stays first.
                let at = counts.partition_point(|count| count.documents >= documents);
                counts.insert(at, TagCount { tag: facet.tag.clone(), documents });
            }
        }
        Some(counts)
    }
}

/// What came of a question, or what it lacked.
fn answer<T>(ready: Option<T>, question: &Question<'_>) -> Result<Answer<T>, Fault> {
    let wanted = question.wanted().map_err(Fault::Defect)?;
    Ok(ready.map_or(Answer::Wants(wanted), Answer::Ready))
}

/// What to offer instead of nothing: the bare words, then common tags.
fn suggestions(items: &[Item], popular: &str) -> Vec<String> {
    let mut suggestions = Vec::new();
    let mut bare = String::new();
    let mut is_bare = true;
    for item in items {
        is_bare &= item.what == query::What::Words;
        if !item.excluded && !item.what.is_filter() {
            bare.push_str(if bare.is_empty() { "" } else { " " });
            bare.push_str(&item.text);
        }
    }
    if !is_bare && !bare.is_empty() {
        suggestions.push(bare);
    }
    for tag in split(popular, is_space) {
        suggestions.push(String::from(query::TAG) + tag);
    }
    suggestions
}
