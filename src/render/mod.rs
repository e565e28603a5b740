//! Third stage: a [`Site`] to pages. Which pages there are, and what each template receives.

mod bodies;
mod feeds;
mod json_ld;
mod listings;
mod quiz;
mod reads;
mod search;
mod study;
mod views;

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::assets::Assets;
use crate::config::Config;
use crate::highlight::CodeBlock;
use crate::site::{Group, Site};

pub use bodies::blocks;
pub use listings::item_view;
pub use reads::Reads;

/// What every page draws on.
pub struct Scene<'s> {
    /// The site.
    pub site: &'s Site,
    /// Its configuration.
    pub config: &'s Config,
    /// The files beside the content that go out.
    pub attachments: &'s Assets,
    /// The HTML of every code block that is going to be shown.
    pub code: Code<'s>,
    /// The site as every template sees it.
    about: views::About,
    /// For every tag the tags it goes together with, and how often.
    together: Vec<Vec<(usize, usize)>>,
    /// Every question as it stands in lists, in the order of the questions.
    items: Vec<Arc<str>>,
}

/// Code blocks with their HTML.
pub type Code<'s> = HashMap<&'s CodeBlock, Arc<str>>;

impl<'s> Scene<'s> {
    /// Sets the scene.
    pub fn new(site: &'s Site, config: &'s Config, attachments: &'s Assets) -> Self {
        let (about, together) = (views::about(site, config), listings::together(site));
        Self { site, config, attachments, code: Code::new(), about, together, items: Vec::new() }
    }

    /// The same with every question's place in lists, made from [`item_view`]; pages that list need them.
    #[must_use]
    pub fn with_items(self, items: Vec<Arc<str>>) -> Self {
        Self { items, ..self }
    }

    /// The same with the HTML of code blocks: of all that are on pages yet to be made.
    #[must_use]
    pub fn with_code(self, code: Code<'s>) -> Self {
        Self { code, ..self }
    }
}

/// A page to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// A page of the list of all questions, from 1.
    Home(usize),
    /// The question of that index.
    Question(usize),
    /// All tags.
    Tags,
    /// A page of the questions of a tag.
    Tag(usize, usize),
    /// All topics.
    Topics,
    /// A page of the questions of a topic.
    Topic(usize, usize),
    /// A page of all questions and answers in full.
    Print(usize),
    /// Where readers search.
    Search,
    /// Titles and tags, for searching without the engine.
    Titles,
    /// Where readers study.
    Study,
    /// What a reader knows by now.
    Progress,
    /// All questions in short, for the scripts of both.
    Questions,
    /// What is there without a network.
    Offline,
    /// What the site is called where it is installed.
    Manifest,
    /// What is shown for an address that leads nowhere.
    Missing,
    /// The page of a former id, by index of the redirect.
    Redirect(usize),
    /// The Atom feed.
    Feed,
    /// The map of the site for search engines.
    Sitemap,
    /// What robots may visit.
    Robots,
    /// Response headers for hosts that read `_headers`.
    Headers,
    /// Redirects for hosts that read `_redirects`.
    Redirects,
}

/// Every page of a site.
pub fn pages(site: &Site, config: &Config) -> Vec<Page> {
    let all = site.questions.len();
    let mut pages: Vec<Page> = numbers(all, config.page_size).map(Page::Home).collect();
    pages.extend((0..all).map(Page::Question));
    pages.extend((!site.tags.is_empty()).then_some(Page::Tags));
    pages.extend(of_groups(&site.tags, config.page_size, Page::Tag));
    pages.extend((!site.topics.is_empty()).then_some(Page::Topics));
    pages.extend(of_groups(&site.topics, config.page_size, Page::Topic));
    pages.extend(numbers(all, config.print_size).map(Page::Print));
    pages.extend((0..site.redirects.len()).map(Page::Redirect));
    pages.extend([Page::Search, Page::Titles].into_iter().filter(|_| config.search));
    pages.extend([Page::Study, Page::Progress, Page::Questions]);
    pages.extend([Page::Offline, Page::Manifest].into_iter().filter(|_| config.offline));
    pages.extend([Page::Missing, Page::Feed, Page::Robots, Page::Headers, Page::Redirects]);
    if config.base.origin.is_some() {
        pages.push(Page::Sitemap);
    }
    pages
}

/// The numbers of the pages that `count` things fill; there is always a first one.
fn numbers(count: usize, size: usize) -> std::ops::RangeInclusive<usize> {
    1..=count.div_ceil(size).max(1)
}

fn of_groups(groups: &[Group], size: usize, page: fn(usize, usize) -> Page) -> impl Iterator<Item = Page> {
    let of_group = move |(index, group): (usize, &Group)| {
        numbers(group.questions.len(), size).map(move |number| page(index, number))
    };
    groups.iter().enumerate().flat_map(of_group)
}

/// A page before its template is filled.
pub struct Draft {
    /// Where it goes, from the root of the site.
    pub file: String,
    /// The template's name.
    pub template: &'static str,
    /// What the template receives.
    pub view: Value,
}

/// Gathers what a page shows.
pub fn draft(scene: &Scene<'_>, page: Page) -> Draft {
    match page {
        Page::Home(number) => listings::home(scene, number),
        Page::Question(index) => views::question(scene, index),
        Page::Tags => listings::tags(scene),
        Page::Tag(index, number) => listings::tag(scene, index, number),
        Page::Topics => listings::topics(scene),
        Page::Topic(index, number) => listings::topic(scene, index, number),
        Page::Print(number) => listings::print(scene, number),
        Page::Search => search::page(scene),
        Page::Titles => search::titles(scene),
        Page::Study => study::page(scene),
        Page::Progress => study::progress(scene),
        Page::Questions => study::questions(scene),
        Page::Offline => listings::offline(scene),
        Page::Manifest => feeds::manifest(scene),
        Page::Missing => listings::missing(scene),
        Page::Redirect(index) => feeds::redirect(scene, index),
        Page::Feed => feeds::feed(scene),
        Page::Sitemap => feeds::sitemap(scene),
        Page::Robots => feeds::robots(scene),
        Page::Headers => feeds::headers(scene),
        Page::Redirects => feeds::redirects(scene),
    }
}

/// A draft of the page at `path`, a folder's path or empty, of a view that can always be written as JSON.
fn folder_page(path: &str, template: &'static str, view: &impl Serialize) -> Draft {
    Draft { file: format!("{path}index.html"), template, view: value(view) }
}

fn value(view: &impl Serialize) -> Value {
    serde_json::to_value(view).expect("views hold only text, numbers and lists")
}
