//! Hostile and clumsy requests. What is looked up and what is refused is tested closer by, in `src/serve/`; here it is the
//! program that is asked, over a socket.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use super::program::{Program, site, status};
use super::until;
use crate::cli::put;

#[test]
fn nothing_but_the_site_can_be_asked_for() {
    let folder = site();
    put(folder.path(), ".env", "SECRET");
    put(folder.path(), "site-private/secret.txt", "SECRET");
    let program = Program::start(folder.path(), &["--port", "0"]);
    for target in [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cwindows",
        "/c:%5cwindows%5cwin.ini",
        "/%5c%5cserver%5cshare",
        "/x::$DATA",
        "/CON",
        "/%252e%252e%252fetc",
        "/%c0%ae%c0%ae/x",
        "/%zz",
        "/@fs/etc/passwd?import&raw??",
        "/.env?raw",
        "/.env/.",
        "/%2eenv",
        "/.git/config",
        "/content/a.md",
        "/../site-private/secret.txt",
        "//evil.example/%2e%2e",
        "/%5cevil.example",
        "/questions/%0d%0aSet-Cookie:x=1",
        "/__studybook/../../Cargo.toml",
        "/__studybook/%2e%2e/x",
        "/__studybook/open?file=/etc/passwd",
    ] {
        let answer = program.get(target, "");
        assert_eq!(status(&answer), 404, "{target}: {answer}");
        assert!(!answer.contains("SECRET") && !answer.contains("root:"), "{target}");
        assert!(!answer.to_lowercase().contains("\r\nlocation:"), "{target}: {answer}");
        assert!(!answer.contains("evil.example") && !answer.contains(folder.path().to_str().unwrap()), "{target}");
    }
    let script = program.get("/%3Cscript%3EPWN%3C/script%3E", "");
    assert!(status(&script) == 404 && !script.contains("PWN"), "{script}");
    // What follows `#` is dropped before anything is looked up.
    assert_eq!(
        program.get("/#/../x", "").split_once("\r\n\r\n").unwrap().1,
        program.get("/", "").split_once("\r\n\r\n").unwrap().1
    );
}

#[test]
fn other_sites_get_nothing_of_the_channel_nor_of_the_desk() {
    let folder = site();
    let program = Program::start(folder.path(), &["--port", "0"]);
    let port = program.port;
    for path in ["/__studybook/events?path=/", "/__studybook/problems.json", "/__studybook/desk.json"] {
        for origin in
            ["http://evil.example", "null", "http://127.0.0.1", "http://[", "https://localhost", "http://127.0.0.1:1"]
        {
            let answer = program.get(path, &format!("Origin: {origin}\r\n"));
            assert_eq!(status(&answer), 403, "{path} {origin}");
            assert!(!answer.to_lowercase().contains("access-control-allow"), "{answer}");
        }
        for site in ["cross-site", "same-site"] {
            let headers = format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n");
            assert_eq!(status(&program.get(path, &headers)), 403, "{path} {site}");
        }
        for host in ["evil.example", "localhost.evil.example", "127.0.0.1", "[", "::::", "10.0.0.1"] {
            let answer =
                program.raw(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes());
            assert_eq!(status(&answer), 403, "{path} {host}");
        }
    }
    let twice = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert_eq!(status(&program.raw(twice.as_bytes())), 400);
    let absolute = format!("GET http://evil.example/ HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    assert_eq!(status(&program.raw(absolute.as_bytes())), 403);
    let page = program.get("/", "").to_lowercase();
    assert!(
        page.contains("cross-origin-resource-policy: same-origin") && page.contains("x-content-type-options: nosniff")
    );
    assert!(page.contains("x-frame-options: sameorigin") && !page.contains("access-control-allow"));
}

#[test]
fn only_reading_is_possible() {
    let folder = site();
    let program = Program::start(folder.path(), &["--port", "0"]);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"] {
        for path in ["/", "/__studybook/", "/__studybook/events", "/__open-in-editor?file=a.md", "/shutdown"] {
            let request = format!(
                "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nContent-Length: 2000000000\r\n\r\n",
                program.port
            );
            let answer = program.raw(request.as_bytes());
            assert_eq!(status(&answer), 405, "{method} {path}: {answer}");
            assert!(answer.to_lowercase().contains("allow: get, head"), "{answer}");
        }
    }
}

