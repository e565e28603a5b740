//! From the words of a heading, a bold line or a fold's label to a title: without its number and its decoration.

use super::words::{self, Form, Numbered};
use crate::document::Span;

/// A title and the number in front of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peeled {
    /// The number, if there is one that can be told.
    pub number: Option<u64>,
    /// How the number is written, if anything announces a question.
    pub form: Option<Form>,
    /// The bytes of the title.
    pub title: Span,
}

/// Elements that only decorate a title or anchor it.
const DECORATION: &[&str] = &[
    "a", "b", "strong", "i", "em", "u", "br", "p", "font", "span", "center", "div", "h1", "h2", "h3", "h4", "h5", "h6",
    "summary", "big", "sup", "sub",
];

/// Narrows the words at `span` of `text` to their title.
pub fn peel(text: &str, span: Span) -> Peeled {
    let mut peeled = Peeled { number: None, form: None, title: span };
    loop {
        let before = peeled.title.clone();
        peeled.title = trim(text, before.clone());
        peeled.title = without_tags(text, peeled.title);
        peeled.title = without_way_back(text, peeled.title);
        peeled.title = without_stars(text, peeled.title);
        if peeled.form.is_none()
            && let Some(Numbered { number, title, form }) = words::numbered(&text[peeled.title.clone()])
        {
            (peeled.number, peeled.form) = (number, Some(form));
            peeled.title.start += title;
        }
        if peeled.title == before {
            return peeled;
        }
    }
}

fn trim(text: &str, span: Span) -> Span {
    let is_blank = |c: char| c.is_whitespace() || words::is_invisible(c);
    let inside = &text[span.clone()];
    let start = span.start + inside.len() - inside.trim_start_matches(is_blank).len();
    start..(start + inside.trim_matches(is_blank).len())
}

/// Without tags at either end that only decorate.
fn without_tags(text: &str, mut span: Span) -> Span {
    while let Some(length) = leading_tag(&text[span.clone()]) {
        span = trim(text, span.start + length..span.end);
    }
    while let Some(length) = trailing_tag(&text[span.clone()]) {
        span = trim(text, span.start..span.end - length);
    }
    span
}

/// The length of a decorating tag a text begins with.
pub fn leading_tag(text: &str) -> Option<usize> {
    let end = text.strip_prefix('<')?.find('>')? + 2;
    is_decoration(&text[..end]).then_some(end)
}

/// The length of a decorating tag a text ends with.
pub fn trailing_tag(text: &str) -> Option<usize> {
    let start = text.strip_suffix('>')?.rfind('<')?;
    is_decoration(&text[start..]).then_some(text.len() - start)
}

fn is_decoration(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    DECORATION.iter().any(|known| known.eq_ignore_ascii_case(&name[..end]))
}

/// Without a link at the start that has no words and leads to an anchor: `[[↑]](#top) Title`.
fn without_way_back(text: &str, span: Span) -> Span {
    let inside = &text[span.clone()];
    if !inside.starts_with('[') {
        return span;
    }
    let Some((label, rest)) = inside.split_once("](#") else { return span };
    match rest.find(')') {
        Some(end) if !label.contains(char::is_alphanumeric) => {
            trim(text, span.start + label.len() + 3 + end + 1..span.end)
        }
        _ => span,
    }
}

/// Without the stars around a title that is bold from end to end.
fn without_stars(text: &str, span: Span) -> Span {
    let inside = &text[span.clone()];
    for mark in ["**", "__"] {
        if let Some(inner) = inside.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark))
            && !inner.contains(mark)
            && !inner.is_empty()
        {
            return span.start + 2..span.end - 2;
        }
    }
    span
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, number: Option<u64>, title: &str) {
        let peeled = peel(text, 0..text.len());
        assert_eq!((peeled.number, &text[peeled.title]), (number, title), "{text}");
    }

    #[test]
    fn titles_lose_numbers_and_decoration() {
        check("Q1. What is TCP?", Some(1), "What is TCP?");
        check("**Q1. What is TCP?**", Some(1), "What is TCP?");
        check("1. **What is TCP?**", Some(1), "What is TCP?");
        check("<a name=20></a>20. What is TCP?", Some(20), "What is TCP?");
        check("[[↑]](#toc) <a name='tcp'>About TCP:</a>", None, "About TCP:");
        check("**A** and **B**", None, "**A** and **B**");
        check("<b>What is `a<b`?</b><br>", None, "What is `a<b`?");
        check("Q294", Some(294), "");
        check("", None, "");
    }
}
