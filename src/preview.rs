//! From a change on disk to a site that is served: load, build, publish. What cannot be built leaves the last good
//! site up, with what is wrong beside it.

mod finisher;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::config::{Base, Config};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::Lint;
use crate::load::{Changes, Places, Reader};
use crate::output::Output;
use crate::pipeline::{Built, Pipeline, Rest, Stage};
use crate::project::Project;
use crate::report::{self, Shown};
use crate::serve::{Counts, Editor, Effort, Problems, Published, Publisher};
use crate::watch::Watcher;

use finisher::Finisher;

/// How many problems a page is told of.
const MOST_SHOWN: usize = 200;
/// The width their texts are made for, in columns.
const WIDTH: usize = 100;
/// Files may have come to a new folder before it was watched: all is looked at again when nothing more has come for this
/// long.
const GROWING: Duration = Duration::from_millis(80);
/// A file that was emptied is looked at again after this long.
const DOUBT: Duration = Duration::from_millis(300);

/// Keeps what is published like what is on disk.
pub struct Preview {
    reader: Reader,
    pipeline: Pipeline,
    publisher: Arc<Publisher>,
    desk: Desk,
    /// What was looked at last; nothing if it could not be loaded.
    project: Option<Project>,
    /// Why it could not be loaded.
    failure: Option<String>,
    /// Makes what comes after the pages.
    finisher: Finisher,
}

/// Where the author sits.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The address that opens the author's editor, unless the configuration has another; nothing if none is to be
    /// opened from a page.
    pub editor: Option<String>,
    /// The folder that paths in diagnostics begin at.
    pub folder: PathBuf,
}

/// What came of a look at the disk.
pub enum News {
    /// The site was built anew.
    Built {
        /// How, and what was found.
        built: Box<Built>,
        /// The files that are others now, as diagnostics name them.
        changed: Vec<Arc<str>>,
        /// How many files of the site are others now.
        pages: usize,
        /// How long it took until it was published.
        time: Duration,
    },
    /// There are errors; the last good site stays up.
    Broken(Box<Built>),
    /// Nothing could be loaded.
    Failed(String),
    /// Something to know about watching.
    Notice(String),
}

impl Preview {
    /// Nothing is built yet. `base` replaces the configured address of the site.
    pub fn new(places: Places, base: Option<Base>, publisher: Arc<Publisher>, desk: Desk) -> Self {
        let reader = Reader::new(places, base);
        let (pipeline, finisher) = (Pipeline::default(), Finisher::new());
        Self { reader, pipeline, publisher, desk, project: None, failure: None, finisher }
    }

    /// Looks, builds and publishes for ever.
    pub fn run(mut self, mut watcher: Watcher, tell: &dyn Fn(&News)) {
        let waker = watcher.waker();
        self.finisher.call_when_done(move || waker.wake());
        let mut changes = Changes::Everything;
        loop {
            if let Some(news) = self.look(&changes) {
                tell(&news);
            }
            let (has_new_folders, notice) = watcher.watch(self.reader.folders());
            notice.map(News::Notice).iter().for_each(tell);
            let soon = has_new_folders.then_some(GROWING).or(self.reader.is_doubtful().then_some(DOUBT));
            changes = watcher.wait(soon);
        }
    }

    /// Looks at the disk once; nothing to tell if it holds what it held. What comes after the pages may follow later.
    pub fn look(&mut self, changes: &Changes) -> Option<News> {
        let begun = Instant::now();
        let late = self.finisher.take();
        let is_finishing = !late.is_empty();
        late.into_iter().for_each(|late| self.pipeline.remember(late));
        let project = match self.reader.look(changes) {
            Ok(project) => without_worker(project),
            Err(error) => return self.fail(error.to_string()),
        };
        let is_same = self.project.as_ref() == Some(&project);
        if is_same && !is_finishing {
            return None;
        }
        let before = self.publisher.current();
        let (built, output, rest) = self.build(&project, begun);
        let time = begun.elapsed();
        self.finisher.put(rest);
        let changed = self.project.as_ref().map_or(Vec::new(), |before| changed_files(before, &project));
        self.project = Some(project);
        self.failure = None;
        let is_built = output.is_some();
        if is_same {
            return None;
        }
        let pages = changed_outputs(before.output.as_deref(), output.as_deref());
        let built = Box::new(built);
        Some(if is_built { News::Built { built, changed, pages, time } } else { News::Broken(built) })
    }

    /// Waits until what comes after the pages has been made; the next look publishes it.
    pub fn settle(&self) {
        self.finisher.settle();
    }

