//! Tokens to HTML: spans, lines, escaping. Adjacent tokens of one class share a span, and blanks need none.

use super::attributes::Attributes;
use super::classes::Class;

/// Writes tokens, holding back blanks until it is known whether the span around them goes on.
pub(super) struct Writer<'a> {
    out: &'a mut String,
    open: Option<Class>,
    blanks: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: &'a mut String) -> Self {
        Self { out, open: None, blanks: String::new() }
    }

    /// Adds a token. An operator spelt in letters (`and`, `typeof`) is a keyword to the reader.
    pub(super) fn write(&mut self, text: &str, class: Option<Class>) {
        if text.trim_start().is_empty() {
            return self.blanks.push_str(text);
        }
        let class = match class {
            Some(Class::Operator) if text.starts_with(|c: char| c.is_alphabetic()) => Some(Class::Keyword),
            class => class,
        };
        if class != self.open {
            self.finish();
            if let Some(class) = class {
                self.out.push_str("<span class=\"");
                self.out.push_str(class.attribute());
                self.out.push_str("\">");
            }
            self.open = class;
        }
        self.out.push_str(&self.blanks);
        self.blanks.clear();
        escape_into(self.out, text);
    }

    /// Closes what is open and writes what was held back.
    pub(super) fn finish(&mut self) {
        if self.open.take().is_some() {
            self.out.push_str("</span>");
        }
        self.out.push_str(&self.blanks);
        self.blanks.clear();
    }
}

/// Writes tokens with a span around every line, its newline included.
pub(super) fn by_line(
    out: &mut String,
    attributes: &Attributes,
    numbered: bool,
    tokens: impl FnOnce(&mut dyn FnMut(&str, Option<Class>)),
) {
    let mut line = 0;
    let mut inside = false;
    let mut writer = Writer::new(out);
    tokens(&mut |text, class| {
        for piece in text.split_inclusive('\n') {
            if !inside {
                line += 1;
                open_line(writer.out, attributes, numbered, line);
                inside = true;
            }
            writer.write(piece, class);
            if piece.ends_with('\n') {
                writer.finish();
                writer.out.push_str("</span>");
                inside = false;
            }
        }
    });
    writer.finish();
    if inside {
        out.push_str("</span>");
    }
}

fn open_line(out: &mut String, attributes: &Attributes, numbered: bool, line: u64) {
    let highlighted = attributes.highlighted.contains(line);
    out.push_str(if highlighted { "<span class=\"line hl\"" } else { "<span class=\"line\"" });
    if numbered {
        out.push_str(" data-line=\"");
        out.push_str(&(attributes.start + line - 1).to_string());
        out.push('"');
    }
    out.push('>');
}

/// Appends text with the characters escaped that mean something in HTML text or a quoted attribute.
pub(super) fn escape_into(out: &mut String, text: &str) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(escaped);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}
