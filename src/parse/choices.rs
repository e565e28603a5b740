//! The choices of a quiz question in the native form: a list of boxes to tick, below the question and above its answer.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::blocks::{Block, BlockKind, Blocks};
use super::body::Part;
use super::dialects::{choice_letter, is_row_of_letters};

/// A choice, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceParts {
    /// Its letter.
    pub label: String,
    /// Its words, without box and letter.
    pub words: Vec<Part>,
    /// The blocks below them.
    pub more: Vec<Part>,
    /// Whether its box is ticked.
    pub is_correct: bool,
}

/// Takes the lists of boxes among `section` out of the parts of its question.
pub fn take(blocks: &Blocks<'_>, section: &[Block], question: &mut Vec<Part>) -> Vec<ChoiceParts> {
    let mut found: Vec<Boxed> = Vec::new();
    for block in section.iter().filter(|block| block.kind == BlockKind::List) {
        let is_asked = |part: &Part| matches!(part, Part::Blocks(events) if events.start <= block.events.start && block.events.end <= events.end);
        let Some(at) = question.iter().position(is_asked) else { continue };
        let Some(boxes) = boxes(blocks, block) else { continue };
        found.extend(boxes);
        if let Part::Blocks(events) = question[at].clone() {
            let around = [events.start..block.events.start, block.events.end..events.end];
            question.splice(at..=at, around.into_iter().filter(|part| !part.is_empty()).map(Part::Blocks));
        }
    }
    labelled(found)
}

/// An item with a box before it is known whether its first letter is a label.
struct Boxed {
    words: Range<usize>,
    more: Range<usize>,
    /// Bytes of the words' text that are the box.
    skip: usize,
    is_correct: bool,
    /// The letter the text behind the box begins with, and its length.
    letter: Option<(String, usize)>,
}

/// The items of a list if all of them have boxes.
fn boxes(blocks: &Blocks<'_>, list: &Block) -> Option<Vec<Boxed>> {
    let mut found = Vec::new();
    let mut at = list.events.start + 1;
    while at < list.events.end - 1 {
        let end = blocks.end_of(at);
        found.push(boxed(blocks, at + 1..end)?);
        at = end + 1;
    }
    (found.len() > 1).then_some(found)
}

fn boxed(blocks: &Blocks<'_>, item: Range<usize>) -> Option<Boxed> {
    let (start, has_paragraph) = match blocks.events.get(item.start)?.0 {
        Event::Start(Tag::Paragraph) => (item.start + 1, true),
        _ => (item.start, false),
    };
    let end = if has_paragraph { blocks.end_of(item.start) } else { inline_end(blocks, start..item.end) };
    let more = if has_paragraph { end + 1 } else { end }.min(item.end)..item.end;
    let (words, skip, is_correct) = match &blocks.events[start..item.end.max(start)].first()?.0 {
        Event::TaskListMarker(done) => (start + 1..end, 0, *done),
        // A box with nothing behind it in its line is no task to the parser.
        Event::Text(_) => {
            let text = blocks.text(start..end);
            let done = text.starts_with("[x]") || text.starts_with("[X]");
            if text.trim() != "[ ]" && !(done && text.trim().len() == 3) {
                return None;
            }
            (end..end, 0, done)
        }
        _ => return None,
    };
    let letter = match blocks.events.get(words.start) {
        Some((Event::Text(text), _)) if !words.is_empty() => {
            let lead = text.len() - text.trim_start().len();
            choice_letter(text.trim_start()).map(|(letter, length)| (letter, lead + length))
        }
        _ => None,
    };
    Some(Boxed { words, more, skip, is_correct, letter })
}

/// Where the words of an item end that stand in it without a paragraph.
fn inline_end(blocks: &Blocks<'_>, events: Range<usize>) -> usize {
    let is_block = |index: &usize| {
        matches!(
            blocks.events[*index].0,
            Event::Start(
                Tag::List(_)
                    | Tag::CodeBlock(_)
                    | Tag::BlockQuote(_)
                    | Tag::Paragraph
                    | Tag::Table(_)
                    | Tag::HtmlBlock
                    | Tag::Heading { .. }
            ) | Event::Rule
        )
    };
    events.clone().find(is_block).unwrap_or(events.end)
}

/// Gives each choice its letter: its own if all have one, else that of its place.
fn labelled(found: Vec<Boxed>) -> Vec<ChoiceParts> {
    let have_letters =
        is_row_of_letters(found.iter().map(|one| one.letter.as_ref().map(|(letter, _)| letter.as_str())));
    let name = |(place, one): (usize, Boxed)| {
        let (label, skip) = match one.letter.filter(|_| have_letters) {
            Some((letter, length)) => (letter, length),
            None => (letter_of(place), one.skip),
        };
        let words = if one.words.is_empty() { Vec::new() } else { vec![Part::Inline { events: one.words, skip }] };
        let more = if one.more.is_empty() { Vec::new() } else { vec![Part::Blocks(one.more)] };
        ChoiceParts { label, words, more, is_correct: one.is_correct }
    };
    found.into_iter().enumerate().map(name).collect()
}

/// `A` to `Z`, then numbers.
fn letter_of(place: usize) -> String {
    match u8::try_from(place) {
        Ok(place @ 0..26) => char::from(b'A' + place).to_string(),
        _ => (place + 1).to_string(),
    }
}
