//! The folder a site is written into: what changes in it, what never does, and what a kill leaves behind.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "these tests look at the disk, and fail by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use studybook::diagnostic::Severity;
use studybook::output::{Output, OutputPath, Sink};
use studybook::pipeline::Pipeline;
use studybook::project::Project;
use studybook::write::{PATIENCE, Protected, WriteError, Writing, Written, write};
use tempfile::TempDir;

type Files = BTreeMap<String, String>;

const MANIFEST: &str = ".studybook-manifest";

/// A site in words: `path text` a line. A page links to every `>path` in its text.
fn site(lines: &str) -> Output {
    let mut output = Output::default();
    for (path, text) in files(lines) {
        output.insert(OutputPath::new(&path).unwrap(), Arc::from(text.into_bytes())).unwrap();
    }
    output
}

fn files(lines: &str) -> Files {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| line.split_once(' ').unwrap_or((line, "")))
        .map(|(path, text)| (path.into(), text.into()))
        .collect()
}

/// Everything below `folder`: files with their text, links and folders by their kind. The manifest is left out.
fn tree(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(parent) = open.pop() {
        for entry in fs::read_dir(parent).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            if path.is_symlink() {
                found.insert(name, "a link".into());
            } else if path.is_dir() {
                found.insert(name, "a folder".into());
                open.push(path);
            } else if name != MANIFEST {
                found.insert(name, String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());
            }
        }
    }
    found
}

/// What `tree` says of a folder that holds these files and nothing else.
fn exactly(lines: &str) -> Files {
    let mut all = files(lines);
    let paths: Vec<String> = all.keys().cloned().collect();
    for path in &paths {
        all.extend(path.match_indices('/').map(|(end, _)| (path[..end].to_owned(), "a folder".to_owned())));
    }
    all
}

fn put(folder: &Path, path: &str, text: &str) {
    let place = folder.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

/// A write into `folder` that waits for nobody and has taken nothing yet.
fn begin(folder: &Path) -> Writing {
    Writing::begin(folder, &[], Duration::ZERO).unwrap()
}

/// A write of the whole site, up to the moment before the first file of the site is touched.
fn taken(lines: &str, folder: &Path) -> Writing {
    let mut writing = begin(folder);
    files_of(&site(lines)).into_iter().for_each(|file| writing.put(vec![file]).unwrap());
    writing
}

fn files_of(output: &Output) -> Vec<(OutputPath, Arc<[u8]>)> {
    output.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
}

/// Writes a site and is killed after so many steps; each file that is taken is one. False if that is before its end.
fn killed(lines: &str, folder: &Path, steps: usize) -> bool {
    let mut writing = begin(folder);
    let mut left = steps;
    for file in files_of(&site(lines)) {
        if left == 0 {
            writing.kill();
            return false;
        }
        writing.put(vec![file]).unwrap();
        left -= 1;
    }
    let mut committing = writing.plan().unwrap();
    let alive = (0..left).all(|_| committing.step().unwrap());
    committing.kill();
    !alive
}

/// A new folder holding `before` as written by us.
fn written(before: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&site(before), folder.path(), &[]).unwrap();
    folder
}

fn counts(written: &Written) -> (usize, usize, usize) {
    (written.changed, written.unchanged, written.removed)
}

