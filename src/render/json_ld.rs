//! Structured data: schema.org's `Quiz` with one `Question` made as a flashcard, as search engines ask of study pages.

use std::borrow::Cow;
use std::fmt::Write;

use serde::Serialize;

use super::Scene;
use crate::document::{Body, Entry};
use crate::html::is_forbidden;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Quiz<'q> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    about: Thing<'q>,
    has_part: [Question<'q>; 1],
    in_language: &'q str,
    name: &'q str,
}

#[derive(Serialize)]
struct Thing<'q> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'q str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'q> {
    #[serde(rename = "@type")]
    kind: &'static str,
    accepted_answer: Answer<'q>,
    edu_question_type: &'static str,
    text: &'q str,
}

#[derive(Serialize)]
struct Answer<'q> {
    #[serde(rename = "@type")]
    kind: &'static str,
    text: Cow<'q, str>,
}

/// The JSON-LD of a question with its answer, fit to stand inside a `script` element.
pub fn quiz(scene: &Scene<'_>, entry: &Entry, answer: &Body) -> String {
    let text = if entry.question.text.is_empty() { &entry.title.text } else { &entry.question.text };
    let quiz = Quiz {
        context: "https://schema.org",
        kind: "Quiz",
        about: Thing { kind: "Thing", name: &scene.site.title },
        has_part: [Question {
            kind: "Question",
            accepted_answer: Answer { kind: "Answer", text: answer_text(answer) },
            edu_question_type: "Flashcard",
            text,
        }],
        in_language: &scene.config.language,
        name: &entry.title.text,
    };
    safe_in_script(&serde_json::to_string(&quiz).expect("texts can always be written as JSON"))
}

/// An answer may be code alone.
fn answer_text(answer: &Body) -> Cow<'_, str> {
    if !answer.text.is_empty() {
        return Cow::Borrowed(&answer.text);
    }
    answer.blocks.iter().map(|block| block.text.as_str()).collect()
}

/// JSON that can neither end the element it stands in nor break a script or a document that holds it.
fn safe_in_script(json: &str) -> String {
    let is_unsafe = |c: char| matches!(c, '<' | '>' | '\u{2028}' | '\u{2029}') || is_forbidden(c);
    let mut safe = String::with_capacity(json.len() + 64);
    let mut copied = 0;
    for (index, c) in json.match_indices(is_unsafe) {
        safe.push_str(&json[copied..index]);
        for c in c.chars() {
            write!(safe, "\\u{:04x}", u32::from(c)).expect("a string takes all text");
        }
        copied = index + c.len();
    }
    safe.push_str(&json[copied..]);
    safe
}
