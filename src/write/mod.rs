//! Puts a site into a folder: nothing but what changed, nothing that is not ours, and whole at every instant.
//!
//! `refuse` says whether the folder may be used, `hold` and `lock` keep other builds out. Files are compared with what
//! is there and written aside (`staging`) as they come; when all have come, `survey` looks at what is there beside what
//! the `manifest` lists, `plan` derives the steps, `staging` does them.
#![allow(clippy::disallowed_methods, reason = "this is the edge that writes the site to disk")]

mod disk;
mod error;
mod hold;
mod lock;
mod manifest;
mod plan;
mod refuse;
mod staging;
mod survey;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::output::{Output, OutputFile, OutputPath, Sink};

pub use self::error::WriteError;
use self::hold::Hold;
use self::manifest::Manifest;
pub use self::manifest::NAME as MANIFEST;
use self::plan::{Manifests, Staged};
pub use self::refuse::Protected;
use self::staging::Step;
use self::survey::{Folders, Found, Wanted};

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
    let mut writing = Writing::begin(folder, protected, PATIENCE)?;
    writing.put(output.iter().map(|(path, bytes)| (path.clone(), Arc::clone(bytes))).collect())?;
    writing.commit()
}

/// A write under way: it holds the folder's lock, and takes the site's files and writes those aside that differ from
/// what is there. No file of the site is touched before [`Writing::commit`]; dropped earlier, it leaves no trace.
#[derive(Debug)]
pub struct Writing {
    hold: Hold,
    /// The manifest as found.
    manifest: Vec<u8>,
    files: Vec<Wanted>,
    folders: Folders,
    parts: usize,
}

impl Writing {
    /// Checks the folder and waits for its lock up to `patience`.
    pub fn begin(folder: &Path, protected: &[Protected<'_>], patience: Duration) -> Result<Self, WriteError> {
        refuse::check_place(folder, protected)?;
        refuse::check_contents(folder)?;
        let mut hold = Hold::take(folder, patience)?;
        // Whoever held the lock before may have begun a site here, or removed one.
        refuse::check_contents(folder)?;
        let manifest = manifest::read(folder)?;
        hold.has_staging = staging::clear_leftovers(folder)?;
        Ok(Self { hold, manifest, files: Vec::new(), folders: Folders::default(), parts: 0 })
    }

    /// Makes the folder hold the files taken so far, beside whatever in it is not ours.
    pub fn commit(self) -> Result<Written, WriteError> {
        self.plan()?.finish()
    }

    /// Settles how that is done. Refuses what would take a file that is not ours.
    pub fn plan(mut self) -> Result<Committing, WriteError> {
        self.files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        let old = Manifest::parse(&self.manifest);
        // What was right before we ever wrote it is somebody else's, never to be replaced or deleted.
        let ours = self.files.iter().filter(|file| file.found != Found::Same || old.lists(&file.path));
        let new = Manifest::of(ours.map(|file| (file.path.clone(), file.hash)));
        let survey = survey::survey(&self.hold.folder, &self.files, &old, &mut self.folders)?;
        let manifests = Manifests { text: &self.manifest, old: &old, new: &new };
        let staged = Staged { parts: self.parts, has_folder: self.hold.has_staging };
        let (steps, written) = plan::plan(&self.hold.folder, &survey, manifests, staged)?;
        Ok(Committing { hold: self.hold, steps: steps.into(), written })
    }

    /// Ends as a killed process does: everything stays as it is at this moment. For tests.
    pub fn kill(self) {
        self.hold.let_go();
    }

    fn stage(&mut self, path: OutputPath, bytes: Arc<[u8]>) -> Result<usize, WriteError> {
        if !self.hold.has_staging {
            self.hold.run(&Step::MakeStaging)?;
        }
        let part = self.parts;
        self.parts += 1;
        self.hold.run(&Step::Stage { part, path, bytes })?;
        Ok(part)
    }
}

impl Sink for Writing {
    type Error = WriteError;

    fn put(&mut self, files: Vec<OutputFile>) -> Result<(), WriteError> {
        files.iter().try_for_each(|(path, _)| self.folders.look_above(&self.hold.folder, path))?;
        let mut wanted = survey::look_at_files(&self.hold.folder, &files, &self.folders)?;
        // One after the other: files made in one folder at the same time only wait for each other.
        for (wanted, (path, bytes)) in wanted.iter_mut().zip(files) {
            if wanted.found != Found::Same {
                wanted.part = Some(self.stage(path, bytes)?);
            }
        }
        self.files.append(&mut wanted);
        Ok(())
    }
}

/// A write that has every file and knows its steps. Dropped before its end it stops there, and the next write repairs
/// the rest.
#[derive(Debug)]
pub struct Committing {
    hold: Hold,
    steps: VecDeque<Step>,
    written: Written,
}

impl Committing {
    /// Does the next step. False when none is left.
    pub fn step(&mut self) -> Result<bool, WriteError> {
        match self.steps.pop_front() {
            Some(step) => self.hold.run(&step).map(|()| true),
            None => Ok(false),
        }
    }

    /// Does the steps that are left and gives the lock back.
    pub fn finish(mut self) -> Result<Written, WriteError> {
        while self.step()? {}
        Ok(self.written)
    }

    /// Ends as a killed process does: everything stays as it is at this moment. For tests.
    pub fn kill(self) {
        self.hold.let_go();
    }
}
