//! The house style as numbers and lists. When the tree beats a number, lower it; never raise one.

#![allow(clippy::disallowed_methods, reason = "walking the source tree means reading files")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Half of all files have at most this many lines, tests not counted.
const MEDIAN_FILE_LINES: usize = 150;
/// No file has more lines, tests not counted.
const LONGEST_FILE_LINES: usize = 500;
/// No function has more lines, from its signature to its closing brace.
const LONGEST_FUNCTION_LINES: usize = 70;

/// The one place where `unsafe` may stand.
const UNSAFE_ROOM: &str = "crates/search-wasm/";

/// Each foreign crate and the only files of the `src/` its room is in that may name it, by the beginning of their path.
const ROOMS: [(&str, &str); 18] = [
    ("ammonia", "src/parse/"),
    ("annotate_snippets", "src/report"),
    ("axum", "src/serve/"),
    ("clap", "src/cli"),
    ("clap_complete", "src/cli"),
    ("frostem", "crates/search/src/analyze/"),
    ("hyper", "src/serve/"),
    ("mimalloc", "src/main.rs"),
    ("notify", "src/watch/"),
    ("pulldown_cmark", "src/parse/"),
    ("rust_embed", "src/embedded"),
    ("stop_words", "src/index/"),
    ("syntect", "src/highlight/"),
    ("tantivy", "src/index/"),
    ("tera", "src/theme"),
    ("tokio", "src/serve/"),
    ("two_face", "src/highlight/"),
    ("walkdir", "src/load"),
];

/// Names that say nothing about what lives there.
const EMPTY_NAMES: [&str; 6] = ["common", "core", "helpers", "manager", "misc", "utils"];

struct SourceFile {
    /// Relative to the repository, `/` between components.
    path: String,
    /// The file's first line.
    first: String,
    /// Every line before the tests, with comments blanked out.
    lines: Vec<String>,
}

impl SourceFile {
    fn read(root: &Path, file: &Path) -> Self {
        let text = fs::read_to_string(file).expect("the source tree holds readable text");
        let below = file.strip_prefix(root).expect("the walk began at the root");
        let path = below.to_string_lossy().replace('\\', "/");
        let before_tests = text.lines().take_while(|line| *line != "#[cfg(test)]");
        let uncommented = before_tests.map(|line| if line.trim_start().starts_with("//") { "" } else { line });
        Self {
            first: text.lines().next().unwrap_or_default().to_owned(),
            lines: uncommented.map(str::to_owned).collect(),
            path,
        }
    }

    /// The top-level module of `src/` the file belongs to; none for the crate roots and other crates.
    fn module(&self) -> Option<&str> {
        let below = self.path.strip_prefix("src/")?;
        let name = below.split('/').next()?.trim_end_matches(".rs");
        (!["lib", "main"].contains(&name)).then_some(name)
    }

    /// Line numbers, from 1, of the lines the question is true for.
    fn lines_where(&self, question: impl Fn(&str) -> bool) -> Vec<String> {
        let numbered = self.lines.iter().enumerate().filter(|(_, line)| question(line));
        numbered.map(|(index, line)| format!("{}:{}: {}", self.path, index + 1, line.trim())).collect()
    }
}

/// Every Rust file of the program and of the workspace's crates, but for files that are tests themselves.
fn sources() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(&root.join("src"), &mut files);
    for crate_folder in entries(&root.join("crates")) {
        walk(&crate_folder.join("src"), &mut files);
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    files.retain(|file| file.file_name().is_some_and(|name| name != "tests.rs"));
    files.iter().map(|file| SourceFile::read(root, file)).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

/// Passes when `offences` is empty; else names the rule and every place that breaks it.
fn check(rule: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{rule}:\n  {}", offences.join("\n  "));
}

#[test]
fn files_are_short() {
    let sources = sources();
    let mut lengths: Vec<usize> = sources.iter().map(|file| file.lines.len()).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= MEDIAN_FILE_LINES, "the median file has {median} lines, more than {MEDIAN_FILE_LINES}");
    let long = sources.iter().filter(|file| file.lines.len() > LONGEST_FILE_LINES);
    let offences: Vec<String> = long.map(|file| format!("{}: {} lines", file.path, file.lines.len())).collect();
    check(&format!("a file has at most {LONGEST_FILE_LINES} lines without its tests"), &offences);
}

