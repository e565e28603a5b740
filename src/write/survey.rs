//! What is in the folder now, beside what should be there. Looks only; what follows from it is `plan`'s to say.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::disk::{self, Entry, below, folders_above};
use super::error::WriteError;
use super::manifest::{self, Manifest};
use super::{lock, staging};
use crate::output::{OutputFile, OutputPath};

/// The folder as it was found.
#[derive(Debug)]
pub(super) struct Survey<'a> {
    /// Every file of the new site, in order.
    pub files: &'a [Wanted],
    /// What stands where a folder is needed by the new site or was by the old one.
    pub folders: BTreeMap<&'a str, Entry>,
    /// Files the old manifest lists and the new site does not have.
    pub stale: BTreeMap<&'a OutputPath, Stale>,
    /// What is neither, relative to the folder; of a folder that is not ours only its own path.
    pub foreign: Vec<PathBuf>,
}

/// A file of the new site and what stands in its place.
#[derive(Debug)]
pub(super) struct Wanted {
    pub path: OutputPath,
    /// The hash of what it is to hold.
    pub hash: [u8; 32],
    pub found: Found,
    /// The number it was written aside under, unless it is right already.
    pub part: Option<usize>,
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

/// What stands where folders are needed, as far as was asked.
#[derive(Debug, Default)]
pub(super) struct Folders(BTreeMap<Box<str>, Entry>);

impl Folders {
    /// Looks at the folders above `path` that were not looked at before.
    pub(super) fn look_above(&mut self, folder: &Path, path: &OutputPath) -> Result<(), WriteError> {
        for path in folders_above(path.as_str()) {
            if self.0.contains_key(path) {
                continue;
            }
            let place = below(folder, path);
            // Parents come first, so nothing is looked at through a link.
            let reachable = path.rsplit_once('/').is_none_or(|(parent, _)| self.is_folder(parent));
            let entry = match reachable {
                true => disk::look(&place).map_err(WriteError::failed("use", &place))?,
                false => Entry::Missing,
            };
            self.0.insert(path.into(), entry);
        }
        Ok(())
    }

    fn has_parent(&self, path: &OutputPath) -> bool {
        path.as_str().rsplit_once('/').is_none_or(|(parent, _)| self.is_folder(parent))
    }

    fn is_folder(&self, path: &str) -> bool {
        self.0.get(path) == Some(&Entry::Folder)
    }
}

/// Looks at everything in `folder` that has to do with `files` or with what is `listed` as made by us.
pub(super) fn survey<'a>(
    folder: &Path,
    files: &'a [Wanted],
    listed: &'a Manifest,
    folders: &'a mut Folders,
) -> Result<Survey<'a>, WriteError> {
    check_longest(folder, files)?;
    listed.iter().try_for_each(|(path, _)| folders.look_above(folder, path))?;
    let mut stale = BTreeMap::new();
    for (path, hashes) in listed.iter().filter(|(path, _)| !wants(files, path)) {
        let place = below(folder, path.as_str());
        let state =
            look_at_stale(&place, hashes, folders.has_parent(path)).map_err(WriteError::failed("read", &place))?;
        stale.insert(path, state);
    }
    forget_twins(folder, files, &mut stale);
    let folders: BTreeMap<&str, Entry> = folders.0.iter().map(|(path, entry)| (&**path, *entry)).collect();
    let known = files.iter().map(|file| &file.path).chain(as_written(&stale));
    let foreign = find_foreign(folder, &known.map(OutputPath::as_str).collect(), &folders)?;
    Ok(Survey { files, folders, stale, foreign })
}

fn wants(files: &[Wanted], path: &OutputPath) -> bool {
    files.binary_search_by_key(&path, |file| &file.path).is_ok()
}

/// The stale files that still hold what we put there, in order.
pub(super) fn as_written<'a>(stale: &BTreeMap<&'a OutputPath, Stale>) -> impl Iterator<Item = &'a OutputPath> {
    stale.iter().filter(|(_, state)| **state == Stale::AsWritten).map(|(path, _)| *path)
}

/// A path too long for the system fails here, before anything is touched.
fn check_longest(folder: &Path, files: &[Wanted]) -> Result<(), WriteError> {
    let longest = files.iter().map(|file| file.path.as_str()).max_by_key(|path| path.len());
    longest.map_or(Ok(()), |path| {
        let place = below(folder, path);
        disk::look(&place).map(drop).map_err(WriteError::failed("use", &place))
    })
}

/// Compares files with what stands in their places. The folders above them have been looked at.
pub(super) fn look_at_files(folder: &Path, files: &[OutputFile], folders: &Folders) -> Result<Vec<Wanted>, WriteError> {
    let look = |(path, bytes): &OutputFile| {
        let place = below(folder, path.as_str());
        let found = match folders.has_parent(path) {
            true => compare(&place, bytes).map_err(WriteError::failed("read", &place))?,
            false => Found::Missing,
        };
        Ok(Wanted { path: path.clone(), hash: blake3::hash(bytes).into(), found, part: None })
    };
    files.iter().map(look).collect()
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
fn forget_twins(folder: &Path, files: &[Wanted], stale: &mut BTreeMap<&OutputPath, Stale>) {
    if as_written(stale).next().is_none() {
        return;
    }
    let wanted: BTreeMap<String, &OutputPath> =
        files.iter().map(|file| (file.path.as_str().to_lowercase(), &file.path)).collect();
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
