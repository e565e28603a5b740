//! What templates receive of the choices of a quiz question.

use serde::Serialize;

use super::Scene;
use super::bodies::fill;
use crate::site::Question;

/// The choices of a question.
#[derive(Debug, Serialize)]
pub struct QuizView {
    /// `one` or `several` are right, or it is `open` which.
    kind: &'static str,
    /// The letters of the right ones.
    right: Vec<String>,
    choices: Vec<ChoiceView>,
}

#[derive(Debug, Serialize)]
struct ChoiceView {
    label: String,
    words_html: String,
    more_html: Option<String>,
    is_correct: bool,
}

/// Describes the choices of a question, if it has any. `prefix` keeps anchors apart.
pub fn quiz(scene: &Scene<'_>, question: &Question, prefix: &str) -> Option<QuizView> {
    let choices = &question.entry().choices;
    let right: Vec<String> =
        choices.iter().filter(|choice| choice.is_correct).map(|choice| choice.label.clone()).collect();
    let view = |(choice, [words, more]): (&crate::document::Choice, &[Vec<_>; 2])| ChoiceView {
        label: choice.label.clone(),
        words_html: fill(scene, &choice.words, words, prefix),
        more_html: (!choice.more.is_empty()).then(|| fill(scene, &choice.more, more, prefix)),
        is_correct: choice.is_correct,
    };
    (!choices.is_empty()).then(|| QuizView {
        kind: match right.len() {
            0 => "open",
            1 => "one",
            _ => "several",
        },
        right,
        choices: choices.iter().zip(&question.choice_links).map(view).collect(),
    })
}
