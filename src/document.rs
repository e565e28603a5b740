//! What one file says, before anything is known of the others: the parser's result and the resolver's input.

mod words;

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::diagnostic::Place;
use crate::highlight::CodeBlock;
use crate::key::{Key, key};

pub use words::Words;

/// A value and the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub place: Place,
}

impl<T: Hash> Hash for Placed<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

/// A Markdown file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Relative to the content folder, `/` between components.
    pub path: Arc<str>,
    /// The collection's title: the first top heading.
    pub title: Option<String>,
    /// What stands before the first question, the table of contents apart.
    pub intro: Body,
    /// The questions, in the order of the file.
    pub entries: Vec<Entry>,
    /// The curated index of topics, if the file has one.
    pub topics: Vec<TopicClaim>,
    /// The table of contents, if the file has one.
    pub contents: Option<ContentsClaim>,
    /// `*Last Updated: …*` at the foot.
    pub updated: Option<Date>,
    /// `*Total Questions: …*` at the foot.
    pub total: Option<Placed<u64>>,
}

/// A line of the topic index: a topic and the numbers of its questions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TopicClaim {
    /// The topic's name.
    pub name: Placed<String>,
    /// The questions it lists, by their numbers in the same file.
    pub numbers: Vec<Placed<u64>>,
}

/// A table of contents as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsClaim {
    /// The place of its heading.
    pub heading: Place,
    /// Its links: the text shown and the destination.
    pub links: Vec<Placed<(String, String)>>,
}

/// A question as its file states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The place of its heading, or of the front matter's title.
    pub heading: Place,
    /// The line its heading stands on, from 1.
    pub line: usize,
    /// `9` in `Q9`.
    pub number: Option<u64>,
    /// The title, without the number.
    pub title: Title,
    /// The anchor GitHub gives its heading: how tables of contents name it.
    pub anchor: String,
    /// What was said about it in labelled fields or front matter.
    pub fields: Fields,
    /// The question's text; empty if the title says it all.
    pub question: Body,
    /// What a reader may choose from, if it is a quiz question.
    pub choices: Vec<Choice>,
    /// The answer, if there is one.
    pub answer: Option<Body>,
    /// The words that tell it from others, hashed and counted, for finding related questions.
    pub terms: Vec<(u64, u16)>,
}

/// Everything pages and search can show of it; not the places it was written at, which move when others grow.
impl Hash for Entry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { heading: _, line: _, number, title, anchor, fields, question, choices, answer, terms: _ } = self;
        (number, title, anchor, fields, question, choices, answer).hash(state);
    }
}

/// What is known of a document's contents without comparing them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentKeys {
    /// Of what the resolver reads of it, without the places.
    pub skeleton: Key,
    /// Of its entries.
    pub entries: Vec<EntryKeys>,
}

/// What is known of a question's contents without comparing them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EntryKeys {
    /// Of everything that can be shown of it.
    pub whole: Key,
    /// Of everything but its texts.
    pub card: Key,
    /// Of the words it is compared with others by.
    pub terms: Key,
}

impl Document {
    /// Its keys.
    pub fn keys(&self) -> DocumentKeys {
        let keys = |entry: &Entry| EntryKeys {
            whole: key(entry),
            card: key(&(entry.number, &entry.title, &entry.fields)),
            terms: key(&entry.terms),
        };
        DocumentKeys { skeleton: key(&self.skeleton()), entries: self.entries.iter().map(keys).collect() }
    }

    /// Every place the resolver may point at; documents of one skeleton have them in the same order.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        let contents = self.contents.iter();
        let contents =
            contents.flat_map(|it| std::iter::once(&it.heading).chain(it.links.iter().map(|link| &link.place)));
        let topics = self.topics.iter();
        let topics = topics.flat_map(|it| std::iter::once(&it.name.place).chain(it.numbers.iter().map(|it| &it.place)));
        let entries = self.entries.iter().flat_map(Entry::places);
        let total = self.total.iter().map(|total| &total.place);
        self.intro.places().chain(contents).chain(topics).chain(entries).chain(total)
    }

    /// Everything the resolver reads but the places, for hashing: whatever it makes of equal ones differs in places only.
    fn skeleton(&self) -> impl Hash {
        let Self { path, title, intro, entries, topics, contents, updated, total } = self;
        let entries: Vec<_> = entries.iter().map(Entry::skeleton).collect();
        let contents = contents.as_ref().map(|contents| &contents.links);
        (path, title, intro.skeleton(), entries, topics, contents, updated, total)
    }
}

impl Entry {
    fn skeleton(&self) -> impl Hash {
        let Self { heading: _, line: _, number, title, anchor, fields, question, choices, answer, terms: _ } = self;
        let choices: Vec<_> =
            choices.iter().map(|choice| (choice.is_correct, choice.words.skeleton(), choice.more.skeleton())).collect();
        (number, title, anchor, fields, question.skeleton(), choices, answer.as_ref().map(Body::skeleton))
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        let Fields { id, tags, topics, related, aliases, .. } = &self.fields;
        let fields = id.iter().chain(tags).chain(topics).chain(related).chain(aliases).map(|field| &field.place);
        std::iter::once(&self.heading).chain(fields).chain(self.bodies().flat_map(Body::places))
    }

