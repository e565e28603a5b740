//! Collections to search: generated ones, the project's own, and whatever lies in the folder `STUDYBOOK_CORPORA` names.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use studybook::index::{self, Corpus, Index, Record};
use studybook::load::{self, Places};
use studybook::pipeline::Pipeline;
use studybook_search::engine::{Answer, Engine, Hit, Results};
use studybook_search::pack::{File, ROOT};
use studybook_search::plan::{Correction, Reading};

use super::questions::Random;

/// A collection with both engines' view of it.
pub struct Collection {
    pub records: Vec<Record>,
    pub index: Index,
    pub files: HashMap<String, Vec<u8>>,
}

/// What the browser's engine answers.
pub struct Answered {
    /// Documents and their scores, as they are shown.
    pub hits: Vec<(u32, f32)>,
    pub total: u32,
    pub is_exact: bool,
    pub corrections: Vec<Correction>,
    /// For each hit, whether its title or passage has a word marked.
    pub is_marked: Vec<bool>,
    /// The kinds of files that were asked for, a letter each.
    pub kinds: String,
}

impl From<Results<'_>> for Answered {
    fn from(results: Results<'_>) -> Self {
        let Results { hits, total, is_exact, corrections, .. } = results;
        let is_marked = |hit: &Hit<'_>| hit.snippet.title.iter().chain(&hit.snippet.passage).any(|part| part.is_match);
        let is_marked = hits.iter().map(is_marked).collect();
        let hits = hits.iter().map(|hit| (hit.document, hit.score)).collect();
        Self { hits, total, is_exact, corrections, is_marked, kinds: String::new() }
    }
}

impl Collection {
    /// Indexes and packs.
    pub fn new(records: Vec<Record>, language: &str, synonyms: &[Vec<String>]) -> Self {
        let record = |number: usize| records[number].clone();
        let corpus = Corpus { language, count: records.len(), record: &record, synonyms };
        let index = Index::new(&corpus);
        let files = index.pack(&corpus).into_iter().map(|File { name, bytes }| (name, bytes)).collect();
        Self { records, index, files }
    }

    /// What the browser's engine answers, given each file it asks for.
    pub fn ask(&self, query: &str, reading: Reading) -> Answered {
        self.visit(&mut self.engine(), query, reading)
    }

    /// An engine with nothing but the root.
    pub fn engine(&self) -> Engine {
        Engine::open(&self.files[ROOT]).expect("the root is as it was written")
    }

    /// The same from an engine that may know something already.
    pub fn visit(&self, engine: &mut Engine, query: &str, reading: Reading) -> Answered {
        let mut kinds = String::new();
        for _round in 0..8 {
            let answer = engine.search(query, 10, reading);
            let wanted =
                match answer.unwrap_or_else(|fault| panic!("`{query}`: {fault:?} in a pack that was just written")) {
                    Answer::Ready(results) => return Answered { kinds, ..results.into() },
                    Answer::Wants(wanted) => wanted,
                };
            for file in wanted {
                kinds.push_str(&file.name[..1]);
                engine.load(file.slot, &self.files[&file.name]).expect("a file is as it was written");
            }
        }
        panic!("`{query}` wants files without end");
    }
}

/// The project's own questions.
pub fn own() -> Vec<Record> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places =
        Places { content: root.join("content"), config: root.join("studybook.toml"), config_is_required: false, root };
    let project = load::load(&places, None).expect("the project has content");
    let site = Pipeline::once().site(&project, &|_| {});
    (0..site.questions.len()).map(|number| index::record(&site, number)).collect()
}

const SYLLABLES: [&str; 24] = [
    "ca", "che", "con", "cur", "da", "de", "dis", "gra", "in", "lo", "me", "mo", "ne", "pa", "pro", "que", "re", "sha",
    "ser", "ta", "tion", "tra", "ver", "wri",
];
const ENDINGS: [&str; 8] = ["", "", "s", "ing", "ed", "er", "ation", "ly"];
const COMMON: [&str; 12] = ["the", "a", "of", "and", "is", "in", "to", "with", "it", "for", "how", "what"];
const CODE: [&str; 10] =
    ["user_id", "getUserName", "O(log n)", "C++", ".NET", "load-balancing", "std::map", "x86", "don't", "数据库"];

/// Words by their rank, the first ones common: what a language looks like.
fn word(random: &mut Random, vocabulary: usize) -> String {
    if random.one_in(3) {
        return random.of(&COMMON).to_owned();
    }
    if random.one_in(40) {
        return random.of(&CODE).to_owned();
    }
    // Zipf's law: the logarithm of the rank is even.
    let rank = (random.unit() * (vocabulary as f64).ln()).exp() as usize;
    let mut rest = rank.wrapping_mul(2_654_435_761) >> 3;
    let mut word = String::new();
    for _ in 0..2 + rank % 3 {
        word.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    word + random.of(&ENDINGS)
}

fn sentence(random: &mut Random, words: usize) -> String {
    (0..words).map(|_| word(random, 30_000)).collect::<Vec<_>>().join(" ")
}

/// So many questions; the same number gives the same ones.
pub fn generated(count: usize) -> Vec<Record> {
    let mut random = Random::new(count as u64);
    let tags = ["rust", "caching", "load-balancing", "C++", "distributed systems", "sql", "security", "testing"];
    let record = |number: usize| {
        let question = format!("{}?", sentence(&mut random, 8));
        let answer = |random: &mut Random| {
            let length = 5 + random.below(9);
            format!("{}. {}.\n{}", sentence(random, length), sentence(random, 9), sentence(random, length))
        };
        let heading = sentence(&mut random, 2);
        let how = format!("{heading}\n{}", answer(&mut random));
        let why = format!("Why\n{}", answer(&mut random));
        let passages = [("", question.clone()), ("h-why", why), ("h-how", how)];
        let tag = |random: &mut Random| random.of(&tags).to_owned();
        let mut own = vec![tag(&mut random), tag(&mut random)];
        own.dedup();
        Record {
            title: sentence(&mut random, 4),
            url: format!("questions/{number}/"),
            tags: own.into_iter().map(|tag| (tag.to_lowercase().replace(' ', "-"), tag)).collect(),
            filters: vec![("difficulty:", random.of(&["easy", "medium", "hard"]).to_owned())],
            question,
            headings: vec!["Why".to_owned(), heading],
            passages: passages.map(|(anchor, text)| (anchor.to_owned(), text)).to_vec(),
        }
    };
    (0..count).map(record).collect()
}

/// As many with an answer of a sentence.
pub fn short(count: usize) -> Vec<Record> {
    let mut records = generated(count);
    for record in &mut records {
        record.passages.truncate(2);
        record.headings.truncate(1);
    }
    records
}

/// The sections of the Markdown files below a folder, as far as they go.
pub fn sections(folder: &Path, most: usize) -> Vec<Record> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut records = Vec::new();
    for text in files.iter().filter_map(|file| fs::read_to_string(file).ok()) {
        for section in text.split("\n#").take(most.saturating_sub(records.len())) {
            let (title, body) = section.split_once('\n').unwrap_or((section, ""));
            let title = title.trim_start_matches('#').trim();
            records.push(Record {
                title: title.to_owned(),
                url: format!("questions/{}/", records.len()),
                question: title.to_owned(),
                passages: vec![(String::new(), format!("{title}\n{body}"))],
                ..Record::default()
            });
        }
    }
    records
}
