//! `studybook list`

use clap::Args;
use serde_json::json;

use super::screen::Screen;
use super::{Outcome, PlaceArguments, load};
use crate::document::Body;
use crate::pipeline::Pipeline;
use crate::site::{Question, Site};

#[derive(Args)]
pub struct ListArguments {
    #[command(flatten)]
    places: PlaceArguments,
    /// Print a JSON object a line
    #[arg(long)]
    json: bool,
}

/// Lists every question that would be published.
pub fn run(arguments: &ListArguments) -> Outcome {
    let screen = Screen::new(false);
    let Some(project) = load(&arguments.places.places(), None, &screen) else { return Outcome::Failure };
    let progress = screen.progress();
    let site = Pipeline::once().site(&project, &|stage| progress.stage(stage));
    drop(progress);
    let line = |question| if arguments.json { as_json(&site, question) } else { as_text(question) };
    let lines: Vec<String> = site.questions.iter().map(line).collect();
    screen.print(&lines.concat());
    Outcome::Success
}

fn as_text(question: &Question) -> String {
    let entry = question.entry();
    format!("{}:{}  {}  {}\n", question.document.path, entry.line, question.id, entry.title.text)
}

fn as_json(site: &Site, question: &Question) -> String {
    let entry = question.entry();
    let correct = entry.choices.iter().enumerate().filter(|(_, choice)| choice.is_correct);
    let correct: Vec<usize> = correct.map(|(place, _)| place + 1).collect();
    let tags: Vec<&str> = question.tags.iter().map(|tag| site.tags[*tag].name.as_str()).collect();
    let texts: Vec<String> = entry.bodies().map(Body::text).collect();
    let line = json!({
        "file": &*question.document.path,
        "line": entry.line,
        "id": question.id,
        "number": entry.number,
        "title": entry.title.text,
        "tags": tags,
        "choices": entry.choices.len(),
        "correct": correct,
        "text": texts.join("\n"),
    });
    format!("{line}\n")
}
