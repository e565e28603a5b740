//! Which folders may hold a site. Everything here only looks.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf, absolute};
use std::{fs, io};

use super::error::WriteError;
use super::{disk, lock, manifest, staging};

/// A folder the site must keep away from, and what it is to the author.
#[derive(Debug, Clone, Copy)]
pub struct Protected<'a> {
    path: &'a Path,
    what: &'a str,
    reach: Reach,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Above,
    AboveAndBelow,
}

impl<'a> Protected<'a> {
    /// The site may lie inside `path` but neither be nor contain it: the project, the home folder.
    /// `what` completes "is …", as in "the project folder".
    pub fn outside_site(path: &'a Path, what: &'a str) -> Self {
        let reach = Reach::Above;
        Self { path, what, reach }
    }

    /// The site may neither be `path`, nor contain it, nor lie inside it: the content folder.
    pub fn apart_from_site(path: &'a Path, what: &'a str) -> Self {
        let reach = Reach::AboveAndBelow;
        Self { path, what, reach }
    }
}

/// Refuses `folder` for where it is. Links are followed on both sides before anything is compared.
pub(super) fn check_place(folder: &Path, protected: &[Protected<'_>]) -> Result<(), WriteError> {
    let shown = folder.display();
    if folder.as_os_str().is_empty() {
        return Err(refused("the name of the output folder is empty".to_owned()));
    }
    if !folder.components().any(|part| matches!(part, Component::Normal(_))) {
        return Err(refused(format!("`{shown}` cannot be the output folder")));
    }
    let place = resolve(folder).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotADirectory => refused(format!("`{shown}` leads through a file")),
        io::ErrorKind::NotFound => {
            refused(format!("`{shown}` leads through a folder or link target that does not exist"))
        }
        _ => WriteError::failed("use", folder)(cause),
    })?;
    if place.parent().is_none() {
        return Err(refused(format!("`{shown}` is the root of the file system")));
    }
    if place.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
        return Err(refused(format!("`{shown}` lies inside a `.git` folder")));
    }
    protected.iter().try_for_each(|one| check_against(one, folder, &place))
}

fn check_against(protected: &Protected<'_>, folder: &Path, place: &Path) -> Result<(), WriteError> {
    // A home folder that cannot be looked at is still compared, by name.
    let Ok(kept) = resolve(protected.path).or_else(|_| absolute(protected.path)) else {
        return Ok(());
    };
    let (shown, what) = (folder.display(), protected.what);
    if kept == place {
        Err(refused(format!("`{shown}` is {what}")))
    } else if kept.starts_with(place) {
        Err(refused(format!("`{shown}` contains {what}")))
    } else if protected.reach == Reach::AboveAndBelow && place.starts_with(&kept) {
        Err(refused(format!("`{shown}` lies inside {what}")))
    } else {
        Ok(())
    }
}

/// Refuses `folder` for what is in it: it must be new, empty, or marked as ours by a manifest.
pub(super) fn check_contents(folder: &Path) -> Result<(), WriteError> {
    let shown = folder.display();
    match disk::retry(|| fs::metadata(folder)) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(WriteError::failed("use", folder)(cause)),
        Ok(found) if !found.is_dir() => return Err(refused(format!("`{shown}` is a file"))),
        Ok(_) => {}
    }
    if manifest::marks(folder)? {
        return Ok(());
    }
    let entries = match disk::entries(folder) {
        // A build that gave up has just taken away the folder it made.
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(WriteError::failed("read the folder", folder))?,
    };
    for entry in entries {
        let name = entry.file_name();
        let ours = name == lock::NAME || name == staging::NAME;
        // Another build may have begun since: its manifest is there before its first page.
        if !ours && !manifest::marks(folder)? {
            return Err(WriteError::refused_with(
                format!("`{shown}` is not empty and was not made by studybook"),
                "name a new or an empty folder with `--out`; nothing in this one was touched",
            ));
        }
    }
    Ok(())
}

fn refused(reason: String) -> WriteError {
    WriteError::refused_with(reason, "name a folder of its own for the site with `--out`, such as `site`")
}

/// Where `path` really is: links followed as far as it exists, the rest as written.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut existing = absolute(path)?;
    let mut missing: Vec<OsString> = Vec::new();
    loop {
        match disk::retry(|| fs::canonicalize(&existing)) {
            Ok(mut place) => {
                place.extend(missing.iter().rev());
                return Ok(place);
            }
            // A link whose target is missing is there, and would be followed once the target is.
            Err(cause) if cause.kind() != io::ErrorKind::NotFound || existing.is_symlink() => return Err(cause),
            Err(cause) => match existing.components().next_back() {
                Some(Component::Normal(name)) => missing.push(name.to_owned()),
                _ => return Err(cause),
            },
        }
        existing.pop();
    }
}
