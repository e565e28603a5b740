//! `cargo xtask bench serve`: how long it takes from saving a file until the preview serves the new bytes.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::corpus::Corpus;
use super::forms::{self, Form};
use super::random::Random;
use crate::failure::Failure;
use crate::preview::Preview;
use crate::workspace::Workspace;

/// Edits of one question's text, each of another question.
const EDITS: usize = 100;
/// Edits of the template of all pages.
const TEMPLATE_EDITS: usize = 5;
/// What an author takes at least between two saves.
const PAUSE: Duration = Duration::from_millis(500);
const SEED: u64 = 7;

/// Edits sites of these sizes, and a template of the largest, and prints how long each edit took to be served.
pub fn run(workspace: &Workspace, sizes: &[usize], form: Form) -> Result<(), Failure> {
    workspace.build_release()?;
    println!("from a save to the new bytes, in milliseconds\n");
    println!("{:44}{:>10}{:>10}{:>10}", "", "median", "p95", "most");
    for questions in sizes {
        let folder = workspace.target.join(format!("bench-serve-{questions}"));
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(Failure::io("remove", &folder))?;
        }
        let corpus = Corpus::new(*questions);
        forms::write(&corpus, form, &folder)?;
        let mut preview = Preview::start(workspace, &folder)?;
        let times = edit_questions(&mut preview, &corpus, &folder, form)?;
        print(&format!("{questions} questions, the text of one ({EDITS} edits)"), times);
        if Some(questions) == sizes.iter().max() {
            let times = edit_template(&mut preview, workspace, &corpus, &folder)?;
            print(&format!("{questions} questions, the template of all pages"), times);
        }
        drop(preview);
        fs::remove_dir_all(&folder).map_err(Failure::io("remove", &folder))?;
    }
    Ok(())
}

fn edit_questions(preview: &mut Preview, corpus: &Corpus, folder: &Path, form: Form) -> Result<Vec<Duration>, Failure> {
    let mut random = Random::new(SEED, corpus.count as u64);
    let mut times = Vec::with_capacity(EDITS);
    for edit in 0..EDITS {
        let index = random.below(corpus.count);
        let (file, own) = forms::file_of(corpus, form, index);
        let path = folder.join(file);
        let text = fs::read_to_string(&path).map_err(Failure::io("read", &path))?;
        let id = corpus.heading(index).id;
        let question = text.find(&own).ok_or_else(|| Failure::new(format!("`{}` has no `{own}`", path.display())))?;
        let answer = text[question..].find("**Answer:**").map_or(text.len(), |at| question + at + "**Answer:**".len());
        let mark = format!("Edit {edit} of this very question.");
        let edited = format!("{}\n\n{mark}\n{}", &text[..answer], &text[answer..]);
        times.push(served(preview, (&path, &edited), &format!("/questions/{id}/"), &mark)?);
        std::thread::sleep(PAUSE);
    }
    Ok(times)
}

fn edit_template(
    preview: &mut Preview,
    workspace: &Workspace,
    corpus: &Corpus,
    folder: &Path,
) -> Result<Vec<Duration>, Failure> {
    let source = workspace.root.join("templates/base.html");
    let text = fs::read_to_string(&source).map_err(Failure::io("read", &source))?;
    let path = folder.join("templates/base.html");
    fs::create_dir_all(folder.join("templates")).map_err(Failure::io("make", folder))?;
    let last = format!("/questions/{}/", corpus.heading(corpus.count - 1).id);
    let mut times = Vec::with_capacity(TEMPLATE_EDITS);
    for edit in 0..TEMPLATE_EDITS {
        let mark = format!("<p>Template {edit}</p>");
        let edited = text.replace("<footer", &format!("{mark}<footer"));
        times.push(served(preview, (&path, &edited), &last, &mark)?);
        std::thread::sleep(PAUSE);
    }
    Ok(times)
}

/// How long it takes from the save until a page shows `mark`.
fn served(preview: &mut Preview, (path, text): (&Path, &str), page: &str, mark: &str) -> Result<Duration, Failure> {
    let begun = Instant::now();
    fs::write(path, text).map_err(Failure::io("write", path))?;
    loop {
        let body = preview.get(page)?;
        if body.windows(mark.len()).any(|window| window == mark.as_bytes()) {
            return Ok(begun.elapsed());
        }
        if begun.elapsed() > Duration::from_secs(120) {
            return Err(Failure::new(format!("`{page}` never showed `{mark}`")));
        }
        // Asking without rest would take the time that is measured.
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn print(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |part: usize| times.get((times.len() * part / 100).min(times.len().saturating_sub(1)));
    let shown = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    println!("{name:44}{:>10.0}{:>10.0}{:>10.0}", shown(at(50)), shown(at(95)), shown(times.last()));
}
