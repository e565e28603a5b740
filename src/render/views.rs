//! What templates receive: the site, the page, a question. docs/theming.md documents these for authors of themes.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::bodies::fill;
use super::quiz::{QuizView, quiz};
use super::{Draft, Scene, folder_page, json_ld};
use crate::config::Config;
use crate::document::{Difficulty, Entry, Heading, Origin};
use crate::site::{Group, Question, Site, question_path};

/// Readers read about so many words of technical prose a minute (Brysbaert 2019 gives 238 for easier text).
const WORDS_A_MINUTE: usize = 200;

/// Descriptions and excerpts are cut near this many characters.
const EXCERPT: usize = 160;

/// `site` in every template.
#[derive(Debug, Clone, Serialize)]
pub struct About {
    title: String,
    description: Option<String>,
    language: String,
    direction: &'static str,
    base: String,
    origin: Option<String>,
    author: Option<String>,
    repository: Option<String>,
    questions: usize,
    tags: usize,
    topics: usize,
    search: bool,
    offline: bool,
    updated: Option<String>,
    extra: BTreeMap<String, toml::Value>,
}

/// Describes the site.
pub fn about(site: &Site, config: &Config) -> About {
    About {
        title: site.title.clone(),
        description: config.description.clone(),
        language: config.language.clone(),
        direction: config.direction(),
        base: config.base.path.clone(),
        origin: config.base.origin.clone(),
        author: config.author.clone(),
        repository: config.repository.clone(),
        questions: site.questions.len(),
        tags: site.tags.len(),
        topics: site.topics.len(),
        search: config.search,
        offline: config.offline,
        updated: site.updated.map(|date| date.to_string()),
        extra: config.extra.clone(),
    }
}

/// `page` in every template of a page.
#[derive(Debug, Serialize)]
pub struct PageView {
    kind: &'static str,
    title: String,
    description: String,
    url: String,
    canonical: Option<String>,
    json_ld: Option<String>,
}

impl PageView {
    /// The page at `path` (a folder's path, or empty) with its title and description.
    pub fn new(scene: &Scene<'_>, kind: &'static str, path: &str, (title, description): (String, String)) -> Self {
        Self {
            kind,
            title,
            description,
            url: scene.config.base.url(path),
            canonical: scene.config.base.absolute(path),
            json_ld: None,
        }
    }
}

impl PageView {
    /// The same for a page that answers many addresses.
    pub fn without_address(self) -> Self {
        Self { canonical: None, ..self }
    }
}

/// Everything a page's template receives: `site`, `page` and what is the page's own.
#[derive(Serialize)]
pub struct View<'v, T> {
    site: &'v About,
    page: PageView,
    #[serde(flatten)]
    own: T,
}

impl<'v, T: Serialize> View<'v, T> {
    /// Puts the parts together.
    pub fn new(scene: &'v Scene<'_>, page: PageView, own: T) -> Self {
        Self { site: &scene.about, page, own }
    }
}

/// A tag or topic.
#[derive(Debug, Serialize)]
pub struct GroupView {
    name: String,
    url: String,
    count: usize,
}

impl GroupView {
    /// A group whose pages live in `folder`.
    pub fn new(scene: &Scene<'_>, group: &Group, folder: &str) -> Self {
        Self {
            name: group.name.clone(),
            url: scene.config.base.url(&format!("{folder}/{}/", group.slug)),
            count: group.questions.len(),
        }
    }

    /// The same group, counting only some of its questions.
    pub fn counting(self, count: usize) -> Self {
        Self { count, ..self }
    }
}

#[derive(Serialize)]
struct LinkView {
    title: String,
    url: String,
}

#[derive(Serialize)]
struct RelatedView {
    title: String,
    title_html: String,
    url: String,
    tags: Vec<String>,
}

#[derive(Serialize)]
struct OwnQuestion {
    question: QuestionView,
}

#[derive(Serialize)]
struct QuestionView {
    id: String,
    /// Ids it had before.
    former: Vec<String>,
    label: Option<String>,
    title: String,
    title_html: String,
    url: String,
    difficulty: Option<Difficulty>,
    updated: Option<String>,
    source: Option<Origin>,
    tags: Vec<GroupView>,
    topics: Vec<GroupView>,
    question_html: String,
    quiz: Option<QuizView>,
    answer_html: Option<String>,
    outline: Vec<Heading>,
    related: Vec<RelatedView>,
    previous: Option<LinkView>,
    next: Option<LinkView>,
    edit_url: Option<String>,
    minutes: usize,
}

