//! Why nothing, or not everything, was written.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fmt, io};

use super::disk::below;

/// What kept the site from being written.
#[derive(Debug)]
pub enum WriteError {
    /// The folder may not be used as asked; no file in it was touched. A command ends with exit code 2.
    Refused {
        /// Names the path and what is wrong with it.
        reason: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The system could not do its part. Every page is whole, and the next write repairs the rest. Exit code 1.
    Failed {
        /// What was being done, as in "cannot …".
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// The system's answer.
        cause: io::Error,
    },
}

impl WriteError {
    /// What to do about it, if there is more to say than the message.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::Refused { help, .. } => help.as_deref(),
            Self::Failed { cause, .. } => match cause.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    Some("free some space and build again; the pages already there are whole")
                }
                io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                    Some("choose a folder you may write to with `--out`")
                }
                _ => None,
            },
        }
    }

    pub(super) fn refused(reason: String) -> Self {
        Self::Refused { reason, help: None }
    }

    pub(super) fn refused_with(reason: String, help: impl Into<String>) -> Self {
        Self::Refused { reason, help: Some(help.into()) }
    }

    /// Something of somebody else's stands at `path` below `folder`.
    pub(super) fn in_the_way(folder: &Path, path: &str) -> Self {
        Self::refused_with(
            format!("`{}` is in the way: it was not made by studybook", below(folder, path).display()),
            "move it out of the output folder and build again; nothing was changed",
        )
    }

    /// For `map_err`: the system's answer to doing `action` at `path`.
    pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Failed { action, path: path.to_path_buf(), cause }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { reason, .. } => f.write_str(reason),
            Self::Failed { action, path, cause } => {
                write!(f, "cannot {action} `{}`: {}", path.display(), in_words(cause))
            }
        }
    }
}

impl Error for WriteError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Refused { .. } => None,
            Self::Failed { cause, .. } => Some(cause),
        }
    }
}

/// The system's own sentence as the end of one of ours: first letter small, without its number.
fn in_words(cause: &io::Error) -> String {
    let text = cause.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_path_and_cause() {
        let cause = io::Error::from(io::ErrorKind::StorageFull);
        let error = WriteError::failed("write", Path::new("site/index.html"))(cause);
        assert_eq!(error.to_string(), "cannot write `site/index.html`: no storage space");
        assert!(error.help().is_some());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_systems_sentence_is_made_ours() {
        assert_eq!(in_words(&io::Error::from_raw_os_error(28)), "no space left on device");
    }
}
