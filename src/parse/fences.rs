//! Code blocks: their language, their text, and whether they were ever closed.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event};

use super::blocks::Blocks;
use crate::diagnostic::{Diagnostic, Severity};
use crate::highlight::{self, CodeBlock};
use crate::lint::Lint;

/// The code block of a range of events, start and end included.
pub fn block(
    blocks: &Blocks<'_>,
    events: Range<usize>,
    kind: &CodeBlockKind<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> CodeBlock {
    let text: String = blocks.events[events.clone()]
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Text(text) => Some(&**text),
            _ => None,
        })
        .collect();
    let span = blocks.events[events.start].1.clone();
    let CodeBlockKind::Fenced(info) = kind else {
        return CodeBlock::indented(text);
    };
    let block = CodeBlock::fenced(info, text);
    let source = blocks.source;
    let opening = first_line(source.text(), &span);
    diagnostics.extend(doubtful_end(blocks, &block.text, (span, opening.clone())));
    match &block.language {
        None => diagnostics.push(
            Diagnostic::new(Lint::FenceLanguage, "this code names no language")
                .at(source.place(opening), "")
                .help("write it behind the fence, as in ```` ```python ````, or `text` for none"),
        ),
        Some(language) if !highlight::knows(language) => diagnostics.push(
            Diagnostic::new(Lint::UnknownLanguage, format!("`{language}` is not a known language"))
                .at(source.place(opening), "shown as plain text")
                .help("use the language's usual name or file extension, or `text`"),
        ),
        Some(_) => {}
    }
    block
}

fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let length = text[span.clone()].find('\n').unwrap_or(span.len());
    span.start..span.start + length
}

/// Whether the last line of a fenced block is a closing fence, behind the markers of the quotes or lists it stands in.
fn is_closed(block: &str) -> bool {
    let block = block.trim_end();
    let Some((opening, rest)) = block.split_once('\n') else {
        return false;
    };
    let marker = if opening.trim_start().starts_with('~') { '~' } else { '`' };
    let length = opening.trim_start().chars().take_while(|c| *c == marker).count();
    let last = rest.rsplit('\n').next().unwrap_or(rest);
    let last = last.trim_start_matches(|c: char| c == '>' || c.is_whitespace()).trim_end();
    last.chars().count() >= length && last.chars().all(|c| c == marker) && !last.is_empty()
}

/// The fence that would close a fenced block, if it has none.
pub fn missing_end(block: &str) -> Option<String> {
    (!is_closed(block)).then(|| end(block))
}

/// The fence that closes a fenced block.
pub fn end(block: &str) -> String {
    let opening = block.trim_start();
    let marker = if opening.starts_with('~') { '~' } else { '`' };
    opening.chars().take_while(|c| *c == marker).collect()
}

/// A block that is never closed; or one that holds the headings of questions, which was perhaps closed by the fence of
/// a later block. That is certain enough for a warning where it also holds an opening fence.
fn doubtful_end(blocks: &Blocks<'_>, text: &str, (span, opening): (Range<usize>, Range<usize>)) -> Option<Diagnostic> {
    let swallowed = text.lines().filter(|line| super::headings::names_question(line)).count();
    let questions = if swallowed == 1 { "a question".to_owned() } else { format!("{swallowed} questions") };
    let is_closed = is_closed(&blocks.source.text()[span]);
    let message = match (is_closed, swallowed) {
        (true, 0) => return None,
        (true, _) => format!("this code holds the heading of {questions}"),
        (false, 0) => "this code fence is never closed".to_owned(),
        (false, _) => format!("this code fence is never closed and swallows {questions}"),
    };
    let mut diagnostic = Diagnostic::new(Lint::UnclosedFence, message)
        .at(blocks.source.place(opening), "opened here")
        .help("end the code with a line that repeats the fence");
    let holds_fence = text.lines().any(|line| {
        let info = line.trim_start().trim_start_matches(['`', '~']);
        line.trim_start().len() - info.len() >= 3 && !info.trim().is_empty()
    });
    if is_closed && !holds_fence {
        diagnostic.severity = Severity::Note;
    }
    Some(diagnostic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_fences_are_seen() {
        for (block, closed) in [
            ("```\nx\n```", true),
            ("```\nx\n", false),
            ("````\n```\n", false),
            ("~~~ py\nx\n~~~~\n", true),
            ("```\n> ```", true),
            ("```", false),
        ] {
            assert_eq!(is_closed(block), closed, "{block:?}");
        }
    }
}
