//! The last site, for a project whose documents say the same to the resolver: an edit of a text seldom changes more.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::{Checked, Diagnostic};
use crate::document::{Document, DocumentKeys, EntryKeys};
use crate::key::{Key, key};
use crate::project::Project;
use crate::resolve;
use crate::site::Site;

/// Remembers what was resolved last.
#[derive(Default)]
pub struct Sites {
    last: Option<Resolved>,
    was_found: bool,
}

/// A site, and what it was resolved from.
struct Resolved {
    /// Of everything the resolver read, but for places.
    key: Key,
    /// Of the files that diagnostics point into, places and all, by their names.
    pointed: HashMap<Arc<str>, Key>,
    site: Site,
    diagnostics: Vec<Diagnostic>,
}

impl Sites {
    /// Resolves documents, or gives what was made of their like, with these documents in it. With no keys nothing is
    /// remembered.
    pub fn resolve(
        &mut self,
        documents: &[Arc<Document>],
        keys: Option<&[&DocumentKeys]>,
        project: &Project,
    ) -> Checked<Site> {
        let has_file = |path: &str| project.attachments.contains_key(path);
        let resolve = || resolve::resolve(documents, &has_file, &project.config);
        let Some(keys) = keys else { return resolve() };
        let skeletons: Vec<Key> = keys.iter().map(|keys| keys.skeleton).collect();
        let files: Vec<&String> = project.attachments.keys().collect();
        let key = key(&(skeletons, files, format!("{:?}", project.config)));
        let is_same = |last: &&Resolved| last.key == key && last.pointed == pointed(&last.diagnostics, project);
        self.was_found = self.last.as_ref().filter(is_same).is_some();
        match self.last.as_ref().filter(|_| self.was_found) {
            Some(last) => {
                Checked { value: with_documents(&last.site, documents), diagnostics: last.diagnostics.clone() }
            }
            None => {
                let checked = resolve();
                let diagnostics = checked.diagnostics.clone();
                let pointed = pointed(&diagnostics, project);
                self.last = Some(Resolved { key, pointed, site: checked.value.clone(), diagnostics });
                checked
            }
        }
    }

    /// As `Pipeline::reuse`.
    pub fn reuse(&self) -> (&'static str, usize, usize) {
        ("site", usize::from(self.was_found), usize::from(!self.was_found))
    }
}

/// The keys of the files that diagnostics point into.
fn pointed(diagnostics: &[Diagnostic], project: &Project) -> HashMap<Arc<str>, Key> {
    let files: BTreeSet<&str> =
        diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels).map(|(place, _)| &*place.file).collect();
    let named = project.sources.values().filter(|file| files.contains(&*file.shown));
    named.map(|file| (file.shown.clone(), file.key)).collect()
}

/// The same site, made of other documents that say the same.
fn with_documents(site: &Site, documents: &[Arc<Document>]) -> Site {
    let mut site = site.clone();
    let by_path: HashMap<&str, &Arc<Document>> = documents.iter().map(|document| (&*document.path, document)).collect();
    let own = |document: &mut Arc<Document>| {
        let now = by_path[&*document.path];
        *document = Arc::clone(now);
    };
    site.questions.iter_mut().for_each(|question| own(&mut question.document));
    site.intros.iter_mut().for_each(|intro| own(&mut intro.document));
    site
}

/// The keys of a site's questions, in their order.
pub fn entries(site: &Site, documents: &[Arc<Document>], keys: &[&DocumentKeys]) -> Vec<EntryKeys> {
    let by_path: HashMap<&str, &DocumentKeys> =
        documents.iter().zip(keys).map(|(document, keys)| (&*document.path, *keys)).collect();
    site.questions.iter().map(|question| by_path[&*question.document.path].entries[question.entry]).collect()
}
