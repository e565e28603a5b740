//! How editors and tools change files, and that every one of these ways is seen, once.

use std::fs::{self, File, FileTimes};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::{PAGE, Told, Watched, question, until};
use crate::cli::put;

/// A way to save a text under a path.
type Save = fn(&Path, &str);

fn in_place(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

fn in_pieces(path: &Path, text: &str) {
    let mut file = File::create(path).unwrap();
    for piece in text.as_bytes().chunks(20) {
        file.write_all(piece).unwrap();
        file.sync_data().unwrap();
    }
}

fn beside(path: &Path, ending: &str) -> std::path::PathBuf {
    path.with_file_name(format!("{}{ending}", path.file_name().unwrap().to_str().unwrap()))
}

fn renamed_into_place(path: &Path, text: &str) {
    let new = path.with_file_name("sedQ2x1Yz");
    fs::write(&new, text).unwrap();
    fs::rename(&new, path).unwrap();
}

fn gnome(path: &Path, text: &str) {
    let new = path.with_file_name(".goutputstream-XYZ012");
    fs::write(&new, text).unwrap();
    fs::hard_link(path, beside(path, "~")).ok();
    fs::rename(&new, path).unwrap();
}

fn vim(path: &Path, text: &str) {
    let probe = path.with_file_name("4913");
    fs::write(&probe, "").unwrap();
    fs::remove_file(&probe).unwrap();
    fs::rename(path, beside(path, "~")).unwrap();
    fs::write(path, text).unwrap();
    fs::remove_file(beside(path, "~")).unwrap();
}

#[cfg(unix)]
fn emacs(path: &Path, text: &str) {
    let lock = path.with_file_name(".#a.md");
    std::os::unix::fs::symlink("me@here.1:2", &lock).unwrap();
    fs::write(path.with_file_name("#a.md#"), text).unwrap();
    fs::rename(path, beside(path, "~")).unwrap();
    fs::write(path, text).unwrap();
    fs::remove_file(path.with_file_name("#a.md#")).unwrap();
    fs::remove_file(lock).unwrap();
}

fn jetbrains(path: &Path, text: &str) {
    fs::write(beside(path, "___jb_tmp___"), text).unwrap();
    fs::rename(path, beside(path, "___jb_old___")).unwrap();
    fs::rename(beside(path, "___jb_tmp___"), path).unwrap();
    fs::remove_file(beside(path, "___jb_old___")).unwrap();
}

/// Saves again and again; each save is seen, costs one or two rebuilds, and never takes the page away.
fn check(watched: &Watched, name: &str, save: Save) {
    for round in 0..3 {
        watched.forget();
        let text = format!("{name} saved it {round}");
        let begun = Instant::now();
        save(&watched.file("content/a.md"), &question("Watched", &text));
        let most = 2 + usize::try_from(begun.elapsed().as_secs()).unwrap();
        watched.shows(&text);
        let told = watched.settle();
        assert!((1..=most).contains(&told.len()), "{name}: {told:?}");
        assert!(told.iter().all(|told| *told == Told::Built(true)), "{name}: {told:?}");
    }
}

fn all() -> Vec<(&'static str, Save)> {
    vec![
        ("a plain write", in_place),
        ("a write in pieces", in_pieces),
        ("sed", renamed_into_place),
        ("gnome", gnome),
        ("vim", vim),
        #[cfg(unix)]
        ("emacs", emacs),
        ("jetbrains", jetbrains),
    ]
}

#[test]
fn every_editors_save_is_seen_once() {
    let watched = Watched::new(None);
    all().into_iter().for_each(|(name, save)| check(&watched, name, save));
}

#[test]
fn polling_sees_them_too() {
    let watched = Watched::new(Some(Duration::from_millis(50)));
    for (name, save) in all() {
        let text = format!("{name} saved it");
        save(&watched.file("content/a.md"), &question("Watched", &text));
        watched.shows(&text);
    }
}

#[test]
fn a_file_that_is_emptied_first_keeps_its_page() {
    let watched = Watched::new(None);
    let path = watched.file("content/a.md");
    let file = File::create(&path).unwrap();
    drop(file);
    // What an editor takes to write the rest: the pause is the case.
    std::thread::sleep(Duration::from_millis(300));
    fs::write(&path, question("Watched", "the rest")).unwrap();
    watched.shows("the rest");
    let told = watched.settle();
    assert!(told.iter().all(|told| *told == Told::Built(true)), "{told:?}");
    // A file that stays empty is believed in the end.
    fs::write(&path, "").unwrap();
    until("the page goes", || watched.page(PAGE).is_empty());
}

#[test]
fn what_changes_no_byte_is_no_news() {
    let watched = Watched::new(None);
    let path = watched.file("content/a.md");
    let text = fs::read(&path).unwrap();
    let file = File::options().append(true).open(&path).unwrap();
    file.set_times(FileTimes::new().set_modified(SystemTime::now())).unwrap();
    fs::write(&path, &text).unwrap();
    renamed_into_place(&path, &String::from_utf8(text).unwrap());
    for litter in [".a.md.swp", "a.md~", "#a.md#", ".git/index", "notes.tmp"] {
        put(&watched.root(), &format!("content/{litter}"), "litter");
    }
    put(&watched.root(), "site/index.html", "another program's");
    assert_eq!(watched.settle(), []);
}

#[test]
fn a_save_in_the_same_second_with_an_old_time_is_seen() {
    let watched = Watched::new(None);
    let path = watched.file("content/a.md");
    let old = fs::metadata(&path).unwrap().modified().unwrap();
    let text = fs::read_to_string(&path).unwrap().replace("before", "beyond");
    let new = watched.root().join("elsewhere.md");
    fs::write(&new, text).unwrap();
    File::options().append(true).open(&new).unwrap().set_times(FileTimes::new().set_modified(old)).unwrap();
    fs::rename(&new, &path).unwrap();
    watched.shows("beyond");
}

#[test]
fn new_and_renamed_folders_are_followed() {
    let watched = Watched::new(None);
    put(&watched.root(), "content/a/b/c/deep.md", &question("Deep", "first"));
    let deep = "questions/deep/index.html";
    until("a file in new folders", || watched.page(deep).contains("first"));
    put(&watched.root(), "content/a/b/c/deep.md", &question("Deep", "second"));
    until("an edit in new folders", || watched.page(deep).contains("second"));
    fs::rename(watched.file("content/a"), watched.file("content/z")).unwrap();
    put(&watched.root(), "content/z/b/c/deep.md", &question("Deep", "third"));
    until("an edit in a renamed folder", || watched.page(deep).contains("third"));
    put(&watched.root(), "content/z/b/c/deep.md", &question("Deep", "fourth"));
    until("another", || watched.page(deep).contains("fourth"));
    fs::remove_dir_all(watched.file("content/z")).unwrap();
    until("a folder deleted", || watched.page(deep).is_empty());
}

#[test]
fn a_root_that_is_replaced_is_watched_again() {
    let watched = Watched::new(None);
    for round in 0..3 {
        fs::rename(watched.file("content"), watched.file(&format!("away{round}"))).unwrap();
        put(&watched.root(), "content/a.md", &question("Watched", &format!("swapped{round}")));
        watched.shows(&format!("swapped{round}"));
        put(&watched.root(), "content/a.md", &question("Watched", &format!("edited{round}")));
        watched.shows(&format!("edited{round}"));
    }
    // Without a root there is an error, and the last good site; with it, all is well again.
    watched.settle();
    watched.forget();
    fs::rename(watched.file("content"), watched.file("gone")).unwrap();
    watched.hear("no content folder", |told| told.contains(&Told::Failed));
    watched.shows("edited2");
    assert_eq!(watched.publisher.current().problems.counts.errors, 1);
    fs::rename(watched.file("gone"), watched.file("content")).unwrap();
    until("the error goes", || watched.publisher.current().problems.counts.errors == 0);
    put(&watched.root(), "content/a.md", &question("Watched", "home again"));
    watched.shows("home again");
}

#[test]
fn a_checkout_of_thousands_is_one_rebuild() {
    let watched = Watched::new(None);
    let begun = Instant::now();
    for index in 0..2000 {
        put(&watched.root(), &format!("content/{}/{index}.md", index % 20), &question(&format!("Many {index}"), "m"));
    }
    // Nothing waits longer than a second, and a busy machine pauses in between: some rebuilds, not thousands.
    let most = 3 + usize::try_from(begun.elapsed().as_secs()).unwrap();
    until("the last file", || !watched.page("questions/many-1999/index.html").is_empty());
    let told = watched.settle();
    assert!((1..=most).contains(&told.len()), "{told:?}");
}

#[test]
fn templates_styles_configuration_and_synonyms_are_watched() {
    let watched = Watched::new(None);
    put(&watched.root(), "studybook.toml", "title = 'Titled anew'\n");
    watched.shows("Titled anew");
    put(&watched.root(), "templates/question.html", "<p>my template</p>");
    watched.shows("my template");
    fs::remove_dir_all(watched.file("templates")).unwrap();
    watched.shows("Titled anew");
    let sheet = watched.page(PAGE).split("assets/style.").nth(1).unwrap()[..10].to_owned();
    put(&watched.root(), "static/css/99-own.css", "body { color: red }");
    until("another style sheet", || !watched.page(PAGE).contains(&format!("assets/style.{sheet}")));
    put(&watched.root(), "synonyms.toml", "groups = 3\n");
    watched.hear("broken synonyms", |told| told.contains(&Told::Broken));
}

#[test]
fn a_mistake_leaves_the_last_good_site_up() {
    let watched = Watched::new(None);
    for (path, bad) in [
        ("content/b.md", "+++\ntitle = 3\n"),
        ("templates/question.html", "{% if %}"),
        ("templates/question.html", "{{ nothing.of.the.kind }}"),
        ("studybook.toml", "titel = 'x'\n"),
    ] {
        watched.forget();
        put(&watched.root(), path, bad);
        watched.hear(path, |told| told.contains(&Told::Broken));
        let published = watched.publisher.current();
        assert!(published.problems.counts.errors > 0, "{path}");
        assert!(published.problems.shown[0].text.contains("-->"), "{:?}", published.problems.shown);
        watched.shows("before");
        fs::remove_file(watched.file(path)).unwrap();
        until("it is mended", || watched.publisher.current().problems.counts.errors == 0);
        watched.shows("before");
    }
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_is_not_watched() {
    let outside = tempfile::tempdir().unwrap();
    put(outside.path(), "x.md", &question("Outside", "one"));
    let watched = Watched::with(None, |root| {
        std::os::unix::fs::symlink(outside.path(), root.join("content/link")).unwrap();
    });
    put(outside.path(), "x.md", &question("Outside", "two"));
    assert_eq!(watched.settle(), []);
    assert!(watched.page("questions/outside/index.html").is_empty());
}
