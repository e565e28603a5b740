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
            .help("use Markdown; `trust_html = true` under `[markdown]` publishes all HTML as it is"),
    );
}

/// Elements that have no end tag.
const VOID: &[&str] = &["br", "hr", "img", "wbr", "input", "col", "meta", "link", "source", "area", "embed"];

/// How many elements are open after `html` if `depth` were before it. What cleaning removes does not count.
pub fn depth(depth: usize, html: &str) -> usize {
    html.split('<').skip(1).fold(depth, |depth, tag| {
        let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        if !sanitize::is_allowed(&name) || VOID.contains(&name.as_str()) {
            depth
        } else if is_end {
            depth.saturating_sub(1)
        } else {
            depth + 1
        }
    })
}

/// HTML that begins so goes on, blank lines and all, until its end is found (CommonMark 4.6, kinds 1 to 5).
const UNTIL_ITS_END: &[(&str, &str, &str)] = &[
    ("<!--", "-->", "comment"),
    ("<![cdata[", "]]>", "CDATA section"),
    ("<?", "?>", "processing instruction"),
    ("<script", "</script>", "`<script>`"),
    ("<pre", "</pre>", "`<pre>`"),
    ("<style", "</style>", "`<style>`"),
    ("<textarea", "</textarea>", "`<textarea>`"),
    ("<!", ">", "declaration"),
];

/// Reports a block of raw HTML that has no end and so takes in the rest of the file.
pub fn check_end(span: &Span, source: &Source, diagnostics: &mut Vec<Diagnostic>) {
    let text = source.text()[span.clone()].trim_start().to_ascii_lowercase();
    let kind = UNTIL_ITS_END.iter().find(|(start, ..)| text.starts_with(start));
    let Some((start, end, name)) = kind else {
        return;
    };
    let swallowed = text.lines().filter(|line| super::headings::names_question(line)).count();
    let questions = if swallowed == 1 { "a question".to_owned() } else { format!("{swallowed} questions") };
    let message = match (text[start.len()..].contains(end), swallowed) {
        (true, 0) => return,
        (true, _) => format!("this {name} holds the heading of {questions}"),
        (false, 0) => format!("this {name} is never closed"),
        (false, _) => format!("this {name} is never closed and swallows {questions}"),
    };
    diagnostics.push(
        Diagnostic::new(Lint::UnclosedHtml, message)
            .at(source.place(span.start..span.start + start.len()), "opened here")
            .help("close it, or write `\\<` for a `<` that is meant as text"),
    );
}

/// What would end a block of raw HTML that has no end and so takes in the rest of the file.
pub fn missing_end(html: &str) -> Option<&'static str> {
    let text = html.trim_start().to_ascii_lowercase();
    let (start, end, _) = UNTIL_ITS_END.iter().find(|(start, ..)| text.starts_with(start))?;
    (!text[start.len()..].contains(end)).then_some(*end)
}

/// Whether a block of raw HTML holds nothing for readers: a script, a style sheet, a comment.
pub fn hides_text(span: &Span, source: &Source) -> bool {
    let text = source.text()[span.clone()].trim_start().to_ascii_lowercase();
    ["<script", "<style", "<!", "<?"].iter().any(|start| text.starts_with(start))
}

/// Appends the text between the tags.
pub fn push_text(out: &mut String, html: &str) {
    for (index, part) in html.split('<').enumerate() {
        let is_tag = part.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if index > 0 && is_tag {
            out.push_str(part.split_once('>').map_or("", |(_, text)| text));
        } else {
            out.push_str(if index > 0 { "<" } else { "" });
            out.push_str(part);
        }
    }
}
