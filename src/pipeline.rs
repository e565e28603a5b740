//! The stages in their order, and the one owner of everything remembered between runs.
//!
//! Every table maps a hash of all that a step reads to what the step made of it, so a warm run and a cold one give the
//! same bytes. What a run did not use is forgotten at its end. Pages are made some at a time and handed on at once, so
//! that the site's bytes are nowhere together unless whoever takes them keeps them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;
use studybook_search::pack::File;

use crate::assets::Assets;
use crate::diagnostic::{Checked, Diagnostic, Severity};
use crate::document::Document;
use crate::highlight::{self, CodeBlock};
use crate::index::{self, Corpus, Index};
use crate::lint::Lint;
use crate::output::{Output, OutputFile, OutputPath, Sink};
use crate::parse;
use crate::project::{Project, SourceFile};
use crate::render::{self, Page, Scene};
use crate::resolve;
use crate::site::Site;
use crate::source::Source;
use crate::theme::Theme;

/// Runs builds and remembers what they can share.
#[derive(Default)]
pub struct Pipeline {
    documents: Memo<Arc<Checked<Option<Arc<Document>>>>>,
    code: Memo<Arc<str>>,
    pages: Memo<Arc<[u8]>>,
    packs: Memo<Pack>,
}

/// The files of a search pack.
type Pack = Arc<[OutputFile]>;

/// What a build came to.
#[derive(Debug, Clone)]
pub struct Built {
    /// The site; nothing if any diagnostic is an error, or if it went elsewhere.
    pub output: Option<Output>,
    /// The number of questions published, or that would be.
    pub questions: usize,
    /// Everything found, judged by the configuration and sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts diagnostics point into, by the names of their files; of other files nothing is kept.
    pub texts: BTreeMap<Arc<str>, Arc<str>>,
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

impl Pipeline {
    /// For a single run: remembers nothing.
    pub fn once() -> Self {
        Self {
            documents: Memo { entries: None },
            code: Memo { entries: None },
            pages: Memo { entries: None },
            packs: Memo { entries: None },
        }
    }

