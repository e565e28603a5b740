//! The page readers search on, and what is searched where the engine cannot run.

use serde::Serialize;
use serde_json::json;

use super::listings::{TOP_TAGS, top};
use super::views::{GroupView, PageView, View};
use super::{Draft, Scene, folder_page, value};

#[derive(Serialize)]
struct Search {
    tags: Vec<GroupView>,
}

/// The page for searching.
pub fn page(scene: &Scene<'_>) -> Draft {
    let description = format!("Search the questions and answers of {}.", scene.site.title);
    let page = PageView::new(scene, "search", "search/", ("Search".to_owned(), description));
    let own = Search { tags: top(scene, &scene.site.tags, "tags", TOP_TAGS) };
    folder_page("search/", "search.html", &View::new(scene, page, own))
}

/// Every question's title, path and tags, the tags as numbers of the list before them.
pub fn titles(scene: &Scene<'_>) -> Draft {
    let site = scene.site;
    let tags = site.tags.iter().map(|tag| (&tag.slug, &tag.name)).collect::<Vec<_>>();
    let question =
        |question: &crate::site::Question| json!([question.entry().title.text, question.path(), question.tags]);
    let questions: Vec<_> = site.questions.iter().map(question).collect();
    let json = json!({ "tags": tags, "questions": questions }).to_string();
    Draft {
        file: "search/questions.json".to_owned(),
        template: "questions.json",
        view: value(&json!({ "json": json })),
    }
}
