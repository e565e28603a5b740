//! What is shown of a document that answers: its title, its tags and what a passage can be cut from.

use super::wire::{END, Reader, SHARED, Writer};
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

/// Cards by the numbers of their documents: in a block counted from its first.
pub(crate) type Shown = Vec<(u32, Card)>;

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

/// Numbers in one stream and strings in another. A number of nought says that a string is what it mostly is, and left out.
#[derive(Default)]
struct Columns {
    numbers: Writer,
    strings: Writer,
}

impl Columns {
    fn string(&mut self, string: &str) {
        // As CommonMark has it.
        self.strings.line(string.replace(char::from(END), "\u{fffd}").as_bytes());
    }

    fn string_unless(&mut self, usual: &str, string: &str) {
        let is_usual = string == usual && usual.len() <= SHARED;
        self.numbers.count(usize::from(!is_usual));
        if !is_usual {
            self.string(string);
        }
    }
}

struct ColumnsReader<'b> {
    numbers: Reader<'b>,
    strings: Reader<'b>,
}

impl ColumnsReader<'_> {
    fn string_unless(&mut self, usual: &str) -> String {
        if self.numbers.number() == 0 && usual.len() <= SHARED { usual.to_owned() } else { self.strings.string() }
    }

    fn count(&mut self) -> usize {
        self.numbers.count(self.numbers.rest().len())
    }
}

/// Encodes cards; tags that the root knows are numbers.
pub(crate) fn encode<'c>(cards: impl IntoIterator<Item = (u32, &'c Card)>, known: &[Tag]) -> Vec<u8> {
    let mut documents = Writer::default();
    let mut columns = Columns::default();
    for (document, card) in cards {
        documents.number(document);
        columns.string(&card.title);
        columns.string_unless(&usual_url(&card.title), &card.url);
        columns.numbers.count(card.tags.len());
        for tag in &card.tags {
            match known.binary_search(tag) {
                Ok(number) => columns.numbers.count(number + 1),
                Err(_) => {
                    columns.numbers.number(0);
                    columns.string(&tag.slug);
                    columns.string_unless(&tag.slug, &tag.label);
                }
            }
        }
        columns.numbers.count(card.passages.len());
        let mut before = "";
        for Passage { anchor, text } in &card.passages {
            columns.string_unless(before, anchor);
            columns.string(text);
            before = anchor;
        }
    }
    let mut content = Writer::default();
    content.stream(&documents);
    content.stream(&columns.numbers);
    content.stream(&columns.strings);
    content.bytes
}

/// Encodes them with their own numbers.
pub(crate) fn encode_shown(shown: &Shown, known: &[Tag]) -> Vec<u8> {
    encode(shown.iter().map(|(document, card)| (*document, card)), known)
}

/// Decodes cards.
pub(crate) fn decode(mut from: Reader<'_>, known: &[Tag]) -> Shown {
    let mut documents = from.stream();
    let mut columns = ColumnsReader { numbers: from.stream(), strings: from.stream() };
    let mut cards = Vec::new();
    while !documents.is_empty() && !from.is_malformed() {
        cards.push((documents.number(), card(&mut columns, known)));
    }
    cards
}

fn card(columns: &mut ColumnsReader<'_>, known: &[Tag]) -> Card {
    let title = columns.strings.string();
    let url = columns.string_unless(&usual_url(&title));
    let mut card = Card { title, url, ..Card::default() };
    for _ in 0..columns.count() {
        let number = columns.numbers.number() as usize;
        if let Some(tag) = number.checked_sub(1) {
            if let Some(tag) = known.get(tag) {
                card.tags.push(tag.clone());
            }
            continue;
        }
        let slug = columns.strings.string();
        let label = columns.string_unless(&slug);
        card.tags.push(Tag { slug, label });
    }
    for _ in 0..columns.count() {
        let before = card.passages.last().map_or("", |passage| &passage.anchor);
        let anchor = columns.string_unless(before);
        let text = columns.strings.string();
        card.passages.push(Passage { anchor, text });
    }
    card
}
