//! Pages that list: home, tags, topics, and all questions in full for printing.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use super::bodies::fill;
use super::quiz::{QuizView, quiz};
use super::views::{GroupView, PageView, View, excerpt, groups, label, tag_names};
use super::{Draft, Scene, folder_page, value};
use crate::document::{Body, Difficulty};
use crate::site::{Group, Question, Site};

/// How many tags the home page, the search page and the page for lost readers show.
pub const TOP_TAGS: usize = 24;
/// How many tags are shown as going together with one.
const TOGETHER: usize = 12;

#[derive(Serialize)]
struct Item {
    label: Option<String>,
    title: String,
    title_html: String,
    url: String,
    tags: Vec<GroupView>,
    difficulty: Option<Difficulty>,
    excerpt: String,
    /// Whether the excerpt is of the answer, for want of a question's text.
    excerpt_answers: bool,
}

#[derive(Serialize)]
struct PageLink {
    number: usize,
    url: String,
    current: bool,
}

#[derive(Serialize)]
struct Pagination {
    current: usize,
    total: usize,
    previous: Option<String>,
    next: Option<String>,
    /// The first, the last, and those around the current one.
    pages: Vec<PageLink>,
}

/// How far from the current page others are linked; one more is given for the theme's ellipsis.
const NEARBY: usize = 3;

impl Pagination {
    /// Of `count` things, `size` a page, in the folder at `path`.
    fn new(scene: &Scene<'_>, path: &str, (count, size): (usize, usize), current: usize) -> Self {
        let total = count.div_ceil(size).max(1);
        let url = |number: usize| scene.config.base.url(&numbered(path, number));
        let near = |number: &usize| *number == 1 || *number == total || number.abs_diff(current) <= NEARBY;
        Self {
            current,
            total,
            previous: (current > 1).then(|| url(current - 1)),
            next: (current < total).then(|| url(current + 1)),
            pages: (1..=total)
                .filter(near)
                .map(|number| PageLink { number, url: url(number), current: number == current })
                .collect(),
        }
    }
}

/// The path of the page of that number of a listing.
fn numbered(path: &str, number: usize) -> String {
    if number == 1 { path.to_owned() } else { format!("{path}page/{number}/") }
}

/// The part of a list of `length` that a page shows.
pub fn span(length: usize, size: usize, number: usize) -> Range<usize> {
    let start = ((number - 1) * size).min(length);
    start..(start + size).min(length)
}

/// The part of a list that a page shows.
pub fn slice<T>(list: &[T], size: usize, number: usize) -> &[T] {
    &list[span(list.len(), size, number)]
}

fn item(scene: &Scene<'_>, question: &Question) -> Item {
    let entry = question.entry();
    let asked = Some(&entry.question).filter(|asked| !asked.words.is_empty());
    let text = asked.or_else(|| question.answer()).map(Body::text);
    Item {
        label: label(entry),
        title: entry.title.text.clone(),
        title_html: entry.title.html.clone(),
        url: scene.config.base.url(&question.path()),
        tags: groups(scene, &scene.site.tags, &question.tags, "tags"),
        difficulty: entry.fields.difficulty,
        excerpt: text.map(|text| excerpt(&text)).unwrap_or_default(),
        excerpt_answers: asked.is_none(),
    }
}

/// What `item.html` receives for the question of that index.
pub fn item_view(scene: &Scene<'_>, index: usize) -> Value {
    json!({ "site": scene.about, "item": item(scene, &scene.site.questions[index]) })
}

fn items<'s>(scene: &'s Scene<'_>, indices: impl IntoIterator<Item = usize>) -> Vec<&'s str> {
    indices.into_iter().filter_map(|index| scene.items.get(index)).map(|item| &**item).collect()
}

/// The groups with the most questions, largest first.
pub fn top(scene: &Scene<'_>, groups: &[Group], folder: &str, count: usize) -> Vec<GroupView> {
    let mut order: Vec<&Group> = groups.iter().collect();
    order.sort_by_key(|group| std::cmp::Reverse(group.questions.len()));
    order.into_iter().take(count).map(|group| GroupView::new(scene, group, folder)).collect()
}

