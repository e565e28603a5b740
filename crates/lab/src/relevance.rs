//! How well judged documents are ranked: nDCG@10 with linear gain, as trec_eval computes it.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;
use studybook::index::{Asked, Index};
use studybook_search::plan::Reading;

use crate::collection::{self, Document};

/// The kinds of queries: the ending of their file, and how they are read.
const KINDS: [(&str, Reading); 5] = [
    ("", Reading::Whole),
    ("_short", Reading::Whole),
    ("_prefix", Reading::Typing),
    ("_typohard", Reading::Whole),
    ("_misspell", Reading::Whole),
];

#[derive(Deserialize)]
struct Query {
    id: String,
    text: String,
}

/// The grades of documents by their names, for each query.
type Judgements = HashMap<String, HashMap<String, f64>>;

/// Prints a line for each collection in a folder, and on request one for each query.
pub fn print(folder: &Path, each: bool) -> io::Result<()> {
    println!("{:<14} {:>8} {:>8} {:>8} {:>8} {:>8}", "nDCG@10", "whole", "short", "prefix", "typo", "misspelt");
    let mut collections: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    collections.sort_by_key(fs::DirEntry::file_name);
    for entry in collections.iter().filter(|entry| entry.path().is_dir()) {
        let path = entry.path();
        let documents: Vec<Document> = collection::lines(&path.join("docs.jsonl"), usize::MAX)?;
        let record = |number: usize| documents[number].record();
        let corpus = collection::corpus(documents.len(), &record);
        let index = Index::new(&corpus);
        let judgements = judgements(&fs::read_to_string(path.join("qrels.tsv"))?);
        print!("{:<14}", entry.file_name().to_string_lossy());
        for (ending, reading) in KINDS {
            let queries: Vec<Query> = collection::lines(&path.join(format!("queries{ending}.jsonl")), usize::MAX)?;
            let rank = |query: &Query, grades: &HashMap<String, f64>| {
                let (ranked, _) = index.search(&query.text, Asked { limit: 10, reading }, &corpus);
                let best = ranked.best.iter().map(|(document, _)| documents[*document as usize].id.as_str());
                let gain = gain(&best.collect::<Vec<_>>(), grades);
                if each {
                    let corrected = ranked.corrections.iter().map(|it| format!(" {}={}", it.from, it.to));
                    println!("\n{ending}\t{gain:.3}\t{}\t{}\t{}", query.id, query.text, corrected.collect::<String>());
                }
                gain
            };
            let asked: HashMap<&str, &Query> = queries.iter().map(|query| (query.id.as_str(), query)).collect();
            let mut sum = 0.0;
            for (id, grades) in &judgements {
                sum += asked.get(id.as_str()).map_or(0.0, |query| rank(query, grades));
            }
            print!(" {:>8.4}", sum / judgements.len() as f64);
        }
        println!();
    }
    Ok(())
}

fn judgements(text: &str) -> Judgements {
    let mut judgements = Judgements::new();
    for line in text.lines() {
        if let [query, document, grade] = line.split('\t').collect::<Vec<_>>()[..] {
            let grade = grade.parse().unwrap_or(0.0);
            judgements.entry(query.to_owned()).or_default().insert(document.to_owned(), grade);
        }
    }
    judgements.retain(|_, grades| grades.values().any(|grade| *grade > 0.0));
    judgements
}

/// Normalised discounted cumulative gain of the first ten.
fn gain(ranked: &[&str], grades: &HashMap<String, f64>) -> f64 {
    let discounted = |gains: &mut dyn Iterator<Item = f64>| -> f64 {
        gains.take(10).enumerate().map(|(rank, gain)| gain / ((rank + 2) as f64).log2()).sum()
    };
    let mut ideal: Vec<f64> = grades.values().copied().filter(|grade| *grade > 0.0).collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    let reached = discounted(&mut ranked.iter().map(|document| grades.get(*document).copied().unwrap_or(0.0).max(0.0)));
    reached / discounted(&mut ideal.into_iter())
}
