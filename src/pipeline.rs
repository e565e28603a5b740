//! The stages in their order, and the one owner of everything remembered between runs.
//!
//! Every table maps a hash of all that a step reads to what the step made of it, so a warm run and a cold one give the
//! same bytes. What a run did not use is forgotten at its end. Pages are made some at a time and handed on at once, so
//! that the site's bytes are nowhere together unless whoever takes them keeps them.

mod memo;
mod pages;
mod rest;
mod sites;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use crate::assets::Assets;
use crate::diagnostic::{Checked, Diagnostic, Severity};
use crate::document::{Document, DocumentKeys, EntryKeys};
use crate::key::{Key, key};
use crate::offline::Ledger;
use crate::output::{Output, Shared, Sink};
use crate::parse;
use crate::project::{Project, SourceFile};
use crate::resolve;
use crate::site::Site;
use crate::source::Source;
use crate::theme::Theme;

use memo::Memo;
use pages::{Pages, Rendering};
use rest::{Missing, Slow};
use sites::Sites;

pub use rest::{Late, Rest};

/// Runs builds and remembers what they can share.
pub struct Pipeline {
    documents: Memo<Parsed>,
    sites: Sites,
    pages: Pages,
    slow: Slow,
    /// Of files that diagnostics point into.
    texts: Memo<Arc<str>>,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self {
            documents: Memo::default(),
            sites: Sites::default(),
            pages: Pages::new(),
            slow: Slow::new(),
            texts: Memo::default(),
        }
    }
}

/// A file's document, and its keys if anything is remembered by them.
type Parsed = Arc<(Checked<Option<Arc<Document>>>, Option<DocumentKeys>)>;

/// What a build came to.
#[derive(Debug, Clone)]
pub struct Built {
    /// The site; nothing if any diagnostic is an error, or if it went elsewhere.
    pub output: Option<Output>,
    /// The number of questions published, or that would be.
    pub questions: usize,
    /// What is published, or would be.
    pub site: Arc<Site>,
    /// Everything found, judged by the configuration and sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts diagnostics point into, by the names of their files; of other files nothing is kept.
    pub texts: Texts,
}

/// A step of the pipeline, for showing progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files to documents.
    Parse,
    /// Documents to the site.
    Resolve,
    /// Code blocks to HTML.
    Highlight,
    /// The site to pages.
    Render,
    /// What is left to do of the search index when the pages are made.
    Index,
}

impl Stage {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::Resolve => "resolve",
            Self::Highlight => "highlight",
            Self::Render => "render",
            Self::Index => "index",
        }
    }
}

impl Pipeline {
    /// For a single run: remembers nothing.
    pub fn once() -> Self {
        Self {
            documents: Memo::nothing(),
            sites: Sites::default(),
            pages: Pages::once(),
            slow: Slow::once(),
            texts: Memo::nothing(),
        }
    }

