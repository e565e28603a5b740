//! What the most numerous pages read of the site, as hashes: a page whose reads are the same is the same, and need not even
//! be drafted. A page that shows more must read more here; a law in `tests/it/laws.rs` finds out what was forgotten.

use std::collections::HashMap;
use std::hash::Hash;

use rayon::prelude::*;

use super::listings::{slice, span};
use super::{Page, Scene};
use crate::document::EntryKeys;
use crate::key::{Key, key};
use crate::site::{Group, Question, Resolved};

/// The hashes of what pages read.
pub struct Reads<'e> {
    entries: &'e [EntryKeys],
    /// The theme, the configuration, and what every template knows of the site.
    common: Key,
    /// The whole site without its texts.
    outline: Key,
    /// Of each question what other pages show of it.
    heads: Vec<Key>,
    /// Of each question its place in lists.
    items: Vec<Key>,
    /// Of each group its name, its address and how many questions it has.
    tags: Vec<Key>,
    topics: Vec<Key>,
    /// The former ids of questions that have any.
    former: HashMap<usize, Vec<Key>>,
}

impl<'e> Reads<'e> {
    /// Hashes what a scene holds; `theme` is of the templates and the addresses of static files, `entries` of the
    /// questions' own files.
    pub fn new(scene: &Scene<'_>, theme: Key, entries: &'e [EntryKeys]) -> Self {
        let site = scene.site;
        let about = serde_json::to_string(&scene.about).expect("what is known of a site is text and numbers");
        let common = key(&(theme, about, format!("{:?}", scene.config)));
        let group = |group: &Group| key(&(&group.name, &group.slug, group.questions.len()));
        let tags: Vec<Key> = site.tags.iter().map(group).collect();
        let topics: Vec<Key> = site.topics.iter().map(group).collect();
        let names: Vec<Key> = site.tags.iter().map(|tag| key(&tag.name)).collect();
        let head =
            |(question, entry): (&Question, &EntryKeys)| key(&(entry.card, &question.id, pick(&names, &question.tags)));
        let questions = || site.questions.par_iter().zip(entries);
        let heads = questions().map(head).collect();
        let item = |(question, entry): (&Question, &EntryKeys)| {
            key(&(common, entry.whole, &question.id, pick(&tags, &question.tags)))
        };
        let items = questions().map(item).collect();
        let filed = |question: &Question| key(&(&question.tags, &question.topics, question.document.updated));
        let filed: Vec<Key> = site.questions.par_iter().map(filed).collect();
        let outline = key(&(common, &heads, filed, &site.tags, &site.topics, &site.redirects));
        let mut former: HashMap<usize, Vec<Key>> = HashMap::new();
        for (from, to) in &site.redirects {
            former.entry(*to).or_default().push(key(from));
        }
        Self { entries, common, outline, heads, items, tags, topics, former }
    }

    /// What the place of the question of that index in lists reads.
    pub fn item(&self, index: usize) -> Key {
        self.items[index]
    }

    /// What a page reads; nothing if only its draft tells.
    pub fn page(&self, scene: &Scene<'_>, page: Page) -> Option<Key> {
        let (site, config) = (scene.site, scene.config);
        let is_first = |number: usize| number == 1;
        let read = match page {
            Page::Question(index) => self.question(scene, index),
            Page::Home(number) => {
                let intros: Vec<_> =
                    site.intros.iter().map(|intro| (&intro.document.intro, links(scene, &intro.links))).collect();
                let groups = is_first(number).then_some((&self.tags, &self.topics));
                let items = &self.items[span(site.questions.len(), config.page_size, number)];
                key(&(intros, groups, items))
            }
            Page::Tag(index, number) => {
                let tag = &site.tags[index];
                let items = pick(&self.items, slice(&tag.questions, config.page_size, number));
                let together: Vec<_> =
                    scene.together[index].iter().map(|(tag, count)| (self.tags[*tag], count)).collect();
                key(&(self.tags[index], items, together))
            }
            Page::Topic(index, number) => {
                let topic = &site.topics[index];
                key(&(self.topics[index], pick(&self.items, slice(&topic.questions, config.page_size, number))))
            }
            Page::Print(number) => {
                let shown = span(site.questions.len(), config.print_size, number);
                let sheet = |index: usize| {
                    let question = &site.questions[index];
                    (self.entries[index], self.heads[index], own_links(scene, question))
                };
                key(&shown.map(sheet).collect::<Vec<_>>())
            }
            Page::Tags | Page::Topics | Page::Titles | Page::Questions => self.outline,
            Page::Redirect(_) | Page::Redirects | Page::Sitemap => self.outline,
            _ => return None,
        };
        Some(key(&(self.common, name(page), read)))
    }

    fn question(&self, scene: &Scene<'_>, index: usize) -> Key {
        let (site, question) = (scene.site, &scene.site.questions[index]);
        let place = scene.config.edit_url.as_ref().map(|_| (&question.document.path, question.entry().line));
        let before = index.checked_sub(1).map(|before| self.heads[before]);
        let after = self.heads.get(index + 1);
        key(&(
            (self.entries[index].whole, &question.id, own_links(scene, question), self.former.get(&index)),
            (pick(&self.tags, &question.tags), pick(&self.topics, &question.topics)),
            (pick(&self.heads, &question.related), before, after, place, site.questions.len()),
        ))
    }
}

/// Tells pages apart.
fn name(page: Page) -> impl Hash {
    format!("{page:?}")
}

fn pick(keys: &[Key], indices: &[usize]) -> Vec<Key> {
    indices.iter().map(|index| keys[*index]).collect()
}

fn own_links<'l>(scene: &'l Scene<'_>, question: &'l Question) -> impl Hash + use<'l> {
    let choices: Vec<_> = question.choice_links.iter().flatten().map(|choice| links(scene, choice)).collect();
    (links(scene, &question.question_links), choices, links(scene, &question.answer_links))
}

/// Links, with the addresses and sizes of the files they lead to.
fn links<'l>(scene: &'l Scene<'_>, links: &'l [Resolved]) -> impl Hash + use<'l> {
    let asset = |link: &'l Resolved| match link {
        Resolved::Attachment(name) => scene.attachments.get(name).map(|asset| (&asset.path, asset.size)),
        _ => None,
    };
    links.iter().map(|link| (link, asset(link))).collect::<Vec<_>>()
}
