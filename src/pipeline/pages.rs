//! The site's pages: which are remembered, and making those that are not.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::memo::Memo;
use super::{Run, Stage};
use crate::assets::{self, Assets};
use crate::diagnostic::Diagnostic;
use crate::highlight;
use crate::key::{Key, key};
use crate::lint::Lint;
use crate::output::{OutputFile, OutputPath, Sink};
use crate::project::Project;
use crate::render::{self, Code, Page, Reads, Scene};
use crate::site::Site;
use crate::theme::Theme;

/// The pages of before, and what they were made with.
pub struct Pages {
    code: Memo<Arc<str>>,
    items: Memo<Arc<str>>,
    pages: Memo<Remembered>,
    dress: Option<Dress>,
}

/// A page, and the keys of the code it shows.
#[derive(Clone)]
struct Remembered {
    file: Arc<str>,
    bytes: Arc<[u8]>,
    code: Arc<[Key]>,
}

/// The theme of a project, made ready.
struct Dress {
    key: Key,
    static_files: Assets,
    worker: Option<String>,
    theme: Theme,
    diagnostics: Vec<Diagnostic>,
}

/// Where the pages go, what is found wrong meanwhile, and who wants to know how far it is.
pub struct Rendering<'r, S> {
    pub sink: &'r mut S,
    pub diagnostics: &'r mut Vec<Diagnostic>,
    pub on_stage: &'r dyn Fn(Stage),
}

impl Pages {
    /// Remembers what it makes.
    pub fn new() -> Self {
        Self { code: Memo::default(), items: Memo::default(), pages: Memo::default(), dress: None }
    }

    /// Remembers nothing.
    pub fn once() -> Self {
        Self { code: Memo::nothing(), items: Memo::nothing(), pages: Memo::nothing(), dress: None }
    }

    /// Forgets what this run has not used.
    pub fn forget_unused(&mut self) {
        self.code.forget_unused();
        self.items.forget_unused();
        self.pages.forget_unused();
    }

