//! The search index: what of each question is searched, tantivy's index of it, the pack that is written from that
//! index, and the terminal's search in it. The only room of tantivy.
//!
//! Analysis, plans, scores and the pack's format are those of the crate [`studybook_search`]; the browser's engine is
//! held against what is answered here.

mod ask;
mod invert;
mod order;
mod pack;
mod record;
mod shown;
mod stop_words;
mod tokens;
mod walk;

use studybook_search::pack::{Card, Passage, Tag};

pub use ask::{Asked, Found, Ranked};
pub use invert::Index;
pub use order::order;
pub use record::{Questions, record};

/// What of a document is searched and shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Record {
    /// The title, as text.
    pub title: String,
    /// The page's address, from the site's root.
    pub url: String,
    /// The tags.
    pub tags: Vec<(String, String)>,
    /// The keys it is filed under beside its tags, as name and value: `topic:` and `Storage`.
    pub filters: Vec<(&'static str, String)>,
    /// The question's own words.
    pub question: String,
    /// Headings and bold lead-ins.
    pub headings: Vec<String>,
    /// All there is to read, each stretch with the anchor of the heading it stands under.
    pub passages: Vec<(String, String)>,
}

/// Documents to be indexed. They are made when they are needed, one at a time: a large site's texts need not be in
/// memory a second time.
#[derive(Clone, Copy)]
pub struct Corpus<'c> {
    /// The BCP 47 tag of their language.
    pub language: &'c str,
    /// How many there are.
    pub count: usize,
    /// Makes one of them.
    pub record: &'c (dyn Fn(usize) -> Record + Sync),
    /// Groups of words and phrases that mean the same.
    pub synonyms: &'c [Vec<String>],
}

impl Record {
    /// All its text, a line for each part.
    fn text(&self) -> String {
        let passages = || self.passages.iter().map(|(_, text)| text);
        let mut all = String::with_capacity(self.passages_at() + lines_length(passages()));
        for part in self.head().chain(passages()) {
            all.push_str(part);
            all.push('\n');
        }
        all
    }

    /// Where the passages begin in that text.
    fn passages_at(&self) -> usize {
        lines_length(self.head())
    }

    /// What stands before them: the title and the tags.
    fn head(&self) -> impl Iterator<Item = &String> {
        [&self.title].into_iter().chain(self.tags.iter().map(|(_, label)| label))
    }

    /// What is shown of it when it answers, nothing left out.
    fn card(self) -> Card {
        let tag = |(slug, label)| Tag { slug, label };
        let passage = |(anchor, text)| Passage { anchor, text };
        Card {
            title: self.title,
            url: self.url,
            tags: self.tags.into_iter().map(tag).collect(),
            passages: self.passages.into_iter().map(passage).collect(),
        }
    }
}

/// How many bytes parts have with a line's end behind each.
fn lines_length<'t>(parts: impl Iterator<Item = &'t String>) -> usize {
    parts.map(|part| part.len() + 1).sum()
}
