//! Bad content is data: a diagnostic says what is wrong, where, and what to do. Showing it is `report`'s work.

use std::ops::Range;
use std::sync::Arc;

pub use crate::lint::Severity;

use crate::lint::Lint;

/// A value together with everything there is to say about how it came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked<T> {
    /// The value itself; usable even when `diagnostics` holds errors, so that later stages can report too.
    pub value: T,
    /// What was found on the way, in the order it was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value nothing was found wrong with.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Hands over the value and keeps its diagnostics in `sink`.
    pub fn unpack(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }
}

/// A place in a file: the file's path as the author knows it, and a byte range of its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Relative to the folder the command works in, `/` between components.
    pub file: Arc<str>,
    /// Bytes of the text after newline normalisation, before any repair.
    pub span: Range<usize>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule found it; its name is the diagnostic's code.
    pub lint: Lint,
    /// The rule's own severity unless configuration changed it.
    pub severity: Severity,
    /// Lower case, no full stop, names in backticks.
    pub message: String,
    /// Where, with a word on what stands there. The first is the main one; none for what concerns the whole site.
    pub labels: Vec<(Place, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding of `lint` with its default severity, nowhere in particular.
    pub fn new(lint: Lint, message: impl Into<String>) -> Self {
        Self { lint, severity: lint.default_severity(), message: message.into(), labels: Vec::new(), help: None }
    }

    /// Adds a place and what to say at its caret (may be empty).
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.labels.push((place, label.into()));
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