fn all(scene: &Scene<'_>, groups: &[Group], folder: &str) -> Vec<GroupView> {
    groups.iter().map(|group| GroupView::new(scene, group, folder)).collect()
}

fn titled(title: &str, number: usize) -> String {
    if number == 1 { title.to_owned() } else { format!("{title}, page {number}") }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[derive(Serialize)]
struct Home<'s> {
    intro_html: Option<String>,
    items: Vec<&'s str>,
    pagination: Pagination,
    tags: Vec<GroupView>,
    topics: Vec<GroupView>,
}

/// A page of the list of all questions.
pub fn home(scene: &Scene<'_>, number: usize) -> Draft {
    let (site, size) = (scene.site, scene.config.page_size);
    let path = numbered("", number);
    let is_first = number == 1;
    let intro: String = site
        .intros
        .iter()
        .enumerate()
        .map(|(index, intro)| fill(scene, &intro.document.intro, &intro.links, &format!("intro-{index}-")))
        .collect();
    let described = site.intros.first().map(|intro| excerpt(&intro.document.intro.text()));
    let description = scene.config.description.clone().or(described).unwrap_or_else(|| {
        let (questions, tags) = (counted(site.questions.len(), "question"), counted(site.tags.len(), "tag"));
        format!("{questions} with answers under {tags}.")
    });
    let own = Home {
        intro_html: Some(intro).filter(|intro| is_first && !intro.is_empty()),
        items: items(scene, span(site.questions.len(), size, number)),
        pagination: Pagination::new(scene, "", (site.questions.len(), size), number),
        tags: if is_first { top(scene, &site.tags, "tags", TOP_TAGS) } else { Vec::new() },
        topics: if is_first { all(scene, &site.topics, "topics") } else { Vec::new() },
    };
    let page = PageView::new(scene, "home", &path, (titled(&site.title, number), description));
    folder_page(&path, "home.html", &View::new(scene, page, own))
}

#[derive(Serialize)]
struct Tags {
    tags: Vec<GroupView>,
}

/// All tags.
pub fn tags(scene: &Scene<'_>) -> Draft {
    let description = format!("The {} of {}.", counted(scene.site.tags.len(), "tag"), scene.site.title);
    let page = PageView::new(scene, "tags", "tags/", ("Tags".to_owned(), description));
    let own = Tags { tags: all(scene, &scene.site.tags, "tags") };
    folder_page("tags/", "tags.html", &View::new(scene, page, own))
}

#[derive(Serialize)]
struct Topics {
    topics: Vec<GroupView>,
}

/// All topics.
pub fn topics(scene: &Scene<'_>) -> Draft {
    let description = format!("The {} of {}.", counted(scene.site.topics.len(), "topic"), scene.site.title);
    let page = PageView::new(scene, "topics", "topics/", ("Topics".to_owned(), description));
    let own = Topics { topics: all(scene, &scene.site.topics, "topics") };
    folder_page("topics/", "topics.html", &View::new(scene, page, own))
}

#[derive(Serialize)]
struct Tag<'s> {
    tag: GroupView,
    study_url: String,
    items: Vec<&'s str>,
    together: Vec<GroupView>,
    pagination: Pagination,
}

/// A page of the questions of a tag.
pub fn tag(scene: &Scene<'_>, index: usize, number: usize) -> Draft {
    let group = &scene.site.tags[index];
    let (page, path, pagination) = group_page(scene, group, ("tag", "tags"), number);
    let beside = |(tag, count): &(usize, usize)| GroupView::new(scene, &scene.site.tags[*tag], "tags").counting(*count);
    let own = Tag {
        tag: GroupView::new(scene, group, "tags"),
        study_url: scene.config.base.url(&format!("study/?tag={}", group.slug)),
        items: items(scene, slice(&group.questions, scene.config.page_size, number).iter().copied()),
        together: scene.together[index].iter().map(beside).collect(),
        pagination,
    };
    folder_page(&path, "tag.html", &View::new(scene, page, own))
}

#[derive(Serialize)]
struct Topic<'s> {
    topic: GroupView,
    study_url: String,
    items: Vec<&'s str>,
    pagination: Pagination,
}

