//! The pages a reader studies with, and what their scripts know of all questions.

use serde_json::json;

use super::views::{PageView, View};
use super::{Draft, Scene, folder_page, value};
use crate::document::Difficulty;
use crate::site::{Group, Question};

/// The page of questions that are due.
pub fn page(scene: &Scene<'_>) -> Draft {
    let description = format!("Study the questions of {}: what is due today, and something new.", scene.site.title);
    let page = PageView::new(scene, "study", "study/", ("Study".to_owned(), description));
    folder_page("study/", "study.html", &View::new(scene, page, json!({})))
}

/// The page of what a reader knows by now.
pub fn progress(scene: &Scene<'_>) -> Draft {
    let description = format!("What you know by now of the questions of {}, and what to study next.", scene.site.title);
    let page = PageView::new(scene, "progress", "progress/", ("Progress".to_owned(), description));
    folder_page("progress/", "progress.html", &View::new(scene, page, json!({})))
}

/// Every question in a few characters, as the scripts of both pages read it.
pub fn questions(scene: &Scene<'_>) -> Draft {
    let site = scene.site;
    let names = |groups: &[Group]| groups.iter().map(|group| json!([group.slug, group.name])).collect::<Vec<_>>();
    let question = |question: &Question| {
        let entry = question.entry();
        let difficulty = match entry.fields.difficulty {
            None => 0,
            Some(Difficulty::Easy) => 1,
            Some(Difficulty::Medium) => 2,
            Some(Difficulty::Hard) => 3,
        };
        json!([question.id, entry.title.text, entry.number.unwrap_or(0), difficulty, question.tags, question.topics])
    };
    let json = json!({
        "tags": names(&site.tags),
        "topics": names(&site.topics),
        "questions": site.questions.iter().map(question).collect::<Vec<_>>(),
        "former": site.redirects,
    });
    Draft {
        file: "study/questions.json".to_owned(),
        template: "questions.json",
        view: value(&json!({ "json": json.to_string() })),
    }
}
