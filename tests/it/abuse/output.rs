//! The folder a build writes to, and the circumstances it runs in: pipes, limits, signals, other builds, other machines.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::cli::{PATIENCE, Ran, clean, command, ended, put, run, studybook};

/// Every file below `folder`.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(parent) = open.pop() {
        for entry in fs::read_dir(parent).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                open.push(path);
            } else {
                files.insert(
                    path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned(),
                    fs::read(&path).unwrap_or_default(),
                );
            }
        }
    }
    files
}

/// A shell runs `script` with `$STUDYBOOK` in `folder`.
#[cfg(unix)]
fn shell(folder: &Path, script: &str) -> Ran {
    let mut shell = Command::new("sh");
    shell
        .current_dir(folder)
        .args(["-c", script])
        .env("STUDYBOOK", env!("CARGO_BIN_EXE_studybook"))
        .stdin(Stdio::null());
    let ran = run(&mut shell);
    assert!(!ran.err.contains("panicked"), "{script}: {}", ran.err);
    ran
}

#[test]
fn folders_that_hold_anything_else_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("project");
    put(&project, "content/a.md", "## Q1: A\n\n**Answer:**\na\n");
    for path in ["templates/x.txt", ".git/config", "docs/thesis.txt", "static/x.txt"] {
        put(&project, path, "precious");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("content", project.join("link")).unwrap();
    let before = tree(home.path());
    let root = home.path().to_str().unwrap();
    let refused = [
        ".",
        "..",
        "/",
        "",
        "content",
        "content/..",
        "./content/../..",
        ".git",
        ".git/site",
        "docs",
        "templates",
        "static",
        root,
        "link",
        "content/a.md",
    ];
    for out in refused.into_iter().filter(|out| cfg!(unix) || *out != "link") {
        let ran = run(command(&project, &["build", "--out", out]).env("HOME", home.path()));
        assert_eq!(ran.code, 2, "{out:?}: {ran:?}");
        assert!(
            ran.err.contains("error: ") && (out.is_empty() || ran.err.contains("help: name ")),
            "{out:?}: {}",
            ran.err
        );
        assert_eq!(tree(home.path()), before, "{out:?}");
    }
}

#[test]
fn what_somebody_put_into_the_site_stays_and_is_mentioned_once() {
    let folder = clean();
    studybook(folder.path(), &["build"]);
    put(folder.path(), "site/CNAME", "example.org");
    put(folder.path(), "site/notes/mine.txt", "mine");
    fs::remove_file(folder.path().join("content/water.md")).unwrap();
    put(folder.path(), "content/other.md", "## Q1: Other\n\n**Answer:**\na\n");
    let ran = studybook(folder.path(), &["build"]);
    assert_eq!((ran.code, ran.err.matches("kept `").count()), (0, 1), "{ran:?}");
    let site = tree(&folder.path().join("site"));
    assert!(
        site.contains_key("CNAME")
            && site.contains_key("notes/mine.txt")
            && !site.contains_key("questions/lakes/index.html")
    );
}

#[cfg(unix)]
#[test]
fn a_reader_who_leaves_is_no_failure() {
    let folder = clean();
    for script in [
        "\"$STUDYBOOK\" check --format json | head -c 1 >/dev/null",
        "\"$STUDYBOOK\" check >&-",
        "\"$STUDYBOOK\" build --json 2>&1 | head -n 1",
        "\"$STUDYBOOK\" build >&- 2>&-",
        "\"$STUDYBOOK\" --help | true",
        "\"$STUDYBOOK\" completions bash | true",
        "\"$STUDYBOOK\" check <&- >&- 2>&-",
    ] {
        let ran = shell(folder.path(), script);
        assert_eq!((ran.code, ran.err.contains("Broken pipe")), (0, false), "{script}: {ran:?}");
    }
    if Path::new("/dev/full").exists() {
        for arguments in ["check", "build --json", "check --format github", "completions bash", "--help"] {
            let ran =
                shell(folder.path(), &format!("\"$STUDYBOOK\" {arguments} >/dev/full 2>/dev/full; test $? -le 1"));
            assert_eq!(ran.code, 0, "{arguments}: {ran:?}");
        }
        assert!(folder.path().join("site/index.html").exists());
    }
}

