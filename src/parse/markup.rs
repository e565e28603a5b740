//! HTML in the making. What is ours and what the author's raw HTML says are told apart by a nonce, so that the whole
//! can be cleaned at once and nothing in content can pass for ours.

use std::borrow::Cow;

use crate::document::Hole;
use crate::html::push_escaped;

/// A page part under construction.
///
/// Everything trusted that a cleaner would not let pass (holes, formulas, our own classes and anchors) is written as a
/// token that starts with the nonce: a hash of the file's text, which that text cannot contain.
pub struct Markup {
    nonce: String,
    html: String,
    slots: Vec<Slot>,
    has_raw: bool,
}

/// What a token stands for.
#[derive(Debug, Clone)]
pub enum Slot {
    /// Something only the whole site knows.
    Hole(Hole),
    /// HTML made by this program.
    Trusted(String),
}

/// Ends the part of a token that says it marks an attribute value as ours.
const OURS: char = ':';
/// Ends the number of a token that stands for a slot.
const SLOT_END: char = ';';

impl Markup {
    /// An empty part of a file with that nonce.
    pub fn new(nonce: &str) -> Self {
        Self { nonce: nonce.to_owned(), html: String::new(), slots: Vec::new(), has_raw: false }
    }

    /// A tag of ours without attributes, or any HTML a cleaner lets pass.
    pub fn html(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        push_escaped(&mut self.html, text);
    }

    /// An attribute of ours, with a blank before it.
    pub fn attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        self.html.push_str(&self.nonce);
        self.html.push(OURS);
        push_escaped(&mut self.html, value);
        self.html.push('"');
    }

    /// An anchor: an `id` or a link's `href`, its name behind `lead` and the page's prefix.
    pub fn anchor(&mut self, attribute: &str, lead: &str, name: &str) {
        let prefix = self.token(Slot::Hole(Hole::Anchor));
        self.attribute(attribute, lead);
        self.html.pop();
        self.html.push_str(&prefix);
        push_escaped(&mut self.html, name);
        self.html.push('"');
    }

    /// Raw HTML of the author's.
    pub fn raw(&mut self, html: &str) {
        self.has_raw = true;
        self.html.push_str(html);
    }

    /// HTML of ours that a cleaner would not let pass.
    pub fn trusted(&mut self, html: String) {
        let token = self.token(Slot::Trusted(html));
        self.html.push_str(&token);
    }

    /// A hole in the text, or the whole attribute of a link or image.
    pub fn hole(&mut self, hole: Hole) {
        let token = self.token(Slot::Hole(hole));
        match hole {
            Hole::Href(_) => self.html.push_str(&format!(" href=\"{token}\"")),
            Hole::Src(_) => self.html.push_str(&format!(" src=\"{token}\"")),
            Hole::Anchor | Hole::Block(_) => self.html.push_str(&token),
        }
    }

    fn token(&mut self, slot: Slot) -> String {
        self.slots.push(slot);
        format!("{}{}{SLOT_END}", self.nonce, self.slots.len() - 1)
    }

    /// Whether the author's raw HTML is in it.
    pub fn has_raw(&self) -> bool {
        self.has_raw
    }

    /// The nonce of its tokens.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// How many slots there are: the number of the next one.
    pub fn slots(&self) -> usize {
        self.slots.len()
    }

    /// Replaces the HTML by what `clean` makes of it; `clean` may have used further slots.
    pub fn cleaned(mut self, clean: impl FnOnce(&str) -> (String, Vec<Slot>)) -> Self {
        // Code is a block: it ends an author's `<p>`, and the cleaner must see that it does.
        let blocks = self.slots.iter().enumerate().filter(|(_, slot)| matches!(slot, Slot::Hole(Hole::Block(_))));
        let tokens: Vec<String> = blocks.map(|(index, _)| format!("{}{index}{SLOT_END}", self.nonce)).collect();
        let (html, slots) = clean(&around(&self.html, &tokens, |token| format!("{BLOCK}{token}{BLOCK_END}")));
        let wrapped: Vec<String> = tokens.iter().map(|token| format!("{BLOCK}{token}{BLOCK_END}")).collect();
        self.html = around(&html, &wrapped, |whole| whole[BLOCK.len()..whole.len() - BLOCK_END.len()].to_owned());
        self.slots.extend(slots);
        self
    }

    /// Takes the tokens out: the HTML, and the holes with their offsets.
    pub fn finish(self) -> (String, Vec<(usize, Hole)>) {
        let mut html = String::with_capacity(self.html.len());
        let mut holes = Vec::new();
        let mut parts = self.html.split(self.nonce.as_str());
        html.push_str(parts.next().unwrap_or_default());
        for part in parts {
            if let Some(rest) = part.strip_prefix(OURS) {
                html.push_str(rest);
                continue;
            }
            let (number, rest) = part.split_once(SLOT_END).unwrap_or(("", part));
            let slot = number.parse::<usize>().ok().and_then(|index| self.slots.get(index));
            let mut rest = Cow::Borrowed(rest);
            match slot {
                Some(Slot::Trusted(trusted)) => html.push_str(trusted),
                Some(Slot::Hole(hole)) => {
                    if let Some(attribute) = whole_attribute(*hole) {
                        html.truncate(html.len() - if html.ends_with(attribute) { attribute.len() } else { 0 });
                        rest = Cow::Owned(rest.strip_prefix('"').unwrap_or(&rest).to_owned());
                    }
                    holes.push((html.len(), *hole));
                }
                None => {}
            }
            html.push_str(&rest);
        }
        (html, holes)
    }
}

/// The element a code block's token stands in while HTML is cleaned.
const BLOCK: &str = "<div>";
const BLOCK_END: &str = "</div>";

/// Replaces the first of each of some texts, which follow each other in `html`.
fn around(html: &str, wanted: &[String], by: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    for text in wanted {
        let Some((before, behind)) = rest.split_once(text.as_str()) else { continue };
        out.push_str(before);
        out.push_str(&by(text));
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn whole_attribute(hole: Hole) -> Option<&'static str> {
    match hole {
        Hole::Href(_) => Some(" href=\""),
        Hole::Src(_) => Some(" src=\""),
        Hole::Anchor | Hole::Block(_) => None,
    }
}
