//! Which Markdown files of a content folder are not read, because of where they stand.

use std::sync::Arc;

use super::dialects::translations;
use crate::diagnostic::{Diagnostic, Place};
use crate::lint::Lint;

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// It repeats another in a different language.
    Translation,
    /// It stands in a folder of things to test a program with.
    TestData,
}

/// Whether the file at `path` is not read. `exists` tells which other files there are.
pub fn left_out(path: &str, exists: &dyn Fn(&str) -> bool) -> Option<LeftOut> {
    if translations::is_translation(path, exists) {
        Some(LeftOut::Translation)
    } else {
        translations::is_test_data(path).then_some(LeftOut::TestData)
    }
}

impl LeftOut {
    /// What to say of it.
    pub fn diagnostic(self, shown: &Arc<str>) -> Diagnostic {
        let (what, help) = match self {
            LeftOut::Translation => {
                ("a translation of another file", "give `--content` its folder to make a site of it")
            }
            LeftOut::TestData => {
                ("something to test a program with", "move it out of the folder of tests if its questions are meant")
            }
        };
        Diagnostic::new(Lint::LeftOut, format!("this file is left out: it seems to be {what}"))
            .at(Place { file: Arc::clone(shown), span: 0..0 }, "")
            .help(help)
    }
}
