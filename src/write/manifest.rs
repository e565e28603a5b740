//! The list of the files we made in a folder; by its name also the mark that the folder is ours.
//!
//! Text: a first line that names the format, then a line a file, ordered by path: BLAKE3 hash, two spaces, path.
//! While a site is being written a path may have several lines, one for each content it may be found with.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::disk::{self, Entry};
use super::error::WriteError;
use super::{lock, staging};
use crate::output::OutputPath;

/// The manifest's file in the output folder.
pub const NAME: &str = ".studybook-manifest";

const FIRST_LINE: &[u8] = b"studybook manifest 1\n";

/// Longer than any path a system takes; what is longer is damage.
const LONGEST_PATH: usize = 4096;

/// Paths and the hashes of what we put there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    files: BTreeMap<OutputPath, Vec<[u8; 32]>>,
}

impl Manifest {
    /// A list of files, each with its one hash.
    pub(super) fn of(files: impl Iterator<Item = (OutputPath, [u8; 32])>) -> Self {
        Self { files: files.map(|(path, hash)| (path, vec![hash])).collect() }
    }

    /// Takes every line that is whole and names a plain path; the others list nothing.
    pub(super) fn parse(text: &[u8]) -> Self {
        let mut manifest = Self::default();
        for line in text.split(|&byte| byte == b'\n').skip(1) {
            if let Some((path, hash)) = parse_line(line) {
                manifest.add(path, hash);
            }
        }
        manifest
    }

    /// The text `parse` reads.
    pub(super) fn render(&self) -> Vec<u8> {
        let mut text = FIRST_LINE.to_vec();
        for (path, hashes) in &self.files {
            for hash in hashes {
                text.extend_from_slice(blake3::Hash::from_bytes(*hash).to_hex().as_bytes());
                text.extend_from_slice(b"  ");
                text.extend_from_slice(path.as_str().as_bytes());
                text.push(b'\n');
            }
        }
        text
    }

    /// Everything either of the two lists.
    pub(super) fn union(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for (path, hashes) in &other.files {
            hashes.iter().for_each(|&hash| both.add(path.clone(), hash));
        }
        both
    }

    /// Whether we made a file at `path`.
    pub(super) fn lists(&self, path: &OutputPath) -> bool {
        self.files.contains_key(path)
    }

    /// Every path with the hashes of what we may have put there.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&OutputPath, &[[u8; 32]])> {
        self.files.iter().map(|(path, hashes)| (path, hashes.as_slice()))
    }

    fn add(&mut self, path: OutputPath, hash: [u8; 32]) {
        let hashes = self.files.entry(path).or_default();
        if let Err(place) = hashes.binary_search(&hash) {
            hashes.insert(place, hash);
        }
    }
}

fn parse_line(line: &[u8]) -> Option<(OutputPath, [u8; 32])> {
    let (hash, path) = std::str::from_utf8(line).ok()?.split_once("  ")?;
    let path = OutputPath::new(path).filter(|path| path.as_str().len() <= LONGEST_PATH && !is_reserved(path))?;
    Some((path, blake3::Hash::from_hex(hash).ok()?.into()))
}

/// Whether `path` belongs to our own bookkeeping or to git, and so can never be a file of the site.
pub(super) fn is_reserved(path: &OutputPath) -> bool {
    let is = |name: &str, reserved: &[&str]| reserved.iter().any(|one| name.eq_ignore_ascii_case(one));
    let mut names = path.as_str().split('/');
    names.clone().any(|name| is(name, &[".git"])) || names.any(|name| is(name, &[NAME, lock::NAME, staging::NAME]))
}

/// Whether `folder` is marked as ours. A manifest we cannot read is refused: what it lists is unknown.
pub(super) fn marks(folder: &Path) -> Result<bool, WriteError> {
    let path = folder.join(NAME);
    let failed = || WriteError::failed("read", &path);
    let entry = disk::look(&path).map_err(failed())?;
    if entry == Entry::Missing {
        return Ok(false);
    }
    let mut start = Vec::new();
    if let Entry::File(_) = entry {
        let file = File::open(&path).map_err(failed())?;
        let length = FIRST_LINE.len() as u64;
        file.take(length).read_to_end(&mut start).map_err(failed())?;
    }
    if start == FIRST_LINE {
        return Ok(true);
    }
    Err(WriteError::refused_with(
        format!("`{}` is damaged or of another version of studybook", path.display()),
        "if everything in the folder was made by studybook, delete the folder yourself and build again",
    ))
}

/// The text of the manifest in `folder`; empty when there is none.
pub(super) fn read(folder: &Path) -> Result<Vec<u8>, WriteError> {
    if !marks(folder)? {
        return Ok(Vec::new());
    }
    let path = folder.join(NAME);
    fs::read(&path).map_err(WriteError::failed("read", &path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(path: &str) -> String {
        format!("{}  {path}\n", blake3::hash(path.as_bytes()).to_hex())
    }

    fn paths(text: &str) -> Vec<String> {
        let manifest = Manifest::parse(format!("studybook manifest 1\n{text}").as_bytes());
        manifest.iter().map(|(path, _)| path.to_string()).collect()
    }

    #[test]
    fn what_is_rendered_is_parsed() {
        let text = format!("studybook manifest 1\n{}{}", line("a  b/ü.html"), line("index.html"));
        assert_eq!(String::from_utf8(Manifest::parse(text.as_bytes()).render()).unwrap(), text);
    }

    #[test]
    fn only_plain_paths_with_a_hash_are_listed() {
        for bad in [
            "../x",
            "/etc/passwd",
            "a/../../x",
            "a//b",
            "",
            ".",
            "a\\b",
            "c:x",
            ".git/config",
            "a/.GIT/x",
            ".studybook-lock",
            ".studybook-staging/0.part",
            "a/\u{1}",
        ] {
            assert_eq!(paths(&line(bad)), Vec::<String>::new(), "{bad:?}");
        }
        assert_eq!(paths("zz  a\nabc\n\n  \n"), Vec::<String>::new());
        assert_eq!(paths(&line(&"a/".repeat(3000).replace("a/a/", "b/"))), Vec::<String>::new());
        assert_eq!(paths(&line("kept.html").repeat(2)), ["kept.html"]);
    }
}
