//! The stages in their order, and the one owner of everything remembered between runs.
//!
//! Every table maps a hash of all that a step reads to what the step made of it, so a warm run and a cold one give the
//! same bytes. What a run did not use is forgotten at its end.

use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use crate::assets::Assets;
use crate::diagnostic::{Checked, Diagnostic, Severity};
use crate::document::Document;
use crate::highlight::{self, CodeBlock};
use crate::lint::Lint;
use crate::output::{Output, OutputPath};
use crate::parse::{self, Parsed};
use crate::project::Project;
use crate::render::{self, Page, Scene};
use crate::resolve;
use crate::site::Site;
use crate::theme::Theme;

/// Runs builds and remembers what they can share.
#[derive(Default)]
pub struct Pipeline {
    documents: Memo<Arc<Checked<Parsed>>>,
    code: Memo<Arc<str>>,
    pages: Memo<Arc<[u8]>>,
}

/// What a build came to.
#[derive(Debug, Clone)]
pub struct Built {
    /// The site; nothing if any diagnostic is an error.
    pub output: Option<Output>,
    /// The number of questions published, or that would be.
    pub questions: usize,
    /// Everything found, judged by the configuration and sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts diagnostics point into, by the names of their files.
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
}

impl Pipeline {
    /// Parses and resolves, and renders unless there are errors.
    pub fn build(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> Built {
        let mut run = self.analyse(project, on_stage);
        run.judge(project);
        let mut output = None;
        if !run.has_errors() {
            let (rendered, diagnostics) = self.render(&run.site, project, on_stage);
            run.diagnostics.extend(project.config.judge(diagnostics));
            output = Some(rendered).filter(|_| !run.has_errors());
        }
        self.code.forget_unused();
        self.pages.forget_unused();
        run.finish(project, output)
    }

    /// Parses and resolves only.
    pub fn check(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> Built {
        let mut run = self.analyse(project, on_stage);
        let assets = Assets::of_theme(&project.static_files);
        run.diagnostics.extend(Theme::new(&project.templates, &project.config.base, &assets).diagnostics);
        run.judge(project);
        run.finish(project, None)
    }

    fn analyse(&mut self, project: &Project, on_stage: &dyn Fn(Stage)) -> Run {
        on_stage(Stage::Parse);
        let parsed = self.parse(project);
        on_stage(Stage::Resolve);
        let mut diagnostics = project.diagnostics.clone();
        let mut documents: Vec<Arc<Document>> = Vec::with_capacity(parsed.len());
        let mut texts = BTreeMap::new();
        for ((_, file), checked) in project.sources.iter().zip(&parsed) {
            diagnostics.extend(checked.diagnostics.iter().cloned());
            documents.extend(checked.value.document.clone());
            texts.insert(file.shown.clone(), checked.value.text.clone());
        }
        let has_file = |path: &str| project.attachments.contains_key(path);
        let site = resolve::resolve(&documents, &has_file, &project.config).unpack(&mut diagnostics);
        Run { site, diagnostics, texts }
    }

    fn parse(&mut self, project: &Project) -> Vec<Arc<Checked<Parsed>>> {
        let options = project.config.markdown;
        let sources: Vec<_> = project.sources.iter().collect();
        let keys: Vec<Key> =
            sources.par_iter().map(|(path, file)| key(&(path, &file.shown, &file.bytes, options))).collect();
        let parse = |index: usize| {
            let (path, file) = sources[index];
            Arc::new(parse::parse(path, &file.shown, &file.bytes, options))
        };
        let parsed = self.documents.all(&keys, parse);
        self.documents.forget_unused();
        parsed
    }

    fn highlight<'s>(&mut self, site: &'s Site, project: &Project) -> HashMap<&'s CodeBlock, Arc<str>> {
        let options = project.config.code;
        let mut blocks: Vec<&CodeBlock> = render::blocks(site).collect();
        blocks.sort_unstable_by_key(|block| (&block.text, &block.language, &block.attributes));
        blocks.dedup();
        let keys: Vec<Key> = blocks.par_iter().map(|block| key(&(block, options))).collect();
        let html = self.code.all(&keys, |index| highlight::highlight(blocks[index], &options).into());
        blocks.into_iter().zip(html).collect()
    }

