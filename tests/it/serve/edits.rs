//! Whatever is edited, in whatever order: what is served is what a new build would give.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use studybook::load::{Changes, load};
use studybook::output::Output;
use studybook::pipeline::Pipeline;
use studybook::preview::{Desk, Preview};
use studybook::serve::Publisher;

use super::{places, question};
use crate::cli::put;

/// An edit of a site of a few files.
#[derive(Debug, Clone)]
enum Edit {
    /// A file of questions, each with a title, tags and an answer.
    File(u8, Vec<(u8, u8, String)>),
    Delete(u8),
    Rename(u8, u8),
    Template(bool),
    Style(u8),
    Configuration(u8),
    Picture(u8),
    Synonyms(bool),
    Broken(bool),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let answer = "[a-e ]{0,12}(\n\n```rust\nlet [ab] = [12];\n```\n)?(\n\n\\[x\\]\\(#title-[0-9]\\))?(\n\n!\\[p\\]\\(p\\.svg\\))?";
    let asked = (0..10u8, 0..8u8, answer);
    let file = (0..4u8, prop::collection::vec(asked, 0..5)).prop_map(|(file, questions)| Edit::File(file, questions));
    let other = prop_oneof![
        (0..4u8).prop_map(Edit::Delete),
        (0..4u8, 0..4u8).prop_map(|(from, to)| Edit::Rename(from, to)),
        any::<bool>().prop_map(Edit::Template),
        (0..3u8).prop_map(Edit::Style),
        (0..4u8).prop_map(Edit::Configuration),
        (0..3u8).prop_map(Edit::Picture),
        any::<bool>().prop_map(Edit::Synonyms),
        any::<bool>().prop_map(Edit::Broken),
    ];
    prop::collection::vec(prop_oneof![3 => file, 2 => other], 1..12)
}

fn remove(root: &Path, path: &str) {
    let _ = std::fs::remove_file(root.join(path));
}

fn apply(root: &Path, edit: &Edit) {
    let file = |number: &u8| format!("content/{number}.md");
    match edit {
        Edit::File(number, questions) => {
            let texts = questions.iter().map(|(title, tags, answer)| {
                let tags: Vec<&str> =
                    (0..3).filter(|bit| tags & (1 << bit) > 0).map(|bit| ["`a`", "`b`", "`C`"][bit]).collect();
                question(&format!("Title {title}"), answer).replace("`t`", &tags.join(" "))
            });
            // A file that is suddenly empty is not believed for a second.
            put(root, &file(number), &format!("# File\n\n{}", texts.collect::<Vec<_>>().join("\n")));
        }
        Edit::Delete(number) => remove(root, &file(number)),
        Edit::Rename(from, to) => drop(std::fs::rename(root.join(file(from)), root.join(file(to)))),
        Edit::Template(true) => put(root, "templates/item.html", "<li>{{ item.title }}: {{ item.excerpt }}</li>"),
        Edit::Template(false) => remove(root, "templates/item.html"),
        Edit::Style(number) => put(root, "static/css/99.css", &format!("p {{ top: {number}px }}")),
        Edit::Configuration(number) => {
            let edit = if *number > 2 { "edit_url = 'https://example.org/{path}#L{line}'\n" } else { "" };
            put(root, "studybook.toml", &format!("page_size = {}\nfeed_size = 2\n{edit}", number + 1));
        }
        Edit::Picture(0) => remove(root, "content/p.svg"),
        Edit::Picture(size) => put(root, "content/p.svg", &format!("<svg width='{size}' height='9'/>")),
        Edit::Synonyms(true) => put(root, "synonyms.toml", "groups = [['a', 'b']]\n"),
        Edit::Synonyms(false) => remove(root, "synonyms.toml"),
        Edit::Broken(true) => put(root, "content/broken.md", "+++\nno toml\n+++\n"),
        Edit::Broken(false) => remove(root, "content/broken.md"),
    }
}

fn files(output: &Output) -> BTreeMap<String, String> {
    output.iter().map(|(path, bytes)| (path.to_string(), String::from_utf8_lossy(bytes).into_owned())).collect()
}

/// Served bytes are those of a new build; where that fails, they are those of the last that did not.
#[test]
fn what_is_served_is_what_a_new_build_gives() {
    let cases = std::env::var("STUDYBOOK_EDITS").ok().and_then(|count| count.parse().ok()).unwrap_or(12);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let ran = runner.run(&edits(), |edits| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("content")).unwrap();
        let publisher = Arc::new(Publisher::new("/"));
        let desk = Desk { editor: None, folder: folder.path().to_owned() };
        let mut preview = Preview::new(places(folder.path()), None, Arc::clone(&publisher), desk);
        let mut last_good = None;
        for edit in &edits {
            apply(folder.path(), edit);
            preview.look(&Changes::Everything);
            preview.settle();
            preview.look(&Changes::none());
            let mut project = load(&places(folder.path()), None).unwrap();
            project.config.offline = false;
            let built = Pipeline::default().build(&project, &|_| {});
            last_good = built.output.as_ref().map(files).or(last_good);
            let served = publisher.current();
            prop_assert_eq!(served.output.as_deref().map(files), last_good.clone());
            let errors = built.diagnostics.iter().filter(|it| it.severity == studybook::diagnostic::Severity::Error);
            prop_assert_eq!(served.problems.counts.errors, errors.count());
        }
        Ok(())
    });
    ran.unwrap_or_else(|failure| panic!("{failure}"));
}
