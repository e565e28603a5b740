//! What the manual promises of search beside equal answers: nothing that holds a prefix is missed, slips are found, an
//! edit changes few files, and the same questions give the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use studybook::index::{Questions, Record, record};
use studybook::output::Output;
use studybook::pipeline::Pipeline;
use studybook::project::Project;
use studybook_search::engine::{Answer, Engine};
use studybook_search::plan::Reading;

use super::collections::{Answered, Collection, generated, own, short};
use super::questions::{Random, misspelt};

/// The words of a text as they are written, without case.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[test]
fn a_prefix_finds_every_question_that_holds_it() {
    let collection = Collection::new(generated(2_000), "en", &[]);
    for prefix in ["con", "sha", "wri", "trac", "concon", "revers"] {
        let holds = |text: &str| words(text).any(|word| word.starts_with(prefix));
        let expected = collection.records.iter().filter(|record| record.passages.iter().any(|(_, text)| holds(text)));
        let found = collection.ask(&format!("{prefix}*"), Reading::Whole);
        assert!(found.total as usize >= expected.count() && found.is_exact, "`{prefix}*`: {}", found.total);
    }
}

#[test]
fn nineteen_of_twenty_slips_are_found() {
    // Words of a language, which are further apart than generated ones.
    let collection = Collection::new(own(), "en", &[]);
    let mut holders: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (record, number) in collection.records.iter().zip(0..) {
        for word in record.passages.iter().flat_map(|(_, text)| words(text)) {
            holders.entry(word).or_default().insert(number);
        }
    }
    let mut random = Random::new(3);
    let known: Vec<&String> =
        holders.keys().filter(|word| word.len() > 4 && word.bytes().all(|byte| byte.is_ascii_alphabetic())).collect();
    let (mut asked, mut found) = (0, 0);
    while asked < 1_000 {
        let word = known[random.below(known.len())];
        let slip = misspelt(&mut random, word);
        // A slip that makes another word of the collection is no slip to anyone who reads it.
        if holders.contains_key(&slip) || slip == *word {
            continue;
        }
        asked += 1;
        let hits = collection.ask(&slip, Reading::Whole).hits;
        found += usize::from(hits.iter().any(|(document, _)| holders[word].contains(document)));
    }
    assert!(found * 100 >= asked * 95, "{found} of {asked}");
}

#[test]
fn a_word_asked_alone_shows_what_is_about_it() {
    for (count, beside, apart) in [(1_000, 166, 2), (6_000, 240, 48)] {
        let mut records = generated(count);
        let hold =
            |record: &mut Record, word: &str| record.passages[1].1.push_str(&format!("\nThen it is {word} at last."));
        records.iter_mut().step_by(count / (beside + 1)).for_each(|record| hold(record, "quorum"));
        records.iter_mut().take(beside).for_each(|record| hold(record, "quotient quibble"));
        records.iter_mut().take(apart).for_each(|record| hold(record, "quasar"));
        let collection = Collection::new(records, "en", &[]);
        let ask = |engine: &mut Engine, word: &str, reading| {
            let Answered { hits, is_marked, kinds, .. } = collection.visit(engine, word, reading);
            assert!(is_marked.iter().all(|is_marked| *is_marked), "{word} of {count}: {is_marked:?}");
            assert_eq!(is_marked.len(), 10, "{word} of {count}");
            (hits, kinds)
        };
        for reading in [Reading::Whole, Reading::Typing] {
            assert_eq!(ask(&mut collection.engine(), "quorum", reading).1, "t", "beside a word in more than {beside}");
        }
        let kinds = ask(&mut collection.engine(), "quotient", Reading::Whole).1;
        assert_eq!(kinds, "ts", "what is about a word in no more than {beside} of {count} has a file");
        // Words count as close if they are so in what is kept of a document, whichever other words are beside it.
        let kinds = collection.ask("quorum quotient", Reading::Whole).kinds;
        assert!(kinds.contains('c'), "{kinds}");
        let mut engine = collection.engine();
        let Answered { hits: mut both, kinds, .. } = collection.visit(&mut engine, "quotient quibble", Reading::Whole);
        assert!(kinds.contains('c'), "{kinds}");
        // Its cards are at hand now, but they need not hold the word.
        let (mut one, kinds) = ask(&mut engine, "quotient", Reading::Whole);
        assert_eq!(kinds, "s", "{count}");
        let documents = |hits: &mut Vec<(u32, f32)>| -> Vec<u32> {
            hits.sort_by_key(|(document, _)| *document);
            hits.iter().map(|(document, _)| *document).collect()
        };
        assert_eq!(documents(&mut one), documents(&mut both), "the test is about cards that are at hand");
        let kinds = collection.ask("quasar", Reading::Whole).kinds;
        assert!(kinds.starts_with("tc"), "a word in no more than {apart} of {count} has cards: {kinds}");
    }
}

