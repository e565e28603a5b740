//! Pages for programs: the feed, the sitemap, robots, redirects, response headers and what an installed site is called.

use serde::Serialize;
use serde_json::json;

use super::views::{excerpt, tag_names};
use super::{Draft, Page, Scene, folder_page, pages, value};
use crate::site::{Question, question_path};

/// The date of what states none: a feed must give one, and the clock may not.
const NO_DATE: &str = "1970-01-01T00:00:00Z";

#[derive(Serialize)]
struct FeedView {
    id: String,
    self_url: Option<String>,
    site_url: String,
    title: String,
    updated: String,
    entries: Vec<FeedEntry>,
}

#[derive(Serialize)]
struct FeedEntry {
    id: String,
    title: String,
    url: String,
    updated: String,
    summary: String,
    tags: Vec<String>,
}

/// The Atom feed (RFC 4287): the questions revised last.
pub fn feed(scene: &Scene<'_>) -> Draft {
    let mut questions: Vec<&Question> = scene.site.questions.iter().collect();
    questions.sort_by_key(|question| std::cmp::Reverse(updated(question)));
    let date = |question: &Question| updated(question).map_or_else(|| NO_DATE.to_owned(), |date| date.to_rfc3339());
    let base = &scene.config.base;
    let entry = |question: &&Question| {
        let (entry, path) = (question.entry(), question.path());
        let text = if entry.question.words.is_empty() { question.answer() } else { Some(&entry.question) };
        FeedEntry {
            id: address(scene, &path),
            title: entry.title.text.clone(),
            url: base.absolute(&path).unwrap_or_else(|| base.url(&path)),
            updated: date(question),
            summary: text.map(|body| excerpt(&body.text())).unwrap_or_default(),
            tags: tag_names(scene, question),
        }
    };
    let feed = FeedView {
        id: address(scene, ""),
        self_url: base.absolute("feed.xml"),
        site_url: base.absolute("").unwrap_or_else(|| base.url("")),
        title: scene.site.title.clone(),
        updated: scene.site.updated.map_or_else(|| NO_DATE.to_owned(), |date| date.to_rfc3339()),
        entries: questions.iter().take(scene.config.feed_size).map(entry).collect(),
    };
    Draft { file: "feed.xml".to_owned(), template: "feed.xml", view: json!({ "site": scene.about, "feed": feed }) }
}

fn updated(question: &Question) -> Option<crate::date::Date> {
    question.entry().fields.updated.or(question.document.updated)
}

/// A name that stays: the address, or where the site has none yet a UUID made of title and path.
fn address(scene: &Scene<'_>, path: &str) -> String {
    scene.config.base.absolute(path).unwrap_or_else(|| {
        let hash = blake3::hash(format!("{}\n{path}", scene.site.title).as_bytes());
        let hex = hash.to_hex();
        format!("urn:uuid:{}-{}-8{}-8{}-{}", &hex[..8], &hex[8..12], &hex[12..15], &hex[15..18], &hex[18..30])
    })
}

#[derive(Serialize)]
struct Location {
    loc: String,
    lastmod: Option<String>,
}

/// The sitemap: every page a reader may want to find.
pub fn sitemap(scene: &Scene<'_>) -> Draft {
    let site = scene.site;
    let location = |path: String, lastmod: Option<crate::date::Date>| {
        let loc = scene.config.base.absolute(&path)?;
        let lastmod = lastmod.map(|date| date.to_string());
        Some(Location { loc, lastmod })
    };
    let locations = pages(site, scene.config).into_iter().filter_map(|page| match page {
        Page::Home(1) => location(String::new(), site.updated),
        Page::Question(index) => location(site.questions[index].path(), updated(&site.questions[index])),
        Page::Tags => location("tags/".to_owned(), None),
        Page::Tag(index, 1) => location(format!("tags/{}/", site.tags[index].slug), None),
        Page::Topics => location("topics/".to_owned(), None),
        Page::Topic(index, 1) => location(format!("topics/{}/", site.topics[index].slug), None),
        _ => None,
    });
    Draft {
        file: "sitemap.xml".to_owned(),
        template: "sitemap.xml",
        view: json!({ "urls": value(&locations.collect::<Vec<_>>()) }),
    }
}

/// What robots may visit: everything.
pub fn robots(scene: &Scene<'_>) -> Draft {
    Draft {
        file: "robots.txt".to_owned(),
        template: "robots.txt",
        view: json!({ "sitemap": scene.config.base.absolute("sitemap.xml") }),
    }
}

/// Response headers, in the form Netlify and Cloudflare Pages read.
pub fn headers(scene: &Scene<'_>) -> Draft {
    Draft { file: "_headers".to_owned(), template: "_headers", view: json!({ "site": scene.about }) }
}

/// Redirects from former ids, in the form Netlify and Cloudflare Pages read.
pub fn redirects(scene: &Scene<'_>) -> Draft {
    let rules = scene.site.redirects.iter().map(|(from, to)| {
        let from = scene.config.base.url(&question_path(from));
        let to = scene.config.base.url(&scene.site.questions[*to].path());
        json!({ "from": from, "to": to })
    });
    Draft {
        file: "_redirects".to_owned(),
        template: "_redirects",
        view: json!({ "redirects": rules.collect::<Vec<_>>() }),
    }
}

/// The page of a former id, for hosts that know no redirects.
pub fn redirect(scene: &Scene<'_>, index: usize) -> Draft {
    let (from, to) = &scene.site.redirects[index];
    let question = &scene.site.questions[*to];
    let path = question.path();
    let view = json!({
        "site": scene.about,
        "target": scene.config.base.url(&path),
        "canonical": scene.config.base.absolute(&path),
        "title": question.entry().title.text,
    });
    folder_page(&question_path(from), "redirect.html", &view)
}

/// The web app manifest (W3C, Web Application Manifest).
pub fn manifest(scene: &Scene<'_>) -> Draft {
    let view = json!({ "site": scene.about });
    Draft { file: "manifest.webmanifest".to_owned(), template: "manifest.webmanifest", view }
}