#[test]
fn heads_and_ranges_are_answered_in_kind() {
    let folder = site();
    let program = Program::start(folder.path(), &["--port", "0"]);
    let page = program.get("/questions/asked/", "");
    let (head, body) = page.split_once("\r\n\r\n").unwrap();
    let tag = head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    let known = program.get("/questions/asked/", &format!("If-None-Match: {tag}\r\n"));
    assert!(status(&known) == 304 && known.ends_with("\r\n\r\n"), "{known}");
    let parts = (0..5000).map(|part| format!("{part}-{part}")).collect::<Vec<_>>().join(",");
    for (range, expected) in
        [("0-3", 206), ("5-1", 416), ("18446744073709551616-", 200), ("0-0,2-3", 200), (&*parts, 200)]
    {
        let answer = program.get("/questions/asked/", &format!("Range: bytes={range}\r\n"));
        assert_eq!(status(&answer), expected, "{}", &range[..range.len().min(40)]);
        assert!(answer.len() < 3 * page.len(), "{}", answer.len());
    }
    let head =
        format!("HEAD /questions/asked/ HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", program.port);
    let answer = program.raw(head.as_bytes());
    assert!(status(&answer) == 200 && answer.ends_with("\r\n\r\n"), "{answer}");
    assert!(answer.contains(&format!("content-length: {}", body.len())), "{answer}");
    assert_eq!(status(&program.get("/questions/asked/", "If-Modified-Since: never\r\n")), 200);
}

#[test]
fn malformed_and_enormous_requests_end_with_an_error_or_the_connection() {
    let folder = site();
    let mut program = Program::start(folder.path(), &["--port", "0"]);
    let host = format!("Host: localhost:{}\r\n", program.port);
    let many = "X: y\r\n".repeat(20_000);
    let requests = [
        format!(
            "GET / HTTP/1.1\r\n{host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"
        ),
        format!("GET / HTTP/1.1\r\n{host}Content-Length: 5\r\nContent-Length: 6\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}Content-Length: +5\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"),
        format!("GET / HTTP/1.1\r\n{host}X: a\r\n b\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n", "y".repeat(1 << 20)),
        format!("GET / HTTP/1.1\r\n{host}{many}\r\n"),
        format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(1 << 20)),
        format!("GET {} HTTP/1.1\r\n{host}Connection: close\r\n\r\n", "/a".repeat(3000)),
        format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", "h".repeat(70_000)),
        "GET / HTTP/1.1\r\n\r\n".to_owned(),
        "\0\x01\x02\r\n\r\n".to_owned(),
    ];
    for request in requests {
        let begun = Instant::now();
        let mut stream = program.connect();
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{answer}");
        assert!(!answer.contains("root:") && begun.elapsed() < Duration::from_secs(15), "{answer}");
        assert!(program.is_running());
    }
    assert_eq!(status(&program.get("/", "")), 200);
}

#[test]
fn half_a_request_holds_nobody_up_and_is_given_up() {
    let folder = site();
    let program = Program::start(folder.path(), &["--port", "0"]);
    let mut slow: Vec<_> = (0..300).map(|_| program.connect()).collect();
    slow.iter_mut().for_each(|stream| stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap());
    let begun = Instant::now();
    assert_eq!(status(&program.get("/", "")), 200);
    assert!(begun.elapsed() < Duration::from_secs(3));
    let mut rest = Vec::new();
    // It is dropped, with or without a word.
    let _ = slow[0].read_to_end(&mut rest);
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

#[cfg(target_os = "linux")]
#[test]
fn many_tabs_are_told_and_let_go() {
    let folder = site();
    let program = Program::start(folder.path(), &["--port", "0"]);
    let handles = || std::fs::read_dir(format!("/proc/{}/fd", program.id())).unwrap().count();
    let before = handles();
    let open = |_| {
        let mut stream = program.connect();
        let query = "path=/questions/asked/&page=old";
        write!(stream, "GET /__studybook/events?{query} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", program.port).unwrap();
        stream
    };
    let mut tabs: Vec<_> = (0..520).map(open).collect();
    let (mut told, mut refused) = (0, 0);
    for tab in &mut tabs {
        let mut text = String::new();
        let mut piece = [0; 512];
        while !text.contains("event: reload") && !text.contains(" 503 ") {
            let length = tab.read(&mut piece).unwrap();
            assert!(length > 0, "{text}");
            text.push_str(&String::from_utf8_lossy(&piece[..length]));
        }
        told += usize::from(text.contains("event: reload"));
        refused += usize::from(text.contains(" 503 "));
    }
    assert_eq!((told, refused), (500, 20));
    assert_eq!(status(&program.get("/", "")), 200);
    drop(tabs);
    until("the handles come back", || handles() <= before + 4);
}

#[cfg(target_os = "linux")]
#[test]
fn it_survives_resets_and_the_end_of_its_handles() {
    let folder = site();
    let script = "ulimit -n 40 && exec \"$STUDYBOOK\" serve --port 0";
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", script]).current_dir(folder.path()).env("STUDYBOOK", env!("CARGO_BIN_EXE_studybook"));
    let mut program = Program::start_as(shell);
    for _ in 0..200 {
        let mut stream = program.connect();
        write!(stream, "GET / HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", program.port).unwrap();
        // Closed with the answer unread, the system sends a reset.
        drop(stream);
    }
    let held: Vec<_> = (0..100).map(|_| program.connect()).collect();
    drop(held);
    until("it answers again", || status(&program.get("/", "")) == 200);
    put(folder.path(), "content/a.md", &super::question("Asked", "after all that"));
    until("it rebuilds", || program.get("/questions/asked/", "").contains("after all that"));
    assert!(program.is_running());
}