#[test]
fn two_common_words_are_answered_without_all_their_postings() {
    let mut records = short(20_001);
    let hold = |record: &mut Record, words: &str| record.passages[1].1.push_str(&format!(" It is {words} at last."));
    records.iter_mut().step_by(2).for_each(|record| hold(record, "quorum"));
    records.iter_mut().step_by(3).for_each(|record| hold(record, "quotient"));
    records.iter_mut().step_by(5).for_each(|record| hold(record, "quasar"));
    for record in records.iter_mut().step_by(1_000).take(12) {
        record.title = "A quorum for a quotient".into();
        record.passages[0].1 = record.title.clone();
    }
    let collection = Collection::new(records, "en", &[]);
    let Answered { total, is_exact, kinds, .. } = collection.ask("quorum quotient", Reading::Whole);
    assert!(total >= 10_000 && !is_exact, "the commoner word alone is in half of all, not only in {total}");
    assert_eq!(kinds.trim_end_matches('c'), "tt", "titles settle it: nothing else scores as much as both words there");
    let kinds = collection.ask("quorum quasar", Reading::Whole).kinds;
    assert!(kinds.contains('l'), "no title settles it: {kinds}");
}

#[test]
fn an_edit_changes_few_files() {
    let records = generated(2_000);
    let before = Collection::new(records.clone(), "en", &[]);
    for number in [7, 900, 1_999] {
        let mut edited = records.clone();
        let text = &mut edited[number].passages[1].1;
        let end = text.find(". ").expect("the text has sentences");
        text.replace_range(..end, "A sentence that was concluded and revised, curtailed in passing");
        let after = Collection::new(edited, "en", &[]);
        let renamed = after.files.keys().filter(|name| !before.files.contains_key(*name)).count();
        let total = after.files.len();
        assert!(renamed * 100 <= total * 4, "{renamed} of {total} files have new names after an edit of {number}");
    }
}

#[test]
fn ten_thousand_questions_are_not_too_many_files() {
    let collection = Collection::new(generated(10_000), "en", &[]);
    let files = || collection.files.keys().filter(|name| !name.starts_with('p'));
    // Of questions as long as these most files are cards; documents five times as long are some 1,640.
    assert!(files().count() <= 1_700, "{} files", files().count());
    let cards = files().filter(|name| name.starts_with('c')).count();
    assert!(cards <= 1_000, "{cards} files of cards");
}

#[test]
fn the_same_questions_give_the_same_bytes() {
    let [one, other] = [(); 2].map(|()| Collection::new(generated(700), "en", &[]));
    assert_eq!(one.files, other.files);
}

#[test]
fn a_small_site_is_one_file_and_one_for_phrases() {
    let mut records = own();
    // Asked and answered in a few sentences.
    records.iter_mut().for_each(|record| record.passages.truncate(1));
    let collection = Collection::new(records, "en", &[]);
    assert!(
        collection.files.keys().all(|name| name == "root.txt" || name.starts_with('p')),
        "{:?}",
        collection.files.keys()
    );
    let engine = collection.engine();
    for query in ["sharding", "shrading", "tag:sharding", "con*", "how to shard a database"] {
        let results = engine.search(query, 10, Reading::Whole).expect("the root is sound");
        assert!(matches!(results, Answer::Ready(ref found) if !found.hits.is_empty()), "{query}");
    }
}

#[test]
fn what_a_dozen_questions_are_found_by_is_shown() {
    let collection = Collection::new(own(), "en", &[]);
    let texts = collection.records.iter().flat_map(|record| &record.passages);
    let asked: BTreeSet<String> = texts.flat_map(|(_, text)| words(text)).filter(|word| word.len() > 3).collect();
    let (mut hits, mut marked) = (0, 0);
    for word in &asked {
        let answered = collection.ask(word, Reading::Whole);
        // Two words of a name written as one are no word: it is looked for among those spelt alike.
        if answered.kinds.contains('w') {
            continue;
        }
        assert!(answered.kinds.len() <= 2, "`{word}` takes files of the kinds {}", answered.kinds);
        hits += answered.is_marked.len();
        marked += answered.is_marked.iter().filter(|is_marked| **is_marked).count();
    }
    assert!(hits > asked.len(), "{hits} of {} words", asked.len());
    assert!(marked * 100 >= hits * 99, "{marked} of {hits}");
}

#[test]
fn questions_with_the_same_tags_are_documents_side_by_side() {
    let question = |number, tags| format!("## Q{number}: What is {number}?\n**Tags:** {tags}\n\nIt is.\n\n");
    let text =
        [(1, "`b`"), (2, "`a` `b`"), (3, "`b`"), (4, "`a` `b`"), (5, "`a`")].map(|(at, tags)| question(at, tags));
    let site = Pipeline::once().site(&Project::default().with_source("a.md", text.concat()), &|_| {});
    let questions = Questions::of(&site, "en");
    let order: Vec<usize> = (0..questions.count()).map(|document| questions.index(document)).collect();
    assert_eq!(order, [4, 1, 3, 0, 2]);
    assert_eq!(questions.record(1), record(&site, 1));
}

#[test]
fn a_site_can_do_without_search() {
    let mut project = Project::default().with_source("a.md", "## Q1: Rivers\n\n**Answer:** They flow.\n");
    let with = Pipeline::once().build(&project, &|_| {}).output.expect("the content is sound");
    project.config.search = false;
    let without = Pipeline::once().build(&project, &|_| {}).output.expect("the content is sound");
    let of_search = |path: &str| path.starts_with("search/") || path.contains("/search.") || path.ends_with(".wasm");
    let paths =
        |output: &Output| output.iter().map(|(path, _)| path.to_string()).filter(|path| of_search(path)).count();
    assert!(paths(&with) >= 4 && paths(&without) == 0);
    let page = without.get("questions/rivers/index.html").expect("the question has a page");
    assert!(!String::from_utf8_lossy(page).contains("Search"));
}
