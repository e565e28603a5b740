//! What may lie in a content folder beside plain files with plain names.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::answer;
use crate::cli::{Ran, put, studybook};

/// A site's folder with one good question.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "content/good.md", &answer("GOODWORD"));
    folder
}

/// Builds; the good question is there and nothing secret is.
fn build(folder: &Path) -> Ran {
    let ran = studybook(folder, &["build"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let site = read_all(&folder.join("site"));
    assert!(site.contains("GOODWORD") && !site.contains("SECRETWORD"), "{ran:?}");
    ran
}

fn read_all(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        text += &if path.is_dir() {
            read_all(&path)
        } else {
            // What is no text holds any byte: the search engine and its index.
            String::from_utf8(fs::read(&path).unwrap()).unwrap_or_default()
        };
    }
    text
}

#[cfg(unix)]
#[test]
fn links_are_named_and_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = folder();
    put(folder.path(), "outside/secret.md", &answer("SECRETWORD"));
    fs::create_dir_all(folder.path().join("content/a/b")).unwrap();
    let links = [
        ("../outside/secret.md", "file.md"),
        ("../outside", "folder"),
        ("/etc/passwd", "passwd.md"),
        (".", "loop"),
        ("../..", "a/b/up"),
        ("y", "x"),
        ("x", "y"),
        ("missing", "dangling.md"),
        ("good.md", "inside.md"),
    ];
    for (target, link) in links {
        symlink(target, folder.path().join("content").join(link)).unwrap();
    }
    let ran = build(folder.path());
    for (target, link) in links {
        assert!(
            ran.err.contains(&format!("content/{link}")) && ran.err.contains(&format!("`{target}`")),
            "{link}: {}",
            ran.err
        );
    }
    assert_eq!(studybook(folder.path(), &["build", "--strict"]).code, 1);
}

#[cfg(unix)]
#[test]
fn pipes_and_sockets_are_named_and_not_opened() {
    let folder = folder();
    let pipe = folder.path().join("content/pipe.md");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("content/socket.md")).unwrap();
    put(folder.path(), "content/folder.md/inside.md", &answer("INSIDE").replace("Probe", "Inside"));
    let ran = build(folder.path());
    assert!(ran.err.contains("content/socket.md"), "{}", ran.err);
    if made.is_ok_and(|status| status.success()) {
        assert!(ran.err.contains("content/pipe.md"), "{}", ran.err);
        fs::rename(&pipe, folder.path().join("studybook.toml")).unwrap();
        assert_eq!(studybook(folder.path(), &["build"]).code, 1);
    }
    assert!(read_all(&folder.path().join("site")).contains("INSIDE"));
}

#[cfg(unix)]
#[test]
fn odd_names_are_built_or_named() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder();
    let names: [&[u8]; 10] = [
        b"new\nline.md",
        b" sp ace .md",
        b"-rf.md",
        b"\x1b[31mred.md",
        b"<script>alert(1)<!--.md",
        "caf\u{e9}.md".as_bytes(),
        "cafe\u{301}.md".as_bytes(),
        b"Case.md",
        b"case.MD",
        b"bad\xff\xfename.md",
    ];
    for (number, name) in names.iter().enumerate() {
        let path = folder.path().join("content").join(std::ffi::OsStr::from_bytes(name));
        fs::write(path, answer(&format!("WORD{number}.")).replace("Probe", &format!("Probe {number}"))).unwrap();
    }
    put(folder.path(), &format!("content/{}.md", "n".repeat(250)), &answer("LONGNAME").replace("Probe", "Long"));
    let deep = format!("content/{}", ["d".repeat(30).as_str(); 60].join("/"));
    put(folder.path(), &format!("{deep}/deep.md"), &answer("DEEPNAME").replace("Probe", "Deep"));
    let ran = build(folder.path());
    let site = read_all(&folder.path().join("site"));
    for number in 0..names.len() - 1 {
        assert!(site.contains(&format!("WORD{number}.")), "{number}");
    }
    assert!(site.contains("LONGNAME") && site.contains("DEEPNAME"));
    assert!(!site.contains("WORD9.") && ran.err.contains("not UTF-8"), "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}') && !ran.out.contains('\u{1b}'));
    assert!(!site.contains('\u{1b}'));
}

#[test]
fn what_editors_and_tools_leave_behind_is_passed_over() {
    let folder = folder();
    for name in [
        "good.md~",
        ".good.md.swp",
        "#good.md#",
        ".#good.md",
        "4913",
        "good.md___jb_tmp___",
        "good.md___jb_old___",
        ".goutputstream-ABC123",
        "good.md.tmp",
        ".DS_Store",
        "Thumbs.db",
        ".git/x.md",
        "node_modules/x.md",
    ] {
        put(folder.path(), &format!("content/{name}"), &answer("SECRETWORD"));
    }
    assert_eq!(build(folder.path()).err.matches("warning[").count(), 0);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_an_error_with_its_name() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    for path in ["content/locked.md", "content/locked/inside.md"] {
        put(folder.path(), path, &answer("x"));
    }
    let lock =
        |path: &str, mode| fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
    lock("content/locked.md", 0);
    lock("content/locked", 0);
    let is_allowed_everything = fs::read(folder.path().join("content/locked.md")).is_ok();
    let ran = studybook(folder.path(), &["check"]);
    lock("content/locked", 0o755);
    if is_allowed_everything {
        eprintln!("skipped: this user may read everything");
        return;
    }
    assert_eq!(ran.code, 1);
    for name in ["content/locked.md", "content/locked"] {
        assert!(ran.out.contains(&format!("{name}\n")) && ran.out.contains("unreadable-file"), "{}", ran.out);
    }
}

#[test]
fn a_file_beyond_the_limit_is_refused_before_it_is_read() {
    let folder = folder();
    fs::File::create(folder.path().join("content/huge.md")).unwrap().set_len(3 << 30).unwrap();
    let ran = studybook(folder.path(), &["build"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("file-too-large") && ran.err.contains("content/huge.md"), "{}", ran.err);
    assert!(!folder.path().join("site").exists());
}

#[test]
fn a_site_among_the_content_is_not_content() {
    let folder = folder();
    build(folder.path());
    fs::rename(folder.path().join("site"), folder.path().join("content/old")).unwrap();
    put(folder.path(), "content/old/stray.md", &answer("SECRETWORD"));
    build(folder.path());
}

#[cfg(unix)]
#[test]
fn content_that_cannot_be_opened_is_an_error_for_any_user() {
    // Longer than any system takes, so that not even its administrator can open it.
    let name = "n".repeat(5000);
    let folder = folder();
    for arguments in
        [&["build", "--content", &name][..], &["check", "--config", &name], &["build", "--root", "content/good.md"]]
    {
        let ran = studybook(folder.path(), arguments);
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(ran.err.starts_with("error: cannot read "), "{}", ran.err);
    }
    assert!(!folder.path().join("site").exists());
}
