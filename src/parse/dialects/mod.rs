//! Foreign files: questions in the shapes people write them in elsewhere.
//!
//! Each dialect is a file here with one pure function from an [`Outline`] to a [`Reading`]: where questions begin, how
//! far they reach, what is a category. [`detect`] lets all of them read and chooses; [`rewrite`] turns the chosen
//! reading into edits of the file's text that make it native, so that whatever holds of native files holds of foreign
//! ones, and importing a file writes what a build reads.

mod detect;
mod drift;
mod outline;
mod repair;
mod rewrite;

mod bold;
mod bullets;
mod details;
mod headed;
mod labelled;
mod list_heading;
mod single;
mod tables;

mod answers;
mod choices;
mod folds;
pub mod papers;
mod tidy;
mod titles;
pub mod translations;
mod words;

use crate::document::Span;

pub use choices::{is_row as is_row_of_letters, letter as choice_letter};
pub use detect::{File, Native, Verdict, detect};
pub use drift::{Drift, Entry, contents, levels};
pub use outline::Outline;
pub use repair::repair;
pub use rewrite::rewrite;

/// The shapes a file of questions can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// `## Q1: Title`, with fields: the form this program defines.
    Native,
    /// A heading of one level a question.
    Headed,
    /// `1. ### Title`: headings that number themselves as list items.
    ListHeading,
    /// `<details>` with the question for a label.
    Details,
    /// A line in bold a question.
    Bold,
    /// `Question: …` or `**Q:** …`, and `Answer: …`.
    Labelled,
    /// A list's item, or a table's row, a question.
    Bullets,
    /// A file a question.
    Single,
}

impl Dialect {
    /// Every dialect and the name configuration and front matter know it by.
    pub const ALL: &'static [(&'static str, Dialect)] = &[
        ("native", Dialect::Native),
        ("headed", Dialect::Headed),
        ("list-heading", Dialect::ListHeading),
        ("details", Dialect::Details),
        ("bold", Dialect::Bold),
        ("labelled", Dialect::Labelled),
        ("bullets", Dialect::Bullets),
        ("file", Dialect::Single),
    ];

    /// The dialect of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, dialect)| *dialect)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, dialect)| *dialect == self).map_or("", |(name, _)| name)
    }
}

/// What a reader makes of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Where questions begin, ascending.
    pub markers: Vec<Marker>,
    /// Headings that end a question and are none themselves, ascending.
    pub breaks: Vec<Break>,
    /// How sure it is, from 0 to 1.
    pub score: f64,
    /// What speaks for it, in words.
    pub because: String,
}

impl Reading {
    /// One that found nothing.
    pub fn none() -> Self {
        Self { markers: Vec::new(), breaks: Vec::new(), score: 0.0, because: String::new() }
    }
}

/// The beginning of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// What the native heading takes the place of.
    pub span: Span,
    /// The title, within the marker; empty if it has no words.
    pub title: Span,
    /// What to call it if its title has no words.
    pub name: String,
    /// Its number, as written.
    pub number: Option<u64>,
    /// Lines that are indented because the question stands in a list item: their bytes, and by how many columns.
    pub indent: Option<(Span, usize)>,
    /// Where the question ends, if nothing ends it before.
    pub end: Option<usize>,
    /// Tags it carries itself.
    pub tags: Vec<String>,
    /// Whether the answer may be announced by a letter, because the question was.
    pub takes_letters: bool,
    /// Where it is discussed, if its title is a link.
    pub source: Option<String>,
}

impl Marker {
    /// A question whose heading is at `span` and titled by the words at `title`.
    pub fn new(text: &str, span: Span, title: Span) -> Self {
        let peeled = titles::peel(text, title);
        Self {
            span,
            title: peeled.title,
            name: String::new(),
            number: peeled.number,
            indent: None,
            end: None,
            tags: Vec::new(),
            takes_letters: false,
            source: None,
        }
    }
}

/// A heading that ends the question before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Its bytes.
    pub span: Span,
    /// Its level.
    pub level: u8,
    /// What it names, if questions stand below it.
    pub category: Option<String>,
}
