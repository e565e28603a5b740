//! Hostile content, folders and circumstances. `docs/abuse.md` says which test holds which row of the list of abuses.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "these tests look at the disk, and fail by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};

use studybook::diagnostic::Severity;
use studybook::lint::Lint;
use studybook::pipeline::{Built, Pipeline};
use studybook::project::Project;

use page::Page;

mod folders;
mod formats;
mod markup;
mod output;
mod page;
mod paths;
mod sizes;
mod text;

/// A question as an author types it.
fn question(number: &str, title: &str, tags: &str, answer: &str) -> String {
    format!("## Q{number}: {title}\n**Tags:** {tags}\n\n**Question:**\nasked\n\n**Answer:**\n{answer}\n\n---\n")
}

/// One question with this answer.
fn answer(text: &str) -> String {
    question("1", "Probe", "`probe`", text)
}

/// A built site, looked at from outside.
struct Site {
    built: Built,
    pages: BTreeMap<String, Page>,
    texts: BTreeMap<String, String>,
}

/// Builds one file and checks what must hold of any site: names, markup, links, formats.
fn site(content: impl AsRef<[u8]>) -> Site {
    site_of(Project::default().with_source("probe.md", content))
}

fn site_of(project: Project) -> Site {
    let built = Pipeline::default().build(&project, &|_| {});
    let output = built.output.as_ref().unwrap_or_else(|| panic!("nothing was built: {:#?}", built.diagnostics));
    // The search index is bytes, whatever its files are called.
    let is_index = |path: &str| path.starts_with("search/") && path.ends_with(".txt");
    let is_text = |path: &str| {
        let has_ending = [".html", ".xml", ".txt"].iter().any(|ending| path.ends_with(ending));
        has_ending && !is_index(path) || path.starts_with('_')
    };
    let texts: BTreeMap<String, String> = output
        .iter()
        .filter(|(path, _)| is_text(path.as_str()))
        .map(|(path, bytes)| (path.to_string(), String::from_utf8(bytes.to_vec()).unwrap()))
        .collect();
    let pages = texts.iter().filter(|(path, _)| path.ends_with(".html"));
    let pages: BTreeMap<String, Page> = pages.map(|(path, text)| (path.clone(), Page::read(text))).collect();
    let names: Vec<String> = output.iter().map(|(path, _)| path.to_string()).collect();
    paths::check_names(&names);
    for (path, page) in &pages {
        page.check(path);
    }
    for (path, text) in &texts {
        text::check_characters(path, text);
        if path.ends_with(".xml") {
            formats::check_xml(path, text);
        }
    }
    let site = Site { built, pages, texts };
    site.check_links(&names.into_iter().collect());
    site
}

impl Site {
    /// Every link leads to a file of the site, and to an anchor that is there.
    fn check_links(&self, names: &BTreeSet<String>) {
        for (path, page) in &self.pages {
            for link in &page.links {
                let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = target.split('?').next().unwrap_or_default();
                let target = percent_encoding::percent_decode_str(target).decode_utf8().unwrap();
                let anchor = percent_encoding::percent_decode_str(anchor).decode_utf8().unwrap();
                let target = match target.strip_prefix('/') {
                    Some(target) if target.is_empty() || target.ends_with('/') => format!("{target}index.html"),
                    Some(target) => target.to_owned(),
                    None => {
                        assert!(target.is_empty(), "{path}: `{link}` is relative");
                        path.clone()
                    }
                };
                assert!(names.contains(&target), "{path}: `{link}` leads nowhere");
                if let (false, Some(page)) = (anchor.is_empty(), self.pages.get(&target)) {
                    assert!(page.ids.contains(&*anchor), "{path}: `{link}` leads to no anchor");
                }
            }
        }
    }

    /// The pages of the questions, by id.
    fn questions(&self) -> Vec<&str> {
        let inside = self.pages.keys().filter_map(|path| path.strip_prefix("questions/")?.strip_suffix("/index.html"));
        inside.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The pages of the tags, by slug.
    fn tags(&self) -> Vec<&str> {
        let inside = self.pages.keys().filter_map(|path| path.strip_prefix("tags/")?.strip_suffix("/index.html"));
        inside.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The words of the page of that question.
    fn words(&self, id: &str) -> &str {
        let path = format!("questions/{id}/index.html");
        &self.pages.get(&path).unwrap_or_else(|| panic!("no page `{path}` among {:?}", self.questions())).words
    }

    /// The HTML of the page of that question.
    fn html(&self, id: &str) -> &str {
        &self.texts[&format!("questions/{id}/index.html")]
    }

    fn found(&self, lint: Lint) -> usize {
        found(&self.built, lint)
    }
}

fn found(built: &Built, lint: Lint) -> usize {
    built.diagnostics.iter().filter(|diagnostic| diagnostic.lint == lint).count()
}

/// What a build of `content` refuses it for: its first error, located.
fn refusal(content: impl AsRef<[u8]>) -> (Lint, String) {
    let project = Project::default().with_source("probe.md", content);
    let built = Pipeline::default().build(&project, &|_| {});
    let text = String::from_utf8_lossy(&project.sources["probe.md"].bytes);
    assert!(built.output.is_none(), "it was built: {text}");
    let first = built.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error).unwrap();
    assert!(!first.labels.is_empty(), "{first:?} names no place");
    (first.lint, first.message.clone())
}
