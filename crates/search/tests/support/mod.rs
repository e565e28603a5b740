//! Packs for tests: plain documents, generated or written down, indexed without tantivy; and questions to ask of them.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what is wrong here is a failed test")]

mod damage;
mod engines;
mod memory;
mod words;

pub use damage::{Damage, damage, resealed};
pub use engines::{Native, Reader, converse, transcript};
pub use memory::most_taken;
pub use words::{Random, documents, queries};

use std::collections::BTreeMap;

use studybook_search::analyze::Analyzer;
use studybook_search::bm25::{self, Collection, Posting};
use studybook_search::pack::{Card, File, Passage, Tag};
use studybook_search::plan::filter_key;
use studybook_search::query::TAG;
use studybook_search::write::lexicon::{Lexicon, Word};
use studybook_search::write::{PackWriter, Shape, Statistics};

/// A document before it is indexed.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub title: String,
    pub tags: Vec<String>,
    pub heading: String,
    pub question: String,
    pub answer: String,
}

impl Document {
    /// In the order of the fields: everything, title, tags, headings, question.
    fn texts(&self) -> [String; 5] {
        let tags = self.tags.join("\n");
        let all = [&self.title, &tags, &self.heading, &self.question, &self.answer].map(String::as_str).join("\n");
        [all, self.title.clone(), tags, self.heading.clone(), self.question.clone()]
    }

    fn card(&self, number: usize) -> Card {
        let tag = |label: &String| Tag { slug: label.to_lowercase(), label: label.clone() };
        let anchor = if self.heading.is_empty() { String::new() } else { format!("h-{number}") };
        let passages = [(String::new(), &self.question), (anchor, &self.answer)];
        Card {
            title: self.title.clone(),
            url: format!("questions/{number}/"),
            tags: self.tags.iter().map(tag).collect(),
            passages: passages.map(|(anchor, text)| Passage { anchor, text: text.clone() }).into(),
        }
    }
}

/// A term's postings, and its places in the documents one after another.
type Postings = (Vec<Posting>, Vec<u32>);

/// The pack of documents in a language; `synonyms` are groups of single words.
pub fn pack(language: &str, documents: &[Document], synonyms: &[&[&str]]) -> Vec<File> {
    let analyzer = Analyzer::new(language);
    let count = u32::try_from(documents.len()).unwrap();
    let mut terms: BTreeMap<String, Postings> = BTreeMap::new();
    let mut words: BTreeMap<(String, String), (u32, u32)> = BTreeMap::new();
    let (mut tokens, mut norms) = ([0; 5], Vec::new());
    for (document, number) in documents.iter().zip(0..) {
        let mut length = 0;
        for (field, text) in document.texts().iter().enumerate() {
            analyzer.tokens(text, &mut |token| {
                let (postings, places) = terms.entry(token.term.to_owned()).or_default();
                add(postings, number, field);
                tokens[field] += 1;
                if field == 0 {
                    length += 1;
                    places.push(token.position);
                    let word = words.entry((token.word.to_owned(), token.term.to_owned())).or_insert((0, u32::MAX));
                    *word = (word.0 + u32::from(word.1 != number), number);
                }
            });
        }
        for tag in &document.tags {
            add(&mut terms.entry(filter_key(TAG, tag, &analyzer)).or_default().0, number, 0);
        }
        norms.push((0..=u8::MAX).rev().find(|norm| bm25::length(*norm) <= length).unwrap());
    }
    let words = words.iter().map(|((word, term), (documents, _))| Word { word, term, documents: *documents }).collect();
    let frequency = |term: &str| terms.get(term).map_or(0, |(postings, _)| postings.len() as u32);
    let lexicon = Lexicon::new(words, count, frequency);
    let term = |word: &str| analyzer.term(word);
    let collection = Collection { documents: count, tokens };
    // Short, so that a few hundred documents have tails.
    let shape = Shape { long: 256, near: 300, ..Shape::of(&collection) };
    let statistics = Statistics {
        language: if analyzer.stems() { language.to_owned() } else { String::new() },
        collection,
        norms,
        stop_words: ["of", "the", "und"].into_iter().filter_map(term).collect(),
        synonyms: synonyms
            .iter()
            .map(|group| group.iter().filter_map(|word| term(word)).collect::<Vec<_>>().join("\t"))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    let cards: Vec<Card> = documents.iter().enumerate().map(|(number, document)| document.card(number)).collect();
    let mut writer = PackWriter::new(statistics, shape, &lexicon, &cards);
    for (term, (postings, places)) in terms {
        // As if the first were the best: what is beside a term is shown, whichever it is.
        let is_showing = postings.len() as u32 > shape.apart;
        let shown = postings.iter().filter(|_| is_showing).take(10).map(|posting| posting.document);
        let passage = |document: u32| (document, cards[document as usize].passages.last().cloned());
        let shown = shown.map(passage).collect();
        writer.term(&term, &postings, places, shown);
    }
    writer.finish()
}

fn add(postings: &mut Vec<Posting>, document: u32, field: usize) {
    if postings.last().is_none_or(|last| last.document != document) {
        postings.push(Posting { document, counts: [0; 5] });
    }
    postings.last_mut().unwrap().counts[field] += 1;
}