fn refusal(outcome: Result<Written, WriteError>) -> String {
    match outcome {
        Err(error @ WriteError::Refused { .. }) => {
            assert!(error.help().is_some());
            error.to_string()
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_site_goes_into_a_new_folder_and_an_empty_one() {
    let pages = "index.html home\nassets/a.css body{}\nquestions/x/index.html x\nempty.txt";
    let root = tempfile::tempdir().unwrap();
    for name in ["empty", "new/er/folder"] {
        let folder = root.path().join(name);
        fs::create_dir_all(root.path().join("empty")).unwrap();
        let done = write(&site(pages), &folder, &[]).unwrap();
        assert_eq!(counts(&done), (4, 0, 0));
        assert_eq!(tree(&folder), exactly(pages));
    }
}

#[test]
fn what_is_right_is_not_touched() {
    let folder = written("index.html home\na/b.html b");
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for name in ["index.html", "a/b.html", MANIFEST] {
        fs::File::options().write(true).open(folder.path().join(name)).unwrap().set_modified(old).unwrap();
    }
    let time = |name: &str| fs::metadata(folder.path().join(name)).unwrap().modified().unwrap();
    let done = write(&site("index.html home\na/b.html b"), folder.path(), &[]).unwrap();
    assert_eq!(counts(&done), (0, 2, 0));
    assert_eq!([time("index.html"), time("a/b.html"), time(MANIFEST)], [old; 3]);
    let done = write(&site("index.html home\na/b.html B"), folder.path(), &[]).unwrap();
    assert_eq!(counts(&done), (1, 1, 0));
    assert_eq!(time("index.html"), old);
    assert_ne!(time("a/b.html"), old);
}

#[test]
fn edited_and_deleted_files_are_restored() {
    let pages = "index.html home\na/b.html same length\nc.html c";
    let folder = written(pages);
    put(folder.path(), "a/b.html", "SAME LENGTH");
    fs::remove_file(folder.path().join("c.html")).unwrap();
    let done = write(&site(pages), folder.path(), &[]).unwrap();
    assert_eq!(counts(&done), (2, 1, 0));
    assert_eq!(tree(folder.path()), exactly(pages));
}

#[test]
fn stale_files_go_and_so_do_the_folders_they_leave_empty() {
    let folder = written("index.html 1\nq/old/index.html old\nq/old/deep/er.html deep\nassets/old.css x\nq/k.html k");
    let done = write(&site("index.html 2\nq/k.html k"), folder.path(), &[]).unwrap();
    assert_eq!(counts(&done), (1, 1, 3));
    assert_eq!(tree(folder.path()), exactly("index.html 2\nq/k.html k"));
}

#[test]
fn foreign_files_are_kept_and_named() {
    let folder = written("index.html 1\nq/a/index.html a");
    put(folder.path(), "CNAME", "example.org");
    put(folder.path(), "q/a/notes.txt", "mine");
    put(folder.path(), ".git/HEAD", "ref");
    put(folder.path(), "pictures/1/2.png", "png");
    let done = write(&site("index.html 2"), folder.path(), &[]).unwrap();
    let named = [".git", "CNAME", "pictures", "q/a/notes.txt"].map(PathBuf::from);
    assert_eq!(done.foreign, named);
    assert_eq!(done.removed, 1);
    let kept = "CNAME example.org\nq/a/notes.txt mine\n.git/HEAD ref\npictures/1/2.png png\nindex.html 2";
    assert_eq!(tree(folder.path()), exactly(kept));
}

#[test]
fn a_foreign_file_where_a_page_must_go_is_refused_unless_it_is_the_same() {
    let folder = written("index.html 1");
    put(folder.path(), "CNAME", "mine");
    let before = tree(folder.path());
    let reason = refusal(write(&site("index.html 2\nCNAME other"), folder.path(), &[]));
    assert!(reason.contains("CNAME` is in the way"), "{reason}");
    assert_eq!(tree(folder.path()), before);
    for _ in 0..2 {
        let same = write(&site("index.html 1\nCNAME mine"), folder.path(), &[]).unwrap();
        assert_eq!(counts(&same), (0, 2, 0));
    }
    // It was right by chance; that does not make it ours to delete.
    let gone = write(&site("index.html 1"), folder.path(), &[]).unwrap();
    assert_eq!((gone.removed, gone.foreign), (0, vec![PathBuf::from("CNAME")]));
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn a_stale_file_its_author_has_changed_is_his() {
    let folder = written("index.html 1\nold.html old");
    put(folder.path(), "old.html", "rewritten by hand");
    let done = write(&site("index.html 1"), folder.path(), &[]).unwrap();
    assert_eq!((done.removed, done.foreign), (0, vec![PathBuf::from("old.html")]));
    assert_eq!(tree(folder.path()), exactly("index.html 1\nold.html rewritten by hand"));
}

#[test]
fn folders_that_are_not_for_a_site_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    for path in ["home/project/content/q.md", "home/project/.git/config", "plain.txt", "full/thesis.doc"] {
        put(root.path(), path, "precious");
    }
    fs::create_dir_all(at("home/project/content/pictures")).unwrap();
    let (home, project, content) = (at("home"), at("home/project"), at("home/project/content"));
    let protected = [
        Protected::outside_site(&home, "your home folder"),
        Protected::outside_site(&project, "the project folder"),
        Protected::apart_from_site(&content, "the content folder"),
    ];
    let before = tree(root.path());
    let check = |folder: &Path, expected: &str| {
        let reason = refusal(write(&site("index.html 1"), folder, &protected));
        assert!(reason.contains(expected), "{}: {reason}", folder.display());
        assert_eq!(tree(root.path()), before, "{}", folder.display());
    };
    for (folder, expected) in [
        ("", "empty"),
        (".", "`.` cannot be"),
        ("./", "cannot be"),
        ("..", "`..` cannot be"),
        ("../..", "cannot be"),
        ("/", "`/` cannot be"),
    ] {
        check(Path::new(folder), expected);
    }
    for (folder, expected) in [
        ("", "contains your home folder"),
        ("home", "is your home folder"),
        ("home/project", "is the project folder"),
        ("home/project/.", "is the project folder"),
        ("full/../home/project", "is the project folder"),
        ("home/project/content", "is the content folder"),
        ("home/project/content/new", "lies inside the content folder"),
        ("home/project/content/pictures", "lies inside the content folder"),
        ("home/project/.git", "lies inside a `.git` folder"),
        ("home/project/.git/new", "lies inside a `.git` folder"),
        ("home/other/.GIT", "lies inside a `.git` folder"),
        ("plain.txt", "is a file"),
        ("plain.txt/site", "leads through a file"),
        ("missing/../home", "leads through a folder or link target that does not exist"),
        ("full", "is not empty and was not made by studybook"),
    ] {
        check(&at(folder), expected);
    }
}

#[test]
#[cfg(unix)]
fn links_to_folders_that_are_not_for_a_site_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    put(root.path(), "content/q.md", "precious");
    put(root.path(), "real/file", "x");
    let content = at("content");
    for (target, link, expected) in [
        ("content", "to-content", "is the content folder"),
        ("content/new", "to-new", "target that does not exist"),
        ("content", "to-content/deeper", "lies inside the content folder"),
        (".", "to-root", "contains the content folder"),
        ("/", "to-slash", "root of the file system"),
        ("nowhere", "to-nowhere", "target that does not exist"),
        ("real", "to-real", "is not empty"),
    ] {
        let name = link.split('/').next().unwrap();
        if !at(name).is_symlink() {
            std::os::unix::fs::symlink(at(target), at(name)).unwrap();
        }
        let protected = [Protected::apart_from_site(&content, "the content folder")];
        let reason = refusal(write(&site("index.html 1"), &at(link), &protected));
        assert!(reason.contains(expected), "{link}: {reason}");
    }
    assert_eq!(fs::read_dir(&content).unwrap().count(), 1);
    // The protected folder may be named through a link as well.
    std::os::unix::fs::symlink(at("empty"), at("alias")).unwrap();
    fs::create_dir(at("empty")).unwrap();
    let alias = at("alias");
    let protected = [Protected::outside_site(&alias, "the content folder")];
    refusal(write(&site("index.html 1"), &at("empty"), &protected));
    write(&site("index.html 1"), &alias, &[]).unwrap();
    assert_eq!(tree(&at("empty")), exactly("index.html 1"));
}

#[test]
fn a_hostile_or_damaged_manifest_costs_nobody_a_file() {
    let line = |path: &str, text: &str| format!("{}  {path}\n", blake3::hash(text.as_bytes()).to_hex());
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("site");
    put(root.path(), "outside.txt", "precious");
    for path in ["notes.txt", ".git/config", "a/b.txt"] {
        put(&folder, path, "precious");
    }
    let outside = root.path().join("outside.txt");
    let mut text = "studybook manifest 1\n".to_owned();
    for path in ["../outside.txt", outside.to_str().unwrap(), "a/../../outside.txt", ".git/config", "a", "", "."] {
        text += &line(path, "precious");
    }
    text += &line("notes.txt", "something else");
    text += &line("a/b.txt/c.txt", "precious");
    text += &format!("\n\n{}\u{0}\nzzzz  a/b.txt\n  a/b.txt\n{}", "9".repeat(10_000), "0".repeat(64));
    put(&folder, MANIFEST, &text);
    write(&site("index.html 1"), &folder, &[]).unwrap();
    assert_eq!(tree(&folder), exactly("index.html 1\nnotes.txt precious\n.git/config precious\na/b.txt precious"));
    assert_eq!(fs::read_to_string(outside).unwrap(), "precious");
    for damaged in ["", "studybook", "studybook manifest 2\n", "\u{0}\u{0}\u{0}"] {
        put(&folder, MANIFEST, damaged);
        let before = tree(&folder);
        assert!(refusal(write(&site("index.html 2"), &folder, &[])).contains("damaged or of another version"));
        assert_eq!(tree(&folder), before);
    }
}

#[test]
#[cfg(unix)]
fn nothing_is_written_or_removed_through_a_link() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    put(elsewhere.path(), "a.css", "a");
    put(elsewhere.path(), "page.html", "page");
    let before = tree(elsewhere.path());
    let folder = written("index.html 1\nassets/a.css a\npage.html page");
    let at = |path: &str| folder.path().join(path);
    fs::remove_file(at("page.html")).unwrap();
    symlink(elsewhere.path().join("page.html"), at("page.html")).unwrap();
    write(&site("index.html 1\nassets/a.css a\npage.html new"), folder.path(), &[]).unwrap();
    assert_eq!(tree(folder.path()), exactly("index.html 1\nassets/a.css a\npage.html new"));

    fs::remove_file(at("assets/a.css")).unwrap();
    fs::remove_dir(at("assets")).unwrap();
    symlink(elsewhere.path(), at("assets")).unwrap();
    let reason = refusal(write(&site("index.html 1\nassets/a.css b"), folder.path(), &[]));
    assert!(reason.contains("assets` is in the way"), "{reason}");
    write(&site("index.html 1"), folder.path(), &[]).unwrap();
    assert_eq!(tree(folder.path()), exactly("assets a link\nindex.html 1"));

    for ours in [".studybook-staging", ".studybook-lock"] {
        symlink(elsewhere.path(), at(ours)).unwrap();
        let reason = refusal(write(&site("index.html 2"), folder.path(), &[]));
        assert!(reason.contains(&format!("{ours}` is in the way")), "{reason}");
        fs::remove_file(at(ours)).unwrap();
    }
    assert_eq!(tree(elsewhere.path()), before);
}

#[test]
fn files_and_folders_of_ours_make_way_for_each_other() {
    for (before, after) in [
        ("a file\nindex.html 1", "a/b/c.html c\nindex.html 2"),
        ("a/b/c.html c\na/d.html d\na/e/f.html f", "a file"),
        ("a/b file\nc/d/e file", "a/b/x file\nc/d file"),
    ] {
        let folder = written(before);
        write(&site(after), folder.path(), &[]).unwrap();
        assert_eq!(tree(folder.path()), exactly(after));
    }
}

#[test]
fn files_and_folders_of_others_do_not() {
    for (before, foreign, after, expected) in [
        ("index.html 1", "a mine", "a/b.html b", "a` is in the way"),
        ("index.html 1", "a/mine mine", "a file", "a` is in the way"),
        ("a/b.html b", "a/mine mine", "a file", "a` is in the way"),
        ("a/b.html b", "a/b.html changed", "a file", "a` is in the way"),
        ("a a", "a changed", "a/b.html b", "a` is in the way"),
    ] {
        let folder = written(before);
        for (path, text) in files(foreign) {
            put(folder.path(), &path, &text);
        }
        let found = tree(folder.path());
        let reason = refusal(write(&site(after), folder.path(), &[]));
        assert!(reason.contains(expected), "{reason}");
        assert_eq!(tree(folder.path()), found);
    }
}

#[test]
fn impossible_sites_are_refused() {
    for (lines, expected) in [
        ("a 1\na/b 2", "both a file and a folder"),
        (".studybook-manifest x", "reserved"),
        (".studybook-staging/0.part x", "reserved"),
        ("a/.git/config x", "reserved"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        match write(&site(lines), folder.path(), &[]) {
            Err(WriteError::Refused { reason, .. }) => assert!(reason.contains(expected), "{reason}"),
            other => panic!("{lines}: {other:?}"),
        }
        assert_eq!(tree(folder.path()), Files::new());
    }
}

#[test]
fn builds_wait_for_each_other() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("site");
    for round in 0..8 {
        let sites: Vec<String> = (0..4)
            .map(|n| {
                let page = |page| format!("q/{round}-{n}/{page}.html {n}\nq/{page}.html shared {n}\n");
                (0..10).map(page).collect()
            })
            .collect();
        std::thread::scope(|scope| {
            for site in &sites {
                scope.spawn(|| write(&self::site(site), &folder, &[]).unwrap());
            }
        });
        let left = tree(&folder);
        assert!(sites.iter().any(|site| left == exactly(site)), "round {round}: {left:#?}");
    }
}

#[test]
fn a_build_that_gives_up_does_not_disturb_those_that_wait() {
    let root = tempfile::tempdir().unwrap();
    for round in 0..8 {
        let folder = root.path().join(format!("{round}/site"));
        std::thread::scope(|scope| {
            for n in 0..4 {
                let folder = &folder;
                scope.spawn(move || {
                    let mut writing = Writing::begin(folder, &[], PATIENCE).unwrap();
                    writing.put(files_of(&site("index.html home"))).unwrap();
                    if n == 3 { drop(writing.commit().unwrap()) } else { drop(writing) }
                });
            }
        });
        assert_eq!(tree(&folder), exactly("index.html home"), "round {round}");
    }
}

#[test]
fn waiting_ends() {
    let folder = tempfile::tempdir().unwrap();
    let waits = || {
        let waited = Writing::begin(folder.path(), &[], Duration::from_millis(100));
        assert!(waited.unwrap_err().to_string().contains("another build is still writing into"));
    };
    let holder = taken("index.html 1", folder.path());
    waits();
    let holder = holder.plan().unwrap();
    waits();
    holder.finish().unwrap();
    assert_eq!(tree(folder.path()), exactly("index.html 1"));
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = written("index.html 1\nq/a.html a");
    let mode = |mode| fs::set_permissions(folder.path().join("q"), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    let outcome = write(&site("index.html 2\nq/a.html b"), folder.path(), &[]);
    mode(0o755);
    // Root may write anywhere.
    if let Err(error) = outcome {
        assert!(error.to_string().ends_with("q/a.html`: permission denied"), "{error}");
        assert_eq!(tree(folder.path()), exactly("index.html 1\nq/a.html a"));
    }
}

#[test]
fn a_path_too_long_for_the_system_is_told_before_anything_is_touched() {
    let folder = written("index.html 1");
    let mut output = site("index.html 2");
    let long = OutputPath::new(&vec!["x".repeat(250); 140].join("/")).unwrap();
    output.insert(long, Arc::from(*b"x")).unwrap();
    let outcome = write(&output, folder.path(), &[]);
    assert!(matches!(outcome, Err(WriteError::Failed { .. })), "{outcome:?}");
    assert_eq!(tree(folder.path()), exactly("index.html 1"));
}

#[test]
fn a_failure_half_way_leaves_whole_pages_and_nothing_else() {
    let folder = written("index.html 1\nq/a.html 1");
    let writing = taken("index.html 2\nq/a.html 2", folder.path()).plan().unwrap();
    fs::remove_file(folder.path().join("index.html")).unwrap();
    fs::create_dir(folder.path().join("index.html")).unwrap();
    let error = writing.finish().unwrap_err();
    assert!(error.to_string().starts_with("cannot write `"), "{error}");
    let mut left = exactly("q/a.html 2");
    left.insert("index.html".into(), "a folder".into());
    assert_eq!(tree(folder.path()), left);
    fs::remove_dir(folder.path().join("index.html")).unwrap();
    write(&site("index.html 3"), folder.path(), &[]).unwrap();
    assert_eq!(tree(folder.path()), exactly("index.html 3"));
}

#[test]
fn a_write_that_is_given_up_leaves_no_trace() {
    let root = tempfile::tempdir().unwrap();
    let new = root.path().join("new/er");
    drop(taken("index.html 1\nq/a.html a", &new));
    drop(begin(&new));
    assert_eq!(tree(root.path()), Files::new());
    // What others put there meanwhile is theirs.
    let writing = taken("index.html 1\nq/a.html a", &new);
    put(&new, "mine.txt", "mine");
    drop(writing);
    assert_eq!(tree(root.path()), exactly("new/er/mine.txt mine"));

    let folder = written("index.html 1\nq/a.html a");
    let manifest = fs::read(folder.path().join(MANIFEST)).unwrap();
    for planned in [false, true] {
        let writing = taken("index.html 2\nq/b.html b", folder.path());
        assert_eq!(tree(&folder.path().join(".studybook-staging")).len(), 2);
        if planned {
            drop(writing.plan().unwrap())
        } else {
            drop(writing)
        }
        assert_eq!(tree(folder.path()), exactly("index.html 1\nq/a.html a"));
        assert_eq!(fs::read(folder.path().join(MANIFEST)).unwrap(), manifest);
    }
}

#[test]
fn how_the_files_come_makes_no_difference() {
    let pages = "b.html b\nassets/a.css a\nindex.html home\na/b/c.html c\na/d.html d\nsame.txt same";
    let mut manifests = BTreeSet::new();
    for batch in 1..7 {
        let folder = written("same.txt same\na/b old\na/d.html other");
        let mut writing = begin(folder.path());
        let mut files = files_of(&site(pages));
        files.reverse();
        files.chunks(batch).for_each(|files| writing.put(files.to_vec()).unwrap());
        assert_eq!(counts(&writing.commit().unwrap()), (5, 1, 1));
        assert_eq!(tree(folder.path()), exactly(pages));
        manifests.insert(fs::read(folder.path().join(MANIFEST)).unwrap());
    }
    assert_eq!(manifests.len(), 1);
}

/// A project whose pages need more than one batch, with every kind of file.
fn project() -> Project {
    let question =
        |n| format!("## Q{n}: Title {n}\n\n**Tags:** `t{}`\n\n**Answer:**\n```rust\nfn f{n}() {{}}\n```\n", n % 7);
    let mut project = Project::default().with_source("a.md", (1..400).map(question).collect::<String>());
    project.attachments.insert("p.svg".into(), Arc::from(*b"<svg xmlns='http://www.w3.org/2000/svg'/>"));
    project.with_source("b.md", "## Q1: Picture\n\n**Answer:**\n![p](p.svg)\n")
}

#[test]
fn a_site_handed_on_as_it_is_made_is_the_site() {
    let project = project();
    let mut pipeline = Pipeline::default();
    let built = pipeline.build(&project, &|_| {});
    let output = built.output.unwrap();
    for mut pipeline in [Pipeline::once(), pipeline] {
        let folder = tempfile::tempdir().unwrap();
        let (once, writing) = pipeline.build_into(project.clone(), || Ok(begin(folder.path())), &|_| {});
        assert!(once.output.is_none() && once.questions == built.questions);
        assert_eq!(once.diagnostics, built.diagnostics);
        assert_eq!(once.texts, built.texts);
        assert_eq!(writing.unwrap().unwrap().commit().unwrap().changed, output.len());
        let expected: Vec<String> = output.iter().map(|(path, _)| path.to_string()).collect();
        let found = tree(folder.path());
        let found = found.iter().filter(|(_, text)| *text != "a folder");
        assert_eq!(found.clone().map(|(path, _)| path.clone()).collect::<Vec<_>>(), expected);
        for ((_, text), (path, bytes)) in found.zip(output.iter()) {
            assert!(*text == String::from_utf8_lossy(bytes), "{path}");
        }
    }
}

#[test]
fn a_mistake_found_late_leaves_nothing_and_one_found_early_asks_for_no_folder() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("site");
    let mut project = project();
    let late = project.templates.get_mut("404.html").unwrap();
    late.text = "{{ nosuchvariable }}".into();
    let (built, writing) = Pipeline::once().build_into(project.clone(), || Ok(begin(&folder)), &|_| {});
    assert!(built.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error));
    assert!(tree(&folder).contains_key(".studybook-staging/0.part"));
    drop(writing.unwrap().unwrap());
    assert_eq!(tree(root.path()), Files::new());
    assert!(Pipeline::default().build(&project, &|_| {}).output.is_none());

    let project = project.with_source("c.md", b"\xff");
    let (_, writing) = Pipeline::once().build_into(project, || -> Result<Writing, _> { panic!("asked") }, &|_| {});
    assert!(writing.is_none());
}

