//! studybook turns question-and-answer Markdown into a study website.
//!
//! A build is a pipeline of plain values; each stage is a function that knows the types before and after it:
//!
//! 1. [`load`] reads a folder into a [`project::Project`];
//! 2. [`parse`] turns each file into a [`document::Document`];
//! 3. [`resolve`] brings the documents together into one [`site::Site`];
//! 4. [`render`] gathers what each page shows, [`highlight`] colours its code, [`theme`] fills its template;
//!    meanwhile [`mod@index`] makes the files readers search in;
//! 5. all of it is one [`output::Output`], which [`mod@write`] puts into a folder and [`serve`] shows to a
//!    browser; [`preview`] does all this again whenever [`watch`] tells that a file has changed.
//!
//! [`pipeline`] runs the stages and remembers what a second run can use again. Bad content is no `Err` but a
//! [`diagnostic::Diagnostic`] that travels beside the value; [`report`] shows it.

pub mod cli;
pub mod load;
pub mod pipeline;
pub mod preview;
pub mod watch;

pub mod import;
pub mod index;
pub mod offline;
pub mod parse;
pub mod project;
pub mod render;
pub mod resolve;
pub mod serve;
pub mod write;

pub mod document;
pub mod output;
pub mod site;
pub mod source;

pub mod config;
pub mod diagnostic;
pub mod lint;
pub mod report;
pub mod synonyms;

pub mod assets;
pub mod embedded;
pub mod highlight;
pub mod theme;

pub mod key;

mod date;
mod html;

mod mojibake;
mod related;
mod slug;
mod toml_error;
