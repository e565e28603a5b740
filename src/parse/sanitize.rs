//! Raw HTML, reduced to what cannot run, cannot load and cannot pass for a part of the page. The room of `ammonia`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use ammonia::{Builder, UrlRelative};

use super::links::{self, Destination};
use super::markup::Slot;
use super::nesting;
use crate::document::{Hole, Target};
use crate::html::NO_PICTURE;
use crate::lint::Lint;

/// Elements an author may write. No SVG and no MathML: both have made sanitisers err (RUSTSEC-2026-0193 and others).
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes kept only where this program wrote them.
const OURS_ONLY: &[&str] = &["class", "id", "role", "tabindex", "aria-label", "loading", "decoding"];

/// What raw HTML names that only the whole site can resolve.
#[derive(Default)]
struct Found {
    slots: Vec<Slot>,
    targets: Vec<Target>,
    removed: Vec<Lint>,
}

/// Cleaned HTML with the slots and link targets it uses beyond those there were.
pub struct Cleaned {
    /// The HTML, tokens included.
    pub html: String,
    /// Further slots, to be numbered on.
    pub slots: Vec<Slot>,
    /// Further link targets, to be numbered on.
    pub targets: Vec<Target>,
    /// What was taken out of attributes: remote images and unsafe URLs, each once.
    pub removed: Vec<Lint>,
}

/// Whether an element of that name may be written.
pub fn is_allowed(element: &str) -> bool {
    ELEMENTS.contains(&element)
}

/// Cleans `html` of the file `from`. `first_slot` and `first_link` are the numbers of the next slot and link.
pub fn clean(html: &str, nonce: &str, from: &str, (first_slot, first_link): (usize, usize)) -> Cleaned {
    let found = Arc::new(Mutex::new(Found::default()));
    let shared = Arc::clone(&found);
    let (nonce, from) = (nonce.to_owned(), from.to_owned());
    let filter = move |element: &str, attribute: &str, value: &str| -> Option<String> {
        if value.contains(&nonce) {
            return Some(value.to_owned());
        }
        if OURS_ONLY.contains(&attribute) {
            return None;
        }
        if ["width", "height"].contains(&attribute)
            && (value.is_empty() || value.bytes().any(|byte| !byte.is_ascii_digit()))
        {
            return None;
        }
        let is_image = (element, attribute) == ("img", "src");
        if !is_image && (element, attribute) != ("a", "href") {
            return Some(value.to_owned());
        }
        let mut found = shared.lock().unwrap_or_else(PoisonError::into_inner);
        match links::classify(value, &from) {
            Destination::External(_) if is_image => {
                found.removed.push(Lint::RemoteImage);
                Some(NO_PICTURE.to_owned())
            }
            Destination::External(url) => Some(url),
            Destination::Unsafe => {
                found.removed.push(Lint::UnsafeUrl);
                is_image.then(|| NO_PICTURE.to_owned())
            }
            Destination::Internal(target) => {
                let link = first_link + found.targets.len();
                let slot = first_slot + found.slots.len();
                found.targets.push(target);
                found.slots.push(Slot::Hole(if is_image { Hole::Src(link) } else { Hole::Href(link) }));
                Some(format!("{nonce}{slot};"))
            }
        }
    };
    let html = builder()
        .attribute_filter(move |element, attribute, value| filter(element, attribute, value).map(Cow::Owned))
        .clean(html)
        .to_string();
    let html = nesting::mend(&html);
    let mut found = std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner));
    found.removed.sort_unstable();
    found.removed.dedup();
    Cleaned { html, slots: found.slots, targets: found.targets, removed: found.removed }
}

fn builder() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(HashSet::from(["script", "style", "iframe", "object", "template", "noscript", "title"]))
        .generic_attributes(OURS_ONLY.iter().copied().chain(["title", "lang", "dir"]).collect())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["src", "alt", "width", "height"])),
            ("ol", HashSet::from(["start"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
            ("details", HashSet::from(["open"])),
            ("time", HashSet::from(["datetime"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "q", "data"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
}
