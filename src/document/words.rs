//! A body's words, kept as what of its HTML they are: most of them stand there letter by letter, and a large site's texts
//! need not be in memory twice.

use memchr::memmem;

/// A text beside the HTML it is the text of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Words {
    pieces: Box<[Piece]>,
    /// What does not stand in the HTML: newlines, characters that are escaped there.
    others: Box<str>,
}

/// A stretch of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Piece {
    /// The bytes of `others` that come before.
    others: u32,
    /// The bytes of the HTML, and where they start.
    length: u32,
    start: u32,
}

/// A stretch of HTML is looked for by so many bytes of it; shorter ones are not worth a piece.
const PROBE: usize = 12;

/// How far ahead in the HTML a stretch is looked for, in bytes.
const WINDOW: usize = 1_024;

impl Words {
    /// The words `text` of some HTML.
    pub fn of(text: &str, html: &str) -> Self {
        let (mut pieces, mut others) = (Vec::new(), String::new());
        let (mut rest, mut at, mut before) = (text, 0, 0);
        while let Some(first) = rest.chars().next() {
            let Some(start) = find(rest, html, at).filter(|start| u32::try_from(start + rest.len()).is_ok()) else {
                let other;
                (other, rest) = rest.split_at(escaped(rest).unwrap_or(first.len_utf8()));
                others.push_str(other);
                continue;
            };
            let same = rest.bytes().zip(html[start..].bytes()).take_while(|(one, other)| one == other).count();
            let length = rest.floor_char_boundary(same);
            pieces.push(Piece { others: (others.len() - before) as u32, length: length as u32, start: start as u32 });
            before = others.len();
            at = start + length;
            rest = &rest[length..];
        }
        Self { pieces: pieces.into(), others: others.into() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty() && self.others.is_empty()
    }

    /// The text. `html` is the HTML they were taken from.
    pub fn text(&self, html: &str) -> String {
        let length = self.pieces.iter().map(|piece| piece.length as usize).sum::<usize>() + self.others.len();
        let mut text = String::with_capacity(length);
        let mut others = &*self.others;
        for piece in &self.pieces {
            let (before, behind) = others.split_at(piece.others as usize);
            text.push_str(before);
            let start = piece.start as usize;
            text.push_str(&html[start..start + piece.length as usize]);
            others = behind;
        }
        text + others
    }
}

/// The end of the last character at the beginning of a text that is not written so in HTML.
fn escaped(text: &str) -> Option<usize> {
    let probe = &text.as_bytes()[..text.len().min(PROBE)];
    probe.iter().rposition(|byte| matches!(byte, b'<' | b'>' | b'\n')).map(|last| last + 1)
}

/// Where the beginning of a text stands in the HTML, not far behind a place.
fn find(text: &str, html: &str, at: usize) -> Option<usize> {
    let probe = text.as_bytes().get(..PROBE)?;
    let window = &html.as_bytes()[at..html.len().min(at + WINDOW)];
    memmem::find(window, probe).map(|found| at + found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Words;

    #[test]
    fn words_that_stand_in_the_html_are_kept_once() {
        let html = "<p>The quick <code>brown</code> fox &amp; the lazy dog.</p>\n<p>Another paragraph.</p>\n";
        let text = "The quick brown fox & the lazy dog.\nAnother paragraph.";
        let words = Words::of(text, html);
        assert_eq!(words.text(html), text);
        assert!(words.pieces.len() <= 4 && words.others.len() < text.len() / 2, "{words:?}");
    }

    proptest! {
        #[test]
        fn words_are_the_text(text in "(?s)[ab<& é\n]{0,60}", html in "(?s)[ab<& é\n]{0,60}") {
            for html in [&*html, &*text, &format!("<p>{text}</p>"), &format!("{}{text}", "é".repeat(600))] {
                let words = Words::of(&text, html);
                prop_assert_eq!(words.text(html), &*text);
                prop_assert_eq!(words.is_empty(), text.is_empty());
            }
        }
    }
}
