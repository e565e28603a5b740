//! A visitor with an engine of her own, who fetches what it asks for from a pack in memory.

use std::collections::HashMap;
use std::io;

use studybook_search::engine::{Answer, Engine, Results};
use studybook_search::pack::{File, ROOT};
use studybook_search::plan::Reading;

/// As many results as a page shows.
const PAGE: usize = 10;

/// A visitor, and what she has loaded so far.
pub struct Visitor<'f> {
    engine: Engine,
    contents: HashMap<&'f str, &'f [u8]>,
}

impl<'f> Visitor<'f> {
    /// One who has loaded the root.
    pub fn new(files: &'f [File]) -> io::Result<Self> {
        let contents: HashMap<&str, &[u8]> = files.iter().map(|file| (file.name.as_str(), &*file.bytes)).collect();
        Ok(Self { engine: Engine::open(contents[ROOT]).map_err(fault)?, contents })
    }

    /// The answer to a question, after as many rounds as it takes; `round` is told the names of the files of each.
    pub fn ask(&mut self, query: &str, round: &mut dyn FnMut(&[&str])) -> io::Result<Results<'_>> {
        while let Answer::Wants(files) = self.engine.search(query, PAGE, Reading::Whole).map_err(fault)? {
            let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
            round(&names);
            for file in &files {
                self.engine.load(file.slot, self.contents[file.name.as_str()]).map_err(fault)?;
            }
        }
        match self.engine.search(query, PAGE, Reading::Whole).map_err(fault)? {
            Answer::Ready(results) => Ok(results),
            Answer::Wants(_) => Err(io::Error::other("what was loaded is asked for again")),
        }
    }
}

fn fault(fault: impl std::fmt::Debug) -> io::Error {
    io::Error::other(format!("{fault:?}"))
}
