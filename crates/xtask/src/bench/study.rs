//! `cargo xtask bench study`: a generated site with a long history of reviews, studied, narrowed and kept in Chromium by
//! `e2e/measure-study.mjs` and `e2e/measure-offline.mjs`.

use std::fs;
use std::process::Command;

use super::corpus::Corpus;
use super::forms::{self, Form};
use crate::command;
use crate::failure::Failure;
use crate::tools;
use crate::workspace::Workspace;

/// Measures how long the page of study takes to be ready, a grade to the next question, a list to be narrowed, and the
/// site to be kept for days without a network.
pub fn run(workspace: &Workspace, questions: usize, reviews: usize) -> Result<(), Failure> {
    let chromium = tools::chromium()?;
    tools::node_packages(&workspace.e2e())?;
    workspace.build_release()?;
    let work = workspace.target.join("bench-study");
    if work.exists() {
        fs::remove_dir_all(&work).map_err(Failure::io("remove", &work))?;
    }
    forms::write(&Corpus::new(questions), Form::Native, &work)?;
    command::run(Command::new(workspace.studybook()).args(["build", "--quiet"]).current_dir(&work))?;
    let measure = |script: &str| {
        let mut measure = Command::new("node");
        measure.arg(script).arg(work.join("site")).env("CHROMIUM", &chromium).current_dir(workspace.e2e());
        measure
    };
    command::run(measure("measure-study.mjs").arg(reviews.to_string()))?;
    command::run(&mut measure("measure-offline.mjs"))
}