#[test]
fn functions_are_short() {
    let functions = sources().into_iter().flat_map(|file| function_lengths(&file));
    let long = functions.filter(|(_, length)| *length > LONGEST_FUNCTION_LINES);
    let offences: Vec<String> = long.map(|(place, length)| format!("{place}: {length} lines")).collect();
    check(&format!("a function has at most {LONGEST_FUNCTION_LINES} lines"), &offences);
}

/// Where each function begins and how many lines it has. rustfmt puts the closing brace of an item under its first
/// letter, so a function ends at the first line that is its indentation and a brace.
fn function_lengths(file: &SourceFile) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (index, line) in file.lines.iter().enumerate() {
        let code = line.trim_start();
        if !is_function(code) || code.ends_with(['}', ';']) {
            continue;
        }
        let indent = &line[..line.len() - code.len()];
        let ends = [format!("{indent}}}"), format!("{indent}}};")];
        let rest = &file.lines[index..];
        let has_no_body = rest.iter().take_while(|line| !line.ends_with('{')).any(|line| line.ends_with(';'));
        let length = rest.iter().position(|line| ends.contains(line)).map(|last| last + 1);
        if let Some(length) = length.filter(|_| !has_no_body) {
            found.push((format!("{}:{}", file.path, index + 1), length));
        }
    }
    found
}

fn is_function(code: &str) -> bool {
    let before = code.split("fn ").next().unwrap_or_default();
    let qualifiers = before.split_whitespace().all(|word| {
        word.starts_with("pub") || ["const", "async", "unsafe", "extern", "default", "\"C\""].contains(&word)
    });
    code.contains("fn ") && qualifiers
}

#[test]
fn modules_do_not_import_in_circles() {
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in sources() {
        let Some(module) = file.module() else { continue };
        let named = file.lines.join("\n");
        imports.entry(module.to_owned()).or_default().extend(modules_named(&named));
    }
    let known: BTreeSet<String> = imports.keys().cloned().collect();
    for (module, named) in &mut imports {
        named.retain(|name| known.contains(name) && name != module);
    }
    let mut done = BTreeSet::new();
    let circles: Vec<String> =
        known.iter().filter_map(|module| circle(module, &imports, &mut Vec::new(), &mut done)).collect();
    check("modules of `src/` import each other in one direction only", &circles);
}

/// The first path components that follow `crate::` in the text, from `use crate::{a, b::c}` too.
fn modules_named(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let Some(list) = after.strip_prefix('{') else {
            names.insert(first_name(after));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (position, letter) in list.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    names.insert(first_name(list[start..position].trim_start()));
                    start = position + 1;
                }
                _ => {}
            }
            if letter == '}' && depth == 0 && start == position + 1 {
                break;
            }
        }
    }
    names
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// A way from `module` back to a module on `trail`, if there is one.
fn circle(
    module: &str,
    imports: &BTreeMap<String, BTreeSet<String>>,
    trail: &mut Vec<String>,
    done: &mut BTreeSet<String>,
) -> Option<String> {
    if let Some(begin) = trail.iter().position(|name| name == module) {
        return Some(format!("{} -> {module}", trail[begin..].join(" -> ")));
    }
    if !done.insert(module.to_owned()) {
        return None;
    }
    trail.push(module.to_owned());
    let found = imports.get(module)?.iter().find_map(|next| circle(next, imports, trail, done));
    trail.pop();
    found
}

#[test]
fn files_begin_by_saying_what_lives_there() {
    let sources = sources();
    let silent = sources.iter().filter(|file| !file.first.starts_with("//! "));
    let offences: Vec<String> = silent.map(|file| file.path.clone()).collect();
    check("a file's first line is `//! ` and what lives there", &offences);
}

