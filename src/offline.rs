//! What a site is read from without a network: the list of its files, and the service worker. Made last, from all that
//! went out.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use crate::output::{OutputFile, OutputPath, Sink};

/// Bytes of the search index that are kept without being asked for.
const INDEX_KEPT: usize = 8 << 20;

/// The pages, beside the home page, that are kept without being asked for.
const PAGES_KEPT: [&str; 6] = ["offline/", "progress/", "search/", "study/", "tags/", "topics/"];

/// The file of the search index whose name does not change; it names the others.
const INDEX_ROOT: &str = "search/root.txt";

/// What scripts read that is named for what it is.
const OTHERS: [&str; 3] = ["study/questions.json", INDEX_ROOT, "search/questions.json"];

/// Hands files on and notes what they are.
pub struct Ledger<'s, S> {
    sink: &'s mut S,
    /// None if nothing is to be noted.
    entries: Option<BTreeMap<OutputPath, Entry>>,
}

/// What is noted of a file.
struct Entry {
    /// A hash of what it holds; nothing if its name has one.
    hash: Option<String>,
    size: usize,
}

impl<'s, S> Ledger<'s, S> {
    /// An empty one.
    pub fn new(sink: &'s mut S) -> Self {
        Self { sink, entries: Some(BTreeMap::new()) }
    }

    /// One that stays empty, for sites that need a network.
    pub fn closed(sink: &'s mut S) -> Self {
        Self { sink, entries: None }
    }
}

impl<S: Sink> Sink for Ledger<'_, S> {
    type Error = S::Error;

    fn put(&mut self, files: Vec<OutputFile>) -> Result<(), S::Error> {
        if let Some(entries) = &mut self.entries {
            let is_read = |path: &str| is_named_by_content(path) || is_page(path) || OTHERS.contains(&path);
            for (path, bytes) in files.iter().filter(|(path, _)| is_read(path.as_str())) {
                let hash = (!is_named_by_content(path.as_str())).then(|| short_hash(bytes));
                entries.insert(path.clone(), Entry { hash, size: bytes.len() });
            }
        }
        self.sink.put(files)
    }
}

impl<S: Sink> Ledger<'_, S> {
    /// Adds the worker whose text this is and, if anything was noted, the list of files it answers from. Kept without
    /// being asked for are `assets`, some pages and the search index.
    pub fn close<'a>(
        &mut self,
        worker: &str,
        base: &str,
        assets: impl Iterator<Item = &'a str>,
    ) -> Result<(), S::Error> {
        let files = match self.entries.take() {
            None => vec![("sw.js".to_owned(), Arc::from(worker.as_bytes()))],
            Some(entries) => Entries(entries).files(worker, base, assets),
        };
        let place = |(path, bytes): (String, Arc<[u8]>)| Some((OutputPath::new(&path)?, bytes));
        self.sink.put(files.into_iter().filter_map(place).collect())
    }
}

/// What was noted of all files.
struct Entries(BTreeMap<OutputPath, Entry>);

impl Entries {
    fn files<'a>(&self, worker: &str, base: &str, assets: impl Iterator<Item = &'a str>) -> Vec<(String, Arc<[u8]>)> {
        let entry = |(path, entry): (&OutputPath, &Entry)| {
            json!([address(path.as_str()), entry.hash.as_deref().unwrap_or_default(), entry.size])
        };
        let entries: Vec<_> = self.0.iter().map(entry).collect();
        let list: Arc<[u8]> = json!(entries).to_string().into_bytes().into();
        let version = short_hash(&list);
        let pages = PAGES_KEPT.into_iter().filter(|page| self.has(&format!("{page}index.html")));
        let shell: Vec<&str> = [""].into_iter().chain(pages).chain(assets).collect();
        let build = json!({ "version": version, "base": base, "shell": shell, "extra": self.extra() });
        let worker = format!("const BUILD = {build};\n{worker}").into_bytes();
        vec![(format!("assets/files.{version}.json"), list), ("sw.js".to_owned(), worker.into())]
    }

    /// What is kept if there is room: the lists of questions, the root of the index, and the rest of it if it is no more
    /// than may be. Half an index answers hardly anything; without positions, which come last, it lacks phrases only.
    fn extra(&self) -> Vec<&str> {
        let is_index = |path: &str| path.starts_with("search/") && is_named_by_content(path);
        let index = self.0.iter().filter(|(path, _)| is_index(path.as_str()));
        let (positions, others): (Vec<_>, Vec<_>) = index.partition(|(path, _)| path.as_str().starts_with("search/p"));
        let mut room = INDEX_KEPT;
        let fits = |part: &Vec<(&OutputPath, &Entry)>| {
            let size = part.iter().map(|(_, entry)| entry.size).sum();
            let rest = room.checked_sub(size);
            room = rest.unwrap_or(0);
            rest.is_some()
        };
        let kept: Vec<_> = [others, positions].into_iter().take_while(fits).flatten().collect();
        let first = OTHERS.into_iter().filter(|path| self.has(path));
        first.chain(kept.into_iter().map(|(path, _)| path.as_str())).collect()
    }

    fn has(&self, path: &str) -> bool {
        OutputPath::new(path).is_some_and(|path| self.0.contains_key(&path))
    }
}

