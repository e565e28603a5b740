//! One build at a time in a folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::disk::{self, Entry};
use super::error::WriteError;

/// The lock's file in the output folder.
pub(super) const NAME: &str = ".studybook-lock";

const PAUSE: Duration = Duration::from_millis(40);

/// A build of which nothing comes takes away the folders it made, at any moment and once; so often a folder just made
/// can be gone again. More often than there are builds at a time, it is the system that will not have the folder.
const MOST_VANISHED: usize = 1_000;

/// Held for as long as it lives. A killed process leaves the file behind, but not the lock.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock of `folder`, waiting up to `patience` for whoever holds it. Folders that are not there are made
    /// and added to `made`, also when the lock is not to be had.
    pub(super) fn take(folder: &Path, patience: Duration, made: &mut Vec<PathBuf>) -> Result<Self, WriteError> {
        let path = folder.join(NAME);
        let failed = || WriteError::failed("lock the folder with", &path);
        let begun = Instant::now();
        let mut vanished = 0;
        loop {
            if matches!(disk::look(&path).map_err(failed())?, Entry::Folder | Entry::Other) {
                let reason = format!("`{}` is in the way: it is not a plain file", path.display());
                return Err(WriteError::refused_with(reason, "move it away and build again"));
            }
            let opened = disk::make_folders(folder, made).map_err(|cause| ("make the folder", folder, cause));
            let opened = opened.and_then(|()| open(&path).map_err(|cause| ("lock the folder with", &*path, cause)));
            let file = match opened {
                Ok(file) => file,
                Err((.., cause)) if cause.kind() == io::ErrorKind::NotFound && vanished < MOST_VANISHED => {
                    vanished += 1;
                    continue;
                }
                Err((action, path, cause)) => return Err(WriteError::failed(action, path)(cause)),
            };
            if lock_now(&file).map_err(failed())? {
                let lock = Self { file, path: path.clone() };
                if lock.is_current().map_err(failed())? {
                    return Ok(lock);
                }
            } else if begun.elapsed() >= patience {
                return Err(WriteError::refused_with(
                    format!("another build is still writing into `{}`", folder.display()),
                    "wait until it has ended and build again",
                ));
            } else {
                sleep(PAUSE);
            }
        }
    }

    /// Gives the lock back and leaves no file behind where that can be done safely.
    pub(super) fn release(self) {
        #[cfg(unix)]
        let _ = disk::retry(|| fs::remove_file(&self.path));
        drop(self.file);
    }

    /// Whether the locked file is still the one at its path: its last holder may have removed it in between.
    #[cfg(unix)]
    fn is_current(&self) -> io::Result<bool> {
        use std::os::unix::fs::MetadataExt;
        let held = disk::retry(|| self.file.metadata())?;
        match disk::retry(|| fs::symlink_metadata(&self.path)) {
            Ok(found) => Ok((found.dev(), found.ino()) == (held.dev(), held.ino())),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(cause) => Err(cause),
        }
    }

    /// Nobody removes the file where its identity cannot be told.
    #[cfg(not(unix))]
    fn is_current(&self) -> io::Result<bool> {
        fs::exists(&self.path)
    }
}

fn open(path: &Path) -> io::Result<File> {
    disk::retry(|| OpenOptions::new().write(true).create(true).truncate(false).open(path))
}

/// Whether the lock was free. A file system that knows no locks must not make building impossible.
fn lock_now(file: &File) -> io::Result<bool> {
    disk::retry(|| match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(cause)) if cause.kind() == io::ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(cause)) => Err(cause),
    })
}