    /// Parses and resolves, and renders unless there are errors.
    pub fn build(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> Built {
        self.build_output(project, Missing::Make, on_stage).0
    }

    /// The same as soon as it can be had: what is slow and not remembered is that of the run before, and left to be
    /// made. When all of that has been handed back with [`Pipeline::remember`], this gives what [`Pipeline::build`] gives.
    pub fn build_soon(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> (Built, Option<Rest>) {
        self.build_output(project, Missing::Leave, on_stage)
    }

    /// Takes in what was left to be made.
    pub fn remember(&mut self, late: Late) {
        self.slow.remember(late);
    }

    fn build_output(&mut self, project: &Project, missing: Missing, on_stage: &dyn Fn(Stage)) -> (Built, Option<Rest>) {
        let open = || Ok::<_, Infallible>(Output::default());
        let (mut built, site, rest) = self.run(Cow::Borrowed(project), (missing, on_stage), open);
        let is_sound = |_: &Output| !has_errors(&built.diagnostics);
        built.output = site.and_then(Result::ok).filter(is_sound);
        (built, rest)
    }

    /// The same as [`Pipeline::build`], but the files go as they are made into what `open` gives, which is asked for
    /// only if there are no errors by then. Later ones may still be found: what has been taken is worth nothing if
    /// there are any. What was read and is needed no more is let go on the way.
    pub fn build_into<S: Sink>(
        &mut self,
        project: Project,
        open: impl FnOnce() -> Result<S, S::Error>,
        on_stage: &dyn Fn(Stage),
    ) -> (Built, Taken<S>) {
        let (built, taken, _) = self.run(Cow::Owned(project), (Missing::Make, on_stage), open);
        (built, taken)
    }

    fn run<S: Sink>(
        &mut self,
        mut project: Cow<'_, Project>,
        (missing, on_stage): (Missing, &dyn Fn(Stage)),
        open: impl FnOnce() -> Result<S, S::Error>,
    ) -> (Built, Taken<S>, Option<Rest>) {
        let mut run = self.analyse(&project, missing, on_stage);
        run.judge(&project);
        let mut texts = self.source_texts(&project, &run.diagnostics);
        if let Cow::Owned(project) = &mut project {
            project.sources = BTreeMap::new();
        }
        let project = &*project;
        let (mut taken, mut rest) = (None, None);
        if !has_errors(&run.diagnostics) {
            let mut diagnostics = Vec::new();
            taken = Some(open().and_then(|mut sink| {
                let to = Rendering { sink: &mut sink, diagnostics: &mut diagnostics, on_stage };
                rest = self.make(&run, (project, missing), to)?;
                Ok(sink)
            }));
            run.diagnostics.extend(project.config.judge(diagnostics));
        }
        // After an error most is not asked for, and will be again when the error is mended.
        if !has_errors(&run.diagnostics) {
            self.pages.forget_unused();
            self.slow.forget_unused();
        }
        texts.extend(other_texts(project, &run.diagnostics));
        (run.finish(texts), taken, rest)
    }

    /// Parses and resolves only.
    pub fn check(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> Built {
        let mut run = self.analyse(project, Missing::Make, on_stage);
        let assets = Assets::of_theme(&project.static_files, project.config.search_language());
        run.diagnostics.extend(Theme::new(&project.templates, &project.config.base, &assets).diagnostics);
        run.judge(project);
        let mut texts = self.source_texts(project, &run.diagnostics);
        texts.extend(other_texts(project, &run.diagnostics));
        run.finish(texts)
    }

    /// Parses and resolves, whatever is wrong: what can be searched in the terminal while it is written.
    pub fn site(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> Arc<Site> {
        self.analyse(project, Missing::Make, on_stage).site
    }

    /// Of every table: its name, how many results the last run found in it, and how many it had to make.
    pub fn reuse(&self) -> Vec<(&'static str, usize, usize)> {
        let documents = ("documents", self.documents.found, self.documents.made);
        [documents, self.sites.reuse()].into_iter().chain(self.pages.reuse()).chain(self.slow.reuse()).collect()
    }

    /// Makes the pages and, beside them, the search pack or what of it need not be left; then what answers without a
    /// network.
    fn make<S: Sink>(
        &mut self,
        run: &Run,
        (project, missing): (&Project, Missing),
        to: Rendering<'_, S>,
    ) -> Result<Option<Rest>, S::Error> {
        let Rendering { sink, diagnostics, on_stage } = to;
        let mut ledger = if project.config.offline { Ledger::new(sink) } else { Ledger::closed(sink) };
        let to = Rendering { sink: &mut ledger, diagnostics, on_stage };
        let left = self.make_pages(run, (project, missing), to)?;
        if let Some((worker, assets)) = self.pages.worker() {
            ledger.close(worker, &project.config.base.path, assets)?;
        }
        Ok(Rest::new(&run.site, project, run.left, left))
    }

    /// Makes the pages and the search pack; gives the key of the pack if that was left to be made.
    fn make_pages<S: Sink>(
        &mut self,
        run: &Run,
        (project, missing): (&Project, Missing),
        to: Rendering<'_, S>,
    ) -> Result<Option<Key>, S::Error> {
        let Rendering { sink, diagnostics, on_stage } = to;
        let Some(language) = project.config.search_language() else {
            self.pages.render(run, project, Rendering { sink, diagnostics, on_stage })?;
            return Ok(None);
        };
        let key = run.entries.as_ref().and_then(|entries| rest::pack_key(&run.site, project, entries));
        let known = key.and_then(|key| self.slow.known_pack(key));
        let (left, known) = match (known, missing) {
            (None, Missing::Leave) => (key, Some(self.slow.last_pack())),
            (known, _) => (None, known),
        };
        let (sink, mut made) = (Mutex::new(Some(sink)), Vec::new());
        let (rendered, packed) = std::thread::scope(|scope| {
            let (mut pages, mut files) = (Shared(&sink), Shared(&sink));
            let is_kept = key.is_some() && left.is_none() && known.is_none();
            let made = &mut made;
            let pack = scope.spawn(move || match known {
                Some(pack) => files.put(pack.to_vec()),
                None => rest::pack(&run.site, (language, &project.synonyms), &|| {}, &mut |pack| {
                    made.extend(pack.iter().filter(|_| is_kept).cloned());
                    files.put(pack)
                }),
            });
            let rendered = self.pages.render(run, project, Rendering { sink: &mut pages, diagnostics, on_stage });
            on_stage(Stage::Index);
            (rendered, pack.join())
        });
        let packed = packed.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        if let Some(refused) = [rendered, packed].into_iter().find_map(|taken| taken.err().flatten()) {
            return Err(refused);
        }
        if let Some(key) = key.filter(|_| !made.is_empty()) {
            self.slow.keep_pack(key, &made.into());
        }
        Ok(left)
    }

    fn analyse(&mut self, project: &Project, missing: Missing, on_stage: &dyn Fn(Stage)) -> Run {
        on_stage(Stage::Parse);
        let (sources, left_out) = sources(project);
        let parsed = self.parse(project, &sources);
        on_stage(Stage::Resolve);
        let mut diagnostics = project.diagnostics.clone();
        diagnostics.extend(left_out);
        let mut documents: Vec<Arc<Document>> = Vec::with_capacity(parsed.len());
        for (checked, _) in parsed.iter().map(|parsed| &**parsed) {
            diagnostics.extend(checked.diagnostics.iter().cloned());
            documents.extend(checked.value.clone());
        }
        let keys: Option<Vec<&DocumentKeys>> =
            parsed.iter().filter(|parsed| parsed.0.value.is_some()).map(|parsed| parsed.1.as_ref()).collect();
        let mut site = self.sites.resolve(&documents, keys.as_deref(), project).unpack(&mut diagnostics);
        let entries = keys.filter(|_| self.documents.remembers()).map(|keys| sites::entries(&site, &documents, &keys));
        let key = entries.as_ref().map(|entries| rest::neighbours_key(&site, entries));
        let (alike, left) = self.slow.neighbours(&site, key, missing);
        resolve::befriend(&mut site, &alike);
        Run { site: Arc::new(site), entries, left, diagnostics }
    }

    /// The texts of the sources in which there is something to point at; nothing found later points into one. Decoding
    /// those again takes less than keeping all.
    fn source_texts(&mut self, project: &Project, diagnostics: &[Diagnostic]) -> Texts {
        let named = named(diagnostics);
        let sources: Vec<_> = project.sources.values().filter(|file| named.contains(&*file.shown)).collect();
        let decode = |file: &&SourceFile| Source::decode(&file.shown, &file.bytes, false).source.original().clone();
        let decoded = self.texts.all(&sources, |file| file.key, decode);
        self.texts.forget_unused();
        sources.iter().map(|file| file.shown.clone()).zip(decoded).collect()
    }

    fn parse(&mut self, project: &Project, sources: &[(&String, &SourceFile)]) -> Vec<Parsed> {
        let options = project.config.markdown;
        let key_of = |(path, file): &(&String, &SourceFile)| key(&(path, &file.shown, file.key, options));
        let remembers = self.documents.remembers();
        let parse = |(path, file): &(&String, &SourceFile)| {
            let checked = parse::parse(path, &file.shown, &file.bytes, options);
            let keys = checked.value.as_ref().filter(|_| remembers).map(|document| document.keys());
            Arc::new((checked, keys))
        };
        let parsed = self.documents.all(sources, key_of, parse);
        self.documents.forget_unused();
        parsed
    }
}

/// Texts by the names of their files.
type Texts = BTreeMap<Arc<str>, Arc<str>>;

/// The same of the files that are no sources.
fn other_texts(project: &Project, diagnostics: &[Diagnostic]) -> Texts {
    let named = named(diagnostics);
    let templates = project.templates.values().map(|template| (&template.shown, &template.text));
    let others = templates.chain(&project.texts).filter(|(shown, _)| named.contains(&***shown));
    others.map(|(shown, text)| (shown.clone(), text.clone())).collect()
}

/// The files diagnostics point into.
fn named(diagnostics: &[Diagnostic]) -> BTreeSet<&str> {
    let labels = diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels);
    labels.map(|(place, _)| &*place.file).collect()
}

/// What took a site's files; nothing if there was no site to take.
type Taken<S> = Option<Result<S, <S as Sink>::Error>>;

/// The files to read, and what there is to say of those that are not.
fn sources(project: &Project) -> (Vec<(&String, &SourceFile)>, Vec<Diagnostic>) {
    let exists = |path: &str| project.sources.contains_key(path);
    let (mut read, mut left_out) = (Vec::new(), Vec::new());
    for (path, file) in &project.sources {
        match parse::left_out(path, &exists) {
            None => read.push((path, file)),
            Some(reason) => left_out.push(reason.diagnostic(&file.shown)),
        }
    }
    (read, left_out)
}

/// What the stages before rendering came to.
struct Run {
    site: Arc<Site>,
    /// The keys of its questions; nothing if nothing is remembered.
    entries: Option<Vec<EntryKeys>>,
    /// The key of the neighbours, if they were left to be found.
    left: Option<Key>,
    diagnostics: Vec<Diagnostic>,
}

impl Run {
    fn judge(&mut self, project: &Project) {
        self.diagnostics = project.config.judge(std::mem::take(&mut self.diagnostics));
    }

    fn finish(self, texts: Texts) -> Built {
        let Self { site, mut diagnostics, .. } = self;
        crate::report::sort(&mut diagnostics);
        Built { output: None, questions: site.questions.len(), site, diagnostics, texts }
    }
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