    /// The texts it shows, in their order: the question, the choices, the answer.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        let choices = self.choices.iter().flat_map(|choice| [&choice.words, &choice.more]);
        std::iter::once(&self.question).chain(choices).chain(&self.answer)
    }

    /// Whether any of the choices is right.
    pub fn is_decided(&self) -> bool {
        self.choices.iter().any(|choice| choice.is_correct)
    }
}

/// A choice of a quiz question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Choice {
    /// The letter or number it is called by.
    pub label: String,
    /// Its words: what can stand in a line.
    pub words: Body,
    /// What stands below them: code, pictures, lists.
    pub more: Body,
    /// Whether it is right.
    pub is_correct: bool,
}

/// A title in the two forms pages need.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Title {
    /// As text.
    pub text: String,
    /// As HTML, with code and emphasis kept.
    pub html: String,
}

/// How hard a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Difficulty {
    /// A warm-up.
    Easy,
    /// What most interviews ask.
    Medium,
    /// For the last round.
    Hard,
}

/// Where a question comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Origin {
    /// What to call it.
    pub text: String,
    /// Where to read it, if it can be.
    pub url: Option<String>,
}

/// What an author states about a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Fields {
    /// The author's own id: the question's URL and its key in readers' progress.
    pub id: Option<Placed<String>>,
    /// Tags as written.
    pub tags: Vec<Placed<String>>,
    /// Topics as written.
    pub topics: Vec<Placed<String>>,
    /// How hard it is.
    pub difficulty: Option<Difficulty>,
    /// When it was last revised.
    pub updated: Option<Date>,
    /// Ids of questions to read beside it.
    pub related: Vec<Placed<String>>,
    /// Where it comes from.
    pub source: Option<Origin>,
    /// Former ids, which redirect here.
    pub aliases: Vec<Placed<String>>,
    /// Not to be published.
    pub draft: bool,
}

/// A stretch of Markdown as HTML with holes: what only the whole site can fill in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// HTML, safe to publish, without the contents of the holes.
    pub html: String,
    /// Where something is to be put in, ordered by offset into `html`.
    pub holes: Vec<(usize, Hole)>,
    /// Links to other parts of the site, in the order of their holes.
    pub links: Vec<Link>,
    /// Code blocks, in the order of their holes.
    pub blocks: Vec<CodeBlock>,
    /// The bytes of the text at which the code blocks stand.
    pub blocks_at: Vec<usize>,
    /// Headings and bold lead-ins.
    pub outline: Vec<Heading>,
    /// Every anchor in it, without the page's prefix.
    pub anchors: Vec<String>,
    /// The words alone.
    pub words: Words,
}

impl Body {
    /// Whether it shows nothing at all.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }

    /// The words alone, paragraphs apart by newlines; code blocks are in `blocks`.
    pub fn text(&self) -> String {
        self.words.text(&self.html)
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        self.links.iter().map(|link| &link.place)
    }

    /// What of it other parts of the site can see.
    fn skeleton(&self) -> impl Hash {
        let targets: Vec<&Target> = self.links.iter().map(|link| &link.target).collect();
        (self.is_empty(), targets, &self.anchors)
    }

    /// Gives back what it grew into and does not need: bodies live as long as the site.
    pub fn shrink_to_fit(&mut self) {
        fit(&mut self.html);
        self.holes.shrink_to_fit();
        self.links.shrink_to_fit();
        self.blocks.shrink_to_fit();
        self.blocks.iter_mut().for_each(|block| fit(&mut block.text));
        self.blocks_at.shrink_to_fit();
        self.outline.shrink_to_fit();
        self.anchors.shrink_to_fit();
    }
}

/// Moves a text into as much memory as it needs: an allocator that is asked to shrink a block often keeps it.
fn fit(text: &mut String) {
    if text.capacity() > text.len() {
        *text = text.as_str().to_owned();
    }
}

impl Hash for Body {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { html, holes, links, blocks, blocks_at, outline, anchors, words } = self;
        (html, holes, blocks, blocks_at, outline, anchors, words).hash(state);
        for link in links {
            link.target.hash(state);
        }
    }
}

/// Something missing from a body's HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hole {
    /// The prefix that keeps anchors apart where several questions share a page.
    Anchor,
    /// The attribute ` href="…"` of the link of that index; nothing if it leads nowhere.
    Href(usize),
    /// The attributes ` src="…"` and size of the image whose link has that index.
    Src(usize),
    /// The highlighted code block of that index.
    Block(usize),
}

/// A link that is not to another site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it names.
    pub target: Target,
    /// Where it was written.
    pub place: Place,
}

/// What a link within the site names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// `#name`: a heading of the same question, or a question.
    Anchor(String),
    /// `q:id`: a question.
    Question(String),
    /// A file beside the content, by its path from the content folder, and what follows `#`.
    File {
        /// Components joined by `/`, none of them `..`.
        path: String,
        /// What follows `#`.
        anchor: Option<String>,
    },
    /// A path that leads out of the content folder, as written.
    Outside(String),
    /// `/path`: a page of the site, without the leading slash.
    Page(String),
}

/// A heading or bold lead-in of a body.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Heading {
    /// 3 to 6, as the page shows it.
    pub level: u8,
    /// Its anchor without the page's prefix.
    pub id: String,
    /// Its text.
    pub text: String,
    /// The byte of the body's text at which it stands.
    #[serde(skip)]
    pub at: usize,
}

/// A range of bytes in a source's text.
pub type Span = Range<usize>;
