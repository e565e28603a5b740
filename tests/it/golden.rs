//! Golden folders: a site in, a folder out. `STUDYBOOK_BLESS=1` rewrites what is expected; read what it wrote.
//!
//! A case is a folder of `tests/golden`: `content/`, `studybook.toml` if it needs one, and `expected/`. Its pages are
//! made with the plain templates of `tests/golden/_theme`, so that a change of the theme changes no case. A case that
//! is about few pages names them in `pages.txt`, a beginning of their paths a line. The files of the search index are
//! not looked at: they change with its format, and have tests of their own.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "these tests read and write their folders, and fail by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use studybook::diagnostic::Severity;
use studybook::load::{Places, load};
use studybook::pipeline::Pipeline;
use studybook::project::Project;
use studybook::theme::Template;

/// Files by their path from some folder, `/` between components.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Where the cases are, seen from the package.
const CASES: &str = "tests/golden";

/// The folder of the plain templates.
const THEME: &str = "_theme";

#[test]
fn sites_come_out_as_expected() {
    let problems: Vec<String> =
        folders(CASES).iter().filter(|case| *case != THEME).flat_map(|case| check(case)).collect();
    assert!(problems.is_empty(), "{}\n(STUDYBOOK_BLESS=1 rewrites what is expected)", problems.join("\n"));
}

fn check(case: &str) -> Vec<String> {
    let root = format!("{CASES}/{case}");
    let built = Pipeline::default().build(&plain(load_site(Path::new(&root))), &|_| {});
    let errors: Vec<_> = built.diagnostics.iter().filter(|it| it.severity == Severity::Error).collect();
    let Some(output) = built.output else {
        return vec![format!("{root} does not build: {errors:#?}")];
    };
    let wanted = fs::read_to_string(format!("{root}/pages.txt")).unwrap_or_default();
    let wanted: Vec<&str> = wanted.lines().collect();
    let is_index = |path: &str| path.starts_with("search/") && path.ends_with(".txt");
    let found = output
        .iter()
        .filter(|(path, _)| !is_index(path.as_str()))
        .map(|(path, bytes)| (path.to_string(), bytes.to_vec()))
        .filter(|(path, _)| wanted.is_empty() || wanted.iter().any(|start| path.starts_with(start)))
        .collect();
    compare(&found, Path::new(&format!("{root}/expected")))
}

/// The same site in the plain templates and without static files.
pub fn plain(mut project: Project) -> Project {
    project.static_files.clear();
    for (name, bytes) in files(Path::new(&format!("{CASES}/{THEME}"))) {
        let template =
            Template { text: String::from_utf8(bytes).unwrap().into(), shown: format!("{THEME}/{name}").into() };
        project.templates.insert(name, template);
    }
    project
}

/// Loads the site in `root`: its `content/` and what else of a site it has.
pub fn load_site(root: &Path) -> Project {
    let places = Places {
        root: root.to_owned(),
        content: root.join("content"),
        config: root.join("studybook.toml"),
        config_is_required: false,
    };
    load(&places, None).unwrap()
}

/// The names of the folders in `parent`, in order.
pub fn folders(parent: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(parent).unwrap().map(|entry| entry.unwrap());
    entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().into_string().unwrap()).collect()
}

/// Every file below `folder`; none if there is no such folder.
pub fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// Holds `found` against the files in `expected`: one message for each that is missing, differs or is not made.
/// When blessing, makes the folder hold just what was found instead.
pub fn compare(found: &Files, expected: &Path) -> Vec<String> {
    let known = files(expected);
    if std::env::var_os("STUDYBOOK_BLESS").is_some() {
        bless(found, &known, expected);
        return Vec::new();
    }
    let paths: BTreeSet<&String> = found.keys().chain(known.keys()).collect();
    let problems = paths.into_iter().filter_map(|path| {
        let name = expected.join(path);
        match (found.get(path), known.get(path)) {
            (Some(found), Some(known)) if found == known => None,
            (Some(found), Some(known)) => Some(format!("{} differs:\n{}", name.display(), difference(known, found))),
            (Some(_), None) => Some(format!("{} is missing", name.display())),
            (None, _) => Some(format!("{} is expected, but nothing makes it", name.display())),
        }
    });
    problems.collect()
}

fn bless(found: &Files, known: &Files, expected: &Path) {
    for path in known.keys().filter(|path| !found.contains_key(*path)) {
        fs::remove_file(expected.join(path)).unwrap();
    }
    for (path, bytes) in found.iter().filter(|(path, bytes)| known.get(*path) != Some(bytes)) {
        let file = expected.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

/// The lines between the beginning and the end that two texts share, with a line of what is shared around them.
fn difference(expected: &[u8], found: &[u8]) -> String {
    let (expected, found) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(found));
    let (expected, found): (Vec<&str>, Vec<&str>) = (expected.split('\n').collect(), found.split('\n').collect());
    let start = expected.iter().zip(&found).take_while(|(one, other)| one == other).count();
    let rest = expected.len().min(found.len()) - start;
    let ends = expected.iter().rev().zip(found.iter().rev());
    let end = ends.take(rest).take_while(|(one, other)| one == other).count();
    let mut shown = vec![format!("  at line {}", start + 1)];
    shown.extend(expected[..start].last().map(|line| format!("    {line}")));
    shown.extend(expected[start..expected.len() - end].iter().map(|line| format!("  - {line}")));
    shown.extend(found[start..found.len() - end].iter().map(|line| format!("  + {line}")));
    shown.extend(found[found.len() - end..].first().map(|line| format!("    {line}")));
    shown.join("\n")
}

#[test]
fn a_difference_shows_the_lines_that_differ() {
    let shown = difference(b"a\nb\nc\nd\n", b"a\nx\ny\nc\nd\n");
    assert_eq!(shown, "  at line 2\n    a\n  - b\n  + x\n  + y\n    c");
}
