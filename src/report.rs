//! Shows diagnostics: for people, as JSON, or as GitHub's annotations. What is hidden in text is always shown escaped.

mod escape;
mod github;
mod human;
mod json;
mod lines;

use std::collections::HashMap;
use std::io::{Result, Write};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use lines::Lines;

pub use escape::visible;

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// With the lines they speak of and carets under them.
    Human {
        /// Whether the terminal shows colour.
        color: bool,
        /// The terminal's columns; longer source lines are trimmed.
        width: usize,
    },
    /// JSON Lines: an object a diagnostic, lines and columns counted in characters from 1, ends exclusive.
    Json,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// Writes the diagnostics in the order given; `sources` has the text of a file by the path a [`Place`] gives.
///
/// Time is linear in the diagnostics and the texts together.
pub fn report(
    diagnostics: &[Diagnostic],
    sources: &dyn Fn(&str) -> Option<Arc<str>>,
    format: Format,
    out: &mut dyn Write,
) -> Result<()> {
    let mut files = Files { sources, read: HashMap::new() };
    for diagnostic in diagnostics {
        for (place, _) in &diagnostic.labels {
            files.read(&place.file);
        }
        match format {
            Format::Human { color, width } => human::write(diagnostic, &files, human::Terminal { color, width }, out)?,
            Format::Json => json::write(diagnostic, &files, out)?,
            Format::Github => github::write(diagnostic, &files, out)?,
        }
    }
    Ok(())
}

/// Puts diagnostics in the order of their first places: by file, then by position. What has no place comes first;
/// equals stay as they are.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|one, other| position(one).cmp(&position(other)));
}

fn position(diagnostic: &Diagnostic) -> Option<(&str, usize, usize)> {
    let (place, _) = diagnostic.labels.first()?;
    Some((&place.file, place.span.start, place.span.end))
}

/// The last line of a report, as `3 errors, 1 warning`.
pub fn summary(errors: usize, warnings: usize, notes: usize) -> String {
    let counts = [(errors, "error"), (warnings, "warning"), (notes, "note")];
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| format!("{count} {noun}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    if parts.is_empty() { "no problems".to_owned() } else { parts.join(", ") }
}

/// The texts asked for so far, each with its line table.
struct Files<'a> {
    sources: &'a dyn Fn(&str) -> Option<Arc<str>>,
    read: HashMap<Arc<str>, Option<Lines>>,
}

impl Files<'_> {
    fn read(&mut self, file: &Arc<str>) {
        if !self.read.contains_key(file) {
            let lines = (self.sources)(file).map(Lines::new);
            self.read.insert(file.clone(), lines);
        }
    }

    fn lines(&self, place: &Place) -> Option<&Lines> {
        self.read.get(&place.file)?.as_ref()
    }
}

#[cfg(test)]
mod tests;
