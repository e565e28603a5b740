//! Template errors with their file, line and variable.

use std::error::Error;
use std::ops::Range;

use super::{Template, Templates};
use crate::diagnostic::{Diagnostic, Place};
use crate::lint::Lint;

/// The diagnostic for an error of the template engine.
///
/// The engine gives a line for syntax errors alone. For the others its message names the template and, between
/// backticks or quotes, the culprit, which is then looked for in the tags of that template.
pub fn diagnostic(error: &tera::Error, templates: &Templates) -> Diagnostic {
    let messages = messages(error);
    let message = messages.last().map_or("", String::as_str);
    let first_line = message.lines().next().unwrap_or_default().trim_end_matches(['.', ':']);
    let (name, template) = messages
        .iter()
        .rev()
        .find_map(|message| named_template(message, templates))
        .unwrap_or_else(|| ("", fallback(templates)));
    let syntax = syntax_error(message, template);
    let (message, span) = match syntax {
        Some((message, span)) => (message, span),
        None => (first_line.to_owned(), culprit(message, name, template)),
    };
    let place = Place { file: template.shown.clone(), span };
    Diagnostic::new(Lint::Template, lower_first(&message))
        .at(place, "")
        .help("docs/theming.md says what templates receive")
}

/// The messages of an error and all its sources, outermost first.
fn messages(error: &tera::Error) -> Vec<String> {
    let mut messages = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        messages.push(error.to_string());
        source = error.source();
    }
    messages
}

fn named_template<'t>(message: &str, templates: &'t Templates) -> Option<(&'t str, &'t Template)> {
    let quoted = message.split(['\'', '"', '`']).skip(1).step_by(2);
    quoted.filter_map(|name| templates.get_key_value(name)).last().map(|(name, template)| (name.as_str(), template))
}

fn fallback(templates: &Templates) -> &Template {
    templates.get("base.html").or_else(|| templates.values().next()).expect("the theme that is built in has templates")
}

/// The position of ` --> 3:7` and the sentence after ` = `.
fn syntax_error(message: &str, template: &Template) -> Option<(String, Range<usize>)> {
    let (_, position) = message.split_once("--> ")?;
    let position = position.lines().next()?;
    let (line, column) = position.trim().split_once(':')?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let start = offset(&template.text, line, column);
    let end = template.text[start..].chars().next().map_or(start, |c| start + c.len_utf8());
    let sentence = message.lines().rev().find_map(|line| line.trim().strip_prefix("= ")).unwrap_or("syntax error");
    Some((sentence.to_owned(), start..end))
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start..];
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(index, _)| index)
}

/// Where a template mentions what the message is about: the first quoted word that stands in one of its tags.
fn culprit(message: &str, name: &str, template: &Template) -> Range<usize> {
    let quoted = message.split(['\'', '"', '`']).skip(1).step_by(2).filter(|word| *word != name && !word.is_empty());
    for word in quoted {
        for part in [word, word.rsplit('.').next().unwrap_or(word)] {
            if let Some(span) = in_tag(&template.text, part) {
                return span;
            }
        }
    }
    0..0
}

fn in_tag(text: &str, word: &str) -> Option<Range<usize>> {
    text.match_indices(word).map(|(start, _)| start..start + word.len()).find(|span| {
        let before = &text[..span.start];
        let opened = before.rfind("{{").max(before.rfind("{%"));
        let closed = before.rfind("}}").max(before.rfind("%}"));
        opened > closed
    })
}

fn lower_first(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
