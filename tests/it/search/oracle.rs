//! For any collection and query: the same documents in the same order, scores equal within a thousandth.

use std::path::Path;

use studybook::index::Record;
use studybook_search::plan::Reading;

use super::collections::{Collection, generated, own, sections, short};
use super::questions::questions;

/// How far a score may be off.
const TOLERANCE: f32 = 1e-3;

/// What differs between tantivy's answer and the engine's, if anything does.
fn difference(collection: &Collection, query: &str, reading: Reading) -> Option<String> {
    let expected = collection.index.rank(query, 10, reading);
    let found = collection.ask(query, reading);
    let mut hits = found.hits;
    hits.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let same = |(a, b): (&(u32, f32), &(u32, f32))| (a.1 - b.1).abs() <= TOLERANCE && (a.0 == b.0 || is_tie(a, &hits));
    let is_same = hits.len() == expected.best.len() && hits.iter().zip(&expected.best).all(same);
    let total = !found.is_exact || found.total as usize == expected.total;
    let corrections = found.corrections == expected.corrections;
    (!is_same || !total || !corrections).then(|| {
        format!(
            "`{query}` ({reading:?})\n  engine  {hits:?} of {}, {:?}\n  tantivy {:?} of {}, {:?}",
            found.total, found.corrections, expected.best, expected.total, expected.corrections
        )
    })
}

/// Whether a document scores so much like another of the ten, or like whatever just misses them, that rounding decides.
fn is_tie((document, score): &(u32, f32), hits: &[(u32, f32)]) -> bool {
    let last = hits.last().map_or(0.0, |last| last.1);
    let is_near = |other: f32| (score - other).abs() <= 1e-5 * score.abs();
    is_near(last) || hits.iter().any(|(other, near)| other != document && is_near(*near))
}

fn check(records: Vec<Record>, language: &str, count: usize) {
    let synonyms = [vec!["cache".to_owned(), "caching".to_owned(), "memory store".to_owned()]];
    let collection = Collection::new(records, language, &synonyms);
    let queries = questions(&collection.records, count);
    let differences = queries.iter().filter_map(|(query, reading)| difference(&collection, query, *reading));
    let differences: Vec<String> = differences.take(5).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn ten_thousand_questions() {
    check(generated(10_000), "en", 700);
}

#[test]
fn more_questions_than_lengths_in_the_root() {
    check(short(20_001), "en", 400);
}

#[test]
fn collections_of_every_size() {
    for count in [1, 2, 40, 300, 1_500] {
        check(generated(count), "en", 250);
    }
}

#[test]
fn the_projects_own_questions() {
    check(own(), "en", 700);
}

#[test]
fn other_languages() {
    for language in ["de", "fr", "ru", "fi", "tr", "zh", "xx"] {
        check(generated(120), language, 90);
    }
}

#[test]
fn public_collections_where_they_are_at_hand() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    for (folder, count) in [("seed", 300), ("corpora", 700)] {
        let records = sections(&shared.join(folder), 6_000);
        if !records.is_empty() {
            check(records, "en", count);
        }
    }
}

#[test]
fn nothing_to_search() {
    let empty = Collection::new(Vec::new(), "en", &[]);
    for query in ["", "x", "\"a b\"", "tag:x", "-x", "con*"] {
        assert_eq!(empty.ask(query, Reading::Typing).hits.len(), 0, "{query}");
        assert_eq!(empty.index.rank(query, 10, Reading::Typing).total, 0, "{query}");
    }
}
