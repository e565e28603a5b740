//! The site as a whole: every question with its id, its groups and its neighbours, every link resolved.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::date::Date;
use crate::document::{Body, Document, Entry};

/// Everything that will be published, in order, before any page is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The configured title, or that of the first collection.
    pub title: String,
    /// The latest date any question or footer states.
    pub updated: Option<Date>,
    /// The introductions of the files that have one, in the order of the files.
    pub intros: Vec<Intro>,
    /// The questions, in the order of the files and of each file.
    pub questions: Vec<Question>,
    /// Tags, in the order of their names.
    pub tags: Vec<Group>,
    /// Topics, in the order of the index that names them.
    pub topics: Vec<Group>,
    /// Former ids and the questions that had them.
    pub redirects: Vec<(String, usize)>,
    /// Files beside the content that are linked, by their path from the content folder.
    pub attachments: BTreeSet<String>,
}

/// What stands before the first question of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intro {
    /// The file.
    pub document: Arc<Document>,
    /// Its introduction's links, in their order.
    pub links: Vec<Resolved>,
}

/// A question in its place in the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its URL's last component and its key everywhere.
    pub id: String,
    /// The file it stands in.
    pub document: Arc<Document>,
    /// Its index among the file's entries.
    pub entry: usize,
    /// Indices of its tags, in the order written.
    pub tags: Vec<usize>,
    /// Indices of its topics.
    pub topics: Vec<usize>,
    /// Indices of the questions to read beside it, best first.
    pub related: Vec<usize>,
    /// The links of the question's text.
    pub question_links: Vec<Resolved>,
    /// The links of the choices: of each its words', then of what stands below them.
    pub choice_links: Vec<[Vec<Resolved>; 2]>,
    /// The links of the answer.
    pub answer_links: Vec<Resolved>,
}

impl Question {
    /// What its file says of it.
    pub fn entry(&self) -> &Entry {
        &self.document.entries[self.entry]
    }

    /// The path of its page.
    pub fn path(&self) -> String {
        question_path(&self.id)
    }

    /// The answer, unless there is none or it is empty.
    pub fn answer(&self) -> Option<&Body> {
        self.entry().answer.as_ref().filter(|answer| !answer.is_empty())
    }
}

/// The path of the page of the question with that id.
pub fn question_path(id: &str) -> String {
    format!("questions/{id}/")
}

/// A tag or a topic.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Group {
    /// As most often written.
    pub name: String,
    /// The last component of its page's URL.
    pub slug: String,
    /// Indices of its questions, ascending.
    pub questions: Vec<usize>,
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Resolved {
    /// An anchor of the same question, without the page's prefix.
    Here(String),
    /// A page of the site, and an anchor in it.
    Page(String, Option<String>),
    /// A file beside the content.
    Attachment(String),
    /// Nothing.
    Nowhere,
}
