//! Code blocks to HTML: the one room of `syntect` and `two-face`. Knows nothing of Markdown or pages.
//!
//! Grammars come from `two-face` in `syntect`'s form. They are run by our own `machine` and `matcher`, which give the
//! scopes `syntect`'s parser gives (a test compares them) in a fraction of its time, and count their steps: a hostile
//! block costs what its length allows, and never gets other colours on a slower machine.
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
mod first;
mod grammar;
mod languages;
mod machine;
mod matcher;
mod pattern;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(info: &str, text: &str, expected: &str) {
        let html = highlight(&CodeBlock::fenced(info, text), &Options::default());
        assert_eq!(html, expected, "{info}");
    }

    #[test]
    fn tokens_and_escapes() {
        check(
            "rust",
            "let x = \"<&>\"; // \"\n",
            "<div class=\"code\" data-language=\"Rust\"><pre tabindex=\"0\"><code>\
             <span class=\"tok-k\">let</span> x <span class=\"tok-o\">=</span> \
             <span class=\"tok-s\">&quot;&lt;&amp;&gt;&quot;</span>; <span class=\"tok-c\">// &quot;</span>\n\
             </code></pre></div>",
        );
    }

    #[test]
    fn power_shell_has_colours() {
        check(
            "ps1",
            "if ($a -eq 'b') { Get-Item $a } # c",
            "<div class=\"code\" data-language=\"PowerShell\"><pre tabindex=\"0\"><code>\
             <span class=\"tok-k\">if</span> ($a <span class=\"tok-o\">-eq</span> <span class=\"tok-s\">'b'</span>) { \
             <span class=\"tok-f\">Get-Item</span> $a } <span class=\"tok-c\"># c</span></code></pre></div>",
        );
    }

    #[test]
    fn plain_and_unknown_languages() {
        check("", "a < b", "<div class=\"code\"><pre tabindex=\"0\"><code>a &lt; b</code></pre></div>");
        check("text", "a\n", "<div class=\"code\"><pre tabindex=\"0\"><code>a\n</code></pre></div>");
        check("\"><script>", "", "<div class=\"code\"><pre tabindex=\"0\"><code></code></pre></div>");
    }

    #[test]
    fn lines_are_elements_where_they_are_numbered_or_highlighted() {
        check(
            "text {2}",
            "a\nb\n",
            "<div class=\"code\"><pre tabindex=\"0\"><code><span class=\"line\">a\n</span>\
             <span class=\"line hl\">b\n</span></code></pre></div>",
        );
        check(
            "sql linenos start=9",
            "/* a\nb */",
            "<div class=\"code\" data-language=\"SQL\"><pre tabindex=\"0\"><code class=\"numbered\">\
             <span class=\"line\" data-line=\"9\"><span class=\"tok-c\">/* a</span>\n</span>\
             <span class=\"line\" data-line=\"10\"><span class=\"tok-c\">b */</span></span></code></pre></div>",
        );
    }

    #[test]
    fn the_site_numbers_lines_unless_the_block_does_not_want_it() {
        let options = Options { line_numbers: true };
        let numbered = |info| highlight(&CodeBlock::fenced(info, "a"), &options).contains("data-line=");
        assert!(numbered("rust"));
        assert!(!numbered("rust no-line-numbers"));
    }

    #[test]
    fn php_needs_no_opening_tag() {
        let html = highlight(&CodeBlock::fenced("php", "return $x;\n"), &Options::default());
        assert!(html.contains("<span class=\"tok-k\">return</span>"), "{html}");
    }

    #[test]
    fn long_lines_and_blocks_are_plain() {
        let spans =
            |text: &str| highlight(&CodeBlock::fenced("rust", text), &Options::default()).matches("tok-").count();
        assert_eq!(spans(&format!("let a;\nlet {};\nlet b;\n", "x".repeat(1_000))), 2);
        assert_eq!(spans(&"let a;\n".repeat(20_000)), 0);
    }

    #[test]
    fn names_with_attributes_are_known() {
        for name in ["rust,ignore", "{.python}", "js{1}", "python:title", "C++", "text", "console"] {
            assert!(knows(name), "{name}");
        }
        assert!(!knows("no-such-lang") && !knows(""));
    }

    /// The text a browser would show, if every tag is closed where it has to be.
    fn text_of(html: &str) -> String {
        let mut text = String::new();
        let mut open = Vec::new();
        let mut rest = html;
        while let Some((before, after)) = rest.split_once('<') {
            text.push_str(before);
            let (tag, after) = after.split_once('>').unwrap();
            match tag.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name)),
                None => open.push(tag.split(' ').next().unwrap()),
            }
            rest = after;
        }
        assert!(open.is_empty() && !rest.contains('>'));
        text.push_str(rest);
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn no_text_is_lost(
            info in "(rust|python|bash|sql|yaml|html|ts|php|md|c\\+\\+|css|make|none)( \\{[0-9,-]{0,5}\\})?( linenos)?",
            text in "([a-z{}()<>\\[\\]\"'`$#&/*=:;.,\\\\ \t-]|\\PC|\n|\u{0}|\r){0,120}",
        ) {
            let block = CodeBlock::fenced(&info, text.as_str());
            let html = highlight(&block, &Options::default());
            prop_assert_eq!(text_of(&html), text);
            prop_assert_eq!(highlight(&block, &Options::default()), html);
        }
    }
}
