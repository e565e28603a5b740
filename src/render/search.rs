//! The page readers search on.

use serde::Serialize;

use super::listings::{TOP_TAGS, top};
use super::views::{GroupView, PageView, View};
use super::{Draft, Scene, folder_page};

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
