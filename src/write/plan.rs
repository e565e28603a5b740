//! From what was found to the steps that make the folder right. Pure: nothing is touched here.
//!
//! The order of the steps is what keeps the site whole when the process is killed between any two of them:
//!
//! 1. everything new, written aside as it was made, is made durable, so that a page appears by one rename;
//! 2. a manifest of the old and the new site together comes first, so that whatever is there afterwards is known as ours;
//! 3. files that were not there before, assets first and the home page last: nothing leads to them yet;
//! 4. files that change, in the same order: what they lead to is there;
//! 5. files no longer wanted: nothing leads to them any more; then the folders they leave empty;
//! 6. the manifest of the new site alone.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;

use super::Written;
use super::disk::{Entry, folders_above};
use super::error::WriteError;
use super::manifest::{self, Manifest};
use super::staging::Step;
use super::survey::{Found, Survey, Wanted, as_written};
use crate::output::OutputPath;

/// The two lists a plan mediates between.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manifests<'a> {
    /// The manifest's bytes as found; empty when there is none.
    pub text: &'a [u8],
    /// What they list.
    pub old: &'a Manifest,
    /// What will be listed in the end.
    pub new: &'a Manifest,
}

/// What the staging folder holds already: every new or changed file of the site.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Staged {
    /// How many files were written aside.
    pub parts: usize,
    /// Whether the staging folder is there; a killed build leaves it behind.
    pub has_folder: bool,
}

/// Steps and what they amount to. Refuses what would take a file that is not ours.
pub(super) fn plan(
    folder: &Path,
    survey: &Survey<'_>,
    manifests: Manifests<'_>,
    staged: Staged,
) -> Result<(Vec<Step>, Written), WriteError> {
    check_nothing_foreign_in_the_way(folder, survey, manifests.old)?;
    let mut changed: Vec<(&Wanted, usize)> = survey.files.iter().filter_map(|file| Some((file, file.part?))).collect();
    changed.sort_by_key(|(file, _)| placing_order(file));
    let written = Written {
        changed: changed.len(),
        unchanged: survey.files.len() - changed.len(),
        removed: as_written(&survey.stale).count(),
        foreign: survey.foreign.clone(),
    };

    let mut steps = Steps::new(survey, staged);
    let both = manifests.old.union(manifests.new);
    let first = steps.stage_manifest(&both, manifests.text);
    let last = match first {
        Some(_) if both == *manifests.new => None,
        _ => steps.stage_manifest(manifests.new, manifests.text),
    };
    if steps.staged.parts > 0 {
        steps.list.push(Step::Sync);
    }
    if let Some(part) = first {
        steps.list.extend([Step::Place { part, path: manifest_path() }, Step::Sync]);
    }
    for (file, part) in changed {
        steps.place(file, part);
    }
    steps.remove_stale();
    if let Some(part) = last {
        steps.list.push(Step::Place { part, path: manifest_path() });
    }
    Ok((steps.finish(), written))
}

/// Fresh files before changed ones, assets before pages, deep pages before those that lead to them.
fn placing_order(file: &Wanted) -> (bool, bool, Reverse<usize>, &OutputPath) {
    let path = file.path.as_str();
    let is_page = !(path.starts_with("assets/") || path.starts_with("search/"));
    (file.found != Found::Missing, is_page, Reverse(path.matches('/').count()), &file.path)
}

fn check_nothing_foreign_in_the_way(folder: &Path, survey: &Survey<'_>, old: &Manifest) -> Result<(), WriteError> {
    let mut needed = BTreeSet::new();
    for file in survey.files {
        let path = file.path.as_str();
        if manifest::is_reserved(&file.path) {
            return Err(WriteError::refused(format!("`{path}` cannot be a file of the site: the name is reserved")));
        }
        needed.extend(folders_above(path));
        let taken = match file.found {
            Found::Missing | Found::Same => false,
            Found::Different | Found::Other => !old.lists(&file.path),
            Found::Folder => holds_something_else(path, survey),
        };
        if taken {
            return Err(WriteError::in_the_way(folder, path));
        }
    }
    if let Some(file) = survey.files.iter().find(|file| needed.contains(file.path.as_str())) {
        return Err(WriteError::refused(format!("`{}` is both a file and a folder of the site", file.path)));
    }
    let ours: BTreeSet<&str> = as_written(&survey.stale).map(OutputPath::as_str).collect();
    for path in needed {
        if matches!(survey.folders.get(path), Some(Entry::File(_) | Entry::Other)) && !ours.contains(path) {
            return Err(WriteError::in_the_way(folder, path));
        }
    }
    Ok(())
}

