//! Pages of the manual taken apart: their fenced blocks, and the examples made of them.

#![allow(clippy::disallowed_methods, reason = "the manual is read from disk")]

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file of the repository.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| unreachable!("{path}: {error}"))
}

/// The Markdown files of a folder of the repository, by their path from its root, sorted.
pub fn pages(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let markdown = paths.filter(|path: &PathBuf| path.extension().is_some_and(|extension| extension == "md"));
    let name = |path: PathBuf| path.file_name().map(|name| format!("{folder}/{}", name.to_string_lossy()));
    let mut pages: Vec<String> = markdown.filter_map(name).collect();
    pages.sort();
    pages
}

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// The page and the line of its opening fence.
    pub place: String,
    /// The first word behind the fence.
    pub language: String,
    /// The others.
    pub attributes: Vec<String>,
    /// What stands in it.
    pub text: String,
}

impl Fence {
    /// The value of the attribute `name=value`.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| attribute.strip_prefix(name)?.strip_prefix('='))
    }

    /// The name of the file it stands for, if it is part of an example.
    pub fn file(&self) -> Option<&str> {
        self.attribute("file").or_else(|| (self.language == "markdown").then_some("questions.md"))
    }

    /// The bytes of that file; with the attribute `escapes`, `\x07` stands for the byte of that number.
    pub fn bytes(&self) -> Vec<u8> {
        if !self.attributes.iter().any(|attribute| attribute == "escapes") {
            return self.text.clone().into_bytes();
        }
        let mut parts = self.text.split("\\x");
        let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
        for part in parts {
            let (digits, rest) = part.split_at(2);
            bytes.push(u8::from_str_radix(digits, 16).expect("two hexadecimal digits follow `\\x`"));
            bytes.extend(rest.as_bytes());
        }
        bytes
    }
}

/// The fenced blocks of a page of the manual that begin at the margin.
pub fn fences(page: &str) -> Vec<Fence> {
    let text = read(page);
    let mut fences = Vec::new();
    let mut open: Option<(String, Fence)> = None;
    for (index, line) in text.lines().enumerate() {
        match &mut open {
            Some((fence, block)) if line == fence => {
                fences.push(block.clone());
                open = None;
            }
            Some((_, block)) => block.text.extend([line, "\n"]),
            None => {
                let info = line.trim_start_matches('`');
                let fence = &line[..line.len() - info.len()];
                if fence.len() >= 3 {
                    let mut words = info.split_whitespace().map(str::to_owned);
                    let block = Fence {
                        place: format!("{page}:{}", index + 1),
                        language: words.next().unwrap_or_default(),
                        attributes: words.collect(),
                        text: String::new(),
                    };
                    open = Some((fence.to_owned(), block));
                }
            }
        }
    }
    assert!(open.is_none(), "{page}: a fence is never closed");
    fences
}

/// The text of a page without code.
pub fn prose(page: &str) -> String {
    let fences = fences(page);
    let text = fences.iter().fold(read(page), |text, fence| text.replace(&fence.text, ""));
    text.lines().flat_map(|line| line.split('`').step_by(2).chain(["\n"])).collect()
}

/// Files of a site, and what is said to come of them.
#[derive(Debug)]
pub struct Example {
    /// The files.
    pub files: Vec<Fence>,
    /// The block `expect`.
    pub expected: Fence,
}

/// The examples of a page: files, each a block `markdown` or one with `file=`, up to the next block `expect`.
pub fn examples(page: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut files = Vec::new();
    for fence in fences(page) {
        if fence.language == "expect" {
            let files = std::mem::take(&mut files);
            examples.push(Example { files, expected: fence });
        } else if fence.file().is_some() {
            files.push(fence);
        }
    }
    assert!(files.is_empty(), "{}: an example without a block `expect`", files[0].place);
    examples
}
