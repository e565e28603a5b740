//! Writing a generated site down: as studybook reads it, or as a minimal site of a general generator with the same
//! pages, tags and highlighting.

use std::fs;
use std::path::Path;

use clap::ValueEnum;

use super::corpus::{Corpus, Question};
use crate::failure::Failure;

/// Questions in one file of the native form.
const PER_FILE: usize = 100;

/// In whose words the site is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// studybook, a hundred questions a file
    Native,
    /// studybook, a file a question
    Files,
    /// Zola
    Zola,
    /// Hugo
    Hugo,
}

/// Writes the site of `corpus` into the folder `root`, beside what is there.
pub fn write(corpus: &Corpus, form: Form, root: &Path) -> Result<(), Failure> {
    match form {
        Form::Native => native(corpus, root),
        Form::Files => one_a_file(corpus, &root.join("content"), fragment, files_page),
        Form::Zola => {
            put_all(root, &ZOLA)?;
            one_a_file(corpus, &root.join("content/questions"), zola_link, zola_page)
        }
        Form::Hugo => {
            put_all(root, &HUGO)?;
            one_a_file(corpus, &root.join("content/questions"), site_path, hugo_page)
        }
    }
}

/// The file, from the root of the site, that holds a question of ours, and how the question's id stands in it once.
pub fn file_of(corpus: &Corpus, form: Form, index: usize) -> (String, String) {
    let id = corpus.heading(index).id;
    match form {
        Form::Native => (native_path(index / PER_FILE), format!("{{#{id}}}")),
        _ => (format!("content/{id}.md"), format!("id = {id:?}")),
    }
}

fn native_path(file: usize) -> String {
    format!("content/generated-{file:04}.md")
}

fn native(corpus: &Corpus, root: &Path) -> Result<(), Failure> {
    for (file, first) in (0..corpus.count).step_by(PER_FILE).enumerate() {
        let indexes = first..(first + PER_FILE).min(corpus.count);
        let questions: Vec<Question> = indexes.map(|index| corpus.question(index, fragment)).collect();
        put(&root.join(native_path(file)), &native_file(corpus, file, &questions))?;
    }
    Ok(())
}

fn native_file(corpus: &Corpus, file: usize, questions: &[Question]) -> String {
    let mut text = format!("# Generated questions {}\n\n", file + 1);
    let mut numbers: Vec<Vec<String>> = vec![Vec::new(); corpus.topics().len()];
    for (position, question) in questions.iter().enumerate() {
        let number = position + 1;
        let tags: Vec<String> = question.tags.iter().map(|tag| format!("`{tag}`")).collect();
        text.push_str(&format!("## Q{number}: {} {{#{}}}\n\n", question.heading.title, question.heading.id));
        text.push_str(&format!("**Tags:** {}\n\n", tags.join(" ")));
        text.push_str(&format!("**Difficulty:** {}\n\n", question.difficulty));
        text.push_str(&format!("**Updated:** {}\n\n", question.updated));
        text.push_str(&format!("**Question:**\n\n{}\n**Answer:**\n\n{}\n---\n\n", question.question, question.answer));
        for topic in &question.topics {
            numbers[*topic].push(format!("Q{number}"));
        }
    }
    text.push_str("## Search Tags Index\n\n");
    for (topic, numbers) in corpus.topics().iter().zip(numbers).filter(|(_, numbers)| !numbers.is_empty()) {
        text.push_str(&format!("- **{topic}:** {}\n", numbers.join(", ")));
    }
    text.push_str(&format!("\n---\n\n*Last Updated: August 24, 2025*\n*Total Questions: {}*\n", questions.len()));
    text
}

fn one_a_file(
    corpus: &Corpus,
    folder: &Path,
    link: fn(&str) -> String,
    page: fn(&Corpus, &Question) -> String,
) -> Result<(), Failure> {
    for index in 0..corpus.count {
        let question = corpus.question(index, link);
        put(&folder.join(format!("{}.md", question.heading.id)), &page(corpus, &question))?;
    }
    Ok(())
}

fn files_page(corpus: &Corpus, question: &Question) -> String {
    let topics: Vec<&String> = question.topics.iter().map(|topic| &corpus.topics()[*topic]).collect();
    format!(
        "+++\ntitle = {:?}\nid = {:?}\ntags = {:?}\ntopics = {topics:?}\ndifficulty = {:?}\nupdated = {}\n+++\n\n\
         **Question:**\n\n{}\n**Answer:**\n\n{}",
        question.heading.title,
        question.heading.id,
        question.tags,
        question.difficulty,
        question.updated,
        question.question,
        question.answer,
    )
}

fn zola_page(_: &Corpus, question: &Question) -> String {
    format!(
        "+++\ntitle = {:?}\ndate = {}\n[taxonomies]\ntags = {:?}\n+++\n\n## Question\n\n{}\n## Answer\n\n{}",
        question.heading.title, question.updated, question.tags, question.question, question.answer,
    )
}

fn hugo_page(_: &Corpus, question: &Question) -> String {
    format!(
        "+++\ntitle = {:?}\ndate = {}\ntags = {:?}\n+++\n\n## Question\n\n{}\n## Answer\n\n{}",
        question.heading.title, question.updated, question.tags, question.question, question.answer,
    )
}

fn fragment(id: &str) -> String {
    format!("#{id}")
}

fn zola_link(id: &str) -> String {
    format!("@/questions/{id}.md")
}

fn site_path(id: &str) -> String {
    format!("/questions/{id}/")
}

/// Zola 0.22 or later.
const ZOLA: [(&str, &str); 6] = [
    ("config.toml", include_str!("data/zola/config.toml")),
    ("content/questions/_index.md", include_str!("data/zola/_index.md")),
    ("templates/index.html", include_str!("data/zola/section.html")),
    ("templates/page.html", include_str!("data/zola/page.html")),
    ("templates/tags/list.html", include_str!("data/zola/list.html")),
    ("templates/tags/single.html", include_str!("data/zola/single.html")),
];

/// Hugo 0.146 or later.
const HUGO: [(&str, &str); 4] = [
    ("hugo.toml", include_str!("data/hugo/hugo.toml")),
    ("layouts/page.html", include_str!("data/hugo/page.html")),
    ("layouts/list.html", include_str!("data/hugo/list.html")),
    ("layouts/taxonomy.html", include_str!("data/hugo/taxonomy.html")),
];

fn put_all(root: &Path, files: &[(&str, &str)]) -> Result<(), Failure> {
    files.iter().try_for_each(|(path, text)| put(&root.join(path), text))
}

/// Writes a file and makes the folders it lies in.
pub fn put(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::io("create", folder))?;
    }
    fs::write(path, text).map_err(Failure::io("write", path))
}
