//! Every lint, as an author sees it: a site in `tests/diagnostics/<lint>/`, and in `expected.txt` all that `check` says.
//! `STUDYBOOK_BLESS=1` rewrites what is expected; read what it wrote.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "these tests make files that cannot be kept in a repository, and fail by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use studybook::diagnostic::Diagnostic;
use studybook::lint::Lint;
use studybook::pipeline::Pipeline;
use studybook::project::Project;
use studybook::report::{Format, report};

use crate::golden::{Files, compare, folders, load_site};

/// Where the cases are, seen from the package.
const CASES: &str = "tests/diagnostics";

#[test]
fn every_lint_has_a_case() {
    let lints: BTreeSet<String> = Lint::ALL.iter().map(|lint| lint.name().to_owned()).collect();
    assert_eq!(folders(CASES), lints);
}

#[test]
fn findings_are_shown_as_expected() {
    let problems: Vec<String> =
        folders(CASES).iter().filter_map(|case| Lint::from_name(case)).flat_map(check).collect();
    assert!(problems.is_empty(), "{}\n(STUDYBOOK_BLESS=1 rewrites what is expected)", problems.join("\n"));
}

fn check(lint: Lint) -> Vec<String> {
    let case = Path::new(CASES).join(lint.name());
    let made = tempfile::tempdir().unwrap();
    let site = match make(lint, made.path()) {
        Made::Nothing => &case,
        Made::Site => made.path(),
        Made::Impossible => return Vec::new(),
    };
    let mut project = as_if_in(site, load_site(site));
    if lint != Lint::SingleUseTag {
        // Small sites have such tags; they are no case's concern but their own.
        project.config.lints.entry(Lint::SingleUseTag).or_insert(None);
    }
    let built = Pipeline::default().check(&project, &|_| {});
    let mut problems = Vec::new();
    if !built.diagnostics.iter().any(|diagnostic| diagnostic.lint == lint) {
        problems.push(format!("{} does not lead to `{lint}`: {:#?}", case.display(), built.diagnostics));
    }
    let mut text = Vec::new();
    let format = Format::Human { color: false, width: 100 };
    report(&built.diagnostics, &|file| built.texts.get(file).cloned(), format, &mut text).unwrap();
    let mut found: Files = crate::golden::files(&case);
    found.insert("expected.txt".to_owned(), text);
    problems.extend(compare(&found, &case));
    problems
}

/// What a case's files are.
enum Made {
    /// Those of its own folder.
    Nothing,
    /// Made for this run.
    Site,
    /// Files no test can make here.
    Impossible,
}

/// Makes the files that a repository cannot hold.
fn make(lint: Lint, root: &Path) -> Made {
    let content = root.join("content");
    fs::create_dir(&content).unwrap();
    let file = content.join("notes.md");
    match lint {
        Lint::FileTooLarge => {
            fs::File::create(file).unwrap().set_len(studybook::parse::MAX_FILE + 1).unwrap();
            Made::Site
        }
        #[cfg(unix)]
        Lint::SkippedEntry => {
            std::os::unix::fs::symlink("../elsewhere.md", file).unwrap();
            Made::Site
        }
        #[cfg(unix)]
        Lint::UnreadableFile => {
            use std::os::unix::fs::PermissionsExt;
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o0)).unwrap();
            // Who may do everything can read it all the same.
            if fs::read(&file).is_ok() { Made::Impossible } else { Made::Site }
        }
        #[cfg(not(unix))]
        Lint::SkippedEntry | Lint::UnreadableFile => Made::Impossible,
        _ => Made::Nothing,
    }
}

/// The project as it would be loaded by an author who works in `root`.
fn as_if_in(root: &Path, mut project: Project) -> Project {
    let prefix = format!("{}/", root.to_str().unwrap().replace('\\', "/"));
    let shorten = |name: &mut Arc<str>| *name = name.strip_prefix(&prefix).unwrap_or(name).into();
    project.sources.values_mut().for_each(|file| shorten(&mut file.shown));
    project.templates.values_mut().for_each(|template| shorten(&mut template.shown));
    let places =
        |diagnostic: &mut Diagnostic| diagnostic.labels.iter_mut().for_each(|(place, _)| shorten(&mut place.file));
    project.diagnostics.iter_mut().for_each(places);
    let texts = std::mem::take(&mut project.texts).into_iter().map(|(mut name, text)| {
        shorten(&mut name);
        (name, text)
    });
    project.texts = texts.collect();
    project
}
