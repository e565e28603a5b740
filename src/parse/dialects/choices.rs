//! The choices of a quiz question: boxes to tick, letters or numbers.

use super::answers::{self, Answer};
use super::outline::{Item, Leaf, LeafKind, Outline};
use crate::document::Span;

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// From its bullet to the next choice, or to where the choices end.
    pub span: Span,
    /// Its bullet, box and letter, which are written anew.
    pub mark: Span,
    /// Its letter or number, if it has one.
    pub label: Option<String>,
    /// Whether it is right.
    pub is_correct: bool,
    /// Its lines that are indented because they stand in its list item: up to where, and by how many columns.
    pub indent: (usize, usize),
}

/// The choices of the section at `body`. Boxes count if `has_boxes`, since an answer may hold a list of things done.
pub fn choices(outline: &Outline<'_, '_>, body: &Span, answer: Option<&Answer>, has_boxes: bool) -> Vec<Choice> {
    let end = answer.map_or(body.end, |answer| answer.start);
    let question = body.start..end.max(body.start);
    let boxes = if has_boxes { boxes(outline, &question) } else { Vec::new() };
    if boxes.len() > 1 {
        return correct(boxes, answer);
    }
    let Some(answer) = answer.filter(|answer| answers::letters(&answer.named).is_some()) else {
        return Vec::new();
    };
    let mut lettered = lettered_items(outline, &question);
    if lettered.len() < 2 {
        lettered = lettered_lines(outline, &question);
    }
    if lettered.len() < 2 {
        return Vec::new();
    }
    let marked = correct(lettered, Some(answer));
    if marked.iter().any(|choice| choice.is_correct) { marked } else { Vec::new() }
}

/// How many boxes to tick there are in a section before its answer.
pub fn count_boxes(outline: &Outline<'_, '_>, body: &Span) -> usize {
    outline.items_in(body).iter().filter(|item| tick(outline.text(), item).is_some()).count()
}

/// Whether an item is written as a choice: with a box, or a letter in front.
pub fn is_choice(text: &str, item: &Item) -> bool {
    let lettered =
        || letter(&text[item.bullet.end..item.span.end]).is_some_and(|(name, _)| name.parse::<u8>().is_err());
    item.number.is_none() && (tick(text, item).is_some() || lettered())
}

/// The box behind an item's bullet: whether it is ticked, and where the words begin.
fn tick(text: &str, item: &Item) -> Option<(bool, usize)> {
    let rest = &text[item.bullet.end..item.span.end];
    let inside = rest.trim_start_matches([' ', '\t']).strip_prefix('[')?;
    let (state, _) = inside.split_once(']')?;
    let is_ticked = match state.trim() {
        "" => false,
        "x" | "X" | "✓" | "✔" | "*" => true,
        _ => return None,
    };
    let is_short = state.chars().count() <= 2;
    let lead = rest.len() - inside.len();
    let behind = &inside[state.len() + 1..];
    let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    (is_short && !behind.starts_with('(')).then_some((is_ticked, item.bullet.end + lead + state.len() + 1 + blanks))
}

fn boxes(outline: &Outline<'_, '_>, question: &Span) -> Vec<Choice> {
    let text = outline.text();
    let ticked = outline.items_in(question).iter().filter_map(|item| Some((item, tick(text, item)?)));
    let mut choices: Vec<Choice> = Vec::new();
    for (item, (is_correct, words)) in ticked {
        let (label, start) = match letter(&text[words..item.span.end]) {
            Some((label, length)) => (Some(label), words + length),
            None => (None, words),
        };
        choices.push(Choice {
            span: item.span.start..item.span.end,
            mark: item.span.start..start,
            label,
            is_correct,
            indent: (item.span.end, item.column),
        });
    }
    // `A) …` in one box and not in the others is part of its words.
    if !is_row(choices.iter().map(|choice| choice.label.as_deref())) {
        for choice in &mut choices {
            if choice.label.take().is_some() {
                let words = text[choice.mark.start..choice.mark.end].find(']').map_or(0, |at| at + 1);
                let behind = &text[choice.mark.start + words..choice.mark.end];
                choice.mark.end =
                    choice.mark.start + words + behind.len() - behind.trim_start_matches([' ', '\t']).len();
            }
        }
    }
    close(choices, outline, question.end)
}

/// `A: `, `b) `, `أ: `, `4. ` at the start of a text: the letter and how long all of it is.
pub fn letter(text: &str) -> Option<(String, usize)> {
    let inside = text.trim_start_matches(['*', '(', '`']);
    let end = inside.find(|c: char| !c.is_alphanumeric())?;
    let name = &inside[..end];
    let is_number = !name.is_empty() && name.len() <= 2 && name.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = name.chars().count() == 1 || is_number;
    let behind = &inside[end..];
    let after = behind.strip_prefix([')', '.', ':', '：', '、'])?;
    let is_apart =
        after.starts_with([' ', '\t', '`', '*', '\n']) || after.is_empty() || behind.starts_with([')', '：', '、']);
    let stars = text.len() - inside.len();
    if !is_name || !is_apart || (stars > 0 && !text.starts_with('(')) {
        return None;
    }
    let length = text.len() - after.trim_start_matches([' ', '\t']).len();
    Some((name.to_owned(), length))
}

