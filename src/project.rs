//! Everything a build is made from, as plain values: what `load` found on disk, or a test made up.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::embedded::{self, Folder};
use crate::key::{Key, key};
use crate::theme::{Template, Templates};

/// The input of the pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// The site's configuration.
    pub config: Config,
    /// The Markdown files, by their path from the content folder.
    pub sources: BTreeMap<String, SourceFile>,
    /// The other files of the content folder, by their path from it.
    pub attachments: Folder,
    /// The theme's templates, with the site's own in place.
    pub templates: Templates,
    /// The theme's static files, with the site's own in place.
    pub static_files: Folder,
    /// Words and phrases that mean the same, in groups.
    pub synonyms: Vec<Vec<String>>,
    /// What was found wrong while loading.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts of files, other than sources and templates, that diagnostics point into.
    pub texts: BTreeMap<Arc<str>, Arc<str>>,
}

/// A Markdown file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// What diagnostics call it.
    pub shown: Arc<str>,
    /// Its contents.
    pub bytes: Arc<[u8]>,
    /// Their hash.
    pub key: Key,
}

impl SourceFile {
    /// A file that diagnostics call `shown`.
    pub fn new(shown: Arc<str>, bytes: Arc<[u8]>) -> Self {
        let key = key(&*bytes);
        Self { shown, bytes, key }
    }
}

/// Contents are told apart by their keys.
impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        (&self.shown, self.key) == (&other.shown, other.key)
    }
}

impl Eq for SourceFile {}

impl Default for Project {
    /// No content, the default configuration and the theme that is built in.
    fn default() -> Self {
        let templates = embedded::templates().into_iter().filter_map(|(name, bytes)| {
            let text = std::str::from_utf8(&bytes).ok()?.into();
            let shown = format!("templates/{name}").into();
            Some((name, Template { text, shown }))
        });
        Self {
            config: Config::default(),
            sources: BTreeMap::new(),
            attachments: Folder::new(),
            templates: templates.collect(),
            static_files: embedded::static_files(),
            synonyms: Vec::new(),
            diagnostics: Vec::new(),
            texts: BTreeMap::new(),
        }
    }
}

impl Project {
    /// Adds a Markdown file that diagnostics call `content/<path>`.
    #[must_use]
    pub fn with_source(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let shown = format!("content/{path}").into();
        let bytes = bytes.as_ref().into();
        self.sources.insert(path.to_owned(), SourceFile::new(shown, bytes));
        self
    }
}
