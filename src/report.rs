//! Shows diagnostics: for people, as JSON, or as GitHub's annotations. What is hidden in text is always shown escaped.

mod escape;
mod github;
mod human;
mod json;
mod lines;

use std::collections::HashMap;
use std::io::{Result, Write};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::lint::Lint;
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

/// A diagnostic as people see it, with what a program needs to lead them to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// How much it matters.
    pub severity: Severity,
    /// The rule's name.
    pub code: Lint,
    /// The text of the terminal, without colour.
    pub text: String,
    /// The places it names, the main one first.
    pub places: Vec<ShownPlace>,
}

/// A place as the text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownPlace {
    /// The file.
    pub file: Arc<str>,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

/// Shows diagnostics in the order given, each by itself; `sources` as for [`report`], `width` in columns.
pub fn shown(
    diagnostics: &[Diagnostic],
    sources: &dyn Fn(&str) -> Option<Arc<str>>,
    width: usize,
) -> Result<Vec<Shown>> {
    let mut files = Files { sources, read: HashMap::new() };
    let mut all = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        let mut places = Vec::new();
        for (place, _) in &diagnostic.labels {
            files.read(&place.file);
            let position = files.lines(place).map(|lines| lines.position(lines.clamp(&place.span).start));
            let (line, column) = position.map_or((1, 1), |position| (position.line, position.column));
            places.push(ShownPlace { file: place.file.clone(), line, column });
        }
        let mut text = Vec::new();
        human::write(diagnostic, &files, human::Terminal { color: false, width }, &mut text)?;
        let text = String::from_utf8_lossy(&text).trim_end().to_owned();
        all.push(Shown { severity: diagnostic.severity, code: diagnostic.lint, text, places });
    }
    Ok(all)
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
