//! The folder while it is ours alone: its lock, and what must go again when nothing comes of the site.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::disk;
use super::error::WriteError;
use super::lock::Lock;
use super::staging::{self, Step};

/// Dropping it takes away what was staged and, where nothing else is in them, the folders that were made.
#[derive(Debug)]
pub(super) struct Hold {
    pub folder: PathBuf,
    /// Whether the staging folder is there and ours.
    pub has_staging: bool,
    /// Folders this build made, a folder after those it is in.
    made: Vec<PathBuf>,
    lock: Option<Lock>,
}

impl Hold {
    /// Makes `folder` if need be, and waits for its lock up to `patience`.
    pub(super) fn take(folder: &Path, patience: Duration) -> Result<Self, WriteError> {
        let mut hold = Self { folder: folder.to_path_buf(), has_staging: false, made: Vec::new(), lock: None };
        hold.lock = Some(Lock::take(folder, patience, &mut hold.made)?);
        Ok(hold)
    }

    /// Does one step.
    pub(super) fn run(&mut self, step: &Step) -> Result<(), WriteError> {
        staging::run(step, &self.folder)?;
        self.has_staging |= *step == Step::MakeStaging;
        Ok(())
    }

    /// Gives back the lock as the system does for a killed process, and leaves everything else.
    pub(super) fn let_go(mut self) {
        (self.has_staging, self.lock) = (false, None);
        self.made.clear();
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if self.has_staging {
            staging::abandon(&self.folder);
        }
        if let Some(lock) = self.lock.take() {
            lock.release();
        }
        for folder in self.made.iter().rev() {
            let _ = disk::retry(|| fs::remove_dir(folder));
        }
    }
}
