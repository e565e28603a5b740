//! Titles, tags and files that try to choose where something is written or published.

use std::collections::{BTreeMap, BTreeSet};

use studybook::lint::Lint;
use studybook::project::Project;
use unicode_normalization::UnicodeNormalization;

use super::{answer, question, refusal, site, site_of};

/// Every name can be cloned to, unpacked on and deleted from any system, and no two meet there.
pub fn check_names(names: &[String]) {
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    for name in names {
        let paths = name.match_indices('/').map(|(end, _)| &name[..end]).chain([name.as_str()]);
        for path in paths {
            let key: String = path.nfkc().flat_map(char::to_lowercase).nfc().collect();
            let known = keys.entry(key).or_insert_with(|| path.to_owned());
            assert_eq!(known, path, "two paths meet where case or form do not count");
        }
        for part in name.split('/') {
            assert!(!["", ".", ".."].contains(&part) && part.len() <= 130, "{name:?}");
            assert!(!part.contains(|c: char| c.is_control() || "<>:\"|?*\\".contains(c)), "{name:?}");
            assert!(!part.ends_with(['.', ' ']), "{name:?}");
            let stem = part.split('.').next().unwrap().to_lowercase();
            let is_port = (stem.starts_with("com") || stem.starts_with("lpt")) && stem.chars().count() == 4;
            assert!(!is_port && !["con", "prn", "aux", "nul", "conin$", "conout$"].contains(&&*stem), "{name:?}");
        }
    }
}

/// A question and a tag of that name get pages of their own below `questions/` and `tags/`, and shadow nothing.
fn check(name: &str) {
    let plain = site(question("1", "Plain", "`plain`", "a"));
    let odd = site(format!(
        "{}\n## Q2: {name}\n**Tags:** `{name}`\n\n**Answer:**\nHERE\n",
        question("1", "Plain", "`plain`", "a")
    ));
    assert_eq!(odd.questions().len(), 2, "{name:?}");
    assert!(odd.tags().len() <= 2, "{name:?}");
    let paths = |texts: &BTreeMap<String, String>| -> BTreeSet<String> { texts.keys().cloned().collect() };
    let new: Vec<String> = paths(&odd.texts).difference(&paths(&plain.texts)).cloned().collect();
    for path in &new {
        let parts: Vec<&str> = path.split('/').collect();
        assert!(matches!(parts.as_slice(), ["questions" | "tags", _, "index.html"]), "{name:?} wrote `{path}`");
    }
    assert!(new.iter().any(|path| odd.texts[path].contains("HERE")), "{name:?} was lost");
}

#[test]
fn names_cannot_climb_out() {
    for name in [
        "../../../etc/cron.d/probe",
        "/var/spool/probe",
        r"..\..\probe",
        "%2e%2e%2fprobe",
        "..",
        ".",
        "...",
        "~/.profile",
        "~root",
        "․․/probe",
        "．．／probe",
        "‥/probe",
        r"C:\probe",
        r"\\host\share",
        "file:///etc/passwd",
        "-",
        "--",
        "$HOME",
    ] {
        check(name);
    }
}

#[test]
fn names_cannot_shadow_the_sites_own_files() {
    for name in [
        "index.html",
        "index",
        "tags",
        "assets",
        "topics",
        "questions",
        "_redirects",
        "_headers",
        "netlify.toml",
        "sw.js",
        "robots.txt",
        ".htaccess",
        ".git",
        "404.html",
        "feed.xml",
        ".studybook-manifest",
        ".studybook-lock",
        "CNAME",
    ] {
        check(name);
    }
}

#[test]
fn names_that_windows_reserves_are_changed() {
    for name in [
        "CON",
        "nul",
        "Aux.txt",
        "COM1",
        "lpt9",
        "COM¹",
        "PRN",
        "CONIN$",
        "CLOCK$",
        "a:b",
        "a<b>c",
        "pipe|star*?",
        "end.",
        "end ",
        "desktop.ini",
        "con.html",
        "\"quoted\"",
    ] {
        check(name);
    }
}

#[test]
fn names_of_any_length_and_script_fit() {
    let long = ["x".repeat(300), "深".repeat(220), "👩‍👩‍👧‍👦".repeat(40), "e\u{301}".repeat(150), "ab ".repeat(120)];
    for name in &long {
        check(name);
    }
    // What is cut still differs.
    let site = site(format!(
        "{}{}",
        question("1", &format!("{}1", long[1]), "`a`", "one"),
        question("2", &format!("{}2", long[1]), "`a`", "two")
    ));
    assert_eq!(site.questions().len(), 2);
}