    /// As `Pipeline::reuse`.
    pub fn reuse(&self) -> [(&'static str, usize, usize); 3] {
        [
            ("code", self.code.found, self.code.made),
            ("list items", self.items.found, self.items.made),
            ("pages", self.pages.found, self.pages.made),
        ]
    }

    /// The theme's service worker and the paths of its static files, as the last run gave them out; nothing if the
    /// theme has no worker.
    pub fn worker(&self) -> Option<(&str, impl Iterator<Item = &str>)> {
        let dress = self.dress.as_ref()?;
        Some((dress.worker.as_deref()?, dress.static_files.named().map(|(_, path)| path)))
    }

    /// Makes every page, or finds it, and hands it on.
    pub fn render<S: Sink>(&mut self, run: &Run, project: &Project, to: Rendering<'_, S>) -> Result<(), S::Error> {
        let Rendering { sink, diagnostics, on_stage } = to;
        let site = &*run.site;
        on_stage(Stage::Highlight);
        let dress = self.dress(project);
        let made = self.render_in(&dress, (run, site, project), Rendering { sink, diagnostics, on_stage });
        self.dress = Some(dress);
        made
    }

    fn render_in<S: Sink>(
        &mut self,
        dress: &Dress,
        (run, site, project): (&Run, &Site, &Project),
        to: Rendering<'_, S>,
    ) -> Result<(), S::Error> {
        let Rendering { sink, diagnostics, on_stage } = to;
        diagnostics.extend(dress.diagnostics.iter().cloned());
        let attachments = attachments(site, project);
        let scene = Scene::new(site, &project.config, &attachments);
        let reads = run.entries.as_ref().map(|entries| Reads::new(&scene, dress.key, entries));
        let pages: Vec<(Page, Option<Key>)> = render::pages(site, &project.config)
            .into_par_iter()
            .map(|page| (page, reads.as_ref().and_then(|reads| reads.page(&scene, page))))
            .collect();
        let scene = scene.with_code(self.highlight((site, project), &pages));
        on_stage(Stage::Render);
        let Some(scene) = self.items(scene, reads.as_ref(), &dress.theme, diagnostics) else { return Ok(()) };

        // Equal paths hold a hash of equal contents.
        let assets: BTreeMap<_, _> = dress.static_files.files().chain(attachments.files()).collect();
        let mut taken: HashSet<OutputPath> = assets.keys().cloned().collect();
        let mut ready: Vec<OutputFile> = assets.into_iter().collect();
        for batch in batches(&pages, project.config.print_size) {
            let make = || batch.par_iter().map(|(page, key)| self.page(&scene, dress, *page, *key)).collect();
            let ready_before = std::mem::take(&mut ready);
            let (put, made): (_, Vec<Made>) = rayon::join(|| sink.put(ready_before), make);
            put?;
            for made in made {
                match made.page {
                    Ok(page) => {
                        ready.extend(place(&page.file, &mut taken, diagnostics).map(|path| (path, page.bytes.clone())));
                        page.code.iter().for_each(|key| self.code.mark(*key));
                        made.key.inspect(|key| self.pages.keep(*key, page));
                    }
                    Err(diagnostic) if diagnostics.contains(&diagnostic) => {}
                    Err(diagnostic) => diagnostics.push(diagnostic),
                }
            }
        }
        sink.put(ready)
    }

    /// The theme, made ready; that of the last run if it is the same.
    fn dress(&mut self, project: &Project) -> Dress {
        let language = project.config.search_language();
        let (base, is_offline) = (&project.config.base.path, project.config.offline);
        let key = key(&(&project.static_files, &project.templates, base, language, is_offline));
        if let Some(dress) = self.dress.take().filter(|dress| dress.key == key) {
            return dress;
        }
        let static_files = Assets::of_theme(&project.static_files, language);
        let worker = assets::worker(&project.static_files, is_offline);
        let checked = Theme::new(&project.templates, &project.config.base, &static_files);
        Dress { key, static_files, worker, theme: checked.value, diagnostics: checked.diagnostics }
    }

    /// The HTML of the code on pages that are not remembered.
    fn highlight<'s>(&mut self, (site, project): (&'s Site, &Project), pages: &[(Page, Option<Key>)]) -> Code<'s> {
        let options = project.config.code;
        let is_new = |(_, key): &&(Page, Option<Key>)| !key.is_some_and(|key| self.pages.has(key));
        let new = pages.iter().filter(is_new);
        let mut blocks: Vec<_> = new.flat_map(|(page, _)| render::blocks(site, &project.config, *page)).collect();
        blocks.sort_unstable_by_key(|block| (&block.text, &block.language, &block.attributes));
        blocks.dedup();
        let highlight = |block: &&highlight::CodeBlock| highlight::highlight(block, &options).into();
        let html = self.code.all(&blocks, |block| key(&(block, options)), highlight);
        blocks.into_iter().zip(html).collect()
    }

    /// The scene with every question's place in lists; nothing if a template fails, which is then said.
    fn items<'s>(
        &mut self,
        scene: Scene<'s>,
        reads: Option<&Reads<'_>>,
        theme: &Theme,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Scene<'s>> {
        let item = |index: usize| {
            let key = reads.map(|reads| reads.item(index));
            let known = key.and_then(|key| self.items.get(key)).map(Ok);
            let html =
                known.unwrap_or_else(|| theme.render("item.html", render::item_view(&scene, index)).map(Arc::from));
            (key, html)
        };
        let made: Vec<Item> = (0..scene.site.questions.len()).into_par_iter().map(item).collect();
        let mut items = Vec::with_capacity(made.len());
        for (key, html) in made {
            match html {
                Ok(html) => {
                    key.inspect(|key| self.items.keep(*key, html.clone()));
                    items.push(html);
                }
                // The first of several failures is the same on every machine.
                Err(failure) => {
                    diagnostics.extend(Some(failure).filter(|failure| !diagnostics.contains(failure)));
                    return None;
                }
            }
        }
        Some(scene.with_items(items))
    }

    /// A page, found by what it reads or else by what its template receives, or made.
    fn page(&self, scene: &Scene<'_>, dress: &Dress, page: Page, read: Option<Key>) -> Made {
        if let Some((key, page)) = read.and_then(|key| Some((key, self.pages.get(key)?))) {
            return Made { key: Some(key), page: Ok(page) };
        }
        let draft = render::draft(scene, page);
        let key_of_view = || self.pages.remembers().then(|| key(&(dress.key, draft.template, &draft.view)));
        let key = read.or_else(key_of_view);
        if let Some(page) = key.and_then(|key| self.pages.get(key)) {
            return Made { key, page: Ok(page) };
        }
        let file = draft.file.into();
        let code = match read {
            Some(_) => self.code_of(scene, page),
            None => Arc::from([]),
        };
        let text = dress.theme.render(draft.template, draft.view);
        Made { key, page: text.map(|text| Remembered { file, bytes: text.into_bytes().into(), code }) }
    }

    fn code_of(&self, scene: &Scene<'_>, page: Page) -> Arc<[Key]> {
        let blocks = render::blocks(scene.site, scene.config, page);
        blocks.into_iter().map(|block| key(&(block, scene.config.code))).collect()
    }
}

/// How many questions the pages of a batch show in full: few, for a batch is in memory as a whole.
const BATCH: usize = 256;

/// Divides pages into batches of about the same size; each has at least a page for every thread.
fn batches<K>(pages: &[(Page, K)], print_size: usize) -> impl Iterator<Item = &[(Page, K)]> {
    let weight = move |(page, _): &(Page, K)| if matches!(page, Page::Print(_)) { print_size } else { 1 };
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

/// A question's place in lists that was made, or remembered.
type Item = (Option<Key>, Result<Arc<str>, Diagnostic>);

/// A page that was made, or remembered.
struct Made {
    /// Nothing if pages are not remembered.
    key: Option<Key>,
    page: Result<Remembered, Diagnostic>,
}

fn attachments(site: &Site, project: &Project) -> Assets {
    let used = site.attachments.iter();
    Assets::of_content(used.filter_map(|path| Some((path.as_str(), project.attachments.get(path)?.clone()))))
}

/// The place of a page, unless it can have none.
fn place(file: &str, taken: &mut HashSet<OutputPath>, diagnostics: &mut Vec<Diagnostic>) -> Option<OutputPath> {
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