/// Whether labels follow each other as letters or numbers do; what is not labelled is in no row.
pub fn is_row<'l>(labels: impl Iterator<Item = Option<&'l str>>) -> bool {
    let code = |label: &str| label.parse::<u32>().ok().or_else(|| label.chars().next().map(u32::from));
    let codes: Option<Vec<u32>> = labels.map(|label| label.and_then(code)).collect();
    // Arabic and Hebrew letters leave gaps between the ones that are used.
    codes.is_some_and(|codes| codes.windows(2).all(|pair| pair[0] < pair[1]))
}

/// Keeps the choices from the last whose label begins a row.
fn keep_row(choices: &mut Vec<Choice>) {
    let last = choices.len().saturating_sub(2);
    if !is_row(choices[last..].iter().map(|choice| choice.label.as_deref())) {
        choices.drain(..choices.len() - 1);
    }
}

fn lettered_items(outline: &Outline<'_, '_>, question: &Span) -> Vec<Choice> {
    let text = outline.text();
    let mut choices: Vec<Choice> = Vec::new();
    let mut depth = None;
    for item in outline.items_in(question) {
        if depth.is_some_and(|depth| item.depth > depth) {
            continue;
        }
        depth = Some(item.depth);
        let found = letter(&text[item.bullet.end..item.span.end]);
        let (label, start) = match (found, item.number) {
            (Some((label, length)), _) => (label, item.bullet.end + length),
            (None, Some(number)) => (number.to_string(), item.bullet.end),
            (None, None) => {
                choices.clear();
                continue;
            }
        };
        choices.push(Choice {
            span: item.span.clone(),
            mark: item.span.start..start,
            label: Some(label),
            is_correct: false,
            indent: (item.span.end, item.column),
        });
        keep_row(&mut choices);
    }
    close(choices, outline, question.end)
}

/// Choices that are lines of a paragraph, or paragraphs: `a) words`.
fn lettered_lines(outline: &Outline<'_, '_>, question: &Span) -> Vec<Choice> {
    let text = outline.text();
    let mut choices: Vec<Choice> = Vec::new();
    let words = |leaf: &&Leaf| leaf.kind == LeafKind::Words;
    for leaf in outline.leaves_in(question).iter().filter(words) {
        let mut at = leaf.span.start;
        for line in text[leaf.span.clone()].split_inclusive('\n') {
            let lead = line.len() - line.trim_start().len();
            if let Some((label, length)) = letter(line.trim_start()) {
                let start = at + lead;
                choices.push(Choice {
                    span: start..start,
                    mark: start..start + length,
                    label: Some(label),
                    is_correct: false,
                    indent: (start, 0),
                });
                keep_row(&mut choices);
            }
            at += line.len();
        }
    }
    let mut choices = close(choices, outline, question.end);
    if let Some(last) = choices.last_mut() {
        let line = text[last.mark.end..].find('\n').map_or(text.len(), |at| last.mark.end + at);
        last.span.end = line.min(question.end);
    }
    choices
}

/// Gives each choice what stands before the next. The last has its own item, and the code behind it if others had some.
fn close(mut choices: Vec<Choice>, outline: &Outline<'_, '_>, end: usize) -> Vec<Choice> {
    let starts: Vec<usize> = choices.iter().skip(1).map(|choice| choice.span.start).collect();
    let mut has_code_behind = false;
    for (choice, next) in choices.iter_mut().zip(starts) {
        let behind = outline.leaves_in(&(choice.span.end.min(next)..next));
        has_code_behind |= behind.iter().any(|leaf| leaf.kind == LeafKind::Fence);
        choice.span.end = next;
        choice.indent.0 = choice.indent.0.min(next);
    }
    if let Some(last) = choices.last_mut() {
        last.span.end = last.span.end.min(end);
        let behind = outline.leaves_in(&(last.span.end..end)).first();
        if let Some(leaf) = behind.filter(|leaf| has_code_behind && leaf.kind == LeafKind::Fence) {
            last.span.end = leaf.span.end.min(end);
        }
        last.indent.0 = last.indent.0.min(last.span.end);
    }
    choices
}

/// Ticks the choices an answer names: by their letter, else by their place.
fn correct(mut choices: Vec<Choice>, answer: Option<&Answer>) -> Vec<Choice> {
    let is_ticked = choices.iter().any(|choice| choice.is_correct);
    let Some((named, _)) = answer.filter(|_| !is_ticked).and_then(|answer| answers::letters(&answer.named)) else {
        return choices;
    };
    for name in named {
        let by_label =
            choices.iter().position(|choice| choice.label.as_ref().is_some_and(|label| label.to_lowercase() == name));
        if let Some(at) = by_label.or_else(|| place(&name)).filter(|at| *at < choices.len()) {
            choices[at].is_correct = true;
        }
    }
    choices
}

/// The place of a letter or number among others, from 0.
fn place(name: &str) -> Option<usize> {
    if let Ok(number) = name.parse::<usize>() {
        return number.checked_sub(1);
    }
    let letter = name.chars().next().filter(char::is_ascii_lowercase)?;
    Some(letter as usize - 'a' as usize)
}
