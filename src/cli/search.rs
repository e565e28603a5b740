//! `studybook search`

use clap::Args;
use serde_json::json;
use studybook_search::plan::Reading;
use studybook_search::snippet::Part;

use super::screen::Screen;
use super::{Outcome, PlaceArguments, load};
use crate::index::{Asked, Corpus, Index, Questions};
use crate::pipeline::Pipeline;

#[derive(Args)]
pub struct SearchArguments {
    #[command(flatten)]
    places: PlaceArguments,
    /// What to look for: words, "phrases", -without, tag:x, topic:x, title:x, difficulty:x, begin*
    #[arg(required = true)]
    query: Vec<String>,
    /// Only questions with this tag; may be given several times
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// How many questions to show
    #[arg(long, default_value_t = 10, value_name = "NUMBER")]
    limit: usize,
    /// Print the questions as JSON, one a line
    #[arg(long)]
    json: bool,
}

/// Asks the search index of the content.
pub fn run(arguments: &SearchArguments) -> Outcome {
    let screen = Screen::new(false);
    let Some(project) = load(&arguments.places.places(), None, &screen) else { return Outcome::Failure };
    let progress = screen.progress();
    let site = Pipeline::once().site(&project, &|stage| progress.stage(stage));
    let (language, synonyms) = (project.config.language.as_str(), project.synonyms.as_slice());
    let questions = Questions::of(&site, language);
    let record = |number| questions.record(number);
    let corpus = Corpus { language, count: questions.count(), record: &record, synonyms };
    let tags = arguments.tag.iter().map(|tag| format!("tag:\"{}\"", tag.replace('"', " ")));
    let query: Vec<String> = arguments.query.iter().cloned().chain(tags).collect();
    let asked = Asked { limit: arguments.limit, reading: Reading::Whole };
    let (ranked, found) = Index::new(&corpus).search(&query.join(" "), asked, &corpus);
    drop(progress);
    for correction in &ranked.corrections {
        screen.say(&format!("showing results for `{}`, not `{}`", correction.to, correction.from));
    }
    for found in &found {
        let question = &site.questions[questions.index(found.document)];
        let file = project.sources.get(&*question.document.path).map_or("", |source| &*source.shown);
        let line = question.entry().line;
        let tags: Vec<&str> = question.tags.iter().map(|tag| site.tags[*tag].name.as_str()).collect();
        if arguments.json {
            let hit = json!({
                "id": question.id,
                "title": question.entry().title.text,
                "file": file,
                "line": line,
                "score": found.score,
                "tags": tags,
                "passage": text(&found.snippet.passage),
                "anchor": found.snippet.anchor,
            });
            screen.print(&format!("{hit}\n"));
        } else {
            let place = format!("{file}:{line}");
            screen.print_hit(&place, [&found.snippet.title, &found.snippet.passage], &tags.join(" "));
        }
    }
    screen.say(&format!("{} of {} questions", found.len(), ranked.total));
    Outcome::Success
}

/// Parts as one line.
fn text(parts: &[Part]) -> String {
    let text: String = parts.iter().map(|part| part.text.as_str()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
