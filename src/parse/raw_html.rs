//! What can be said of raw HTML before it is cleaned: which elements will go, and the words in it.

use super::sanitize;
use crate::diagnostic::Diagnostic;
use crate::document::Span;
use crate::lint::Lint;
use crate::source::Source;

/// Names the first element of a stretch of raw HTML that cleaning will remove.
pub fn check(html: &str, span: &Span, source: &Source, diagnostics: &mut Vec<Diagnostic>) {
    let removed = html.match_indices('<').find_map(|(offset, _)| {
        let name: String = html[offset + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        let is_element = name.starts_with(|c: char| c.is_ascii_alphabetic());
        (is_element && !sanitize::is_allowed(&name.to_ascii_lowercase())).then_some((offset, name))
    });
    let Some((offset, name)) = removed else {
        return;
    };
    let start = span.start + if span.len() == html.len() { offset } else { 0 };
    let end = (start + 1 + name.len()).min(span.end);
    diagnostics.push(
        Diagnostic::new(Lint::RawHtml, format!("`<{name}>` is not published"))
            .at(source.place(start..end), "removed")
            .help("use Markdown, or set `trust_html = true` if you trust everyone who writes content"),
    );
}

/// Appends the text between the tags.
pub fn push_text(out: &mut String, html: &str) {
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        out.push_str(text);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
}
