//! What a careful reader of the manuscript would mark: notes left in, lines nobody can review.

use crate::diagnostic::Diagnostic;
use crate::document::Span;
use crate::lint::Lint;
use crate::source::Source;

/// Words by which authors remind themselves.
const REMINDERS: &[&str] = &["TODO", "FIXME", "TBD"];

/// Lines longer than this many bytes are hard to edit and to review.
const LONG_LINE: usize = 2_000;

/// Finds reminders in a stretch of text outside code.
pub fn leftovers(text: &str, span: &Span, source: &Source, diagnostics: &mut Vec<Diagnostic>) {
    if memchr::memchr2(b'T', b'F', text.as_bytes()).is_none() {
        return;
    }
    for word in REMINDERS {
        for (offset, _) in text.match_indices(word) {
            let before = text[..offset].chars().next_back();
            let after = text[offset + word.len()..].chars().next();
            if before.into_iter().chain(after).any(char::is_alphanumeric) {
                continue;
            }
            let is_verbatim = span.len() == text.len();
            let start = span.start + if is_verbatim { offset } else { 0 };
            let end = if is_verbatim { start + word.len() } else { span.end };
            diagnostics.push(
                Diagnostic::new(Lint::Todo, format!("`{word}` was left in and will be published"))
                    .at(source.place(start..end), "")
                    .help("finish the thought, or set `draft = true` until it is finished"),
            );
        }
    }
}

/// Finds lines that are very long.
pub fn long_lines(source: &Source, diagnostics: &mut Vec<Diagnostic>) {
    let mut offset = 0;
    for line in source.text().split_inclusive('\n') {
        if line.len() > LONG_LINE {
            let shown = line.char_indices().nth(40).map_or(line.len(), |(index, _)| index);
            diagnostics.push(
                Diagnostic::new(Lint::LongLine, format!("this line is {} bytes long", line.trim_end().len()))
                    .at(source.place(offset..offset + shown), "")
                    .help("break the paragraph into lines; Markdown joins them again"),
            );
        }
        offset += line.len();
    }
}
