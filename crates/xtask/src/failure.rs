//! Why a chore stopped: one sentence for the person who ran it.

use std::fmt;
use std::io;
use std::path::Path;

/// A sentence saying what failed and, where that helps, what to do.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure that reads as `sentence`.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// For `map_err`: what was being done with `path` when the system refused.
    pub fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.display().to_string();
        move |error| Self(format!("cannot {doing} `{path}`: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