#[cfg(unix)]
#[test]
fn scarcity_is_told_and_survived() {
    let folder = clean();
    let expected = {
        studybook(folder.path(), &["build", "--out", "expected"]);
        tree(&folder.path().join("expected"))
    };
    for (name, limit) in [
        ("handles", "ulimit -n 24"),
        ("stack", "ulimit -s 512"),
        ("nowhere", "unset HOME TMPDIR PATH"),
        ("nulls", "exec <&-"),
    ] {
        let ran = shell(folder.path(), &format!("{limit}; \"$STUDYBOOK\" build --out {name}"));
        assert_eq!(ran.code, 0, "{name}: {ran:?}");
        assert_eq!(tree(&folder.path().join(name)), expected, "{name}");
    }
    let few = shell(folder.path(), "ulimit -n 4; \"$STUDYBOOK\" build --out few");
    assert!(few.code == 0 || (few.code == 1 && few.err.contains("error")), "{few:?}");
    // A file-size limit kills by signal unless it is ignored, and then is an error like a full disk.
    let small = shell(folder.path(), "trap '' XFSZ; ulimit -f 2; \"$STUDYBOOK\" build --out small");
    assert_eq!(small.code, 1, "{small:?}");
    assert!(small.err.contains("`small/") || small.err.contains("small`"), "{small:?}");
    assert_eq!(studybook(folder.path(), &["build", "--out", "small"]).code, 0);
    assert_eq!(tree(&folder.path().join("small")), expected);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_gone_is_an_error() {
    let folder = clean();
    let ran = shell(folder.path(), "mkdir gone && cd gone && rmdir ../gone && \"$STUDYBOOK\" build");
    assert_eq!(ran.code, 1, "{ran:?}");
    let root = folder.path().display();
    let absolute =
        format!("mkdir gone && cd gone && rmdir ../gone && \"$STUDYBOOK\" build --root '{root}' --out '{root}/site'");
    let ran = shell(folder.path(), &absolute);
    assert!(ran.code <= 2 && !ran.err.is_empty(), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_an_error_that_changes_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let folder = clean();
    studybook(folder.path(), &["build"]);
    let site = folder.path().join("site");
    let before = tree(&site);
    fs::set_permissions(&site, fs::Permissions::from_mode(0o555)).unwrap();
    let is_allowed_everything = fs::write(site.join("probe"), "").is_ok();
    if is_allowed_everything {
        fs::remove_file(site.join("probe")).unwrap();
        eprintln!("skipped: this user may write anywhere");
    } else {
        put(folder.path(), "content/more.md", "## Q3: More\n\n**Answer:**\na\n");
        let ran = studybook(folder.path(), &["build"]);
        assert!(ran.code == 1 && ran.err.contains("permission denied"), "{ran:?}");
    }
    fs::set_permissions(&site, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(tree(&site), before);
    // `/proc` takes no folders, whoever asks.
    if Path::new("/proc/self").exists() {
        let ran = studybook(folder.path(), &["build", "--out", "/proc/studybook-probe"]);
        assert!((1..=2).contains(&ran.code) && ran.err.contains("/proc/studybook-probe"), "{ran:?}");
    }
}

#[test]
fn builds_side_by_side_leave_one_exact_site() {
    let folder = clean();
    studybook(folder.path(), &["build", "--out", "expected"]);
    let start = || command(folder.path(), &["build", "-q"]).stderr(Stdio::piped()).spawn().unwrap();
    let running: Vec<_> = (0..4).map(|_| start()).collect();
    for child in running {
        let ran = Ran::from(ended(child));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    }
    assert_eq!(tree(&folder.path().join("site")), tree(&folder.path().join("expected")));
}

/// Pages and search pack reach the writer from threads of their own, which all draw on the same pool.
#[test]
fn a_build_ends_with_any_number_of_threads() {
    let folder = clean();
    put(folder.path(), "content/many.md", &many());
    for threads in ["1", "2", "3", "8", "8", "8", "8"] {
        let ran = run(command(folder.path(), &["build", "-q"]).env("RAYON_NUM_THREADS", threads));
        assert_eq!(ran.code, 0, "{threads} threads: {ran:?}");
        fs::remove_dir_all(folder.path().join("site")).unwrap();
    }
}

/// Questions enough that a build takes a while.
fn many() -> String {
    (1..400).map(|number| crate::cli::good(number, &format!("Depth {number}"))).collect()
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_build_and_the_next_one_mends_what_is_left() {
    use std::os::unix::process::ExitStatusExt;
    let folder = clean();
    put(folder.path(), "content/many.md", &many());
    studybook(folder.path(), &["build", "-q", "--out", "expected"]);
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1), ("KILL", 9)] {
        let mut child = command(folder.path(), &["build", "-q"]).spawn().unwrap();
        let begun = Instant::now();
        // Whenever the signal arrives, even at the very end, what is left must be whole.
        while child.try_wait().unwrap().is_none() && !folder.path().join("site/.studybook-manifest").exists() {
            assert!(begun.elapsed() < PATIENCE, "it hangs");
            std::thread::yield_now();
        }
        let sent =
            Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).stderr(Stdio::null()).status();
        let status = child.wait().unwrap();
        assert!(
            sent.is_err() || status.success() || [Some(128 + number), None].contains(&status.code()),
            "{signal}: {status}"
        );
        assert!(status.signal().is_none_or(|it| it == number), "{signal}: {status}");
        for (path, bytes) in tree(&folder.path().join("site")).iter().filter(|(path, _)| path.ends_with(".html")) {
            assert!(bytes.trim_ascii_end().ends_with(b"</html>"), "{signal}: {path} is cut");
        }
        assert_eq!(studybook(folder.path(), &["build", "-q"]).code, 0);
        assert_eq!(tree(&folder.path().join("site")), tree(&folder.path().join("expected")), "{signal}");
        fs::remove_dir_all(folder.path().join("site")).unwrap();
    }
}

#[test]
fn the_same_content_gives_the_same_bytes_anywhere() {
    let folder = clean();
    put(
        folder.path(),
        "content/dated.md",
        "+++\ntitle = \"Dated\"\nupdated = 2026-03-01\ntags = [\"water\"]\n+++\n\n**Answer:**\na\n",
    );
    studybook(folder.path(), &["build", "--out", "expected"]);
    let expected = tree(&folder.path().join("expected"));
    let root = folder.path().to_str().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    for (out, variables) in [
        ("zone", [("TZ", "Pacific/Kiritimati"), ("LANG", "C")]),
        ("language", [("LC_ALL", "tr_TR.UTF-8"), ("LANGUAGE", "tr")]),
        ("one", [("RAYON_NUM_THREADS", "1"), ("TZ", "America/Nome")]),
        ("many", [("RAYON_NUM_THREADS", "7"), ("USER", "nobody")]),
    ] {
        let place = format!("{root}/{out}");
        let ran = run(command(elsewhere.path(), &["build", "--root", root, "--out", &place]).envs(variables));
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(tree(&folder.path().join(out)), expected, "{out}");
    }
    // The same files, made in another order.
    let other = tempfile::tempdir().unwrap();
    for name in ["water.md", "dated.md"] {
        put(
            other.path(),
            &format!("content/{name}"),
            &fs::read_to_string(folder.path().join("content").join(name)).unwrap(),
        );
    }
    studybook(other.path(), &["build"]);
    assert_eq!(tree(&other.path().join("site")), expected);
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_of_the_network_is_asked_for() {
    let strace = Command::new("strace").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if strace.is_err() {
        eprintln!("skipped: there is no `strace`");
        return;
    }
    let folder = clean();
    put(
        folder.path(),
        "content/net.md",
        "## Q3: Net\n\n**Answer:**\n![x](http://127.0.0.1:9/x.png) <img src=\"http://127.0.0.1:9/y.png\">\n",
    );
    let script = "strace -f -qq -e trace=network -o trace \"$STUDYBOOK\" build -q && ! grep -E 'socket\\(AF_INET|connect\\(' trace";
    let ran = shell(folder.path(), script);
    let is_forbidden = ran.err.contains("ptrace") || ran.err.contains("not permitted");
    assert!(ran.code == 0 || is_forbidden, "{ran:?}");
}

#[test]
fn files_edited_after_loading_change_nothing() {
    let folder = clean();
    put(folder.path(), "content/p.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 2'/>");
    put(folder.path(), "content/more.md", "## Q3: More\n\n**Answer:**\n![p](p.svg)\n");
    let places = studybook::load::Places {
        root: folder.path().to_owned(),
        content: folder.path().join("content"),
        config: folder.path().join("studybook.toml"),
        config_is_required: false,
    };
    let project = studybook::load::load(&places, None).unwrap();
    let build = || studybook::pipeline::Pipeline::default().build(&project, &|_| {}).output.unwrap();
    let before = build();
    put(folder.path(), "content/more.md", "CHANGED");
    put(folder.path(), "content/p.svg", "CHANGED");
    put(folder.path(), "studybook.toml", "title = \"CHANGED\"");
    assert_eq!(build(), before);
}
