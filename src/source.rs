//! From a file's bytes to text that can be parsed, with the way back to what the author sees in her editor.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::html;
use crate::lint::Lint;
use crate::mojibake;

/// The text of a file: what the author wrote, and what is parsed in its place.
///
/// Newlines are `\n` in both and a byte order mark is gone from both. They differ only where something was repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    file: Arc<str>,
    original: Arc<str>,
    text: Arc<str>,
    /// From what the author wrote to what is parsed, a rewriting at a time.
    layers: Vec<Vec<Repair>>,
}

/// A stretch of a text and what is to stand in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What goes; empty to insert.
    pub span: Range<usize>,
    /// What comes; empty to delete.
    pub text: String,
}

/// A stretch of a text that reads differently in the text made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Repair {
    original: Range<usize>,
    text: Range<usize>,
}

/// A decoded file and what was found on the way. `parsable` is false when the bytes are not text at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text; for a file that is not text, a rendering of it good enough to point into.
    pub source: Source,
    /// Whether the text may be parsed.
    pub parsable: bool,
    /// Repairs and failures.
    pub diagnostics: Vec<Diagnostic>,
}

impl Source {
    /// Decodes a file. `file` is the name diagnostics show; `repair` says whether mojibake is mended.
    pub fn decode(file: &Arc<str>, bytes: &[u8], repair: bool) -> Decoded {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::mend(file, normalise_newlines(text), repair),
            Err(error) => undecodable(file, bytes, error),
        }
    }

    fn mend(file: &Arc<str>, original: Arc<str>, repair: bool) -> Decoded {
        let mut replacements: Vec<(Range<usize>, String, Lint)> = Vec::new();
        if repair {
            let found = mojibake::find(&original).into_iter();
            replacements.extend(found.map(|found| (found.span, found.repaired, Lint::Mojibake)));
        }
        let control = |span| (span, char::REPLACEMENT_CHARACTER.to_string(), Lint::ControlCharacter);
        replacements.extend(control_characters(&original).map(control));
        replacements.sort_by_key(|(span, ..)| (span.start, std::cmp::Reverse(span.end)));
        // A control character may be part of what is mended already.
        let mut end = 0;
        replacements.retain(|(span, ..)| {
            span.start >= end && {
                end = span.end;
                true
            }
        });

        let replaced = |(span, repaired, lint): &_| replaced(file, &original, (span, repaired, *lint));
        let mut diagnostics: Vec<Diagnostic> = replacements.iter().map(replaced).collect();
        diagnostics.extend(reordering(file, &original));
        let edits = replacements.into_iter().map(|(span, text, _)| Edit { span, text }).collect();
        let (text, repairs) = apply(&original, edits);
        let layers = if repairs.is_empty() { Vec::new() } else { vec![repairs] };
        let source = Self { file: file.clone(), original, text, layers };
        Decoded { source, parsable: true, diagnostics }
    }

    /// The name diagnostics show.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// What the author wrote, newlines normalised: the text places point into.
    pub fn original(&self) -> &Arc<str> {
        &self.original
    }

    /// What is parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same file with its parsed text edited. Of edits that meet, the first counts.
    #[must_use]
    pub fn rewritten(&self, edits: Vec<Edit>) -> Self {
        let (text, repairs) = apply(&self.text, edits);
        let mut layers = self.layers.clone();
        layers.push(repairs);
        Self { file: self.file.clone(), original: self.original.clone(), text, layers }
    }

    /// A stretch of the parsed text as it will read with those edits made that lie in it.
    pub fn preview(&self, span: Range<usize>, edits: &[Edit]) -> String {
        edited(&self.text, span, edits.to_vec()).0
    }

    /// The place, in what the author wrote, of a span of the parsed text.
    pub fn place(&self, span: Range<usize>) -> Place {
        let start = self.layers.iter().rev().fold(span.start, |offset, layer| start_before(layer, offset));
        let end = self.layers.iter().rev().fold(span.end, |offset, layer| end_before(layer, offset));
        Place { file: self.file.clone(), span: start..end.max(start) }
    }
}

/// Where a stretch that starts at `offset` of a rewritten text started before. What was put in starts where it stands.
fn start_before(repairs: &[Repair], offset: usize) -> usize {
    let count = repairs.partition_point(|repair| repair.text.start <= offset);
    match count.checked_sub(1).map(|index| &repairs[index]) {
        None => offset,
        Some(repair) if offset < repair.text.end => repair.original.start,
        Some(repair) => repair.original.end + (offset - repair.text.end),
    }
}

/// Where a stretch that ends at `offset` of a rewritten text ended before.
fn end_before(repairs: &[Repair], offset: usize) -> usize {
    let count = repairs.partition_point(|repair| repair.text.start < offset);
    match count.checked_sub(1).map(|index| &repairs[index]) {
        None => offset,
        Some(repair) if offset < repair.text.end => repair.original.end,
        Some(repair) => repair.original.end + (offset - repair.text.end),
    }
}

fn normalise_newlines(text: &str) -> Arc<str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

/// Characters that may stand in no HTML or XML document.
fn control_characters(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.char_indices().filter(|(_, c)| html::is_forbidden(*c)).map(|(start, c)| start..start + c.len_utf8())
}

