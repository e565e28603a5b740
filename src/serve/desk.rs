//! What the author gets beside the site, below `/__studybook/`: scripts, what is wrong, and how the build went.

use std::time::Duration;

use axum::body::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use super::pages;
use super::published::Published;
use crate::embedded;
use crate::report::Shown;
use crate::site::Question;

/// The path all of it lives below. No page of a site has it: they live in folders of other names.
pub const FOLDER: &str = "/__studybook/";

/// A file of that name, and the name that tells its type.
pub fn file<'n>(published: &Published, name: &'n str) -> Option<(&'n str, Bytes)> {
    match name {
        "problems.json" => Some((name, json(&problems(published)))),
        "desk.json" => Some((name, json(&desk(published)))),
        "" => file(published, "desk.html"),
        _ => embedded::preview().get(name).map(|bytes| (name, Bytes::from_owner(bytes.clone()))),
    }
}

fn json(value: &Value) -> Bytes {
    value.to_string().into()
}

/// What `overlay.js` shows.
fn problems(published: &Published) -> Value {
    let problems = &published.problems;
    let shown: Vec<Value> = problems.shown.iter().map(|problem| problem_view(published, problem)).collect();
    let all = problems.counts.errors + problems.counts.warnings;
    json!({
        "number": published.number,
        "counts": problems.counts,
        "more": all.saturating_sub(shown.len()),
        "problems": shown,
    })
}

fn problem_view(published: &Published, problem: &Shown) -> Value {
    let place = |place: &crate::report::ShownPlace| {
        json!({
            "name": format!("{}:{}:{}", place.file, place.line, place.column),
            "url": link(published, &place.file, place.line, place.column),
        })
    };
    json!({
        "severity": problem.severity,
        "text": problem.text,
        "places": problem.places.iter().map(place).collect::<Vec<_>>(),
    })
}

fn link(published: &Published, file: &str, line: usize, column: usize) -> Option<String> {
    published.editor.as_ref().map(|editor| editor.url(file, line, column))
}

#[derive(Serialize)]
struct Incomplete {
    title: String,
    url: String,
    place: String,
    source: Option<String>,
}

/// What `desk.js` shows.
fn desk(published: &Published) -> Value {
    let questions = published.site.as_deref().map_or(&[][..], |site| site.questions.as_slice());
    let lacking = |lacks: fn(&Question) -> bool| -> Vec<Incomplete> {
        questions.iter().filter(|question| lacks(question)).map(|question| incomplete(published, question)).collect()
    };
    let milliseconds = |time: Duration| time.as_micros() as f64 / 1000.0;
    let stage = |(name, time): &(&str, Duration)| json!({ "name": name, "milliseconds": milliseconds(*time) });
    let table = |(name, found, made): &(&str, usize, usize)| json!({ "name": name, "found": found, "made": made });
    json!({
        "number": published.number,
        "home": published.base,
        "questions": questions.len(),
        "pages": published.output.as_deref().map_or(0, pages::count),
        "stages": published.effort.stages.iter().map(stage).collect::<Vec<_>>(),
        "tables": published.effort.tables.iter().map(table).collect::<Vec<_>>(),
        "without_tags": lacking(|question| question.tags.is_empty()),
        "without_answer": lacking(|question| question.answer().is_none()),
    })
}

fn incomplete(published: &Published, question: &Question) -> Incomplete {
    let entry = question.entry();
    let (file, line) = (&entry.heading.file, entry.line);
    Incomplete {
        title: entry.title.text.clone(),
        url: format!("{}{}", published.base, question.path()),
        place: format!("{file}:{line}"),
        source: link(published, file, line, 1),
    }
}