    /// Parses and resolves, and renders unless there are errors.
    pub fn build(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> Built {
        let (mut built, site) = self.build_into(project, || Ok::<_, Infallible>(Output::default()), on_stage);
        let is_sound = |_: &Output| !has_errors(&built.diagnostics);
        built.output = site.and_then(Result::ok).filter(is_sound);
        built
    }

    /// The same, but the files go as they are made into what `open` gives, which is asked for only if there are no
    /// errors by then. Later ones may still be found: what has been taken is worth nothing if there are any.
    pub fn build_into<S: Sink>(
        &mut self,
        project: &Project,
        open: impl FnOnce() -> Result<S, S::Error>,
        on_stage: &dyn Fn(Stage),
    ) -> (Built, Option<Result<S, S::Error>>) {
        let mut run = self.analyse(project, on_stage);
        run.judge(project);
        let mut taken = None;
        if !has_errors(&run.diagnostics) {
            let mut diagnostics = Vec::new();
            taken = Some(open().and_then(|mut sink| {
                let to = Rendering { sink: &mut sink, diagnostics: &mut diagnostics, on_stage };
                self.make(&run.site, project, to)?;
                Ok(sink)
            }));
            run.diagnostics.extend(project.config.judge(diagnostics));
        }
        self.code.forget_unused();
        self.pages.forget_unused();
        self.packs.forget_unused();
        (run.finish(project), taken)
    }

    /// Parses and resolves only.
    pub fn check(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> Built {
        let mut run = self.analyse(project, on_stage);
        let assets = Assets::of_theme(&project.static_files, project.config.search_language());
        run.diagnostics.extend(Theme::new(&project.templates, &project.config.base, &assets).diagnostics);
        run.judge(project);
        run.finish(project)
    }

    /// Makes the pages and, beside them, the search pack.
    fn make<S: Sink>(&mut self, site: &Site, project: &Project, to: Rendering<'_, S>) -> Result<(), S::Error> {
        let Rendering { sink, diagnostics, on_stage } = to;
        let mut packs = std::mem::take(&mut self.packs);
        let (rendered, pack) = std::thread::scope(|scope| {
            let pack = scope.spawn(|| pack(&mut packs, site, project));
            let rendered = self.render(site, project, Rendering { sink, diagnostics, on_stage });
            on_stage(Stage::Index);
            (rendered, pack.join())
        });
        self.packs = packs;
        rendered?;
        match pack {
            Ok(pack) => sink.put(pack.to_vec()),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }

    /// Parses and resolves, whatever is wrong: what can be searched in the terminal while it is written.
    pub fn site(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> Site {
        self.analyse(project, on_stage).site
    }

    fn analyse(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> Run {
        on_stage(Stage::Parse);
        let (sources, left_out) = sources(project);
        let parsed = self.parse(project, &sources);
        on_stage(Stage::Resolve);
        let mut diagnostics = project.diagnostics.clone();
        diagnostics.extend(left_out);
        let mut documents: Vec<Arc<Document>> = Vec::with_capacity(parsed.len());
        for checked in &parsed {
            diagnostics.extend(checked.diagnostics.iter().cloned());
            documents.extend(checked.value.clone());
        }
        let has_file = |path: &str| project.attachments.contains_key(path);
        let site = resolve::resolve(&documents, &has_file, &project.config).unpack(&mut diagnostics);
        Run { site, diagnostics }
    }

    fn parse(
        &mut self,
        project: &Project,
        sources: &[(&String, &SourceFile)],
    ) -> Vec<Arc<Checked<Option<Arc<Document>>>>> {
        let options = project.config.markdown;
        let key = |(path, file): &(&String, &SourceFile)| key(&(path, &file.shown, &file.bytes, options));
        let parse =
            |(path, file): &(&String, &SourceFile)| Arc::new(parse::parse(path, &file.shown, &file.bytes, options));
        let parsed = self.documents.all(sources, key, parse);
        self.documents.forget_unused();
        parsed
    }

    fn highlight<'s>(&mut self, site: &'s Site, project: &Project) -> HashMap<&'s CodeBlock, Arc<str>> {
        let options = project.config.code;
        let mut blocks: Vec<&CodeBlock> = render::blocks(site).collect();
        blocks.sort_unstable_by_key(|block| (&block.text, &block.language, &block.attributes));
        blocks.dedup();
        let highlight = |block: &&CodeBlock| highlight::highlight(block, &options).into();
        let html = self.code.all(&blocks, |block| key(&(block, options)), highlight);
        blocks.into_iter().zip(html).collect()
    }

    fn render<S: Sink>(&mut self, site: &Site, project: &Project, to: Rendering<'_, S>) -> Result<(), S::Error> {
        let Rendering { sink, diagnostics, on_stage } = to;
        on_stage(Stage::Highlight);
        let code = self.highlight(site, project);
        on_stage(Stage::Render);
        let static_files = Assets::of_theme(&project.static_files, project.config.search_language());
        let attachments = attachments(site, project);
        let theme = Theme::new(&project.templates, &project.config.base, &static_files).unpack(diagnostics);
        let theme_key = key(&(&project.templates, static_files.named().collect::<Vec<_>>(), &project.config.base.path));
        let scene = Scene::new(site, &project.config, &attachments, &code);
        let item = |index| theme.render("item.html", render::item_view(&scene, index));
        let items: Vec<Result<String, Diagnostic>> = (0..site.questions.len()).into_par_iter().map(item).collect();
        // The first of several failures is the same on every machine.
        let items = match items.into_iter().collect() {
            Ok(items) => items,
            Err(failure) => {
                diagnostics.extend(Some(failure).filter(|failure| !diagnostics.contains(failure)));
                return Ok(());
            }
        };
        let scene = scene.with_items(items);

        // Equal paths hold a hash of equal contents.
        let assets: BTreeMap<_, _> = static_files.files().chain(attachments.files()).collect();
        let mut taken: BTreeSet<OutputPath> = assets.keys().cloned().collect();
        let mut ready: Vec<OutputFile> = assets.into_iter().collect();
        for batch in batches(&render::pages(site, &project.config), project.config.print_size) {
            let make = || batch.par_iter().map(|page| self.page(&scene, *page, &theme, theme_key)).collect();
            let ready_before = std::mem::take(&mut ready);
            let (put, made): (_, Vec<Made>) = rayon::join(|| sink.put(ready_before), make);
            put?;
            for made in made {
                match made.bytes {
                    Ok(bytes) => {
                        made.key.inspect(|key| self.pages.keep(*key, bytes.clone()));
                        ready.extend(place(&made.file, &mut taken, diagnostics).map(|path| (path, bytes)));
                    }
                    Err(diagnostic) if diagnostics.contains(&diagnostic) => {}
                    Err(diagnostic) => diagnostics.push(diagnostic),
                }
            }
        }
        sink.put(ready)
    }

    fn page(&self, scene: &Scene<'_>, page: Page, theme: &Theme, theme_key: Key) -> Made {
        let draft = render::draft(scene, page);
        let key = self.pages.remembers().then(|| key(&(theme_key, draft.template, &draft.view)));
        let bytes = match key.and_then(|key| self.pages.get(key)) {
            Some(bytes) => Ok(bytes),
            None => theme.render(draft.template, draft.view).map(|text| Arc::from(text.into_bytes())),
        };
        Made { file: draft.file, key, bytes }
    }
}

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

/// The search pack, made anew only if what is searched has changed.
fn pack(packs: &mut Memo<Pack>, site: &Site, project: &Project) -> Pack {
    let Some(language) = project.config.search_language() else { return Pack::from([]) };
    let record = |number| index::record(site, number);
    let synonyms = project.synonyms.as_slice();
    let corpus = Corpus { language, count: site.questions.len(), record: &record, synonyms };
    let key = packs.remembers().then(|| {
        let records: Vec<Key> = (0..corpus.count).into_par_iter().map(|number| key(&record(number))).collect();
        key(&(language, synonyms, records))
    });
    if let Some(pack) = key.and_then(|key| packs.get(key)) {
        key.inspect(|key| packs.keep(*key, pack.clone()));
        return pack;
    }
    let files = Index::new(&corpus).pack(&corpus).into_iter();
    let place = |file: File| (OutputPath::new(&format!("search/{}", file.name)), Arc::from(file.bytes));
    let placed = files.map(place).filter_map(|(path, bytes)| Some((path?, bytes)));
    let pack: Pack = placed.collect();
    key.inspect(|key| packs.keep(*key, pack.clone()));
    pack
}

/// Where the pages go, what is found wrong meanwhile, and who wants to know how far it is.
struct Rendering<'r, S> {
    sink: &'r mut S,
    diagnostics: &'r mut Vec<Diagnostic>,
    on_stage: &'r dyn Fn(Stage),
}

/// How many questions the pages of a batch show in full: few, for a batch is in memory as a whole.
const BATCH: usize = 256;

/// Divides pages into batches of about the same size; each has at least a page for every thread.
fn batches(pages: &[Page], print_size: usize) -> impl Iterator<Item = &[Page]> {
    let weight = move |page: &Page| if matches!(page, Page::Print(_)) { print_size } else { 1 };
    let mut rest = pages;
    std::iter::from_fn(move || {
        let mut weights = rest.iter().map(weight);
        let mut sum = 0;
        let full = weights.position(|weight| {
            sum += weight;
            sum >= BATCH
        });
        let length = full.map_or(rest.len(), |last| (last + 1).max(rayon::current_num_threads()).min(rest.len()));
        let batch;
        (batch, rest) = rest.split_at(length);
        (length > 0).then_some(batch)
    })
}

/// A page that was rendered, or remembered.
struct Made {
    file: String,
    /// Nothing if pages are not remembered.
    key: Option<Key>,
    bytes: Result<Arc<[u8]>, Diagnostic>,
}

/// What the stages before rendering came to.
struct Run {
    site: Site,
    diagnostics: Vec<Diagnostic>,
}

impl Run {
    fn judge(&mut self, project: &Project) {
        self.diagnostics = project.config.judge(std::mem::take(&mut self.diagnostics));
    }

    fn finish(mut self, project: &Project) -> Built {
        crate::report::sort(&mut self.diagnostics);
        let texts = texts(project, &self.diagnostics);
        Built { output: None, questions: self.site.questions.len(), diagnostics: self.diagnostics, texts }
    }
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// The texts of the files in which there is something to point at. Decoding those again takes less than keeping all.
fn texts(project: &Project, diagnostics: &[Diagnostic]) -> BTreeMap<Arc<str>, Arc<str>> {
    let labels = diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels);
    let named: BTreeSet<&str> = labels.map(|(place, _)| &*place.file).collect();
    let original = |file: &SourceFile| Source::decode(&file.shown, &file.bytes, false).source.original().clone();
    let sources = project.sources.values().filter(|file| named.contains(&*file.shown));
    let mut texts: BTreeMap<_, _> = sources.map(|file| (file.shown.clone(), original(file))).collect();
    let templates = project.templates.values().map(|template| (&template.shown, &template.text));
    let others = templates.chain(&project.texts).filter(|(shown, _)| named.contains(&***shown));
    texts.extend(others.map(|(shown, text)| (shown.clone(), text.clone())));
    texts
}

fn attachments(site: &Site, project: &Project) -> Assets {
    let used = site.attachments.iter();
    Assets::of_content(used.filter_map(|path| Some((path.as_str(), project.attachments.get(path)?.clone()))))
}

/// The place of a page, unless it can have none.
fn place(file: &str, taken: &mut BTreeSet<OutputPath>, diagnostics: &mut Vec<Diagnostic>) -> Option<OutputPath> {
    let Some(path) = OutputPath::new(file) else {
        let message = format!("`{}` is not a path a site can have", file.escape_debug());
        diagnostics.push(Diagnostic::new(Lint::InvalidId, message));
        return None;
    };
    if !taken.insert(path.clone()) {
        diagnostics.push(Diagnostic::new(Lint::DuplicateId, format!("two pages want the path `{path}`")));
        return None;
    }
    Some(path)
}

/// A hash of everything a step reads.
type Key = [u8; 32];

fn key(value: &impl Hash) -> Key {
    let mut hasher = KeyHasher(blake3::Hasher::new());
    value.hash(&mut hasher);
    *hasher.0.finalize().as_bytes()
}

/// Lets values that can be hashed at all be hashed without collisions.
struct KeyHasher(blake3::Hasher);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let bytes = *self.0.finalize().as_bytes();
        bytes.into_iter().take(8).fold(0, |number, byte| number << 8 | u64::from(byte))
    }
}

/// Results by the hash of what they were made from, each marked when this run has used it.
struct Memo<T> {
    /// None if nothing is to be remembered.
    entries: Option<HashMap<Key, (T, bool)>>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { entries: Some(HashMap::new()) }
    }
}