#[test]
fn a_sink_that_fails_ends_the_build() {
    struct Full(usize);
    impl Sink for Full {
        type Error = usize;

        fn put(&mut self, files: Vec<(OutputPath, Arc<[u8]>)>) -> Result<(), usize> {
            self.0 += files.len();
            if self.0 > 100 { Err(self.0) } else { Ok(()) }
        }
    }
    let (built, full) = Pipeline::once().build_into(project(), || Ok(Full(0)), &|_| {});
    assert!(built.output.is_none());
    assert!((101..400).contains(&full.unwrap().err().unwrap()));
    let (_, refused) = Pipeline::once().build_into(project(), || Err::<Full, _>(7), &|_| {});
    assert_eq!(refused.unwrap().err(), Some(7));
}

/// Kills a write of `after` over `before` after every number of steps. Whatever is there must be whole and ours,
/// everything reachable from the home page must be there, and a write of `last` must leave exactly that.
fn killed_anywhere(before: &str, after: &str, last: &str) {
    for steps in 0.. {
        let folder = written(before);
        put(folder.path(), "mine/notes.txt", "mine");
        let is_done = killed(after, folder.path(), steps);
        check_whole(&tree(folder.path()), &files(before), &files(after));
        write(&site(last), folder.path(), &[]).unwrap();
        assert_eq!(tree(folder.path()), exactly(&format!("{last}\nmine/notes.txt mine")), "after {steps} steps");
        if is_done {
            assert!(steps > 3);
            return;
        }
    }
}

