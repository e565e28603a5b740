//! The last site, for a project whose documents say the same to the resolver: an edit of a text seldom changes more.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Checked, Place};
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
    documents: Vec<Arc<Document>>,
    checked: Checked<Site>,
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
        let last = self.last.take().filter(|last| last.key == key);
        let again = last.and_then(|last| last.with_documents(documents));
        self.was_found = again.is_some();
        let checked = again.unwrap_or_else(resolve);
        self.last = Some(Resolved { key, documents: documents.to_vec(), checked: checked.clone() });
        checked
    }

    /// As `Pipeline::reuse`.
    pub fn reuse(&self) -> (&'static str, usize, usize) {
        ("site", usize::from(self.was_found), usize::from(!self.was_found))
    }
}

impl Resolved {
    /// What would have been made of documents that say the same: the same, at their places. Nothing if it cannot be
    /// told where something stands in them.
    fn with_documents(self, documents: &[Arc<Document>]) -> Option<Checked<Site>> {
        let Checked { value: mut site, mut diagnostics } = self.checked;
        let pairs = self.documents.iter().zip(documents);
        let changed = pairs.filter(|(before, now)| !Arc::ptr_eq(before, now));
        let moves = moves(changed.flat_map(|(before, now)| before.places().zip(now.places())));
        let files: HashSet<&str> = moves.keys().map(|place| &*place.file).collect();
        let labels = diagnostics.iter_mut().flat_map(|diagnostic| &mut diagnostic.labels);
        for (place, _) in labels.filter(|(place, _)| files.contains(&*place.file)) {
            *place = (*moves.get(place)?)?.clone();
        }
        let by_path: HashMap<&str, &Arc<Document>> = documents.iter().map(|it| (&*it.path, it)).collect();
        let own = |document: &mut Arc<Document>| {
            let now = by_path[&*document.path];
            *document = Arc::clone(now);
        };
        site.questions.iter_mut().for_each(|question| own(&mut question.document));
        site.intros.iter_mut().for_each(|intro| own(&mut intro.document));
        Some(Checked { value: site, diagnostics })
    }
}

/// Each place with where it is now; nothing for one that parted.
fn moves<'p>(pairs: impl Iterator<Item = (&'p Place, &'p Place)>) -> HashMap<&'p Place, Option<&'p Place>> {
    let mut moves = HashMap::new();
    for (before, now) in pairs {
        let known = moves.entry(before).or_insert(Some(now));
        *known = known.filter(|known| *known == now);
    }
    moves
}

/// The keys of a site's questions, in their order.
pub fn entries(site: &Site, documents: &[Arc<Document>], keys: &[&DocumentKeys]) -> Vec<EntryKeys> {
    let by_path: HashMap<&str, &DocumentKeys> =
        documents.iter().zip(keys).map(|(document, keys)| (&*document.path, *keys)).collect();
    site.questions.iter().map(|question| by_path[&*question.document.path].entries[question.entry]).collect()
}

#[cfg(test)]
mod tests {
    use crate::lint::Lint;
    use crate::pipeline::Pipeline;
    use crate::project::Project;

    /// Builds a site of one file, then of another in its place; gives how often a site was found meanwhile.
    fn check(before: &str, after: &str) -> usize {
        let project = |text: &str| Project::default().with_source("a.md", text);
        let mut warm = Pipeline::default();
        warm.check(&project(before), &|_| {});
        let warmed = warm.check(&project(after), &|_| {});
        let cold = Pipeline::default().check(&project(after), &|_| {});
        assert!(
            cold.diagnostics.iter().any(|diagnostic| diagnostic.lint == Lint::SingleUseTag),
            "{:?}",
            cold.diagnostics
        );
        assert_eq!(warmed.diagnostics, cold.diagnostics);
        warm.reuse().into_iter().find(|(table, ..)| *table == "site").map_or(0, |(_, found, _)| found)
    }

    /// A site in which a tag of the last question is used once only.
    fn site(answer: &str, tag: &str) -> String {
        let question = |number: usize, tags: &str, answer: &str| {
            format!("## Q{number}: What is {number}?\n\n**Tags:** {tags}\n\n**Answer:**\n\n{answer}\n\n")
        };
        let many: String = (1..20).map(|number| question(number, "`common` `shared`", answer)).collect();
        many + &question(20, tag, "It is.")
    }

    #[test]
    fn a_text_that_grows_moves_what_is_said_of_the_file() {
        assert_eq!(check(&site("It is.", "`rare`"), &site("It is so, as everybody knows.", "`rare`")), 1);
    }

    #[test]
    fn another_tag_makes_another_site() {
        assert_eq!(check(&site("It is.", "`rare`"), &site("It is.", "`seldom`")), 0);
    }
}
