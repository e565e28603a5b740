//! The program itself: its port, its words, its end, and the folders it leaves alone.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};

use super::{question, until};
use crate::cli::{command, put};

/// A running `studybook serve`, and what it has said.
pub struct Program {
    child: Child,
    pub port: u16,
    said: Arc<Mutex<String>>,
}

impl Program {
    /// Starts it in a folder and waits until it serves.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut all = vec!["serve"];
        all.extend(arguments);
        Self::start_as(command(folder, &all))
    }

    /// Starts it by some command.
    pub fn start_as(mut command: std::process::Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let said = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                heard.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let mut program = Self { child, port: 0, said };
        until("an address", || program.port_said().is_some());
        program.port = program.port_said().unwrap();
        program
    }

    fn port_said(&self) -> Option<u16> {
        let said = self.said();
        let (_, address) = said.split_once("serving http://")?;
        address.split('/').next()?.rsplit(':').next()?.parse().ok()
    }

    /// Everything it has written to standard error.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// A connection to it.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends bytes as they are and reads all that comes back; what cannot be sent any more is not.
    pub fn raw(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The answer to a GET of a target with some more header lines, each ending in `\r\n`.
    pub fn get(&self, target: &str, headers: &str) -> String {
        let port = self.port;
        self.raw(
            format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{headers}\r\n").as_bytes(),
        )
    }

    /// Sends it a signal by name.
    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = std::process::Command::new("kill").args(["-s", name, &id]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The status of an answer.
pub fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

/// A site of one question in a folder of its own.
pub fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "content/a.md", &question("Asked", "answered"));
    folder
}

#[cfg(unix)]
#[test]
fn it_ends_when_told_to_and_touches_no_output() {
    let folder = site();
    put(folder.path(), "site/index.html", "a site that was built");
    for signal in ["INT", "TERM"] {
        let mut program = Program::start(folder.path(), &["--port", "0"]);
        assert_eq!(status(&program.get("/", "")), 200);
        let mut open = program.connect();
        write!(open, "GET /__studybook/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", program.port).unwrap();
        program.signal(signal);
        until("it ends", || !program.is_running());
        assert_eq!(program.child.wait().unwrap().code(), Some(0));
    }
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(fs::read_to_string(folder.path().join("site/index.html")).unwrap(), "a site that was built");
}

#[test]
fn a_port_that_was_asked_for_is_used_or_refused() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = site();
    let ran = crate::cli::studybook(folder.path(), &["serve", "--port", &port]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains(&format!("cannot listen on `127.0.0.1:{port}`: address already in use")), "{}", ran.err);
    assert!(ran.err.contains("--port"), "{}", ran.err);
    // Nobody asked: the next free one, whatever others have taken.
    let (one, other) = (Program::start(folder.path(), &[]), Program::start(folder.path(), &[]));
    assert_ne!(one.port, other.port);
}

#[test]
fn a_rebuild_is_one_line() {
    let folder = site();
    let program = Program::start(folder.path(), &["--port", "0"]);
    put(folder.path(), "content/a.md", &question("Asked", "answered again"));
    until("a line", || program.said().lines().any(|line| line.starts_with("`content/a.md`: ")));
    let said = program.said();
    let line = said.lines().find(|line| line.starts_with("`content/a.md`: ")).unwrap();
    assert!(line.contains(" of the site in ") && line.ends_with(" ms"), "{line}");
}

#[test]
fn a_broken_site_is_served_with_its_error_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "content/a.md", "+++\ntitle = 3\n");
    let program = Program::start(folder.path(), &["--port", "0"]);
    let page = program.get("/", "");
    assert_eq!(status(&page), 503);
    assert!(page.contains("/__studybook/client.js"), "{page}");
    assert!(program.get("/__studybook/problems.json", "").contains("front matter is never closed"));
    put(folder.path(), "content/a.md", &question("Asked", "answered"));
    until("the site", || status(&program.get("/questions/asked/", "")) == 200);
}

#[test]
fn whoever_lets_others_in_is_warned_and_sends_no_paths() {
    let folder = site();
    let program = Program::start(folder.path(), &["--port", "0", "--host", "0.0.0.0", "--allow-host", "box.lan"]);
    assert!(program.said().contains("warning: every machine that can reach"), "{}", program.said());
    let page = program.get("/questions/asked/", "");
    assert!(page.contains("data-studybook") && !page.contains("data-source"), "{page}");
    let ask = |host: &str| {
        status(&program.raw(format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes()))
    };
    assert_eq!((ask("box.lan"), ask("evil.example")), (200, 403));
}

#[cfg(target_os = "linux")]
#[test]
fn when_watches_are_used_up_it_says_so_and_looks_by_itself() {
    let folder = site();
    let script = "echo 1 > /proc/sys/user/max_inotify_watches && exec \"$STUDYBOOK\" serve --port 0";
    let mut shell = std::process::Command::new("unshare");
    shell
        .args(["-Ur", "sh", "-c", script])
        .current_dir(folder.path())
        .env("STUDYBOOK", env!("CARGO_BIN_EXE_studybook"));
    let probe = std::process::Command::new("unshare")
        .args(["-Ur", "sh", "-c", "echo 1 > /proc/sys/user/max_inotify_watches"])
        .output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        eprintln!("skipped: this system gives users no namespaces of their own");
        return;
    }
    let program = Program::start_as(shell);
    until("the hint", || program.said().contains("sudo sysctl fs.inotify.max_user_watches"));
    put(folder.path(), "content/a.md", &question("Asked", "seen all the same"));
    until("the edit", || program.get("/questions/asked/", "").contains("seen all the same"));
}