#[test]
fn numbers_out_of_range_are_refused_where_they_stand() {
    for number in ["184467440737095516160", "99999999999999999999999999", "-7"] {
        assert_eq!(refusal(question(number, "Title", "`a`", "a")).0, Lint::InvalidNumber, "{number}");
    }
}

#[test]
fn equal_and_nearly_equal_titles_are_all_published() {
    let titles = [
        "Hash tables",
        "Hash tables",
        "hash TABLES",
        "Hash-tables!",
        "Gruß",
        "GRUSS",
        "gruss",
        "naïve",
        "nai\u{308}ve",
        "K",
        "\u{212a}",
        "ﬁle",
        "file",
        "İ",
        "i̇",
        "ı",
        "I",
    ];
    let text: String =
        (1..).zip(titles).map(|(n, title)| question(&n.to_string(), title, "`t`", &format!("MARK{n}."))).collect();
    let site = site(text);
    assert_eq!(site.questions().len(), titles.len());
    assert!(site.found(Lint::DuplicateTitle) >= 3);
    for number in 1..=titles.len() {
        let holds = |id: &&str| site.words(id).contains(&format!("MARK{number}."));
        assert_eq!(site.questions().iter().filter(|id| holds(id)).count(), 1, "MARK{number}");
    }
}

#[test]
fn one_number_in_two_files_and_twice_in_one() {
    let one = question("1", "Lakes", "`t`", "a");
    let project = Project::default().with_source("a.md", &one).with_source("b.md", question("1", "Rivers", "`t`", "a"));
    let two_files = site_of(project);
    assert_eq!((two_files.questions(), two_files.found(Lint::DuplicateNumber)), (vec!["lakes", "rivers"], 0));
    let one_file = site(one + &question("1", "Rivers", "`t`", "a"));
    assert_eq!((one_file.questions(), one_file.found(Lint::DuplicateNumber)), (vec!["lakes", "rivers"], 1));
}

#[test]
fn tags_of_programming_stay_apart() {
    let site = site(question("1", "T", "`C` `C++` `C#` `F#` `.NET` `NET` `F*` `F+`", "a"));
    assert_eq!(site.tags(), ["c", "c-sharp", "cpp", "dotnet", "f-plus", "f-sharp", "f-star", "net"]);
}

#[test]
fn spellings_of_one_tag_meet_with_a_warning() {
    for (one, other) in [("Go", "go"), ("café", "cafe\u{301}"), ("Straße", "STRASSE"), ("K8s", "\u{212a}8s")] {
        let text = question("1", "A", &format!("`{one}`"), "a") + &question("2", "B", &format!("`{other}`"), "a");
        let site = site(text);
        assert_eq!((site.tags().len(), site.found(Lint::TagSpelling)), (1, 1), "{one} and {other}");
    }
}

#[test]
fn what_nobody_can_see_is_no_tag() {
    for tag in ["\u{200b}", "\u{2060}\u{feff}", "\u{ad}"] {
        let site = site(question("1", "A", &format!("`{tag}` `b`"), "a"));
        assert_eq!((site.tags(), site.found(Lint::InvisibleText)), (vec!["b"], 1), "{tag:?}");
    }
    let site = site(question("1", "数据库", "`データ` `데이터` `عربي`", "a"));
    assert_eq!((site.questions(), site.tags().len()), (vec!["数据库"], 3));
}

#[test]
fn links_and_images_stay_inside_the_content_folder() {
    for link in [
        "../../../../etc/passwd",
        "../probe.md",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        r"C:\x.png",
        "img/none.png",
        ".",
        "other.md",
        "#nowhere",
        "a.png?x#y",
        "..%2fx",
        "q:none",
        "probe.md#none",
    ] {
        for text in [format!("[text]({link})"), format!("![alt]({link})"), format!("<img src=\"{link}\">")] {
            let is_for_links = link == "probe.md#none" || link.starts_with("C:");
            if is_for_links && !text.starts_with('[') {
                continue;
            }
            let site = site(answer(&text));
            assert!(site.found(Lint::DeadLink) + site.found(Lint::UnsafeUrl) >= 1, "{text}");
            assert!(!site.html("probe").contains("root:x:"), "{text}");
        }
    }
}

#[test]
fn images_of_other_hosts_are_neither_fetched_nor_embedded() {
    for address in ["http://169.254.169.254/latest/", "https://example.org/x.png", "//example.org/x.png"] {
        let site = site(answer(&format!("![alt]({address})")));
        assert_eq!(site.found(Lint::RemoteImage), 1, "{address}");
    }
}
