//! What is known of a collection, and what was found of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::Listed;
use crate::failure::Failure;

/// A line of `golden.jsonl`.
#[derive(Deserialize)]
struct Known {
    file: String,
    line: usize,
    title: String,
    correct: Option<Correct>,
    choices: Option<usize>,
}

/// The right choices: a letter, or places from 1.
#[derive(Deserialize)]
#[serde(untagged)]
enum Correct {
    Letter(String),
    Places(Vec<usize>),
}

impl Correct {
    fn places(&self) -> Vec<usize> {
        match self {
            Correct::Places(places) => places.clone(),
            Correct::Letter(letters) => letters
                .bytes()
                .map(|letter| usize::from(letter.to_ascii_uppercase().saturating_sub(b'A')) + 1)
                .collect(),
        }
    }
}

/// How what was found compares to what is known.
pub struct Scores {
    /// How many questions were found.
    pub found: usize,
    /// How many there are.
    pub known: usize,
    /// Those not found.
    pub missed: Vec<String>,
    /// Those that are none.
    pub false_ones: Vec<String>,
    /// How many of them are quizzes.
    pub quizzes: usize,
    /// Quizzes whose choices or right answers are others.
    pub wrong: Vec<String>,
}

impl Scores {
    /// Everything that is not as it should be, with its place.
    pub fn troubles(&self) -> Vec<String> {
        let all = [("missed", &self.missed), ("not a question", &self.false_ones), ("wrong choices", &self.wrong)];
        all.iter().flat_map(|(what, ones)| ones.iter().map(move |one| format!("{what}: {one}"))).collect()
    }
}

/// Compares. A collection without `golden.jsonl` is known to hold no question.
pub fn score(collection: &Path, listed: &[Listed]) -> Result<Scores, Failure> {
    let file = collection.join("golden.jsonl");
    let mut known: Vec<Known> = Vec::new();
    if file.exists() {
        let text = fs::read_to_string(&file).map_err(Failure::io("read", &file))?;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let one = serde_json::from_str(line);
            known.push(one.map_err(|error| Failure::new(format!("cannot read `{line}`: {error}")))?);
        }
    }
    let found: BTreeMap<(&str, usize), &Listed> = listed.iter().map(|one| ((&*one.file, one.line), one)).collect();
    let places: BTreeSet<(&str, usize)> = known.iter().map(|one| (&*one.file, one.line)).collect();
    let at = |file: &str, line: usize, title: &str| format!("{file}:{line} {title}");
    let missed = known.iter().filter(|one| !found.contains_key(&(&*one.file, one.line)));
    let false_ones = listed.iter().filter(|one| !places.contains(&(&*one.file, one.line)));
    let quizzes: Vec<&Known> = known.iter().filter(|one| one.correct.is_some()).collect();
    let is_wrong = |one: &&&Known| {
        let expected = (one.correct.as_ref().map(Correct::places).unwrap_or_default(), one.choices.unwrap_or(0));
        found.get(&(&*one.file, one.line)).is_some_and(|found| (found.correct.clone(), found.choices) != expected)
    };
    Ok(Scores {
        found: listed.len(),
        known: known.len(),
        missed: missed.map(|one| at(&one.file, one.line, &one.title)).collect(),
        false_ones: false_ones.map(|one| at(&one.file, one.line, &one.title)).collect(),
        quizzes: quizzes.len(),
        wrong: quizzes.iter().filter(is_wrong).map(|one| at(&one.file, one.line, &one.title)).collect(),
    })
}
