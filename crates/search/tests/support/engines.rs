//! One conversation with any engine: what it wants is loaded until it answers, and every reply is written down.

use std::collections::BTreeMap;

use studybook_search::engine::Engine;
use studybook_search::pack::{File, ROOT};
use studybook_search::plan::Reading;
use studybook_search::reply;

/// What a page asks of an engine; replies are JSON.
pub trait Reader {
    /// Begins with a root.
    fn open(&mut self, root: &[u8]) -> String;
    fn load(&mut self, slot: u32, bytes: &[u8]) -> String;
    fn search(&mut self, query: &str, limit: u32, reading: Reading) -> String;
    fn facets(&mut self, query: &str, reading: Reading) -> String;
}

/// The engine as it is.
#[derive(Default)]
pub struct Native(Option<Engine>);

impl Native {
    fn engine(&mut self) -> &mut Engine {
        self.0.as_mut().expect("a root comes first")
    }
}

impl Reader for Native {
    fn open(&mut self, root: &[u8]) -> String {
        reply::loaded(Engine::open(root).map(|engine| self.0 = Some(engine)))
    }

    fn load(&mut self, slot: u32, bytes: &[u8]) -> String {
        reply::loaded(self.engine().load(slot, bytes))
    }

    fn search(&mut self, query: &str, limit: u32, reading: Reading) -> String {
        reply::results(self.engine().search(query, limit as usize, reading))
    }

    fn facets(&mut self, query: &str, reading: Reading) -> String {
        reply::facets(self.engine().facets(query, reading))
    }
}

/// Every reply to these questions, each followed by its facets, from an engine that is given the pack's root first.
pub fn transcript(reader: &mut dyn Reader, pack: &[File], queries: &[String]) -> Vec<String> {
    let root = pack.iter().find(|file| file.name == ROOT).expect("a pack has a root");
    let mut replies = vec![reader.open(&root.bytes)];
    converse(reader, pack, queries, &mut replies);
    replies
}

/// The same from an engine that has its root already.
pub fn converse(reader: &mut dyn Reader, pack: &[File], queries: &[String], replies: &mut Vec<String>) {
    let files: BTreeMap<&str, &[u8]> = pack.iter().map(|file| (file.name.as_str(), &*file.bytes)).collect();
    for (number, query) in queries.iter().enumerate() {
        let reading = if number % 3 == 0 { Reading::Typing } else { Reading::Whole };
        let limit = [10, 3, 0, 50][number % 4];
        settle(reader, &files, replies, &mut |reader| reader.search(query, limit, reading));
        settle(reader, &files, replies, &mut |reader| reader.facets(query, reading));
    }
}

/// Asks and loads what is wanted until there is an answer.
fn settle(
    reader: &mut dyn Reader,
    files: &BTreeMap<&str, &[u8]>,
    replies: &mut Vec<String>,
    ask: &mut dyn FnMut(&mut dyn Reader) -> String,
) {
    for _ in 0..8 {
        let reply = ask(reader);
        let wants = wanted(&reply);
        replies.push(reply);
        if wants.is_empty() {
            return;
        }
        for (name, slot) in wants {
            let bytes = files.get(&*name).unwrap_or_else(|| panic!("the pack has no `{name}`"));
            replies.push(reader.load(slot, bytes));
        }
    }
    panic!("no answer in eight rounds: {}", replies.last().unwrap());
}

/// The files in `{"wants":[["…",0],…]}`.
fn wanted(reply: &str) -> Vec<(String, u32)> {
    let Some(files) = reply.strip_prefix("{\"wants\":[[") else { return Vec::new() };
    let file = |file: &str| {
        let (name, slot) = file.split_once(',').expect("a name and a slot");
        (name.trim_matches('"').to_owned(), slot.parse().expect("a number"))
    };
    files.trim_end_matches("]]}").split("],[").map(file).collect()
}
