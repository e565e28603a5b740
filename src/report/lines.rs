//! From bytes of a text to lines and columns, in constant time however long the lines are.

use std::ops::Range;
use std::sync::Arc;

/// How many bytes lie between two known counts of characters.
const STEP: usize = 1024;

/// A text with a table of its lines and of its characters.
pub(super) struct Lines {
    text: Arc<str>,
    /// Where each line begins.
    starts: Vec<usize>,
    /// How many characters begin before each multiple of [`STEP`].
    characters: Vec<usize>,
}

/// A line and a column, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Lines {
    pub(super) fn new(text: Arc<str>) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let starts = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect();
        let mut before = 0;
        let characters = text
            .as_bytes()
            .chunks(STEP)
            .map(|chunk| {
                let here = before;
                before += count_characters(chunk);
                here
            })
            .chain([0])
            .collect();
        let mut lines = Self { text, starts, characters };
        if let Some(last) = lines.characters.last_mut() {
            *last = before;
        }
        lines
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The nearest range to `span` that is one of this text.
    pub(super) fn clamp(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start);
        start..self.text.ceil_char_boundary(span.end.max(start))
    }

    /// Where the byte at `offset` is; `offset` lies on a boundary of the text.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        Position { line, column: self.characters_before(offset) - self.characters_before(self.starts[line - 1]) + 1 }
    }

    /// The bytes of a line counted from 1, without its newline.
    pub(super) fn line(&self, line: usize) -> Range<usize> {
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        self.starts[line - 1]..end
    }

    fn characters_before(&self, offset: usize) -> usize {
        let step = offset / STEP;
        self.characters[step] + count_characters(&self.text.as_bytes()[step * STEP..offset])
    }
}

fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| !(0x80..0xC0).contains(*b)).count()
}