    /// Builds what can be had soon, and publishes it.
    fn build(&mut self, project: &Project, begun: Instant) -> (Built, Option<Arc<Output>>, Option<Rest>) {
        let _held = self.finisher.hold();
        let mut effort = Effort { stages: vec![("load", begun.elapsed())], ..Effort::default() };
        let clock = Clock::default();
        let (mut built, rest) = self.pipeline.build_soon(project, &|stage| clock.turn(stage));
        effort.stages.extend(clock.stop());
        effort.tables = self.pipeline.reuse();
        let before = self.publisher.current();
        let output = built.output.take().map(Arc::new);
        let (shown, site, base) = match &output {
            Some(output) => (Some(output.clone()), Some(built.site.clone()), project.config.base.path.clone()),
            None => (before.output.clone(), before.site.clone(), before.base.clone()),
        };
        self.publisher.publish(Published {
            number: before.number + 1,
            base,
            output: shown,
            site,
            editor: self.editor(&project.config),
            problems: problems(&built),
            effort,
        });
        (built, output, rest)
    }

    fn editor(&self, config: &Config) -> Option<Editor> {
        let default = self.desk.editor.as_ref()?;
        Some(Editor::new(config.editor.as_ref().unwrap_or(default), &self.desk.folder))
    }

    fn fail(&mut self, message: String) -> Option<News> {
        if self.failure.as_ref() == Some(&message) {
            return None;
        }
        let before = self.publisher.current();
        let counts = Counts { errors: 1, warnings: 0 };
        let text = format!("error: {message}");
        let shown = Shown { severity: Severity::Error, code: Lint::UnreadableFile, text, places: Vec::new() };
        self.publisher.publish(Published {
            number: before.number + 1,
            base: before.base.clone(),
            output: before.output.clone(),
            site: before.site.clone(),
            editor: before.editor.clone(),
            problems: Problems { counts, shown: vec![shown] },
            effort: before.effort.clone(),
        });
        self.project = None;
        self.failure = Some(message.clone());
        Some(News::Failed(message))
    }
}

/// A preview shows what was saved a moment ago: no service worker may answer in its place, or stay from another project.
fn without_worker(mut project: Project) -> Project {
    project.config.offline = false;
    project
}

/// What pages are told is wrong: the worst first, without notes, which are for `check`.
fn problems(built: &Built) -> Problems {
    let mut worst: Vec<&Diagnostic> = built.diagnostics.iter().collect();
    worst.retain(|diagnostic| diagnostic.severity > Severity::Note);
    let errors = worst.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let counts = Counts { errors, warnings: worst.len() - errors };
    worst.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    let worst: Vec<Diagnostic> = worst.into_iter().take(MOST_SHOWN).cloned().collect();
    let shown = report::shown(&worst, &|file| built.texts.get(file).cloned(), WIDTH);
    Problems { counts, shown: shown.expect("a list takes all text") }
}

/// The files of a project that are not what they were, as diagnostics name them where they do.
fn changed_files(before: &Project, now: &Project) -> Vec<Arc<str>> {
    fn others<V: PartialEq>(
        before: &BTreeMap<String, V>,
        now: &BTreeMap<String, V>,
        name: impl Fn(&str, &V) -> Arc<str>,
    ) -> Vec<Arc<str>> {
        let new = now.iter().filter(|(path, value)| before.get(*path) != Some(value));
        let gone = before.iter().filter(|(path, _)| !now.contains_key(*path));
        new.chain(gone).map(|(path, value)| name(path, value)).collect()
    }
    let mut changed = others(&before.sources, &now.sources, |_, file| file.shown.clone());
    changed.extend(others(&before.attachments, &now.attachments, |path, _| path.into()));
    changed.extend(others(&before.templates, &now.templates, |_, template| template.shown.clone()));
    changed.extend(others(&before.static_files, &now.static_files, |path, _| format!("static/{path}").into()));
    let texts = now.texts.iter().filter(|(file, text)| before.texts.get(*file) != Some(text));
    changed.extend(texts.map(|(file, _)| file.clone()));
    changed
}

fn changed_outputs(before: Option<&Output>, now: Option<&Output>) -> usize {
    let Some(now) = now else { return 0 };
    let is_same = |path: &str, bytes: &Arc<[u8]>| {
        let known = before.and_then(|before| before.get(path));
        // A site's bytes are many, and nearly all of them are those of before.
        known.is_some_and(|known| Arc::ptr_eq(known, bytes) || known == bytes)
    };
    now.iter().filter(|(path, bytes)| !is_same(path.as_str(), bytes)).count()
}

/// Tells how long each stage takes.
#[derive(Default)]
struct Clock {
    turns: RefCell<Vec<(Stage, Instant)>>,
}

impl Clock {
    fn turn(&self, stage: Stage) {
        self.turns.borrow_mut().push((stage, Instant::now()));
    }

    fn stop(self) -> Vec<(&'static str, Duration)> {
        let turns = self.turns.into_inner();
        let ends = turns.iter().skip(1).map(|(_, begun)| *begun).chain([Instant::now()]);
        turns.iter().zip(ends).map(|((stage, begun), end)| (stage.name(), end - *begun)).collect()
    }
}
