//! Structured data: schema.org's `Quiz` with one `Question` made as a flashcard, as search engines ask of study pages.

use std::fmt::Write;

use serde_json::json;

use super::Scene;
use crate::document::{Body, Entry};
use crate::html::is_forbidden;

/// The JSON-LD of a question with its answer, fit to stand inside a `script` element.
pub fn quiz(scene: &Scene<'_>, entry: &Entry, answer: &Body) -> String {
    let text = if entry.question.text.is_empty() { &entry.title.text } else { &entry.question.text };
    let data = json!({
        "@context": "https://schema.org",
        "@type": "Quiz",
        "name": entry.title.text,
        "inLanguage": scene.config.language,
        "about": { "@type": "Thing", "name": scene.site.title },
        "hasPart": [{
            "@type": "Question",
            "eduQuestionType": "Flashcard",
            "text": text,
            "acceptedAnswer": { "@type": "Answer", "text": answer_text(answer) },
        }],
    });
    safe_in_script(&data.to_string())
}

/// An answer may be code alone.
fn answer_text(answer: &Body) -> String {
    if !answer.text.is_empty() {
        return answer.text.clone();
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
