//! Bodies with their holes filled.

use std::fmt::Write;

use super::listings::slice;
use super::{Page, Scene};
use crate::assets::Asset;
use crate::config::Config;
use crate::document::{Body, Hole};
use crate::highlight::CodeBlock;
use crate::html::{NO_PICTURE, push_escaped};
use crate::site::{Question, Resolved, Site};

/// The code blocks that a page shows.
pub fn blocks<'s>(site: &'s Site, config: &Config, page: Page) -> Vec<&'s CodeBlock> {
    let of_questions = |questions: &'s [Question]| -> Vec<&'s CodeBlock> {
        let bodies = questions.iter().flat_map(|question| question.entry().bodies());
        bodies.flat_map(|body| &body.blocks).collect()
    };
    match page {
        Page::Question(index) => of_questions(&site.questions[index..=index]),
        Page::Print(number) => of_questions(slice(&site.questions, config.print_size, number)),
        Page::Home(1) => site.intros.iter().flat_map(|intro| &intro.document.intro.blocks).collect(),
        _ => Vec::new(),
    }
}

/// The HTML of a body. `prefix` keeps its anchors apart from those of other questions on the page.
pub fn fill(scene: &Scene<'_>, body: &Body, links: &[Resolved], prefix: &str) -> String {
    let mut html = String::with_capacity(body.html.len() + body.holes.len() * 64);
    let mut copied = 0;
    for (offset, hole) in &body.holes {
        html.push_str(&body.html[copied..*offset]);
        copied = *offset;
        match hole {
            Hole::Anchor => html.push_str(prefix),
            Hole::Href(link) => {
                if let Some(url) = links.get(*link).and_then(|link| url(scene, link, prefix)) {
                    html.push_str(" href=\"");
                    push_escaped(&mut html, &url);
                    html.push('"');
                }
            }
            Hole::Src(link) => push_source(&mut html, scene, links.get(*link)),
            Hole::Block(index) => {
                html.push_str(body.blocks.get(*index).and_then(|block| scene.code.get(block)).map_or("", |html| html));
            }
        }
    }
    html.push_str(&body.html[copied..]);
    html
}

fn url(scene: &Scene<'_>, link: &Resolved, prefix: &str) -> Option<String> {
    match link {
        Resolved::Here(anchor) => Some(format!("#h-{prefix}{anchor}")),
        Resolved::Page(path, None) => Some(scene.config.base.url(path)),
        Resolved::Page(path, Some(anchor)) => Some(format!("{}#{anchor}", scene.config.base.url(path))),
        Resolved::Attachment(name) => scene.attachments.get(name).map(|asset| scene.config.base.url(&asset.path)),
        Resolved::Nowhere => None,
    }
}

fn push_source(html: &mut String, scene: &Scene<'_>, link: Option<&Resolved>) {
    let asset: Option<&Asset> = match link {
        Some(Resolved::Attachment(name)) => scene.attachments.get(name),
        _ => None,
    };
    let url = asset.map_or_else(|| NO_PICTURE.to_owned(), |asset| scene.config.base.url(&asset.path));
    html.push_str(" src=\"");
    push_escaped(html, &url);
    html.push('"');
    if let Some((width, height)) = asset.and_then(|asset| asset.size) {
        write!(html, " width=\"{width}\" height=\"{height}\"").expect("a string takes all text");
    }
}
