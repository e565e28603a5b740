//! Documents from a file, a JSON object a line, written as native files of questions. Their text is escaped, so that what
//! stands in it is what a reader sees and search finds.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::forms::put;
use crate::command;
use crate::failure::Failure;

/// Questions in one file.
const PER_FILE: usize = 100;

#[derive(Deserialize)]
struct Document {
    title: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    level: String,
    blocks: Vec<(String, String)>,
}

/// Writes the first `count` documents of `file` into the content folder of `root`; all of it again if there are fewer.
pub fn write(file: &Path, count: usize, root: &Path) -> Result<(), Failure> {
    let text = read(file)?;
    let lines: Vec<&str> = text.lines().cycle().take(count).collect();
    for (number, lines) in lines.chunks(PER_FILE).enumerate() {
        let mut text = format!("# Documents {}\n\n", number + 1);
        for (position, line) in lines.iter().enumerate() {
            let document: Document = serde_json::from_str(line)
                .map_err(|error| Failure::new(format!("cannot read a line of `{}`: {error}", file.display())))?;
            text.push_str(&question(position + 1, &document));
        }
        put(&root.join(format!("content/documents-{number:04}.md")), &text)?;
    }
    Ok(())
}

fn read(file: &Path) -> Result<String, Failure> {
    if !file.is_file() {
        return Err(Failure::new(format!("there is no file `{}` with a document a line", file.display())));
    }
    match file.extension().is_some_and(|extension| extension == "zst") {
        true => command::output(Command::new("zstd").arg("-dc").arg(file)),
        false => fs::read_to_string(file).map_err(Failure::io("read", file)),
    }
}

fn question(number: usize, document: &Document) -> String {
    let mut text = format!("## Q{number}: {}\n\n", escaped(&document.title));
    if !document.tags.is_empty() {
        let tags: Vec<String> = document.tags.iter().map(|tag| format!("`{tag}`")).collect();
        text.push_str(&format!("**Tags:** {}\n\n", tags.join(" ")));
    }
    if let Some(difficulty) = difficulty(&document.level) {
        text.push_str(&format!("**Difficulty:** {difficulty}\n\n"));
    }
    text.push_str("**Answer:**\n\n");
    for (kind, words) in document.blocks.iter().filter(|(_, words)| !words.trim().is_empty()) {
        text.push_str(&block(kind, words));
    }
    text + "---\n\n"
}

fn difficulty(level: &str) -> Option<&'static str> {
    match level {
        "junior" | "easy" => Some("easy"),
        "middle" | "medium" => Some("medium"),
        "senior" | "hard" => Some("hard"),
        _ => None,
    }
}

fn block(kind: &str, words: &str) -> String {
    match kind {
        "pre" => fenced(words),
        "h2" => format!("### {}\n\n", escaped(words)),
        "li" => format!("- {}\n\n", escaped(words)),
        _ => format!("{}\n\n", escaped(words)),
    }
}

/// The words in one line, every sign of ASCII escaped: none of them can then be Markdown, at the beginning of a line or
/// elsewhere.
fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        for letter in word.chars() {
            if letter.is_ascii_punctuation() {
                text.push('\\');
            }
            text.push(letter);
        }
    }
    text
}

/// A block of code behind a fence longer than any row of backticks in it.
fn fenced(code: &str) -> String {
    let rows = code.split(|letter| letter != '`').map(str::len);
    let fence = "`".repeat(rows.max().unwrap_or(0).max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n\n", code.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_document_is_markdown() {
        assert_eq!(escaped("1. *a*\n    <b> $x$  {#id}"), r"1\. \*a\* \<b\> \$x\$ \{\#id\}");
        assert_eq!(fenced("a\n```\nb\n"), "````text\na\n```\nb\n````\n\n");
    }

    #[test]
    fn a_document_becomes_a_question() {
        let line =
            r#"{"id":"q1","title":"What is #?","tags":["c"],"level":"junior","blocks":[["h2","A"],["li","- b"]]}"#;
        let document: Document = serde_json::from_str(line).expect("the line is a document");
        let wanted = "## Q3: What is \\#\\?\n\n**Tags:** `c`\n\n**Difficulty:** easy\n\n**Answer:**\n\n### A\n\n- \\- b\n\n---\n\n";
        assert_eq!(question(3, &document), wanted);
    }
}
