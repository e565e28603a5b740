//! What of a site takes long and can come after its pages: which questions are alike, and the search pack. Both are made
//! from the whole site, and both are remembered by a hash of all they read.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use studybook_search::pack::File;

use super::memo::Memo;
use crate::document::EntryKeys;
use crate::index::{Corpus, Index, Questions};
use crate::key::{Key, key};
use crate::output::{OutputFile, OutputPath};
use crate::project::Project;
use crate::resolve::{self, Alike};
use crate::site::{Question, Site};

/// The files of a search pack.
pub type Pack = Arc<[OutputFile]>;

/// What is done about something slow that is not remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It is made.
    Make,
    /// That of the last run stands in for it, and it is left to be made.
    Leave,
}

/// The slow parts of a site, as they were made before.
pub struct Slow {
    neighbours: Memo<Alike>,
    packs: Memo<Pack>,
    /// The last neighbours made, with the ids of the questions they are of.
    last_neighbours: Option<(Vec<String>, Alike)>,
    last_pack: Option<Pack>,
}

/// Slow parts that were left to be made. To be made in any thread, then handed back to the pipeline.
pub struct Rest {
    site: Arc<Site>,
    neighbours: Option<Key>,
    pack: Option<(Key, Searched)>,
}

/// What the search pack is made from, beside the site.
struct Searched {
    language: String,
    synonyms: Vec<Vec<String>>,
}

/// A slow part, made.
pub struct Late(Made);

enum Made {
    Neighbours(Key, Vec<String>, Alike),
    Pack(Key, Pack),
}

impl Slow {
    /// Remembers what it is given.
    pub fn new() -> Self {
        Self { neighbours: Memo::default(), packs: Memo::default(), last_neighbours: None, last_pack: None }
    }

    /// Remembers nothing.
    pub fn once() -> Self {
        Self { neighbours: Memo::nothing(), packs: Memo::nothing(), ..Self::new() }
    }

    /// Takes in what was left to be made.
    pub fn remember(&mut self, late: Late) {
        match late.0 {
            Made::Neighbours(key, ids, alike) => {
                self.neighbours.keep(key, alike.clone());
                self.last_neighbours = Some((ids, alike));
            }
            Made::Pack(key, pack) => {
                self.packs.keep(key, pack.clone());
                self.last_pack = Some(pack);
            }
        }
    }

    /// Which questions of a site are alike, by the key of what they are compared by. If that is left to be made, its
    /// key comes back too.
    pub fn neighbours(&mut self, site: &Site, key: Option<Key>, missing: Missing) -> (Alike, Option<Key>) {
        let Some(key) = key else { return (resolve::alike(site), None) };
        let alike = match (self.neighbours.get(key), missing, &self.last_neighbours) {
            (Some(alike), ..) => alike,
            (None, Missing::Leave, Some((before, alike))) => return (carried_over(before, alike, site), Some(key)),
            _ => resolve::alike(site),
        };
        self.neighbours.keep(key, alike.clone());
        self.last_neighbours = Some((ids(site), alike.clone()));
        (alike, None)
    }

    /// The search pack of that key, if it is remembered.
    pub fn known_pack(&mut self, key: Key) -> Option<Pack> {
        let pack = self.packs.get(key)?;
        self.keep_pack(key, &pack);
        Some(pack)
    }

    /// The last search pack there was; empty if there has been none.
    pub fn last_pack(&self) -> Pack {
        self.last_pack.clone().unwrap_or_default()
    }

    /// Keeps a pack that was made.
    pub fn keep_pack(&mut self, key: Key, pack: &Pack) {
        self.packs.keep(key, pack.clone());
        self.last_pack = Some(pack.clone());
    }

    /// Forgets what this run has not used.
    pub fn forget_unused(&mut self) {
        self.neighbours.forget_unused();
        self.packs.forget_unused();
    }