fn check_whole(found: &Files, before: &Files, after: &Files) {
    for (path, text) in found.iter().filter(|(path, _)| !path.starts_with(".studybook-")) {
        let versions = [before.get(path), after.get(path)];
        let known = versions.contains(&Some(text)) || path.starts_with("mine") || text == "a folder";
        assert!(known, "{path} holds {text:?}");
    }
    let mut seen = BTreeSet::new();
    let mut open = vec!["index.html"];
    while let Some(path) = open.pop() {
        let Some(text) = found.get(path) else {
            assert_eq!(path, "index.html", "`{path}` is linked but missing in {found:#?}");
            continue;
        };
        let links = text.split_whitespace().filter_map(|word| word.strip_prefix('>'));
        open.extend(links.filter(|link| seen.insert(*link)));
    }
}

#[test]
fn a_kill_leaves_every_page_whole_and_the_next_build_repairs_the_rest() {
    let first = "index.html >assets/1.css >q/a/index.html >q/b/index.html
        q/a/index.html 1 >assets/1.css >q/b/index.html
        q/b/index.html 1 >assets/1.css >q/a/index.html
        assets/1.css one
        robots.txt same";
    let second = "index.html >assets/2.css >q/b/index.html >q/c/index.html
        q/b/index.html 2 >assets/2.css >q/c/index.html
        q/c/index.html 2 >assets/2.css >q/b/index.html
        assets/2.css two
        robots.txt same";
    killed_anywhere("", first, first);
    killed_anywhere("", first, second);
    killed_anywhere(first, second, second);
    killed_anywhere(first, second, first);
    killed_anywhere(first, second, "index.html nothing else");
    killed_anywhere(first, "index.html", second);
    killed_anywhere("a/b.html 1\nc 1", "a 2\nc/d.html 2", "a 3\nc/d.html 3");
    killed_anywhere("a/b.html 1\nc 1", "a 2\nc/d.html 2", "a/b.html 1\nc 1");
}

/// Paths that are files in one site and folders in another.
fn any_site() -> impl Strategy<Value = String> {
    let path = prop::sample::select(vec!["a", "a/a", "a/b", "a/b/c", "b/a", "b", "assets/x", "index.html"]);
    prop::collection::btree_map(path, "[xy]", 0..6).prop_map(|files| {
        let inside_a_file = |path: &str| path.match_indices('/').any(|(end, _)| files.contains_key(&path[..end]));
        let kept = files.iter().filter(|(path, _)| !inside_a_file(path));
        kept.map(|(path, text)| format!("{path} {text}\n")).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_number_of_kills_is_repaired(
        kills in prop::collection::vec((any_site(), 0_usize..24), 1..5),
        last in any_site(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        for (lines, steps) in &kills {
            killed(lines, folder.path(), *steps);
        }
        write(&site(&last), folder.path(), &[]).unwrap();
        prop_assert_eq!(tree(folder.path()), exactly(&last));
    }
}
