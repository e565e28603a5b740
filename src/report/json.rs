//! Diagnostics as JSON Lines.

use std::io::{Result, Write};

use serde::Serialize;

use super::Files;
use super::escape::is_hidden;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::lint::Lint;

#[derive(Serialize)]
struct Object<'a> {
    severity: Severity,
    code: Lint,
    message: &'a str,
    help: Option<&'a str>,
    places: Vec<ObjectPlace<'a>>,
}

#[derive(Serialize)]
struct ObjectPlace<'a> {
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    byte_start: usize,
    byte_end: usize,
    label: &'a str,
}

pub(super) fn write(diagnostic: &Diagnostic, files: &Files<'_>, out: &mut dyn Write) -> Result<()> {
    let object = Object {
        severity: diagnostic.severity,
        code: diagnostic.lint,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        places: diagnostic.labels.iter().map(|(place, label)| object_place(place, label, files)).collect(),
    };
    let json = serde_json::to_string(&object)?;
    writeln!(out, "{}", escape(&json))
}

fn object_place<'a>(place: &'a Place, label: &'a str, files: &Files<'_>) -> ObjectPlace<'a> {
    let ends = files.lines(place).map(|lines| {
        let span = lines.clamp(&place.span);
        (lines.position(span.start), lines.position(span.end))
    });
    ObjectPlace {
        file: &place.file,
        line: ends.map(|(start, _)| start.line),
        column: ends.map(|(start, _)| start.column),
        end_line: ends.map(|(_, end)| end.line),
        end_column: ends.map(|(_, end)| end.column),
        byte_start: place.span.start,
        byte_end: place.span.end,
        label,
    }
}

/// Hidden characters can stand only inside the strings of a JSON text, where an escape means the same.
fn escape(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) {
            let units: Vec<String> = c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
            escaped.push_str(&units.concat());
        } else {
            escaped.push(c);
        }
    }
    escaped
}
