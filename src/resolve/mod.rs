//! Second stage: all documents to one [`Site`]. Ids, tags, topics, links and neighbours, and every claim verified.

mod claims;
mod groups;
mod ids;
mod links;
mod neighbours;
mod parts;
mod tag_lints;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Config;
use crate::date::Date;
use crate::diagnostic::{Checked, Place};
use crate::document::{Document, Entry};
use crate::site::{Intro, Question, Site};

pub use neighbours::{Alike, alike, befriend};

/// A question before its links and neighbours are known.
struct Candidate<'d> {
    document: &'d Arc<Document>,
    entry: usize,
}

impl<'d> Candidate<'d> {
    fn entry(&self) -> &'d Entry {
        &self.document.entries[self.entry]
    }

    fn place(&self) -> &'d Place {
        &self.entry().heading
    }
}

/// Brings documents (in the order of their paths) together. `has_file` tells which other files there are, by their
/// paths from the content folder. Beside a question stand those that its author names; [`befriend`] adds others.
pub fn resolve(documents: &[Arc<Document>], has_file: &dyn Fn(&str) -> bool, config: &Config) -> Checked<Site> {
    let mut diagnostics = Vec::new();
    let candidates = candidates(documents);
    parts::check(documents, &mut diagnostics);
    let ids = ids::assign(&candidates, &mut diagnostics);
    let tags = groups::tags(&candidates, &mut diagnostics);
    let topics = groups::topics(documents, &candidates, &mut diagnostics);
    tag_lints::doubtful(&tags, &mut diagnostics);
    claims::verify(documents, &candidates, &mut diagnostics);

    let mut linker = links::Linker::new(documents, &candidates, &ids, has_file);
    linker.add_pages(&tags.groups, "tags");
    linker.add_pages(&topics.groups, "topics");
    let intros = documents
        .iter()
        .filter(|document| !document.intro.is_empty())
        .map(|document| Intro {
            links: linker.body(&document.intro, document, &[], &mut diagnostics),
            document: Arc::clone(document),
        })
        .collect();
    let named = neighbours::named(&candidates, &ids, &mut diagnostics);
    let mut questions = Vec::with_capacity(candidates.len());
    for (index, candidate) in candidates.iter().enumerate() {
        let entry = candidate.entry();
        let anchors: Vec<&str> = entry.bodies().flat_map(|body| &body.anchors).map(String::as_str).collect();
        let mut body = |body| linker.body(body, candidate.document, &anchors, &mut diagnostics);
        questions.push(Question {
            id: ids.of[index].clone(),
            document: Arc::clone(candidate.document),
            entry: candidate.entry,
            tags: tags.of[index].clone(),
            topics: topics.of[index].clone(),
            related: named[index].clone(),
            question_links: body(&entry.question),
            choice_links: entry.choices.iter().map(|choice| [body(&choice.words), body(&choice.more)]).collect(),
            answer_links: entry.answer.as_ref().map(&mut body).unwrap_or_default(),
        });
    }
    let attachments = linker.used();
    let value = Site {
        title: title(documents, config),
        updated: updated(documents),
        intros,
        questions,
        tags: tags.groups,
        topics: topics.groups,
        redirects: ids.redirects,
        attachments,
    };
    Checked { value, diagnostics }
}

/// The questions to publish: all but the drafts.
fn candidates(documents: &[Arc<Document>]) -> Vec<Candidate<'_>> {
    documents
        .iter()
        .flat_map(|document| (0..document.entries.len()).map(move |entry| Candidate { document, entry }))
        .filter(|candidate| !candidate.entry().fields.draft)
        .collect()
}

fn title(documents: &[Arc<Document>], config: &Config) -> String {
    let collection = || documents.iter().find_map(|document| document.title.clone());
    config.title.clone().or_else(collection).unwrap_or_else(|| "Study book".to_owned())
}

fn updated(documents: &[Arc<Document>]) -> Option<Date> {
    let published = documents.iter().flat_map(|document| {
        let entries = document.entries.iter().filter(|entry| !entry.fields.draft);
        entries.filter_map(|entry| entry.fields.updated).chain(document.updated)
    });
    published.max()
}

/// What several resolver steps hold of tags or topics: the groups, and each question's indices into them.
struct Grouped {
    groups: Vec<crate::site::Group>,
    of: Vec<Vec<usize>>,
    /// Where each group is named first.
    places: Vec<Place>,
}

/// An ordered map from a key to everything that has it.
type Multimap<K, V> = BTreeMap<K, Vec<V>>;

/// The attachments in use.
type Used = BTreeSet<String>;
