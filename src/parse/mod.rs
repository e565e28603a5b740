//! First stage: one file's bytes to a [`Document`]. The only room of `pulldown-cmark` and `ammonia`.

mod blocks;
mod body;
mod choices;
mod claims;
mod dialects;
mod fences;
mod fields;
mod foreign;
mod front_matter;
mod headings;
mod left_out;
mod links;
mod markup;
mod math;
mod native;
mod nesting;
mod prose;
mod raw_html;
mod sanitize;
mod sections;

use std::sync::Arc;

use crate::diagnostic::Checked;
use crate::document::Document;
use crate::source::Source;
use blocks::Blocks;
use foreign::Native;
use front_matter::FrontMatter;

pub use dialects::Dialect;
pub use left_out::{LeftOut, left_out};
pub use links::external;

/// Larger files are refused before they are parsed, in bytes.
pub const MAX_FILE: u64 = 64 << 20;

/// How Markdown is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Options {
    /// Whether straight quotes and `--` become typographic ones.
    pub smart_punctuation: bool,
    /// Whether raw HTML is published as it is.
    pub trust_html: bool,
    /// Whether UTF-8 that was read as Windows-1252 is mended.
    pub repair_mojibake: bool,
    /// The dialect of all files, if it is not looked for in each.
    pub dialect: Option<Dialect>,
}

/// A file in the native form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeText {
    /// Its text.
    pub text: String,
    /// Where its Markdown begins, in bytes.
    pub start: usize,
    /// For each question where an id is to be written; nothing if it has one, or stands in front matter.
    pub headings: Vec<Option<usize>>,
}

/// The native form of the file at `path`: its own text if it is in it. Nothing if it is not text.
pub fn native_text(path: &str, shown: &Arc<str>, bytes: &[u8], options: Options) -> Option<NativeText> {
    let decoded = Source::decode(shown, bytes, options.repair_mojibake);
    let read = decoded.parsable.then(|| foreign::read(path, &decoded.source, options, &mut Vec::new()))?;
    Some(in_blocks(read, options, |blocks, front| NativeText {
        text: blocks.source.text().to_owned(),
        start: front.end,
        headings: sections::heading_ends(blocks),
    }))
}

/// Where the Markdown of a native text begins, in bytes, if nothing need say that it is one.
pub fn native_start(path: &str, text: &str) -> Option<usize> {
    let options = Options { smart_punctuation: false, trust_html: false, repair_mojibake: false, dialect: None };
    let source = Source::decode(&path.into(), text.as_bytes(), false).source;
    match foreign::read(path, &source, options, &mut Vec::new()) {
        Native::Own(_, front) => Some(front.end),
        Native::Made(..) => None,
    }
}

/// Parses the file at `path` (from the content folder), which diagnostics call `shown`. Nothing if it is not text.
pub fn parse(path: &str, shown: &Arc<str>, bytes: &[u8], options: Options) -> Checked<Option<Arc<Document>>> {
    let decoded = Source::decode(shown, bytes, options.repair_mojibake);
    let mut diagnostics = decoded.diagnostics;
    let source = decoded.source;
    let document = decoded.parsable.then(|| {
        prose::long_lines(&source, &mut diagnostics);
        let read = foreign::read(path, &source, options, &mut diagnostics);
        let strays_are_known = matches!(read, Native::Made(..));
        in_blocks(read, options, |blocks, front| {
            // It begins with a digit, for a letter could begin the scheme of an address, and a cleaner would take it out.
            let nonce = format!("0{}", &blake3::hash(blocks.source.text().as_bytes()).to_hex()[..31]);
            let context = native::Context { path, nonce: &nonce, trust_html: options.trust_html, strays_are_known };
            Arc::new(native::document(blocks, front, &context, &mut diagnostics))
        })
    });
    Checked { value: document, diagnostics }
}

fn in_blocks<T>(read: Native<'_>, options: Options, look: impl FnOnce(&Blocks<'_>, FrontMatter) -> T) -> T {
    match read {
        Native::Own(blocks, front) => look(&blocks, front),
        Native::Made(source, front) => {
            let blocks = Blocks::new(&source, front.end, options.smart_punctuation);
            look(&blocks, front)
        }
    }
}
