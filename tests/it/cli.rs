//! The binary as people and scripts run it: what it prints where, what it writes, and how it ends.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "these tests run a program and look at the disk, and fail by panicking"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// No run takes nearly as long, on the slowest machine, unless it hangs.
pub const PATIENCE: Duration = Duration::from_secs(240);

/// How a run ended and what it printed.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The command, to be run in `folder`, without the environment's say in colour.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_studybook"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"] {
        command.env_remove(name);
    }
    command
}

/// What a run has printed once it is over. One that hangs is killed and fails the test.
pub fn ended(child: Child) -> Output {
    let id = child.id().to_string();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(child.wait_with_output()));
    told.recv_timeout(PATIENCE).map_or_else(
        |_| {
            let _ = Command::new("kill").args(["-KILL", &id]).status();
            panic!("it hangs");
        },
        |output| output.unwrap(),
    )
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ran {
    Ran::from(ended(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()))
}

/// Runs the command in `folder`.
pub fn studybook(folder: &Path, arguments: &[&str]) -> Ran {
    let ran = run(&mut command(folder, arguments));
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    ran
}

/// Writes a file and the folders above it.
pub fn put(folder: &Path, path: &str, text: &str) {
    let place = folder.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

/// A question nothing is wrong with, when there are two with this tag.
pub fn good(number: u32, title: &str) -> String {
    format!("## Q{number}: {title}\n**Tags:** `water`\n\n**Question:**\nHow deep?\n\n**Answer:**\nVery.\n\n---\n")
}

/// A site's folder with two questions nothing is wrong with.
pub fn clean() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "content/water.md", &format!("# Water\n\n{}{}", good(1, "Lakes"), good(2, "Rivers")));
    folder
}

/// A folder whose content has one warning.
fn with_warning() -> TempDir {
    let folder = clean();
    put(folder.path(), "content/warning.md", "## Q1: Seas\n**Tags:** `water`\n\n**Question:**\nq\n");
    folder
}

