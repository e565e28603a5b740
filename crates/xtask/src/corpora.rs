//! `cargo xtask corpora`: public collections of questions, read as they are and held against what is known of them.

mod golden;
mod round_trip;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Deserialize;

use self::golden::Scores;
use crate::command;
use crate::failure::Failure;
use crate::workspace::Workspace;

/// What to read.
#[derive(Args)]
pub struct Options {
    /// A folder of collections; one with `golden.jsonl` is held against it
    folder: PathBuf,
    /// Only collections whose name holds this
    #[arg(long)]
    only: Option<String>,
    /// Also hand the built sites to the HTML checker of the browser tests
    #[arg(long)]
    html: bool,
}

/// A question as `studybook list --json` prints it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Listed {
    /// Its file, from the content folder.
    pub file: String,
    /// The line it begins on.
    pub line: usize,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many choices it has.
    pub choices: usize,
    /// The places of the right ones, from 1.
    pub correct: Vec<usize>,
    /// Its words.
    pub text: String,
}

/// The limit for the largest of the collections, reading and writing included.
const SLOWEST: Duration = Duration::from_secs(5);

/// Reads every collection of a folder and prints a table.
pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    workspace.build_release()?;
    let work = workspace.target.join("corpora");
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(&options.folder).map_err(Failure::io("read", &options.folder))? {
        let entry = entry.map_err(Failure::io("read", &options.folder))?;
        names.extend(entry.path().is_dir().then(|| entry.file_name().to_string_lossy().into_owned()));
    }
    names.retain(|name| options.only.as_ref().is_none_or(|only| name.contains(only.as_str())));
    names.sort();
    println!(
        "{:40} {:>13} {:>7} {:>9} {:>13} {:>7}  import",
        "collection", "found/known", "recall", "precision", "quiz", "build"
    );
    let mut failures = Vec::new();
    let mut sites = Vec::new();
    for name in names {
        let collection = options.folder.join(&name);
        let out = work.join(&name);
        let listed = list(workspace, &collection)?;
        let scores = golden::score(&collection, &listed)?;
        let took = build(workspace, &collection, &out.join("site"))?;
        let trip = round_trip::check(workspace, &collection, &out, &listed)?;
        print_row(&name, &scores, took, &trip);
        failures.extend(scores.troubles().iter().chain(&trip).map(|trouble| format!("{name}: {trouble}")));
        failures.extend((took > SLOWEST).then(|| format!("{name}: took {:.1} s to build", took.as_secs_f64())));
        sites.push(out.join("site"));
    }
    if options.html {
        check_html(workspace, &sites)?;
    }
    for failure in &failures {
        println!("  {failure}");
    }
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(format!("{} findings", failures.len()))) }
}

fn print_row(name: &str, scores: &Scores, took: Duration, trip: &[String]) {
    let shown: String = name.chars().take(40).collect();
    println!(
        "{shown:40} {:>13} {:>7} {:>9} {:>13} {:>5.2} s  {}",
        format!("{}/{}", scores.found, scores.known),
        share(scores.known - scores.missed.len(), scores.known),
        share(scores.found - scores.false_ones.len(), scores.found),
        if scores.quizzes == 0 {
            "-".to_owned()
        } else {
            format!("{}/{}", scores.quizzes - scores.wrong.len(), scores.quizzes)
        },
        took.as_secs_f64(),
        if trip.is_empty() { "same" } else { "differs" },
    );
}

/// A share with three digits; of nothing, all is right.
fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "1.000".to_owned() } else { format!("{:.3}", part as f64 / whole as f64) }
}

/// The questions of a content folder.
pub fn list(workspace: &Workspace, content: &Path) -> Result<Vec<Listed>, Failure> {
    let mut list = Command::new(workspace.studybook());
    let text = command::output(list.args(["list", "--json", "--content"]).arg(content))?;
    let question =
        |line: &str| serde_json::from_str(line).map_err(|error| Failure::new(format!("cannot read `{line}`: {error}")));
    text.lines().map(question).collect()
}

/// Builds the site of a content folder from nothing, and says how long it took.
pub fn build(workspace: &Workspace, content: &Path, out: &Path) -> Result<Duration, Failure> {
    if out.exists() {
        fs::remove_dir_all(out).map_err(Failure::io("remove", out))?;
    }
    let started = Instant::now();
    let mut build = Command::new(workspace.studybook());
    build
        .args(["build", "--quiet", "--base-url", "https://example.org/", "--content"])
        .arg(content)
        .arg("--out")
        .arg(out);
    command::output(&mut build)?;
    Ok(started.elapsed())
}

/// Hands sites to the checker of `e2e`, which is told where they are.
fn check_html(workspace: &Workspace, sites: &[PathBuf]) -> Result<(), Failure> {
    let mut check = Command::new("node");
    check.arg("check-html.mjs").args(sites).current_dir(workspace.e2e());
    command::run(&mut check)
}
