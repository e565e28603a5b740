//! The preview: a site on disk, edited as editors do, and what is served of it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "these tests write files and open sockets, and fail by panicking"
)]

mod edits;
mod program;
mod requests;
mod saves;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use studybook::load::Places;
use studybook::preview::{Desk, News, Preview};
use studybook::serve::Publisher;
use studybook::watch::Watcher;
use tempfile::TempDir;

use crate::cli::put;

/// No condition is waited for longer.
const LONGEST: Duration = Duration::from_secs(60);

/// Waits until something holds.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < LONGEST, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The Markdown of a question, with an answer.
pub fn question(title: &str, answer: &str) -> String {
    format!("## Q1: {title}\n**Tags:** `t`\n\n**Question:**\nWhy?\n\n**Answer:**\n{answer}\n")
}

/// Where the files of a site in `root` are.
pub fn places(root: &Path) -> Places {
    Places {
        root: root.to_owned(),
        content: root.join("content"),
        config: root.join("studybook.toml"),
        config_is_required: false,
    }
}

/// What a rebuild told, in a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A site was built; whether it has the page that is watched.
    Built(bool),
    /// The mark of `settle` is in a site that was built.
    Mark,
    Broken,
    Failed,
    Notice(String),
}

/// A site on disk that is being previewed, with a question called `Watched`.
pub struct Watched {
    folder: TempDir,
    pub publisher: Arc<Publisher>,
    told: Receiver<Told>,
    heard: Mutex<Vec<Told>>,
}

impl Watched {
    /// Previews a folder below which `content/a.md` has one question; `poll` as for the watcher.
    pub fn new(poll: Option<Duration>) -> Self {
        Self::with(poll, |_| {})
    }

    /// The same, when `prepare` has put more into the folder.
    pub fn with(poll: Option<Duration>, prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "site/content/a.md", &question("Watched", "before"));
        prepare(&folder.path().join("site"));
        let root = folder.path().join("site");
        let publisher = Arc::new(Publisher::new("/"));
        let (watcher, notice) = Watcher::new(&places(&root), poll);
        assert_eq!(notice, None);
        let desk = Desk { editor: Some("test://{path}:{line}".to_owned()), folder: root.clone() };
        let preview = Preview::new(places(&root), None, Arc::clone(&publisher), desk);
        let (tell, told) = channel();
        let shown = Arc::clone(&publisher);
        // It ends with the test program.
        std::thread::spawn(move || {
            preview.run(watcher, &|news| {
                let has_page = shown.current().output.as_ref().is_some_and(|output| output.get(PAGE).is_some());
                let told: Vec<Told> = match news {
                    News::Built { changed, .. } => {
                        let marks = changed.iter().filter(|file| file.ends_with("mark.md")).count();
                        let built = (marks == 0 || changed.len() > marks).then_some(Told::Built(has_page));
                        built.into_iter().chain((marks > 0).then_some(Told::Mark)).collect()
                    }
                    News::Broken(_) => vec![Told::Broken],
                    News::Failed(_) => vec![Told::Failed],
                    News::Notice(notice) => vec![Told::Notice(notice.clone())],
                };
                told.into_iter().for_each(|told| _ = tell.send(told));
            });
        });
        let watched = Self { folder, publisher, told, heard: Mutex::default() };
        watched.hear("the first site", |heard| !heard.is_empty());
        watched.forget();
        watched
    }

    /// The folder of the site.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// A file of the site.
    pub fn file(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// The text of a page as it is now; empty if there is none.
    pub fn page(&self, path: &str) -> String {
        let published = self.publisher.current();
        let bytes = published.output.as_ref().and_then(|output| output.get(path).cloned()).unwrap_or_default();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    /// Waits until the question's page shows a text.
    pub fn shows(&self, text: &str) {
        until(text, || self.page(PAGE).contains(text));
    }

    /// Waits until what was told since the last `forget` is as wanted, and gives it.
    pub fn hear(&self, what: &str, is_enough: impl Fn(&[Told]) -> bool) -> Vec<Told> {
        until(what, || {
            self.heard.lock().unwrap().extend(self.told.try_iter());
            is_enough(&self.heard.lock().unwrap())
        });
        self.heard.lock().unwrap().clone()
    }

    pub fn forget(&self) {
        self.heard.lock().unwrap().clear();
    }

    /// Changes a file that has nothing to do with the question and waits until that is seen: whatever happened before
    /// has been seen then too. Gives what was told since the last `forget`, without this last change.
    pub fn settle(&self) -> Vec<Told> {
        let mark = format!("mark{}", self.publisher.current().number);
        put(&self.root(), "content/mark.md", &question("Mark", &mark));
        until(&mark, || self.page("questions/mark/index.html").contains(&mark));
        let mut heard = self.hear("the mark", |heard| heard.last() == Some(&Told::Mark));
        heard.retain(|told| *told != Told::Mark);
        heard
    }
}

/// The page of the question that is watched.
pub const PAGE: &str = "questions/watched/index.html";
