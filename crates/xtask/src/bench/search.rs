//! `cargo xtask bench search`: sites of several sizes, built and served as they would be and searched in Chromium by
//! `e2e/measure-search.mjs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::corpus::Corpus;
use super::forms::{self, Form};
use super::{documents, queries};
use crate::command;
use crate::failure::Failure;
use crate::tools;
use crate::workspace::Workspace;

/// Measures a site of each size: of documents from a file, or of generated questions.
pub fn run(workspace: &Workspace, sizes: &[usize], documents: Option<&Path>) -> Result<(), Failure> {
    let chromium = tools::chromium()?;
    tools::node_packages(&workspace.e2e())?;
    workspace.build_release()?;
    for count in sizes {
        let work = workspace.target.join("bench-search").join(count.to_string());
        if work.exists() {
            fs::remove_dir_all(&work).map_err(Failure::io("remove", &work))?;
        }
        let queries = match documents {
            Some(file) => take(file, *count, &work)?,
            None => generate(*count, &work)?,
        };
        let mut build = Command::new(workspace.studybook());
        command::run(build.args(["build", "--quiet"]).current_dir(&work))?;
        let mut measure = Command::new("node");
        measure.arg("measure-search.mjs").arg(work.join("site")).arg(queries).env("CHROMIUM", &chromium);
        command::run(measure.current_dir(workspace.e2e()))?;
    }
    Ok(())
}

/// Writes documents as content and says where their queries are.
fn take(file: &Path, count: usize, work: &Path) -> Result<PathBuf, Failure> {
    let queries = file.with_file_name(format!("queries-{count}.json"));
    let queries = fs::canonicalize(&queries).map_err(Failure::io("find the queries", &queries))?;
    documents::write(file, count, work)?;
    Ok(queries)
}

/// Generates content and queries of its words.
fn generate(count: usize, work: &Path) -> Result<PathBuf, Failure> {
    let corpus = Corpus::new(count);
    forms::write(&corpus, Form::Native, work)?;
    let chosen = queries::choose(count, &queries::frequencies(&corpus));
    let text = serde_json::to_string_pretty(&chosen).expect("lists of texts can always be written as JSON");
    let path = work.join("queries.json");
    forms::put(&path, &text)?;
    Ok(path)
}
