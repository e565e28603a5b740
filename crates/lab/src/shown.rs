//! How often what is shown of a hit holds the word that was asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use studybook::index::Index;
use studybook_search::analyze::{Analyzer, Form};
use studybook_search::snippet::Part;

use crate::collection::{self, Document};
use crate::visitor::Visitor;

/// As many words of a band are asked for.
const ASKED: usize = 400;
/// Words by the number of documents that hold them, up to so many.
const BANDS: [u32; 4] = [14, 99, 300, u32::MAX];

/// What was shown of all hits of some words.
#[derive(Default)]
struct Tally {
    hits: u32,
    in_title: u32,
    in_passage: u32,
    in_either: u32,
}

/// A word, by the term it came to.
#[derive(Default)]
struct Word {
    word: String,
    documents: u32,
    /// One of them.
    document: usize,
    is_titled: bool,
}

/// Makes the pack, asks for words of each band one by one, and prints the table.
pub fn print(documents: &Path, first: usize) -> io::Result<()> {
    let documents = collection::site(documents, first)?;
    let record = |number: usize| documents[number].record();
    let corpus = collection::corpus(documents.len(), &record);
    let files = Index::new(&corpus).pack(&corpus);
    let mut visitor = Visitor::new(&files)?;
    println!("{:<24} {:>7} {:>9} {:>9} {:>9}", "words", "hits", "title", "passage", "either");
    for (band, words) in bands(&words(&documents)) {
        let mut tally = Tally::default();
        let step = words.len().div_ceil(ASKED).max(1);
        for word in words.iter().step_by(step) {
            let results = visitor.ask(word, &mut |_| {})?;
            results.hits.iter().for_each(|hit| tally.add(&hit.snippet.title, &hit.snippet.passage));
        }
        let share = |count: u32| format!("{:.1} %", f64::from(count) * 100.0 / f64::from(tally.hits.max(1)));
        let (title, passage, either) = (share(tally.in_title), share(tally.in_passage), share(tally.in_either));
        println!("{band:<24} {:>7} {title:>9} {passage:>9} {either:>9}", tally.hits);
    }
    Ok(())
}

impl Tally {
    fn add(&mut self, title: &[Part], passage: &[Part]) {
        let [title, passage] = [title, passage].map(|parts| parts.iter().any(|part| part.is_match));
        self.hits += 1;
        self.in_title += u32::from(title);
        self.in_passage += u32::from(passage);
        self.in_either += u32::from(title || passage);
    }
}

/// The words of the documents, one for each term.
fn words(documents: &[Document]) -> BTreeMap<String, Word> {
    let analyzer = Analyzer::new("en");
    let mut words: BTreeMap<String, Word> = BTreeMap::new();
    for (number, document) in documents.iter().enumerate() {
        let record = document.record();
        let mut held: BTreeSet<String> = BTreeSet::new();
        let mut note = |text: &str, is_title| {
            analyzer.tokens(text, &mut |token| {
                if token.form == Form::Word && token.word.chars().all(char::is_alphabetic) && token.word.len() > 2 {
                    let word = words.entry(token.term.to_owned()).or_default();
                    word.is_titled |= is_title;
                    token.word.clone_into(&mut word.word);
                    held.insert(token.term.to_owned());
                }
            });
        };
        note(&record.title, true);
        record.passages.iter().for_each(|(_, text)| note(text, false));
        for term in &held {
            let word = words.entry(term.clone()).or_default();
            word.documents += 1;
            word.document = number;
        }
    }
    words
}

/// What is asked, by what kind it is of.
fn bands(words: &BTreeMap<String, Word>) -> Vec<(String, Vec<String>)> {
    let chosen = |is_chosen: &dyn Fn(&Word) -> bool| -> Vec<String> {
        let chosen = words.values().filter(|word| word.documents > 1 && is_chosen(word));
        chosen.map(|word| word.word.clone()).collect()
    };
    let mut bands = vec![(String::from("of titles"), chosen(&|word| word.is_titled))];
    let mut least = 2;
    for most in BANDS {
        let name = format!("in {least} to {most}").replace(&u32::MAX.to_string(), "all");
        bands.push((name, chosen(&|word| !word.is_titled && (least..=most).contains(&word.documents))));
        least = most.saturating_add(1);
    }
    bands.push((String::from("two of one text"), pairs(words)));
    bands
}

/// Two words that stand together in a document and in some others.
fn pairs(words: &BTreeMap<String, Word>) -> Vec<String> {
    let mut together: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for word in words.values().filter(|word| (15..=300).contains(&word.documents)) {
        together.entry(word.document).or_default().push(&word.word);
    }
    together.values().filter_map(|words| Some(words.get(..2)?.join(" "))).collect()
}
