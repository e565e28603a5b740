//! Looking at one entry of the file system, never through a link.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    Missing,
    /// A plain file and its length in bytes.
    File(u64),
    Folder,
    /// A link, a device, a pipe: not followed, not opened.
    Other,
}

/// What stands at `path` itself. The folders above it must not be links.
pub(super) fn look(path: &Path) -> io::Result<Entry> {
    match retry(|| fs::symlink_metadata(path)) {
        Ok(found) if found.is_file() => Ok(Entry::File(found.len())),
        Ok(found) if found.is_dir() => Ok(Entry::Folder),
        Ok(_) => Ok(Entry::Other),
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(Entry::Missing),
        Err(cause) => Err(cause),
    }
}

/// Whether the file at `path` holds exactly `bytes`; reads no further than the first difference.
pub(super) fn holds(path: &Path, mut bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut buffer = [0; 32 * 1024];
    loop {
        let read = retry(|| file.read(&mut buffer))?;
        if read == 0 {
            return Ok(bytes.is_empty());
        }
        match bytes.strip_prefix(&buffer[..read]) {
            Some(rest) => bytes = rest,
            None => return Ok(false),
        }
    }
}

/// The hash of the file at `path`.
pub(super) fn hash(path: &Path) -> io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize().into())
}

/// What is in `folder`, in the system's order.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    let interrupted = |entry: &io::Result<_>| matches!(entry, Err(cause) if cause.kind() == ErrorKind::Interrupted);
    let entries = retry(|| fs::read_dir(folder))?;
    entries.filter(|entry| !interrupted(entry)).collect()
}

/// `path`, written with `/`, below `folder`.
pub(super) fn below(folder: &Path, path: &str) -> PathBuf {
    let mut place = folder.to_path_buf();
    place.extend(path.split('/'));
    place
}

/// The folders above `path`, outermost first: `a`, `a/b` for `a/b/c`.
pub(super) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// Makes `folder` and those above it where they are not there, and adds to `made` the ones that this call made: others
/// may be making, or taking away, the same ones. Not found means that somebody took one away.
pub(super) fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let named = folder.ancestors().filter(|folder| !folder.as_os_str().is_empty());
    let missing: Vec<&Path> = named.take_while(|folder| !folder.exists()).collect();
    for folder in missing.into_iter().rev() {
        match retry(|| fs::create_dir(folder)) {
            Ok(()) => made.push(folder.to_path_buf()),
            // Whether it is a folder shows when something is put into it.
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(())
}

/// Repeats a system call for as long as signals interrupt it.
pub(super) fn retry<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}
