//! Structured data: schema.org's `Quiz` with one `Question` made as a flashcard or a choice, as search engines ask of study pages.

use std::fmt::Write;

use serde::Serialize;

use super::Scene;
use crate::document::{Body, Choice, Entry};
use crate::html::is_forbidden;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Quiz<'q> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    about: Thing<'q>,
    has_part: [Question; 1],
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
struct Question {
    #[serde(rename = "@type")]
    kind: &'static str,
    accepted_answer: Answers,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggested_answer: Vec<Answer>,
    edu_question_type: &'static str,
    text: String,
}

/// One, or all that are right.
#[derive(Serialize)]
#[serde(untagged)]
enum Answers {
    One(Answer),
    Several(Vec<Answer>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_explanation: Option<Comment>,
}

#[derive(Serialize)]
struct Comment {
    #[serde(rename = "@type")]
    kind: &'static str,
    text: String,
}

/// The JSON-LD of a question with its answer, fit to stand inside a `script` element: a flashcard, or its choices.
pub fn quiz(scene: &Scene<'_>, entry: &Entry) -> Option<String> {
    let text = if entry.question.words.is_empty() { entry.title.text.clone() } else { entry.question.text() };
    let answer = entry.answer.as_ref().filter(|answer| !answer.is_empty());
    let (accepted_answer, suggested_answer, edu_question_type) = if entry.is_decided() {
        choices(entry, answer)
    } else {
        let text = answer_text(answer?);
        let card = Answer { kind: "Answer", position: None, text, answer_explanation: None };
        (Answers::One(card), Vec::new(), "Flashcard")
    };
    let quiz = Quiz {
        context: "https://schema.org",
        kind: "Quiz",
        about: Thing { kind: "Thing", name: &scene.site.title },
        has_part: [Question { kind: "Question", accepted_answer, suggested_answer, edu_question_type, text }],
        in_language: &scene.config.language,
        name: &entry.title.text,
    };
    Some(safe_in_script(&serde_json::to_string(&quiz).expect("texts can always be written as JSON")))
}

/// The right choices, the others, and what such a question is called.
fn choices(entry: &Entry, answer: Option<&Body>) -> (Answers, Vec<Answer>, &'static str) {
    let explanation = || answer.map(|answer| Comment { kind: "Comment", text: answer_text(answer) });
    let choice = |(place, choice): (usize, &Choice)| Answer {
        kind: "Answer",
        position: Some(place),
        text: choice_text(choice),
        answer_explanation: if choice.is_correct { explanation() } else { None },
    };
    let all = entry.choices.iter().enumerate();
    let (right, wrong): (Vec<_>, Vec<_>) = all.partition(|(_, choice)| choice.is_correct);
    let wrong = wrong.into_iter().map(choice).collect();
    let mut right: Vec<Answer> = right.into_iter().map(choice).collect();
    match (right.pop(), right.is_empty()) {
        (Some(only), true) => (Answers::One(only), wrong, "Multiple choice"),
        (last, _) => {
            right.extend(last);
            (Answers::Several(right), wrong, "Checkbox")
        }
    }
}

/// A choice may be code alone.
fn choice_text(choice: &Choice) -> String {
    if choice.words.words.is_empty() { answer_text(&choice.more) } else { choice.words.text() }
}

/// An answer may be code alone.
fn answer_text(answer: &Body) -> String {
    if !answer.words.is_empty() {
        return answer.text();
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