/// The page of a question.
pub fn question(scene: &Scene<'_>, index: usize) -> Draft {
    let question = &scene.site.questions[index];
    let entry = question.entry();
    let path = question.path();
    let neighbour = |index: Option<usize>| {
        let question = scene.site.questions.get(index?)?;
        Some(LinkView { title: question.entry().title.text.clone(), url: scene.config.base.url(&question.path()) })
    };
    let outline = entry
        .bodies()
        .flat_map(|body| &body.outline)
        .map(|heading| Heading { id: format!("h-{}", heading.id), ..heading.clone() });
    let words: usize = entry.bodies().map(|body| body.text().split_whitespace().count()).sum();
    let view = QuestionView {
        id: question.id.clone(),
        former: scene.site.redirects.iter().filter(|(_, to)| *to == index).map(|(from, _)| from.clone()).collect(),
        label: label(entry),
        title: entry.title.text.clone(),
        title_html: entry.title.html.clone(),
        url: scene.config.base.url(&path),
        difficulty: entry.fields.difficulty,
        updated: entry.fields.updated.map(|date| date.to_string()),
        source: entry.fields.source.clone(),
        tags: groups(scene, &scene.site.tags, &question.tags, "tags"),
        topics: groups(scene, &scene.site.topics, &question.topics, "topics"),
        question_html: fill(scene, &entry.question, &question.question_links, ""),
        quiz: quiz(scene, question, ""),
        answer_html: question.answer().map(|answer| fill(scene, answer, &question.answer_links, "")),
        outline: outline.collect(),
        related: question.related.iter().map(|other| related(scene, &scene.site.questions[*other])).collect(),
        previous: neighbour(index.checked_sub(1)),
        next: neighbour(index.checked_add(1)),
        edit_url: edit_url(scene.config, question),
        minutes: words.div_ceil(WORDS_A_MINUTE).max(1),
    };
    let description = Some(excerpt(&entry.question.text())).filter(|text| !text.is_empty());
    let description = description.unwrap_or_else(|| question.answer().map_or(String::new(), |it| excerpt(&it.text())));
    let mut page = PageView::new(scene, "question", &path, (entry.title.text.clone(), description));
    page.json_ld = json_ld::quiz(scene, entry);
    folder_page(&path, "question.html", &View::new(scene, page, OwnQuestion { question: view }))
}

/// The groups at some indices.
pub fn groups(scene: &Scene<'_>, all: &[Group], indices: &[usize], folder: &str) -> Vec<GroupView> {
    indices.iter().map(|index| GroupView::new(scene, &all[*index], folder)).collect()
}

fn related(scene: &Scene<'_>, question: &Question) -> RelatedView {
    let title = &question.entry().title;
    RelatedView {
        title: title.text.clone(),
        title_html: title.html.clone(),
        url: scene.config.base.url(&question_path(&question.id)),
        tags: tag_names(scene, question),
    }
}

/// The names of a question's tags.
pub fn tag_names(scene: &Scene<'_>, question: &Question) -> Vec<String> {
    question.tags.iter().map(|tag| scene.site.tags[*tag].name.clone()).collect()
}

/// `Q7`, if the question is numbered.
pub fn label(entry: &Entry) -> Option<String> {
    entry.number.map(|number| format!("Q{number}"))
}

/// What need not be encoded in a URL's path.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn edit_url(config: &Config, question: &Question) -> Option<String> {
    let path = utf8_percent_encode(&question.document.path, PATH).to_string();
    let line = question.entry().line.to_string();
    config.edit_url.as_ref().map(|url| url.replace("{path}", &path).replace("{line}", &line))
}

/// The beginning of a text, cut between words.
pub fn excerpt(text: &str) -> String {
    let mut excerpt = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let word_length = word.chars().count();
        if length > 0 && length + word_length >= EXCERPT {
            excerpt.push('…');
            return excerpt;
        }
        if length > 0 {
            excerpt.push(' ');
        }
        excerpt.extend(word.chars().take(EXCERPT));
        length += word_length.min(EXCERPT) + 1;
    }
    excerpt
}