#[test]
fn unsafe_stays_in_its_room() {
    let outside = sources().into_iter().filter(|file| !file.path.starts_with(UNSAFE_ROOM));
    let forms = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern", "unsafe trait"];
    let offences: Vec<String> =
        outside.flat_map(|file| file.lines_where(|line| forms.iter().any(|form| line.contains(form)))).collect();
    check(&format!("`unsafe` stands only in `{UNSAFE_ROOM}`"), &offences);
}

#[test]
fn foreign_crates_stay_in_their_rooms() {
    let sources = sources();
    for (name, room) in ROOMS {
        let house = room.split_inclusive("src/").next().unwrap_or_default();
        let outside = sources.iter().filter(|file| file.path.starts_with(house) && !file.path.starts_with(room));
        let offences: Vec<String> = outside.flat_map(|file| file.lines_where(|line| names_crate(line, name))).collect();
        check(&format!("the crate `{name}` is named only in `{room}`"), &offences);
    }
}

/// Threads of the pool wait for each other; see `Sink`.
#[test]
fn what_takes_files_leaves_the_thread_pool_alone() {
    let sources = sources();
    let sinks = sources.iter().filter(|file| file.lines.iter().any(|line| line.contains("Sink for ")));
    let rooms: BTreeSet<&str> = sinks.map(|file| file.path.trim_end_matches("mod.rs")).collect();
    let inside = sources.iter().filter(|file| rooms.iter().any(|room| file.path.starts_with(room)));
    let offences: Vec<String> = inside.flat_map(|file| file.lines_where(|line| names_crate(line, "rayon"))).collect();
    check("the crate `rayon` is not named where a `Sink` is written", &offences);
}

fn names_crate(line: &str, name: &str) -> bool {
    let used = line.trim_start().strip_prefix("use ").is_some_and(|path| path.trim_end_matches(';') == name);
    let path = format!("{name}::");
    used || line
        .match_indices(&path)
        .any(|(at, _)| !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':'))
}

#[test]
fn names_say_something() {
    let sources = sources();
    let empty = |file: &&SourceFile| {
        let mut names = file.path.split('/').skip(1);
        names.any(|name| EMPTY_NAMES.contains(&name.trim_end_matches(".rs")))
    };
    let offences: Vec<String> = sources.iter().filter(empty).map(|file| file.path.clone()).collect();
    check(&format!("no module is called {}", EMPTY_NAMES.join(", ")), &offences);
}

#[test]
fn nothing_is_imported_wholesale_from_above() {
    let sources = sources();
    let offences: Vec<String> =
        sources.iter().flat_map(|file| file.lines_where(|line| line.contains("use super::*"))).collect();
    check("`use super::*` stands only in tests", &offences);
}

#[test]
fn the_ratchet_sees_what_it_looks_for() {
    let names = modules_named("use crate::{a::{b, c}, d};\nfn f() { crate::e::g(); } use crate::h;");
    assert_eq!(names, ["a", "d", "e", "h"].map(str::to_owned).into());
    assert!(is_function("pub(crate) const fn x() {") && !is_function("let f = |fn_name| {"));
    assert!(names_crate("use tera::Tera;", "tera") && !names_crate("use crate::tera::Tera;", "tera"));
    let imports = [("a", "b"), ("b", "c"), ("c", "a")].map(|(from, to)| (from.to_owned(), [to.to_owned()].into()));
    let found = circle("a", &imports.into(), &mut Vec::new(), &mut BTreeSet::new());
    assert_eq!(found.as_deref(), Some("a -> b -> c -> a"));
    let lines =
        ["fn a(", "    b: u8,", ") {", "    if b > 1 {", "    }", "}", "fn c();", "fn d() {}"].map(str::to_owned);
    let file = SourceFile { path: "x.rs".to_owned(), first: String::new(), lines: lines.to_vec() };
    assert_eq!(function_lengths(&file), [("x.rs:1".to_owned(), 6)]);
}