/// A page of the questions of a topic.
pub fn topic(scene: &Scene<'_>, index: usize, number: usize) -> Draft {
    let group = &scene.site.topics[index];
    let (page, path, pagination) = group_page(scene, group, ("topic", "topics"), number);
    let own = Topic {
        topic: GroupView::new(scene, group, "topics"),
        study_url: scene.config.base.url(&format!("study/?topic={}", group.slug)),
        items: items(scene, slice(&group.questions, scene.config.page_size, number).iter().copied()),
        pagination,
    };
    folder_page(&path, "topic.html", &View::new(scene, page, own))
}

fn group_page(
    scene: &Scene<'_>,
    group: &Group,
    (kind, folder): (&'static str, &str),
    number: usize,
) -> (PageView, String, Pagination) {
    let first = format!("{folder}/{}/", group.slug);
    let path = numbered(&first, number);
    let count = counted(group.questions.len(), "question");
    let description = format!("{count} about {} in {}.", group.name, scene.site.title);
    let page = PageView::new(scene, kind, &path, (titled(&group.name, number), description));
    let pagination = Pagination::new(scene, &first, (group.questions.len(), scene.config.page_size), number);
    (page, path, pagination)
}

/// For every tag the tags that stand beside it most often, with how often. For all at once: a tag's many pages show
/// the same.
pub fn together(site: &Site) -> Vec<Vec<(usize, usize)>> {
    let beside = |(index, tag): (usize, &Group)| {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for other in tag.questions.iter().flat_map(|question| &site.questions[*question].tags) {
            *counts.entry(*other).or_default() += 1;
        }
        counts.remove(&index);
        let mut counts: Vec<(usize, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(tag, count)| (std::cmp::Reverse(*count), *tag));
        counts.truncate(TOGETHER);
        counts
    };
    site.tags.par_iter().enumerate().map(beside).collect()
}

#[derive(Serialize)]
struct Print {
    questions: Vec<Sheet>,
    pagination: Pagination,
}

#[derive(Serialize)]
struct Sheet {
    label: Option<String>,
    title: String,
    title_html: String,
    url: String,
    tags: Vec<String>,
    difficulty: Option<Difficulty>,
    question_html: String,
    quiz: Option<QuizView>,
    answer_html: Option<String>,
}

/// A page of all questions and answers in full.
pub fn print(scene: &Scene<'_>, number: usize) -> Draft {
    let size = scene.config.print_size;
    let path = numbered("print/", number);
    let sheet = |question: &Question| {
        let entry = question.entry();
        let prefix = format!("{}-", question.id);
        Sheet {
            label: label(entry),
            title: entry.title.text.clone(),
            title_html: entry.title.html.clone(),
            url: scene.config.base.url(&question.path()),
            tags: tag_names(scene, question),
            difficulty: entry.fields.difficulty,
            question_html: fill(scene, &entry.question, &question.question_links, &prefix),
            quiz: quiz(scene, question, &prefix),
            answer_html: question.answer().map(|answer| fill(scene, answer, &question.answer_links, &prefix)),
        }
    };
    let own = Print {
        questions: slice(&scene.site.questions, size, number).iter().map(sheet).collect(),
        pagination: Pagination::new(scene, "print/", (scene.site.questions.len(), size), number),
    };
    let description = format!("All questions and answers of {} on one page.", scene.site.title);
    let page = PageView::new(scene, "print", &path, (titled("All questions", number), description));
    folder_page(&path, "print.html", &View::new(scene, page, own))
}

/// What is there without a network, and how to have more of it.
pub fn offline(scene: &Scene<'_>) -> Draft {
    let description = format!("What of {} can be read without a network.", scene.site.title);
    let page = PageView::new(scene, "offline", "offline/", ("Offline".to_owned(), description));
    folder_page("offline/", "offline.html", &View::new(scene, page, json!({})))
}

/// What is shown for an address that leads nowhere.
pub fn missing(scene: &Scene<'_>) -> Draft {
    let title = ("Page not found".to_owned(), String::new());
    let page = PageView::new(scene, "missing", "404.html", title).without_address();
    let own = Tags { tags: top(scene, &scene.site.tags, "tags", TOP_TAGS) };
    Draft { file: "404.html".to_owned(), template: "404.html", view: value(&View::new(scene, page, own)) }
}
