//! A question as the search index sees it.

use studybook_search::query::{DIFFICULTY, TOPIC};

use super::{Record, order};
use crate::document::{Body, Difficulty};
use crate::site::Site;

/// The questions of a site in the order in which they are indexed.
pub struct Questions<'s> {
    site: &'s Site,
    order: Vec<usize>,
}

impl<'s> Questions<'s> {
    /// All questions of a site in a language, a BCP 47 tag.
    pub fn of(site: &'s Site, language: &str) -> Self {
        let documents = site.questions.iter().map(|question| (&*question.tags, &*question.entry().title.text));
        Self { site, order: order(&documents.collect::<Vec<_>>(), language) }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    /// The index of a document's question in the site.
    pub fn index(&self, document: usize) -> usize {
        self.order[document]
    }

    /// What of a document is searched and shown.
    pub fn record(&self, document: usize) -> Record {
        record(self.site, self.order[document])
    }
}

/// What of the question of that index is searched and shown.
pub fn record(site: &Site, index: usize) -> Record {
    let question = &site.questions[index];
    let entry = question.entry();
    let mut passages = Vec::new();
    for body in entry.bodies() {
        push_passages(body, &mut passages);
    }
    let topics = question.topics.iter().map(|topic| (TOPIC, site.topics[*topic].name.clone()));
    let difficulty = entry.fields.difficulty.map(|difficulty| (DIFFICULTY, name(difficulty).to_owned()));
    Record {
        title: entry.title.text.clone(),
        url: question.path(),
        tags: question.tags.iter().map(|tag| (site.tags[*tag].slug.clone(), site.tags[*tag].name.clone())).collect(),
        filters: topics.chain(difficulty).collect(),
        question: entry.question.text(),
        headings: entry.bodies().flat_map(|body| &body.outline).map(|heading| heading.text.clone()).collect(),
        passages,
    }
}

fn name(difficulty: Difficulty) -> &'static str {
    match difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    }
}

/// The text of a body, code in its place, divided at its headings.
fn push_passages(body: &Body, passages: &mut Vec<(String, String)>) {
    let words = body.text();
    let mut blocks = body.blocks.iter().zip(&body.blocks_at).peekable();
    let mut start = 0;
    let mut anchor = String::new();
    let ends = body.outline.iter().map(|heading| (heading.at, format!("h-{}", heading.id)));
    for (end, next_anchor) in ends.chain([(words.len(), String::new())]) {
        let mut text = String::with_capacity(end - start);
        // A block right before a heading stands where the heading's text begins.
        while let Some((block, at)) = blocks.next_if(|(_, at)| **at <= end) {
            text.push_str(&words[start..*at]);
            start = *at;
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&block.text);
            text.push('\n');
        }
        text.push_str(&words[start..end]);
        start = end;
        let anchor = std::mem::replace(&mut anchor, next_anchor);
        let text = text.trim();
        if !text.is_empty() {
            passages.push((anchor, text.to_owned()));
        }
    }
}
