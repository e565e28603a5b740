//! One conversation with any engine: what it wants is loaded until it answers, and every reply is written down.

use std::collections::BTreeMap;

use studybook_search::engine::Engine;
use studybook_search::pack::{File, ROOT};
use studybook_search::plan::Reading;
use studybook_search::reply;

/// What a page asks of an engine; replies are JSON.
pub trait Reader {
    fn load(&mut self, name: &str, bytes: &[u8]) -> String;
    fn search(&mut self, query: &str, limit: u32, reading: Reading) -> String;
    fn facets(&mut self) -> String;
}

/// The engine as it is.
#[derive(Default)]
pub struct Native(Engine);

impl Reader for Native {
    fn load(&mut self, name: &str, bytes: &[u8]) -> String {
        reply::loaded(self.0.load(name, bytes))
    }

    fn search(&mut self, query: &str, limit: u32, reading: Reading) -> String {
        reply::results(self.0.search(query, limit as usize, reading))
    }

    fn facets(&mut self) -> String {
        reply::facets(self.0.facets())
    }
}

/// Every reply to these questions, each followed by its facets, from an engine that is given the pack's root first.
pub fn transcript(reader: &mut dyn Reader, pack: &[File], queries: &[String]) -> Vec<String> {
    let files: BTreeMap<&str, &[u8]> = pack.iter().map(|file| (file.name.as_str(), &*file.bytes)).collect();
    let mut replies = vec![reader.load(ROOT, files[ROOT])];
    for (number, query) in queries.iter().enumerate() {
        let reading = if number % 3 == 0 { Reading::Typing } else { Reading::Whole };
        let limit = [10, 3, 0, 50][number % 4];
        settle(reader, &files, &mut replies, &mut |reader| reader.search(query, limit, reading));
        settle(reader, &files, &mut replies, &mut |reader| reader.facets());
    }
    replies
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
        for name in wants {
            let bytes = files.get(&*name).unwrap_or_else(|| panic!("the pack has no `{name}`"));
            replies.push(reader.load(&name, bytes));
        }
    }
    panic!("no answer in eight rounds: {}", replies.last().unwrap());
}

/// The names in `{"wants":["…",…]}`.
fn wanted(reply: &str) -> Vec<String> {
    let Some(names) = reply.strip_prefix("{\"wants\":[") else { return Vec::new() };
    names.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}