    /// As `Pipeline::reuse`.
    pub fn reuse(&self) -> [(&'static str, usize, usize); 2] {
        [("neighbours", self.neighbours.found, self.neighbours.made), ("search", self.packs.found, self.packs.made)]
    }
}

fn ids(site: &Site) -> Vec<String> {
    site.questions.iter().map(|question| question.id.clone()).collect()
}

/// The neighbours of before for the questions of now: those that are still there, under the ids they had.
fn carried_over(before: &[String], alike: &Alike, site: &Site) -> Alike {
    let is_same = before.len() == site.questions.len()
        && before.iter().zip(&site.questions).all(|(before, question)| *before == question.id);
    if is_same {
        return alike.clone();
    }
    let now: HashMap<&str, usize> =
        site.questions.iter().enumerate().map(|(index, question)| (question.id.as_str(), index)).collect();
    let then: HashMap<&str, usize> = before.iter().enumerate().map(|(index, id)| (id.as_str(), index)).collect();
    let carry = |question: &Question| -> Vec<usize> {
        let others = then.get(question.id.as_str()).map_or(&[][..], |index| &alike[*index]);
        others.iter().filter_map(|other| now.get(before[*other].as_str()).copied()).collect()
    };
    site.questions.iter().map(carry).collect()
}

/// The key of what the questions of a site are compared by.
pub fn neighbours_key(site: &Site, questions: &[EntryKeys]) -> Key {
    let compared: Vec<_> = site.questions.iter().zip(questions).map(|(it, keys)| (&it.tags, keys.terms)).collect();
    key(&compared)
}

impl Rest {
    /// What was left of a site; nothing if nothing was.
    pub fn new(site: &Arc<Site>, project: &Project, neighbours: Option<Key>, pack: Option<Key>) -> Option<Self> {
        let language = project.config.search_language().unwrap_or_default().to_owned();
        let pack = pack.map(|key| (key, Searched { language, synonyms: project.synonyms.clone() }));
        let is_something = neighbours.is_some() || pack.is_some();
        is_something.then(|| Self { site: site.clone(), neighbours, pack })
    }

    /// Makes it, and hands on each part as soon as it is there. `pause` is called now and then, and may take its time.
    pub fn make(self, pause: &(dyn Fn() + Sync), deliver: &mut dyn FnMut(Late)) {
        if let Some(key) = self.neighbours {
            deliver(Late(Made::Neighbours(key, ids(&self.site), resolve::alike(&self.site))));
        }
        if let Some((key, searched)) = self.pack {
            let mut all = Vec::new();
            let Ok(()) = pack(&self.site, (&searched.language, &searched.synonyms), pause, &mut |files| {
                all.extend(files);
                Ok::<_, Infallible>(())
            });
            deliver(Late(Made::Pack(key, all.into())));
        }
    }
}

/// The key of the search pack of a site; nothing if there is none. `questions` has a key of each question's words.
pub fn pack_key(site: &Site, project: &Project, questions: &[EntryKeys]) -> Option<Key> {
    let language = project.config.search_language()?;
    let filed: Vec<_> =
        site.questions.iter().map(|question| (&question.id, &question.tags, &question.topics)).collect();
    let named = |groups: &[crate::site::Group]| -> Vec<(String, String)> {
        groups.iter().map(|group| (group.slug.clone(), group.name.clone())).collect()
    };
    Some(key(&(language, &project.synonyms, questions, filed, named(&site.tags), named(&site.topics))))
}

/// Makes the search pack and hands its files on as they are made; `pause` is called before each question is read.
///
/// # Errors
/// What `put` gives.
pub fn pack<E: Send>(
    site: &Site,
    (language, synonyms): (&str, &[Vec<String>]),
    pause: &(dyn Fn() + Sync),
    put: &mut (dyn FnMut(Vec<OutputFile>) -> Result<(), E> + Send),
) -> Result<(), E> {
    let questions = Questions::of(site, language);
    let record = |number| {
        pause();
        questions.record(number)
    };
    let corpus = Corpus { language, count: questions.count(), record: &record, synonyms };
    let place = |file: File| Some((OutputPath::new(&format!("search/{}", file.name))?, Arc::from(file.bytes)));
    Index::new(&corpus).pack_into(&corpus, &mut |files| put(files.into_iter().filter_map(place).collect()))
}