impl<T: Clone + Send + Sync> Memo<T> {
    fn remembers(&self) -> bool {
        self.entries.is_some()
    }

    fn get(&self, key: Key) -> Option<T> {
        self.entries.as_ref()?.get(&key).map(|(value, _)| value.clone())
    }

    fn keep(&mut self, key: Key, value: T) {
        if let Some(entries) = &mut self.entries {
            entries.insert(key, (value, true));
        }
    }

    /// The results of all inputs, in their order; those not remembered are made, side by side.
    fn all<I: Sync>(&mut self, inputs: &[I], key: impl Fn(&I) -> Key + Sync, make: impl Fn(&I) -> T + Sync) -> Vec<T> {
        if !self.remembers() {
            return inputs.par_iter().map(&make).collect();
        }
        let result = |input| {
            let key = key(input);
            (key, self.get(key).unwrap_or_else(|| make(input)))
        };
        let results: Vec<(Key, T)> = inputs.par_iter().map(result).collect();
        results.iter().for_each(|(key, value)| self.keep(*key, value.clone()));
        results.into_iter().map(|(_, value)| value).collect()
    }

    fn forget_unused(&mut self) {
        if let Some(entries) = &mut self.entries {
            entries.retain(|_, (_, used)| std::mem::take(used));
        }
    }
}
