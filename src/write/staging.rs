//! The steps a write consists of, and doing one. Each leaves the folder in a state the next write can start from.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{self, Entry, below};
use super::error::WriteError;
use crate::output::OutputPath;

/// Where new files wait until they are whole. Inside the output folder, so that a rename can move them out.
pub(super) const NAME: &str = ".studybook-staging";

/// One change to the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    MakeStaging,
    /// Writes a file aside under a number.
    Stage {
        part: usize,
        path: OutputPath,
        bytes: Arc<[u8]>,
    },
    /// Waits until everything so far would survive a power cut.
    Sync,
    MakeFolder(String),
    /// Moves a staged file to its place, over whatever file or link is there.
    Place {
        part: usize,
        path: OutputPath,
    },
    Remove(OutputPath),
    /// Removes a folder if nothing is left in it.
    RemoveFolder(String),
    RemoveStaging,
}

/// Does one step in `folder`.
pub(super) fn run(step: &Step, folder: &Path) -> Result<(), WriteError> {
    match step {
        Step::MakeStaging => make_folder(&folder.join(NAME))?,
        Step::Stage { part, path, bytes } => {
            // The number means nothing to an author; the failure is told of the file it was to become.
            let place = below(folder, path.as_str());
            stage(&part_path(folder, *part), bytes).map_err(WriteError::failed("write", &place))?;
        }
        Step::Sync => sync(folder).map_err(WriteError::failed("make durable what was written to", folder))?,
        Step::MakeFolder(path) => make_folder(&below(folder, path))?,
        Step::Place { part, path } => {
            let place = below(folder, path.as_str());
            let from = part_path(folder, *part);
            disk::retry(|| fs::rename(&from, &place)).map_err(WriteError::failed("write", &place))?;
        }
        Step::Remove(path) => {
            let place = below(folder, path.as_str());
            unless_gone(disk::retry(|| fs::remove_file(&place))).map_err(WriteError::failed("remove", &place))?;
        }
        // Something of somebody else's may be in it by now; then it stays.
        Step::RemoveFolder(path) => drop(disk::retry(|| fs::remove_dir(below(folder, path)))),
        Step::RemoveStaging => drop(disk::retry(|| fs::remove_dir(folder.join(NAME)))),
    }
    Ok(())
}

/// Deletes the parts a killed write left behind. Whether there is a staging folder.
pub(super) fn clear_leftovers(folder: &Path) -> Result<bool, WriteError> {
    let place = folder.join(NAME);
    match disk::look(&place).map_err(WriteError::failed("use", &place))? {
        Entry::Missing => Ok(false),
        Entry::Folder => clear(folder).map(|()| true).map_err(WriteError::failed("clear", &place)),
        Entry::File(_) | Entry::Other => Err(WriteError::in_the_way(folder, NAME)),
    }
}

/// Takes away what was staged, as far as that can be done.
pub(super) fn abandon(folder: &Path) {
    let _ = clear(folder);
    let _ = disk::retry(|| fs::remove_dir(folder.join(NAME)));
}

/// Deletes files named as `part_path` names them, and nothing else.
fn clear(folder: &Path) -> io::Result<()> {
    let staging = folder.join(NAME);
    let mut parts = Vec::new();
    for entry in disk::entries(&staging)? {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".part"));
        let is_part = number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
        if is_part && entry.file_type()?.is_file() {
            parts.push(entry.path());
        }
    }
    parts.iter().try_for_each(|part| unless_gone(disk::retry(|| fs::remove_file(part))))
}

fn part_path(folder: &Path, part: usize) -> PathBuf {
    folder.join(NAME).join(format!("{part}.part"))
}

fn make_folder(place: &Path) -> Result<(), WriteError> {
    match disk::retry(|| fs::create_dir(place)) {
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists && place.is_dir() && !place.is_symlink() => Ok(()),
        outcome => outcome.map_err(WriteError::failed("make the folder", place)),
    }
}

fn stage(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = disk::retry(|| OpenOptions::new().write(true).create_new(true).open(place))?;
    file.write_all(bytes)?;
    // Elsewhere one call for all of them follows.
    #[cfg(not(target_os = "linux"))]
    file.sync_all()?;
    Ok(())
}

/// One call for the whole file system: thousands of small files cost thousands of waits otherwise.
#[cfg(target_os = "linux")]
fn sync(folder: &Path) -> io::Result<()> {
    let handle = fs::File::open(folder)?;
    disk::retry(|| Ok(rustix::fs::syncfs(&handle)?))
}

/// Each file was made durable when it was written; this is for their names.
#[cfg(all(unix, not(target_os = "linux")))]
fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Names need no call of their own here.
#[cfg(not(unix))]
fn sync(_folder: &Path) -> io::Result<()> {
    Ok(())
}

fn unless_gone(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}
