//! A running `studybook serve` of the release build, edited and asked over one connection, for measuring and for the soak.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::failure::Failure;
use crate::workspace::Workspace;

/// The program, serving a folder.
pub struct Preview {
    child: Child,
    port: u16,
    connection: Option<BufReader<TcpStream>>,
}

impl Preview {
    /// Starts it in `folder` and waits until it serves.
    pub fn start(workspace: &Workspace, folder: &Path) -> Result<Self, Failure> {
        let mut command = Command::new(workspace.studybook());
        command.args(["serve", "--port", "0"]).current_dir(folder);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(Failure::io("start", &workspace.studybook()))?;
        let lines = child.stderr.take().into_iter().flat_map(|said| BufReader::new(said).lines().map_while(Result::ok));
        let mut lines = lines.into_iter();
        let address = lines.by_ref().find_map(|line| {
            let (_, address) = line.split_once("serving http://127.0.0.1:")?;
            address.split('/').next()?.parse().ok()
        });
        let port = address.ok_or_else(|| Failure::new("the preview does not say where it serves"))?;
        // What it says is read on, or it would wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, port, connection: None })
    }

    /// The body of the answer to a GET, whatever its status.
    pub fn get(&mut self, path: &str) -> Result<Vec<u8>, Failure> {
        self.ask(path).or_else(|_| {
            self.connection = None;
            self.ask(path)
        })
    }

    fn ask(&mut self, path: &str) -> Result<Vec<u8>, Failure> {
        let failed = |error| Failure::io("ask for", Path::new(path))(error);
        let port = self.port;
        let connection = match &mut self.connection {
            Some(connection) => connection,
            None => {
                let stream = TcpStream::connect(("127.0.0.1", port)).map_err(failed)?;
                stream.set_nodelay(true).map_err(failed)?;
                self.connection.insert(BufReader::new(stream))
            }
        };
        write!(connection.get_mut(), "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").map_err(failed)?;
        let mut length = None;
        loop {
            let mut line = String::new();
            if connection.read_line(&mut line).map_err(failed)? == 0 {
                return Err(Failure::new("the preview hung up"));
            }
            let line = line.trim_end().to_lowercase();
            if line.is_empty() {
                break;
            }
            length = line.strip_prefix("content-length:").and_then(|length| length.trim().parse().ok()).or(length);
        }
        let mut body = vec![0; length.ok_or_else(|| Failure::new("an answer without a length"))?];
        connection.read_exact(&mut body).map_err(failed)?;
        Ok(body)
    }

    /// The memory it holds, in bytes, where the system tells.
    pub fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A page without the script the preview adds to it.
pub fn without_script(page: &[u8]) -> Vec<u8> {
    const BEGIN: &[u8] = b"<script type=\"module\" src=\"/__studybook/client.js\"";
    const END: &[u8] = b"></script>\n";
    let at =
        |from: usize, wanted: &[u8]| page[from..].windows(wanted.len()).position(|it| it == wanted).map(|at| from + at);
    match at(0, BEGIN).and_then(|begin| Some((begin, at(begin, END)? + END.len()))) {
        Some((begin, end)) => [&page[..begin], &page[end..]].concat(),
        None => page.to_vec(),
    }
}
