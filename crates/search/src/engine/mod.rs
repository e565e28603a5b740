//! Answers from a pack without reading files: a question is answered with hits, or with the files it still needs.

mod dictionary;
mod match_set;
mod ranking;
mod store;

use std::rc::Rc;

use crate::analyze::Analyzer;
use crate::bm25::Scorer;
use crate::pack::{self, Card, Defect, Kind, ROOT};
use crate::plan::{self, Correction, Plan, Reading};
use crate::proximity::{self, Candidate};
use crate::query::{self, Item};
use crate::snippet::{Marker, Snippet};

use store::Store;

/// Why a file was not taken, or a question not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A file of the pack is not what it should be.
    Defect(Defect),
    /// The root has not been loaded.
    NoRoot,
    /// The pack is in a language this engine has no stemmer for.
    Language,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer<T> {
    /// Files that must be loaded before it is asked again.
    Wants(Vec<String>),
    /// The answer.
    Ready(T),
}

/// The documents that answer a question best.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// The best, best first.
    pub hits: Vec<Hit>,
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
pub struct Hit {
    /// Its number.
    pub document: u32,
    /// How well it answers.
    pub score: f32,
    /// What is shown of it.
    pub card: Rc<Card>,
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

/// A reader of one pack.
#[derive(Default)]
pub struct Engine {
    open: Option<Open>,
}

struct Open {
    store: Store,
    analyzer: Analyzer,
    scorer: Scorer,
    /// What was asked last, for its facets.
    asked: Plan,
}

impl Engine {
    /// Without a pack yet.
    pub const fn new() -> Self {
        Self { open: None }
    }

    /// Takes a file: the root first, then what answers asked for. A root forgets what was loaded under another. Files
    /// nobody asked for are ignored.
    ///
    /// # Errors
    /// If the bytes are not that file; nothing has changed then.
    pub fn load(&mut self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        if name == ROOT {
            let root = pack::read_root(bytes).map_err(Fault::Defect)?;
            let analyzer = Analyzer::new(&root.language);
            if !analyzer.stems() && !root.language.is_empty() {
                return Err(Fault::Language);
            }
            let scorer = Scorer::new(&root.collection);
            self.open = Some(Open { store: Store::new(root), analyzer, scorer, asked: Plan::default() });
            return Ok(());
        }
        self.open.as_mut().ok_or(Fault::NoRoot)?.store.load(name, bytes).map_err(Fault::Defect)
    }

    /// The best documents, at most `limit`.
    ///
    /// # Errors
    /// If no root is loaded, or a file that is inside it is damaged.
    pub fn search(&mut self, query: &str, limit: usize, reading: Reading) -> Result<Answer<Results>, Fault> {
        let open = self.open.as_mut().ok_or(Fault::NoRoot)?;
        open.store.begin();
        let items = query::parse(query);
        let results = open.results(&items, limit, reading);
        open.answer(results)
    }

    /// How many of all documents that answer the last question have which tag, the most frequent first.
    ///
    /// # Errors
    /// As for [`Engine::search`].
    pub fn facets(&mut self) -> Result<Answer<Vec<TagCount>>, Fault> {
        let open = self.open.as_mut().ok_or(Fault::NoRoot)?;
        open.store.begin();
        let counts = open.facets();
        open.answer(counts)
    }
}

impl Open {
    /// What came of a question, or what it lacked.
    fn answer<T>(&mut self, ready: Option<T>) -> Result<Answer<T>, Fault> {
        if let Some(defect) = self.store.defect.take() {
            return Err(Fault::Defect(defect));
        }
        Ok(ready.map_or_else(|| Answer::Wants(self.store.asked()), Answer::Ready))
    }

    fn results(&mut self, items: &[Item], limit: usize, reading: Reading) -> Option<Results> {
        let mut plan = plan::plan(items, reading, &self.analyzer, &mut self.store)?;
        let ranking = ranking::rank(&plan, limit, &mut self.store, &self.scorer);
        if self.store.is_missing() {
            return None;
        }
        let block = self.store.root.block;
        for (document, _) in &ranking.best {
            self.store.get(Kind::Cards, (document / block) as usize);
        }
        if self.store.is_missing() {
            return None;
        }
        let marker = Marker::new(&plan, &self.analyzer);
        let mut best = Vec::new();
        for (document, score) in ranking.best {
            best.push(Candidate { document, score, marked: marker.mark(self.store.card(document)?) });
        }
        proximity::reorder(&mut best, &plan, &self.scorer);
        let mut hits = Vec::new();
        for Candidate { document, score, marked } in best {
            let card = self.store.card(document)?;
            hits.push(Hit { document, score, snippet: marked.snippet(card), card: Rc::clone(card) });
        }
        let suggestions = if hits.is_empty() { suggestions(items, &self.store.root.popular) } else { Vec::new() };
        let instead = plan::literal(items, &plan.corrections);
        let corrections = std::mem::take(&mut plan.corrections);
        self.asked = plan;
        Some(Results { hits, total: ranking.total, is_exact: ranking.is_exact, corrections, instead, suggestions })
    }

    fn facets(&mut self) -> Option<Vec<TagCount>> {
        let matches = ranking::all(&self.asked, &mut self.store);
        self.store.get(Kind::Facets, 0);
        if self.store.is_missing() {
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

/// What to offer instead of nothing: the bare words, then common tags.
fn suggestions(items: &[Item], popular: &[String]) -> Vec<String> {
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
    for tag in popular {
        suggestions.push(String::from(query::TAG) + tag);
    }
    suggestions
}
