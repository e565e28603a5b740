//! What is shown of a document that answers: its title, its tags and what a passage can be cut from.

use super::wire::{Reader, SHARED, Writer};
use crate::analyze::{is_alphanumeric, small};

/// What is shown of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// The title, as text.
    pub title: String,
    /// The page's address, from the site's root.
    pub url: String,
    /// The tags.
    pub tags: Vec<Tag>,
    /// What was kept of the text, in its order.
    pub passages: Vec<Passage>,
}

/// A tag, as it is written and as it is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// As in addresses.
    pub slug: String,
    /// As shown.
    pub label: String,
}

impl Tag {
    /// Whether cards may name it by a number: a small file must not become large by naming a long tag often.
    pub(crate) fn is_short(&self) -> bool {
        self.slug.len().max(self.label.len()) <= SHARED
    }
}

/// Text that stands in one piece in the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    /// The anchor of the heading it stands under; empty before the first.
    pub anchor: String,
    /// The text.
    pub text: String,
}

/// The address of a page that is named after its title.
fn usual_url(title: &str) -> String {
    let mut url = String::from("questions/");
    let mut ends_word = false;
    for letter in title.chars() {
        if !is_alphanumeric(letter) {
            ends_word = !url.ends_with('/');
            continue;
        }
        if ends_word {
            url.push('-');
        }
        ends_word = false;
        url.push(small(letter));
    }
    url.push('/');
    url
}

/// Strings, their lengths in one stream and their letters in another; a length of nothing says "as usual".
#[derive(Default)]
struct Strings {
    lengths: Writer,
    letters: Writer,
}

impl Strings {
    fn put(&mut self, string: &str, usual: &str) {
        if string == usual && usual.len() <= SHARED {
            return self.lengths.number(0);
        }
        self.lengths.count(string.len() + 1);
        self.letters.take(string.as_bytes());
    }
}

struct StringsReader<'b> {
    lengths: Reader<'b>,
    letters: Reader<'b>,
}

impl StringsReader<'_> {
    fn next(&mut self, usual: &str) -> String {
        match self.lengths.number() as usize {
            0 if usual.len() <= SHARED => usual.to_owned(),
            length => self.letters.text(length.wrapping_sub(1)).to_owned(),
        }
    }

    fn count(&mut self) -> usize {
        self.lengths.count(self.lengths.rest().len())
    }
}

/// Encodes the cards of a block; tags that the root knows are numbers.
pub(crate) fn encode(cards: &[Card], known: &[Tag]) -> Vec<u8> {
    let mut strings = Strings::default();
    for card in cards {
        strings.put(&card.title, "");
        strings.put(&card.url, &usual_url(&card.title));
        strings.lengths.count(card.tags.len());
        for tag in &card.tags {
            match known.binary_search(tag) {
                Ok(number) => strings.lengths.count(number + 1),
                Err(_) => {
                    strings.lengths.number(0);
                    strings.put(&tag.slug, "");
                    strings.put(&tag.label, &tag.slug);
                }
            }
        }
        strings.lengths.count(card.passages.len());
        let mut before = "";
        for Passage { anchor, text } in &card.passages {
            strings.put(anchor, before);
            strings.put(text, "");
            before = anchor;
        }
    }
    let mut content = Writer::default();
    content.stream(&strings.lengths);
    content.stream(&strings.letters);
    content.bytes
}

/// Decodes a block of so many cards.
pub(crate) fn decode(mut from: Reader<'_>, count: u32, known: &[Tag]) -> Vec<Card> {
    let mut strings = StringsReader { lengths: from.stream(), letters: from.stream() };
    let mut cards = Vec::new();
    for _ in 0..count {
        if from.is_malformed() {
            break;
        }
        cards.push(card(&mut strings, known));
    }
    cards
}

fn card(strings: &mut StringsReader<'_>, known: &[Tag]) -> Card {
    let title = strings.next("");
    let url = strings.next(&usual_url(&title));
    let mut card = Card { title, url, ..Card::default() };
    for _ in 0..strings.count() {
        let number = strings.lengths.number() as usize;
        if let Some(tag) = number.checked_sub(1) {
            if let Some(tag) = known.get(tag) {
                card.tags.push(tag.clone());
            }
            continue;
        }
        let slug = strings.next("");
        let label = strings.next(&slug);
        card.tags.push(Tag { slug, label });
    }
    for _ in 0..strings.count() {
        let before = card.passages.last().map_or("", |passage| &passage.anchor);
        let anchor = strings.next(before);
        let text = strings.next("");
        card.passages.push(Passage { anchor, text });
    }
    card
}
