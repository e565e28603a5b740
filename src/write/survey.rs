//! What is in the folder now, beside what should be there. Looks only; what follows from it is `plan`'s to say.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::disk::{self, Entry, below, folders_above};
use super::error::WriteError;
use super::manifest::{self, Manifest};
use super::{lock, staging};
use crate::output::{Output, OutputPath};

/// The folder as it was found.
#[derive(Debug)]
pub(super) struct Survey<'a> {
    /// Every file of the new site, in order.
    pub files: Vec<Wanted<'a>>,
    /// What stands where a folder is needed by the new site or was by the old one.
    pub folders: BTreeMap<&'a str, Entry>,
    /// Files the old manifest lists and the new site does not have.
    pub stale: BTreeMap<&'a OutputPath, Stale>,
    /// What is neither, relative to the folder; of a folder that is not ours only its own path.
    pub foreign: Vec<PathBuf>,
    /// What stands at the staging folder's path: a killed build leaves it behind.
    pub staging: Entry,
}

impl<'a> Survey<'a> {
    /// Files that were right before we ever wrote them: somebody else's, never to be replaced or deleted.
    pub(super) fn not_ours(&self, listed: &Manifest) -> impl Iterator<Item = &'a OutputPath> {
        let right = self.files.iter().filter(|file| file.found == Found::Same);
        right.map(|file| file.path).filter(|path| !listed.lists(path))
    }
}

/// A file of the new site and what stands in its place.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub path: &'a OutputPath,
    pub bytes: &'a Arc<[u8]>,
    pub found: Found,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Missing,
    Same,
    Different,
    Folder,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stale {
    Gone,
    /// It still holds what we put there.
    AsWritten,
    /// Somebody else's by now.
    Changed,
}

/// Looks at everything in `folder` that has to do with `output` or with what is `listed` as made by us.
pub(super) fn survey<'a>(folder: &Path, output: &'a Output, listed: &'a Manifest) -> Result<Survey<'a>, WriteError> {
    check_longest(folder, output)?;
    let folders = look_at_folders(folder, output, listed)?;
    let files = look_at_files(folder, output, &folders)?;
    let mut stale = BTreeMap::new();
    for (path, hashes) in listed.iter().filter(|(path, _)| output.get(path.as_str()).is_none()) {
        let place = below(folder, path.as_str());
        let state = look_at_stale(&place, hashes, parent_is_folder(path, &folders))
            .map_err(WriteError::failed("read", &place))?;
        stale.insert(path, state);
    }
    forget_twins(folder, &files, &mut stale);
    let known = files.iter().map(|file| file.path).chain(as_written(&stale));
    let foreign = find_foreign(folder, &known.map(OutputPath::as_str).collect(), &folders)?;
    let staging = folder.join(staging::NAME);
    let staging = disk::look(&staging).map_err(WriteError::failed("use", &staging))?;
    Ok(Survey { files, folders, stale, foreign, staging })
}

/// The stale files that still hold what we put there, in order.
pub(super) fn as_written<'a>(stale: &BTreeMap<&'a OutputPath, Stale>) -> impl Iterator<Item = &'a OutputPath> {
    stale.iter().filter(|(_, state)| **state == Stale::AsWritten).map(|(path, _)| *path)
}

/// A path too long for the system fails here, before anything is touched.
fn check_longest(folder: &Path, output: &Output) -> Result<(), WriteError> {
    let longest = output.iter().map(|(path, _)| path.as_str()).max_by_key(|path| path.len());
    longest.map_or(Ok(()), |path| {
        let place = below(folder, path);
        disk::look(&place).map(drop).map_err(WriteError::failed("use", &place))
    })
}

fn look_at_folders<'a>(
    folder: &Path,
    output: &'a Output,
    listed: &'a Manifest,
) -> Result<BTreeMap<&'a str, Entry>, WriteError> {
    let paths = output.iter().map(|(path, _)| path).chain(listed.iter().map(|(path, _)| path));
    let wanted: BTreeSet<&str> = paths.flat_map(|path| folders_above(path.as_str())).collect();
    let mut folders = BTreeMap::new();
    for path in wanted {
        let place = below(folder, path);
        // Parents come first in the order of paths, so nothing is looked at through a link.
        let reachable = path.rsplit_once('/').is_none_or(|(parent, _)| folders.get(parent) == Some(&Entry::Folder));
        let entry = match reachable {
            true => disk::look(&place).map_err(WriteError::failed("use", &place))?,
            false => Entry::Missing,
        };
        folders.insert(path, entry);
    }
    Ok(folders)
}

