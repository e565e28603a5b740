//! Puts a site into a folder: nothing but what changed, nothing that is not ours, and whole at every instant.
//!
//! `refuse` says whether the folder may be used, `lock` keeps other builds out, `survey` looks at what is there beside
//! what the `manifest` lists, `plan` derives the steps, `staging` does them.
#![allow(clippy::disallowed_methods, reason = "this is the edge that writes the site to disk")]

mod disk;
mod error;
mod lock;
mod manifest;
mod plan;
mod refuse;
mod staging;
mod survey;

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::output::Output;

pub use self::error::WriteError;
use self::lock::Lock;
use self::manifest::Manifest;
pub use self::manifest::NAME as MANIFEST;
use self::plan::Manifests;
pub use self::refuse::Protected;
use self::staging::Step;

/// How long a build waits for another one to leave the folder.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What a write did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Files written, new ones included.
    pub changed: usize,
    /// Files that were already right and were not touched.
    pub unchanged: usize,
    /// Files of an earlier site that are gone.
    pub removed: usize,
    /// Files and folders that are not ours and were kept, relative to the folder, in order.
    pub foreign: Vec<PathBuf>,
}

/// Makes `folder` hold `output`, beside whatever in it is not ours.
///
/// The folder must be new, empty, or one written before; see [`Protected`] for where it may not be. Waits up to
/// [`PATIENCE`] for another build. When it fails, every page is whole and the next write repairs the rest.
pub fn write(output: &Output, folder: &Path, protected: &[Protected<'_>]) -> Result<Written, WriteError> {
    Writing::begin(output, folder, protected, PATIENCE)?.finish()
}

/// A write that has been checked and planned and holds the folder's lock. Dropping it is what being killed is: it stops.
#[derive(Debug)]
pub struct Writing {
    folder: PathBuf,
    lock: Lock,
    steps: VecDeque<Step>,
    written: Written,
}

impl Writing {
    /// Checks the folder, waits for its lock up to `patience`, and plans. No file of the site is touched.
    pub fn begin(
        output: &Output,
        folder: &Path,
        protected: &[Protected<'_>],
        patience: Duration,
    ) -> Result<Self, WriteError> {
        refuse::check_place(folder, protected)?;
        refuse::check_contents(folder)?;
        if !folder.is_dir() {
            disk::retry(|| fs::create_dir_all(folder)).map_err(WriteError::failed("make the folder", folder))?;
        }
        let lock = Lock::take(folder, patience)?;
        match plan_locked(output, folder) {
            Ok((steps, written)) => Ok(Self { folder: folder.to_path_buf(), lock, steps: steps.into(), written }),
            Err(error) => {
                lock.release();
                Err(error)
            }
        }
    }

    /// Does the next step. False when none is left.
    pub fn step(&mut self) -> Result<bool, WriteError> {
        match self.steps.pop_front() {
            Some(step) => staging::run(&step, &self.folder).map(|()| true),
            None => Ok(false),
        }
    }

    /// Does the steps that are left and gives the lock back.
    pub fn finish(self) -> Result<Written, WriteError> {
        // One after the other: files made in one folder at the same time only wait for each other.
        let outcome = self.steps.iter().try_for_each(|step| staging::run(step, &self.folder));
        if outcome.is_err() {
            staging::abandon(&self.folder);
        }
        self.lock.release();
        outcome.map(|()| self.written)
    }
}

fn plan_locked(output: &Output, folder: &Path) -> Result<(Vec<Step>, Written), WriteError> {
    // Whoever held the lock before may have begun a site here, or removed one.
    refuse::check_contents(folder)?;
    let text = manifest::read(folder)?;
    let (old, new) = (Manifest::parse(&text), Manifest::of(output));
    let survey = survey::survey(folder, output, &old)?;
    let new = new.without(survey.not_ours(&old));
    let (text, old, new) = (&text, &old, &new);
    plan::plan(folder, &survey, Manifests { text, old, new })
}
