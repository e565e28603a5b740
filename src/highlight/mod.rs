//! Code blocks to HTML: the one room of `syntect` and `two-face`. Knows nothing of Markdown or pages.
//!
//! The output is a function of the block and the options alone. Tokens carry one of the classes in [`Class`];
//! a line is an element of its own only where lines are numbered or highlighted:
//!
//! ```html
//! <div class="code" data-language="Rust"><pre tabindex="0"><code><span class="tok-k">let</span> x;
//! </code></pre></div>
//!
//! <code class="numbered"><span class="line hl" data-line="10">…⏎</span></code>
//! ```
//!
//! `data-line` is shown by the style sheet (`content: attr(data-line)`), so that numbers are neither copied nor part
//! of the block's text, may start anywhere, and need no style attribute. A line's span holds its newline, so that
//! the text content of `<code>` is the block's text, byte for byte.

mod attributes;
mod classes;
mod languages;
mod tokens;
mod writer;

pub use self::classes::Class;

use self::attributes::Attributes;
use self::writer::Writer;

/// A fenced or indented code block as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CodeBlock {
    /// The language as the info string names it; none where it names none.
    pub language: Option<String>,
    /// What else the info string says: highlighted lines, line numbers. What is not understood is ignored.
    pub attributes: String,
    /// The code, with its final newline if it has one.
    pub text: String,
}

impl CodeBlock {
    /// A fenced block; the language is the first word of the info string, without what is glued to it:
    /// `rust,ignore`, `js{1}`, `{.python}` and `python:title` name Rust, JavaScript and twice Python.
    pub fn fenced(info: &str, text: impl Into<String>) -> Self {
        let (language, attributes) = attributes::split_info(info);
        Self {
            language: (!language.is_empty()).then(|| language.to_owned()),
            attributes: attributes.to_owned(),
            text: text.into(),
        }
    }

    /// An indented block, which has no info string.
    pub fn indented(text: impl Into<String>) -> Self {
        Self::fenced("", text)
    }
}

/// What holds for every block of a site unless the block itself says otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// Whether lines are numbered.
    pub line_numbers: bool,
}

/// The whole HTML of a block. Never fails: what cannot be highlighted is plain text.
pub fn highlight(block: &CodeBlock, options: &Options) -> String {
    let language = block.language.as_deref().and_then(|name| languages::find(attributes::split_info(name).0));
    let attributes = Attributes::parse(&block.attributes);
    let numbered = attributes.line_numbers.unwrap_or(options.line_numbers);

    let mut out = String::with_capacity(block.text.len() * 3 + 128);
    out.push_str("<div class=\"code\"");
    if let Some(label) = language.and_then(|language| language.label()) {
        out.push_str(" data-language=\"");
        writer::escape_into(&mut out, label);
        out.push('"');
    }
    out.push_str("><pre tabindex=\"0\"><code");
    out.push_str(if numbered { " class=\"numbered\">" } else { ">" });

    let tokens = |emit: &mut dyn FnMut(&str, Option<Class>)| match language {
        Some(language) => tokens::each(&block.text, language, emit),
        None => emit(&block.text, None),
    };
    if numbered || !attributes.highlighted.is_empty() {
        writer::by_line(&mut out, &attributes, numbered, tokens);
    } else {
        let mut writer = Writer::new(&mut out);
        tokens(&mut |text, class| writer.write(text, class));
        writer.finish();
    }
    out.push_str("</code></pre></div>");
    out
}

/// Whether a language goes by this name, extension or alias. Names of plain text (`text`, `console`, …) are known too.
pub fn knows(language: &str) -> bool {
    let (name, _) = attributes::split_info(language);
    languages::find(name).is_some()
}