/// Whether the folder standing where a file must go holds, or is, anything but our own old files.
fn holds_something_else(path: &str, survey: &Survey<'_>) -> bool {
    // In the order of paths a folder is followed by what is in it.
    let next = survey.foreign.partition_point(|foreign| foreign.as_path() < Path::new(path));
    survey.foreign.get(next).is_some_and(|foreign| foreign.starts_with(path))
}

fn manifest_path() -> OutputPath {
    OutputPath::new(manifest::NAME).expect("a plain name")
}

/// The paths below the folder `path`, in order.
fn inside<'a, T>(paths: &BTreeMap<&'a str, T>, path: &str) -> Vec<&'a str> {
    let start = format!("{path}/");
    let from = paths.range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded));
    from.map(|(name, _)| *name).take_while(|name| name.starts_with(&start)).collect()
}

/// The steps so far, and what they will have left in the folder.
struct Steps<'a> {
    list: Vec<Step>,
    staged: Staged,
    stale: BTreeMap<&'a str, &'a OutputPath>,
    folders: BTreeMap<&'a str, Entry>,
    needed: BTreeSet<&'a str>,
}

impl<'a> Steps<'a> {
    fn new(survey: &Survey<'a>, staged: Staged) -> Self {
        let make = (!staged.has_folder).then_some(Step::MakeStaging);
        Self {
            list: Vec::from_iter(make),
            staged,
            stale: as_written(&survey.stale).map(|path| (path.as_str(), path)).collect(),
            folders: survey.folders.clone(),
            needed: survey.files.iter().flat_map(|file| folders_above(file.path.as_str())).collect(),
        }
    }

    fn stage(&mut self, bytes: Arc<[u8]>) -> usize {
        let part = self.staged.parts;
        self.staged.parts += 1;
        self.list.push(Step::Stage { part, path: manifest_path(), bytes });
        part
    }

    fn stage_manifest(&mut self, manifest: &Manifest, found: &[u8]) -> Option<usize> {
        let text = manifest.render();
        (text != found).then(|| self.stage(text.into()))
    }

    fn place(&mut self, file: &'a Wanted, part: usize) {
        let path = &file.path;
        for above in folders_above(path.as_str()) {
            match self.folders.insert(above, Entry::Folder) {
                Some(Entry::Folder) => continue,
                Some(Entry::File(_)) => self.remove(above),
                _ => {}
            }
            self.list.push(Step::MakeFolder(above.to_owned()));
        }
        if file.found == Found::Folder {
            let (stale, folders) = (inside(&self.stale, path.as_str()), inside(&self.folders, path.as_str()));
            stale.into_iter().for_each(|name| self.remove(name));
            folders.into_iter().rev().for_each(|name| self.remove_folder(name));
            self.remove_folder(path.as_str());
        }
        self.list.push(Step::Place { part, path: path.clone() });
    }

    fn remove(&mut self, path: &str) {
        if let Some(path) = self.stale.remove(path) {
            self.list.push(Step::Remove(path.clone()));
        }
    }

    fn remove_folder(&mut self, path: &str) {
        if self.folders.remove(path) == Some(Entry::Folder) {
            self.list.push(Step::RemoveFolder(path.to_owned()));
        }
    }

    /// Pages before the assets they use, then the folders nothing is left in, innermost first.
    fn remove_stale(&mut self) {
        if !self.stale.is_empty() && self.staged.parts > 0 {
            self.list.push(Step::Sync);
        }
        let (assets, pages): (Vec<&str>, Vec<&str>) =
            self.stale.keys().partition(|path| path.starts_with("assets/") || path.starts_with("search/"));
        pages.into_iter().chain(assets).for_each(|path| self.remove(path));
        let unneeded = self.folders.keys().filter(|path| !self.needed.contains(*path));
        let unneeded: Vec<&str> = unneeded.rev().copied().collect();
        unneeded.into_iter().for_each(|path| self.remove_folder(path));
    }

    /// Without the staging folder where nothing needs one.
    fn finish(mut self) -> Vec<Step> {
        if self.staged.parts > 0 || self.staged.has_folder {
            self.list.push(Step::RemoveStaging);
        } else {
            self.list.retain(|step| *step != Step::MakeStaging);
        }
        self.list
    }
}