    fn render(&mut self, site: &Site, project: &Project, on_stage: &dyn Fn(Stage)) -> (Output, Vec<Diagnostic>) {
        on_stage(Stage::Highlight);
        let code = self.highlight(site, project);
        on_stage(Stage::Render);
        let mut diagnostics = Vec::new();
        let static_files = Assets::of_theme(&project.static_files);
        let attachments = attachments(site, project);
        let theme = Theme::new(&project.templates, &project.config.base, &static_files).unpack(&mut diagnostics);
        let theme_key = key(&(&project.templates, static_files.named().collect::<Vec<_>>(), &project.config.base.path));
        let scene = Scene::new(site, &project.config, &attachments, &code);
        let item = |index| theme.render("item.html", render::item_view(&scene, index));
        let items = match (0..site.questions.len()).into_par_iter().map(item).collect() {
            Ok(items) => items,
            Err(diagnostic) => return (Output::default(), vec![diagnostic]),
        };
        let scene = scene.with_items(items);
        let pages = render::pages(site, &project.config);
        let made: Vec<Made> = pages.par_iter().map(|page| self.page(&scene, *page, &theme, theme_key)).collect();

        let mut output = Output::default();
        for asset in static_files.files().chain(attachments.files()) {
            // Equal paths hold a hash of equal contents.
            let _ = output.insert(asset.0, asset.1);
        }
        for made in made {
            match made.bytes {
                Ok(bytes) => {
                    self.pages.keep(made.key, bytes.clone());
                    insert(&mut output, &made.file, bytes, &mut diagnostics);
                }
                Err(diagnostic) if diagnostics.contains(&diagnostic) => {}
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        (output, diagnostics)
    }

    fn page(&self, scene: &Scene<'_>, page: Page, theme: &Theme, theme_key: Key) -> Made {
        let draft = render::draft(scene, page);
        let key = key(&(theme_key, draft.template, &draft.view));
        let bytes = match self.pages.get(key) {
            Some(bytes) => Ok(bytes),
            None => theme.render(draft.template, draft.view).map(|text| Arc::from(text.into_bytes())),
        };
        Made { file: draft.file, key, bytes }
    }
}

/// A page that was rendered, or remembered.
struct Made {
    file: String,
    key: Key,
    bytes: Result<Arc<[u8]>, Diagnostic>,
}

/// What the stages before rendering came to.
struct Run {
    site: Site,
    diagnostics: Vec<Diagnostic>,
    texts: BTreeMap<Arc<str>, Arc<str>>,
}

impl Run {
    fn judge(&mut self, project: &Project) {
        self.diagnostics = project.config.judge(std::mem::take(&mut self.diagnostics));
    }

    fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    fn finish(mut self, project: &Project, output: Option<Output>) -> Built {
        crate::report::sort(&mut self.diagnostics);
        let templates = project.templates.values();
        self.texts.extend(templates.map(|template| (template.shown.clone(), template.text.clone())));
        self.texts.extend(project.texts.clone());
        Built { output, questions: self.site.questions.len(), diagnostics: self.diagnostics, texts: self.texts }
    }
}

fn attachments(site: &Site, project: &Project) -> Assets {
    let used = site.attachments.iter();
    Assets::of_content(used.filter_map(|path| Some((path.as_str(), project.attachments.get(path)?.clone()))))
}

fn insert(output: &mut Output, file: &str, bytes: Arc<[u8]>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(path) = OutputPath::new(file) else {
        let message = format!("`{}` is not a path a site can have", file.escape_debug());
        diagnostics.push(Diagnostic::new(Lint::InvalidId, message));
        return;
    };
    if let Err(taken) = output.insert(path, bytes) {
        diagnostics.push(Diagnostic::new(Lint::DuplicateId, format!("two pages want the path `{taken}`")));
    }
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
    entries: HashMap<Key, (T, bool)>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { entries: HashMap::new() }
    }
}

impl<T: Clone + Send + Sync> Memo<T> {
    fn get(&self, key: Key) -> Option<T> {
        self.entries.get(&key).map(|(value, _)| value.clone())
    }

    fn keep(&mut self, key: Key, value: T) {
        self.entries.insert(key, (value, true));
    }

    /// The results of all keys, in their order; those not remembered are made, side by side.
    fn all(&mut self, keys: &[Key], make: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let values: Vec<T> =
            (0..keys.len()).into_par_iter().map(|index| self.get(keys[index]).unwrap_or_else(|| make(index))).collect();
        for (key, value) in keys.iter().zip(&values) {
            self.keep(*key, value.clone());
        }
        values
    }

    fn forget_unused(&mut self) {
        self.entries.retain(|_, (_, used)| std::mem::take(used));
    }
}