fn apply(original: &Arc<str>, edits: Vec<Edit>) -> (Arc<str>, Vec<Repair>) {
    if edits.is_empty() {
        return (original.clone(), Vec::new());
    }
    let (text, repairs) = edited(original, 0..original.len(), edits);
    (text.into(), repairs)
}

/// A stretch of a text with those edits made that lie in it.
fn edited(original: &str, span: Range<usize>, mut edits: Vec<Edit>) -> (String, Vec<Repair>) {
    edits.retain(|edit| span.start <= edit.span.start && edit.span.end <= span.end);
    // Stable: what is put in at one place keeps the order it was asked for, and stands before what is taken out there.
    edits.sort_by_key(|edit| (edit.span.start, !edit.span.is_empty()));
    let mut text = String::with_capacity(span.len());
    let mut repairs = Vec::with_capacity(edits.len());
    let (mut copied, end) = (span.start, span.end);
    for Edit { span, text: new } in edits {
        if span.start < copied {
            continue;
        }
        text.push_str(&original[copied..span.start]);
        let start = text.len();
        text.push_str(&new);
        repairs.push(Repair { text: start..text.len(), original: span.clone() });
        copied = span.end;
    }
    text.push_str(&original[copied..end]);
    (text, repairs)
}

fn replaced(file: &Arc<str>, original: &str, (span, repaired, lint): (&Range<usize>, &String, Lint)) -> Diagnostic {
    let place = Place { file: file.clone(), span: span.clone() };
    let found = &original[span.clone()];
    if lint == Lint::Mojibake {
        let message = format!("`{}` is UTF-8 text that was read as Windows-1252", found.escape_debug());
        Diagnostic::new(lint, message)
            .at(place, format!("shown as `{repaired}`"))
            .help(format!("write `{repaired}` here and save the file as UTF-8"))
    } else {
        let code = found.chars().next().map_or(0, u32::from);
        Diagnostic::new(lint, format!("control character U+{code:04X} cannot be part of a page"))
            .at(place, "shown as U+FFFD")
            .help("delete it; most editors can show invisible characters")
    }
}

/// Invisible characters that make text read otherwise than it is written (CVE-2021-42574). They are kept in bodies,
/// where a language may need them, and taken out of titles and tags.
fn reordering(file: &Arc<str>, original: &str) -> impl Iterator<Item = Diagnostic> {
    original.char_indices().filter(|(_, c)| html::is_reordering(*c)).map(|(start, c)| {
        let place = Place { file: file.clone(), span: start..start + c.len_utf8() };
        let message = format!("U+{:04X} reorders the text around it without being seen", u32::from(c));
        Diagnostic::new(Lint::ControlCharacter, message)
            .at(place, "")
            .help("delete it, or mark the direction with `dir` in HTML")
    })
}

fn undecodable(file: &Arc<str>, bytes: &[u8], error: std::str::Utf8Error) -> Decoded {
    let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
    let start = normalise_newlines(&valid).len();
    let original = normalise_newlines(&String::from_utf8_lossy(bytes));
    let end = start + original[start..].chars().next().map_or(0, char::len_utf8);
    let byte = bytes[error.valid_up_to()];
    let offset = error.valid_up_to();
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let message = if utf16 {
        "this file is UTF-16, not UTF-8".to_owned()
    } else {
        format!("not UTF-8: byte 0x{byte:02X} at offset {offset} starts no character")
    };
    let place = Place { file: file.clone(), span: start..end };
    let diagnostic =
        Diagnostic::new(Lint::InvalidUtf8, message).at(place, "").help("save the file with the encoding UTF-8");
    let source = Source { file: file.clone(), text: "".into(), original, layers: Vec::new() };
    Decoded { source, parsable: false, diagnostics: vec![diagnostic] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> Decoded {
        Source::decode(&"f.md".into(), bytes, true)
    }

    #[test]
    fn newlines_and_byte_order_marks_leave_no_trace() {
        for bytes in ["a\nb\n".as_bytes(), b"a\r\nb\r\n", b"a\rb\r", b"\xef\xbb\xbfa\r\nb\n"] {
            assert_eq!(decode(bytes).source.text(), "a\nb\n");
        }
    }

    #[test]
    fn places_point_into_what_the_author_wrote() {
        let decoded = decode("x Ã— y\u{7} z".as_bytes());
        assert_eq!(decoded.source.text(), "x × y\u{fffd} z");
        let z = decoded.source.text().find('z').unwrap_or_default();
        let place = decoded.source.place(z..z + 1);
        assert_eq!(&decoded.source.original()[place.span], "z");
        assert_eq!(decoded.diagnostics.len(), 2);
    }

    #[test]
    fn bytes_that_are_not_text_are_named() {
        let decoded = decode(b"ok\r\ncaf\xe9 x");
        assert!(!decoded.parsable);
        assert_eq!(decoded.diagnostics[0].labels[0].0.span, 6..9);
        assert!(decoded.diagnostics[0].message.contains("0xE9"));
        assert!(decode(b"\xff\xfea\0").diagnostics[0].message.contains("UTF-16"));
    }
}