/// Whether the file at a path can hold but one thing.
fn is_named_by_content(path: &str) -> bool {
    path.starts_with("assets/") || path.starts_with("search/") && path.ends_with(".txt") && path != INDEX_ROOT
}

/// Whether a reader can come to it; the page for addresses that lead nowhere has no address.
fn is_page(path: &str) -> bool {
    path == "index.html" || path.ends_with("/index.html")
}

/// The path a browser asks for.
fn address(path: &str) -> &str {
    if is_page(path) { path.trim_end_matches("index.html") } else { path }
}

fn short_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..10].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Output;

    fn entries(files: &[(&str, usize)]) -> Entries {
        let mut output = Output::default();
        let mut ledger = Ledger::new(&mut output);
        let file = |(path, size): &(&str, usize)| (OutputPath::new(path).unwrap(), Arc::from(vec![b'x'; *size]));
        ledger.put(files.iter().map(file).collect()).unwrap();
        Entries(ledger.entries.unwrap())
    }

    fn check(files: &[(&str, usize)], extra: &[&str]) {
        assert_eq!(entries(files).extra(), extra);
    }

    #[test]
    fn an_index_is_kept_whole_or_without_positions_or_not_at_all() {
        let root = ("search/root.txt", 10);
        check(
            &[("search/t1.txt", 10), root, ("search/p1.txt", 10)],
            &["search/root.txt", "search/t1.txt", "search/p1.txt"],
        );
        check(
            &[("search/t1.txt", 10), root, ("search/p1.txt", INDEX_KEPT), ("search/c1.txt", 9)],
            &["search/root.txt", "search/c1.txt", "search/t1.txt"],
        );
        check(&[("search/t1.txt", INDEX_KEPT), root, ("search/c1.txt", 1), ("search/p1.txt", 1)], &["search/root.txt"]);
    }

    #[test]
    fn the_worker_knows_its_version_and_the_list_says_what_stands_where() {
        let files = [
            ("index.html", 3),
            ("tags/index.html", 3),
            ("404.html", 1),
            ("assets/a.0123456789.css", 5),
            ("feed.xml", 1),
        ];
        let written = entries(&files).files("text", "/repo/", ["assets/a.0123456789.css"].into_iter());
        let [(list_path, list), (worker_path, worker)] = written.as_slice() else { panic!("two files") };
        let hash = short_hash(b"xxx");
        let listed = format!(r#"[["assets/a.0123456789.css","",5],["","{hash}",3],["tags/","{hash}",3]]"#);
        assert_eq!(std::str::from_utf8(list).unwrap(), listed);
        let version = short_hash(list);
        assert_eq!((list_path.as_str(), worker_path.as_str()), (&*format!("assets/files.{version}.json"), "sw.js"));
        let shell = r#""shell":["","tags/","assets/a.0123456789.css"]"#;
        let worker = std::str::from_utf8(worker).unwrap();
        assert!(worker.starts_with("const BUILD = {") && worker.ends_with("};\ntext"), "{worker}");
        assert!(
            worker.contains(&version) && worker.contains(shell) && worker.contains(r#""base":"/repo/""#),
            "{worker}"
        );
    }
}