fn look_at_files<'a>(
    folder: &Path,
    output: &'a Output,
    folders: &BTreeMap<&str, Entry>,
) -> Result<Vec<Wanted<'a>>, WriteError> {
    let files: Vec<_> = output.iter().collect();
    let lane = files.len().div_ceil(disk::LANES).max(1);
    let look = |&(path, bytes): &(&'a OutputPath, &'a Arc<[u8]>)| {
        let place = below(folder, path.as_str());
        let found = match parent_is_folder(path, folders) {
            true => compare(&place, bytes).map_err(WriteError::failed("read", &place))?,
            false => Found::Missing,
        };
        Ok(Wanted { path, bytes, found })
    };
    let lanes = files.par_chunks(lane).map(|files| files.iter().map(look).collect::<Result<Vec<_>, _>>());
    Ok(lanes.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn parent_is_folder(path: &OutputPath, folders: &BTreeMap<&str, Entry>) -> bool {
    let parent = path.as_str().rsplit_once('/');
    parent.is_none_or(|(parent, _)| folders.get(parent) == Some(&Entry::Folder))
}

fn compare(place: &Path, bytes: &[u8]) -> std::io::Result<Found> {
    Ok(match disk::look(place)? {
        Entry::Missing => Found::Missing,
        Entry::Folder => Found::Folder,
        Entry::Other => Found::Other,
        Entry::File(length) if length == bytes.len() as u64 && disk::holds(place, bytes)? => Found::Same,
        Entry::File(_) => Found::Different,
    })
}

fn look_at_stale(place: &Path, hashes: &[[u8; 32]], reachable: bool) -> std::io::Result<Stale> {
    Ok(match if reachable { disk::look(place)? } else { Entry::Missing } {
        Entry::Missing => Stale::Gone,
        Entry::File(_) if hashes.contains(&disk::hash(place)?) => Stale::AsWritten,
        _ => Stale::Changed,
    })
}

/// Where case does not count, `Logo.svg` renamed to `logo.svg` is one file: it is wanted, hence not stale.
fn forget_twins(folder: &Path, files: &[Wanted<'_>], stale: &mut BTreeMap<&OutputPath, Stale>) {
    if as_written(stale).next().is_none() {
        return;
    }
    let wanted: BTreeMap<String, &OutputPath> =
        files.iter().map(|file| (file.path.as_str().to_lowercase(), file.path)).collect();
    for (path, state) in stale.iter_mut() {
        let real = |path: &OutputPath| fs::canonicalize(below(folder, path.as_str())).ok();
        let twin = wanted.get(&path.as_str().to_lowercase()).and_then(|twin| real(twin));
        if twin.is_some() && twin == real(path) {
            *state = Stale::Gone;
        }
    }
}

fn find_foreign(
    folder: &Path,
    known: &HashSet<&str>,
    folders: &BTreeMap<&str, Entry>,
) -> Result<Vec<PathBuf>, WriteError> {
    let mut foreign = Vec::new();
    let mut open = vec![String::new()];
    while let Some(parent) = open.pop() {
        let place = if parent.is_empty() { folder.to_path_buf() } else { below(folder, &parent) };
        let failed = || WriteError::failed("read the folder", &place);
        for entry in disk::entries(&place).map_err(failed())? {
            let name = entry.file_name();
            let path = match name.to_str() {
                Some(name) if parent.is_empty() => name.to_owned(),
                Some(name) => format!("{parent}/{name}"),
                None => String::new(),
            };
            let is_folder = entry.file_type().map_err(failed())?.is_dir();
            let ours_by_name = [manifest::NAME, lock::NAME, staging::NAME].contains(&path.as_str());
            if is_folder && folders.contains_key(path.as_str()) {
                open.push(path);
            } else if !ours_by_name && (is_folder || !known.contains(path.as_str())) {
                foreign.push(Path::new(&parent).join(name));
            }
        }
    }
    foreign.sort();
    Ok(foreign)
}