/// The configuration `toml` is refused; standard output shows each of `expected`.
fn check_configuration(toml: &str, expected: &[&str]) {
    let folder = clean();
    put(folder.path(), "studybook.toml", toml);
    let ran = studybook(folder.path(), &["check"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for part in expected {
        assert!(ran.out.contains(part), "no `{part}` in:\n{}", ran.out);
    }
    assert_eq!(studybook(folder.path(), &["build"]).code, 1);
    assert!(!folder.path().join("site").exists());
}

/// A template of this name and text is refused, by each of `expected`.
fn check_template(name: &str, text: &str, expected: &[&str]) {
    let folder = clean();
    put(folder.path(), &format!("templates/{name}"), text);
    let ran = studybook(folder.path(), &["build"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for part in expected {
        assert!(ran.err.contains(part), "no `{part}` in:\n{}", ran.err);
    }
    assert!(!folder.path().join("site").exists());
}

fn a_template() -> String {
    let page = ["question.html", "home.html", "index.html"]
        .iter()
        .find(|name| studybook::embedded::templates().contains_key(**name));
    (*page.expect("the theme has one of these")).to_owned()
}

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let ran = studybook(folder.path(), &["--help"]);
    assert_eq!(ran.code, 0);
    for word in ["build", "check", "init", "new", "completions", "Exit codes"] {
        assert!(ran.out.contains(word), "{word}");
    }
    for name in ["build", "check", "init", "new", "completions"] {
        assert_eq!(studybook(folder.path(), &[name, "--help"]).code, 0, "{name}");
    }
    assert!(studybook(folder.path(), &["--version"]).out.starts_with("studybook "));
}

#[test]
fn what_cannot_be_meant_ends_with_2() {
    let folder = clean();
    for arguments in [
        &["--nosuch"][..],
        &["nosuch"],
        &[],
        &["build", "--nosuch"],
        &["check", "--format", "xml"],
        &["build", "--base-url", "ftp://example.org"],
        &["new"],
        &["completions", "nosuch"],
        &["new", "  "],
        &["new", "..."],
    ] {
        let ran = studybook(folder.path(), arguments);
        assert_eq!((ran.code, ran.out.is_empty(), ran.err.is_empty()), (2, true, false), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn a_build_writes_once_and_then_nothing() {
    let folder = clean();
    let first = studybook(folder.path(), &["build"]);
    assert_eq!((first.code, first.out.as_str()), (0, ""), "{first:?}");
    assert!(first.err.contains("2 questions") && folder.path().join("site/index.html").exists());
    let again = studybook(folder.path(), &["build"]);
    assert!(again.err.contains(" 0 written") && again.err.contains(" 0 removed"), "{}", again.err);
}

#[test]
fn places_can_be_named() {
    let folder = clean();
    fs::rename(folder.path().join("content"), folder.path().join("notes")).unwrap();
    put(folder.path(), "conf/mine.toml", "title = \"Named by hand\"\n");
    let elsewhere = tempfile::tempdir().unwrap();
    let root = folder.path().to_str().unwrap();
    let (content, config, out) = (format!("{root}/notes"), format!("{root}/conf/mine.toml"), format!("{root}/www"));
    let arguments = [
        "build",
        "--root",
        root,
        "--content",
        &content,
        "--config",
        &config,
        "--out",
        &out,
        "--base-url",
        "https://example.org/sub/",
    ];
    let ran = studybook(elsewhere.path(), &arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    let home = fs::read_to_string(folder.path().join("www/index.html")).unwrap();
    assert!(home.contains("Named by hand") && home.contains("href=\"/sub/questions/lakes/\""), "{home}");
    assert!(home.contains("https://example.org/sub/"));
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn quiet_is_quiet_and_json_is_json() {
    let folder = clean();
    let quiet = studybook(folder.path(), &["build", "--quiet"]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (0, "", ""));
    let summary: Value = serde_json::from_str(&studybook(folder.path(), &["build", "--json", "-q"]).out).unwrap();
    assert_eq!((&summary["questions"], &summary["changed"], &summary["errors"]), (&2.into(), &0.into(), &0.into()));
    assert_eq!(summary["files"], summary["unchanged"]);
    put(folder.path(), "content/bad.md", "+++\nzz = 1\n+++\n");
    let failed = studybook(folder.path(), &["build", "--json"]);
    let summary: Value = serde_json::from_str(&failed.out).unwrap();
    assert_eq!((failed.code, &summary["errors"], &summary["changed"]), (1, &1.into(), &0.into()));
}

#[test]
fn strict_makes_warnings_errors() {
    let folder = with_warning();
    for command in ["check", "build"] {
        assert_eq!(studybook(folder.path(), &[command]).code, 0, "{command}");
        let strict = studybook(folder.path(), &[command, "--strict"]);
        assert_eq!(strict.code, 1, "{command}");
        assert!(format!("{}{}", strict.out, strict.err).contains("error[missing-answer]"), "{strict:?}");
    }
    let clean = clean();
    assert_eq!(studybook(clean.path(), &["check", "--strict"]).code, 0);
}

#[test]
fn check_writes_nothing() {
    let folder = with_warning();
    studybook(folder.path(), &["check"]);
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["content"]);
}

#[test]
fn check_speaks_json_and_github() {
    let folder = with_warning();
    let json = studybook(folder.path(), &["check", "--format", "json"]);
    let objects: Vec<Value> = json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let missing = objects.iter().find(|object| object["code"] == "missing-answer").unwrap();
    assert_eq!((&missing["severity"], &missing["places"][0]["line"]), (&"warning".into(), &1.into()));
    assert_eq!(missing["places"][0]["file"], "content/warning.md");
    let github = studybook(folder.path(), &["check", "--format", "github"]);
    assert!(github.out.lines().all(|line| line.starts_with("::")), "{}", github.out);
    assert!(github.out.contains("::warning file=content/warning.md,line=1,"), "{}", github.out);
}

#[test]
fn colour_needs_a_terminal_or_a_wish() {
    let folder = with_warning();
    for arguments in [&["check"][..], &["build"], &["build", "--out", "content"], &["--help"]] {
        let ran = studybook(folder.path(), arguments);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{arguments:?}");
        let wished = run(command(folder.path(), arguments).env("NO_COLOR", "1"));
        assert!(!wished.out.contains('\u{1b}') && !wished.err.contains('\u{1b}'), "{arguments:?}");
    }
    let forced = run(command(folder.path(), &["check"]).env("CLICOLOR_FORCE", "1"));
    assert!(forced.out.contains("\u{1b}["));
}

#[test]
fn a_missing_folder_or_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["build", "check"] {
        let ran = studybook(folder.path(), &[command]);
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("`content`") && ran.err.contains("--content"), "{}", ran.err);
    }
    let folder = clean();
    let ran = studybook(folder.path(), &["check", "--config", "nosuch.toml"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("`nosuch.toml`"), "{}", ran.err);
    let ran = studybook(folder.path(), &["check", "--content", "content/water.md"]);
    assert!(ran.code == 1 && ran.err.contains("not a directory"), "{}", ran.err);
}

#[test]
fn mistakes_in_the_configuration_are_shown_where_they_stand() {
    check_configuration(
        "titel = \"x\"\n",
        &["unknown key `titel`", "studybook.toml:1:1", "^^^^^", "did you mean `title`?"],
    );
    check_configuration("title = 3\n", &["studybook.toml:1:9", "^"]);
    check_configuration("\n[lints]\nmojibak = \"off\"\n", &["`mojibak`", "studybook.toml:3:1", "mojibake"]);
    check_configuration("[lints]\nmojibake = \"loud\"\n", &["studybook.toml:2:", "off"]);
    check_configuration("page_size = 0\n", &["`page_size`", "studybook.toml:1:13"]);
    check_configuration("base_url = \"javascript:x\"\n", &["`base_url`", "studybook.toml:1:12"]);
    check_configuration("title = \"x\n", &["studybook.toml:1:"]);
    check_configuration("[markdown]\ntrust_htm = true\n", &["did you mean `trust_html`?"]);
}

#[test]
fn a_lint_can_be_switched_off_or_made_an_error() {
    let folder = with_warning();
    put(folder.path(), "studybook.toml", "[lints]\nmissing-answer = \"off\"\n");
    assert_eq!(studybook(folder.path(), &["check", "--strict"]).code, 0);
    put(folder.path(), "studybook.toml", "[lints]\nmissing-answer = \"error\"\n");
    assert_eq!(studybook(folder.path(), &["check"]).code, 1);
}

#[test]
fn mistakes_in_templates_are_shown_where_they_stand() {
    let name = a_template();
    let file = format!("templates/{name}");
    check_template(&name, "fine\n{{ unclosed\n", &[&file, "error[template]"]);
    check_template(&name, "fine\n\n{{ nosuchvariable }}\n", &[&format!("{file}:3:"), "nosuchvariable"]);
    check_template(&name, "{{ 1 | nosuchfilter }}\n", &[&format!("{file}:1:"), "nosuchfilter"]);
    check_template(&name, "fine\n{% include \"nosuch.html\" %}\n", &[&file, "nosuch.html"]);
    check_template(&name, "{% extends \"nosuchbase.html\" %}\n", &[&file, "nosuchbase.html"]);
    check_template(&name, "fine\n{% if %}\n", &[&format!("{file}:2:")]);
}

#[test]
fn a_site_can_replace_a_template_and_a_static_file() {
    let folder = clean();
    put(folder.path(), &format!("templates/{}", a_template()), "MINE {{ 1 + 1 }}");
    put(folder.path(), "static/mine.txt", "my own file");
    let ran = studybook(folder.path(), &["build"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let pages = [folder.path().join("site/index.html"), folder.path().join("site/questions/lakes/index.html")];
    assert!(pages.iter().any(|page| fs::read_to_string(page).unwrap() == "MINE 2"));
}

#[test]
fn a_new_question_is_a_file_that_builds() {
    let folder = clean();
    let title = "What is \"C++\" [1] for? \\o/";
    let arguments = ["new", title, "--tags", "water, c++ ,,\"odd\"", "--difficulty", "hard"];
    let ran = studybook(folder.path(), &arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    let path = folder.path().join(ran.out.trim_end());
    assert!(fs::read_to_string(&path).unwrap().contains("difficulty = \"hard\""));
    fs::write(&path, fs::read_to_string(&path).unwrap() + "filled in\n").unwrap();
    let again = studybook(folder.path(), &arguments);
    assert_eq!(again.code, 2, "{again:?}");
    assert!(fs::read_to_string(&path).unwrap().ends_with("filled in\n"));
    let built = studybook(folder.path(), &["build"]);
    assert!(built.code == 0 && built.err.contains("3 questions"), "{built:?}");
    let escape = studybook(folder.path(), &["new", "../../escape"]);
    assert!(escape.code == 0 && folder.path().join("content/escape.md").exists(), "{escape:?}");
}

#[test]
fn a_new_site_builds_and_nothing_of_the_author_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "mine/studybook.toml", "title = \"Kept\"\n");
    let ran = studybook(folder.path(), &["init", "mine"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let root = folder.path().join("mine");
    assert_eq!(fs::read_to_string(root.join("studybook.toml")).unwrap(), "title = \"Kept\"\n");
    for arguments in [&["build"][..], &["check"]] {
        let ran = studybook(&root, arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    assert_eq!(studybook(folder.path(), &["init", "mine"]).code, 0);
    let fresh = studybook(folder.path(), &["init", "fresh"]);
    assert_eq!(fresh.code, 0);
    assert_eq!(studybook(&folder.path().join("fresh"), &["build"]).code, 0);
}

#[test]
fn completions_are_printed_for_every_shell() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = studybook(folder.path(), &["completions", shell]);
        assert!(ran.code == 0 && ran.out.contains("base-url"), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn paths_with_escapes_are_shown_escaped() {
    let folder = clean();
    let odd = "x\u{1b}[31m\u{202e}";
    put(folder.path(), &format!("{odd}/content/a.md"), "## Q1: A\n\n**Question:**\nq\n");
    studybook(folder.path(), &["build", "--out", "site"]);
    put(folder.path(), &format!("site/{odd}"), "mine");
    for arguments in [
        &["build"][..],
        &["build", "--out", odd],
        &["build", "--root", odd],
        &["check", "--root", odd],
        &["check", "--root", odd, "--format", "json"],
        &["check", "--root", odd, "--format", "github"],
        &["build", "--content", &odd.repeat(2)],
        &["check", "--config", &odd.repeat(2)],
        &["init", &odd.repeat(3)],
    ] {
        let ran = studybook(folder.path(), arguments);
        let shown = format!("{}{}", ran.out, ran.err);
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{arguments:?}: {shown:?}");
    }
}

/// What a browser that has a worker from elsewhere at this address is given, and what pages say.
#[test]
fn a_preview_takes_the_worker_away() {
    let folder = clean();
    let mut server = command(folder.path(), &["serve", "--port", "0"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(server.stderr.take().unwrap()).lines().map_while(Result::ok);
    let address = said.find_map(|line| Some(line.split_once("http://")?.1.split('/').next()?.to_owned())).unwrap();
    let get = |path: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let (worker, home) = (get("/sw.js"), get("/"));
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(worker.contains("unregister()") && !worker.contains("BUILD"), "{worker}");
    assert!(!home.contains("sw.js"), "{home}");
}
