//! What is found is what the documents hold.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these tests fail by panicking")]

use studybook_search::engine::{Answer, Engine};
use studybook_search::pack::ROOT;
use studybook_search::plan::Reading;

use crate::support::{Document, Native, documents, pack, queries, transcript};

fn check(query: &str, expected: &[u32]) {
    let document = |title: &str, tags: &[&str], answer: &str| Document {
        title: title.to_owned(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        answer: answer.to_owned(),
        ..Document::default()
    };
    let documents = [
        document("Sharding", &["Databases"], "Tables are split by a key."),
        document("Race condition", &["Threads", "Load Balancing"], "Two threads race for a condition."),
        document("Condition variables", &["Threads"], "A race is lost. Condition is met."),
    ];
    let pack = pack("en", &documents, &[&["partition", "sharding"]]);
    let bytes = |name: &str| &*pack.iter().find(|file| file.name == name).unwrap().bytes;
    let mut engine = Engine::open(bytes(ROOT)).unwrap();
    while let Answer::Wants(files) = engine.search(query, 10, Reading::Whole).unwrap() {
        for file in files {
            engine.load(file.slot, bytes(&file.name)).unwrap();
        }
    }
    let Answer::Ready(results) = engine.search(query, 10, Reading::Whole).unwrap() else {
        panic!("nothing is missing")
    };
    let mut found: Vec<u32> = results.hits.iter().map(|hit| hit.document).collect();
    found.sort_unstable();
    assert_eq!(found, expected, "{query}");
}

#[test]
fn words_phrases_and_filters_find_their_documents() {
    check("sharding", &[0]);
    check("shrading", &[0]);
    check("partition", &[0]);
    check("thread", &[1, 2]);
    check("\"race condition\"", &[1]);
    check("\"race for a condition\"", &[1]);
    check("condition -race", &[]);
    check("tag:\"load balancing\"", &[1]);
    check("tag:threads -variables", &[1]);
    check("title:condition", &[1, 2]);
    check("tab*", &[0]);
}

#[test]
fn every_question_is_answered_from_the_files_it_asks_for() {
    for count in [0, 1, 64, 65, 2_500, 5_100] {
        let pack = pack("en", &documents(count, 1), &[]);
        for reply in transcript(&mut Native::default(), &pack, &queries(300, 2)) {
            assert!(!reply.starts_with("{\"error\""), "{reply}");
        }
    }
}
