//! Diagnostics as workflow commands, which GitHub Actions shows beside the lines of a change.

use std::fmt::Write as _;
use std::io::{Result, Write};

use super::Files;
use super::escape::visible;
use crate::diagnostic::{Diagnostic, Place, Severity};

pub(super) fn write(diagnostic: &Diagnostic, files: &Files<'_>, out: &mut dyn Write) -> Result<()> {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut places = diagnostic.labels.iter();
    let mut properties = String::new();
    let mut lines = vec![visible(&diagnostic.message)];
    if let Some((place, label)) = places.next() {
        properties = location(place, files);
        if !label.is_empty() {
            lines[0] = format!("{} ({})", lines[0], visible(label));
        }
    }
    for (place, label) in places {
        let separator = if label.is_empty() { "" } else { ": " };
        lines.push(format!("{}{separator}{}", short_location(place, files), visible(label)));
    }
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {}", visible(help))));
    let data = escape_data(&lines.join("\n"));
    writeln!(out, "::{command} {properties}title=studybook {}::{data}", diagnostic.lint)
}

/// The properties that name a place. GitHub takes columns only for a place within one line.
fn location(place: &Place, files: &Files<'_>) -> String {
    let mut properties = format!("file={},", escape_property(&visible(&place.file)));
    if let Some(lines) = files.lines(place) {
        let span = lines.clamp(&place.span);
        let (start, end) = (lines.position(span.start), lines.position(span.end));
        let _ = write!(properties, "line={},endLine={},", start.line, end.line);
        if start.line == end.line {
            let _ = write!(properties, "col={},endColumn={},", start.column, end.column);
        }
    }
    properties
}

fn short_location(place: &Place, files: &Files<'_>) -> String {
    let file = visible(&place.file);
    files.lines(place).map_or(file.clone(), |lines| {
        let start = lines.position(lines.clamp(&place.span).start);
        format!("{file}:{}:{}", start.line, start.column)
    })
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
