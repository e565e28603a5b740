//! `cargo xtask relevance` and `cargo xtask bench index`: what `crates/lab` measures, compiled as it is released.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::{self, cargo};
use crate::failure::Failure;
use crate::workspace::Workspace;

/// Ranks the judged collections in a folder and prints how well.
pub fn relevance(folder: &Path) -> Result<(), Failure> {
    if !folder.is_dir() {
        return Err(Failure::new(format!("there is no folder `{}` with judged collections", folder.display())));
    }
    command::run(lab("relevance").arg(folder))
}

/// Makes the pack of the first documents of a file and prints what each kind of its files weighs, and the CPU and
/// memory it took.
pub fn index(workspace: &Workspace, documents: &Path, first: Option<usize>) -> Result<(), Failure> {
    let pack = workspace.target.join("bench-index");
    if pack.exists() {
        fs::remove_dir_all(&pack).map_err(Failure::io("remove", &pack))?;
    }
    command::run(of_documents("cost", documents, first)?.arg("--to").arg(pack))
}

/// Asks for the words of the first documents of a file and prints how often what is shown holds them.
pub fn shown(documents: &Path, first: Option<usize>) -> Result<(), Failure> {
    command::run(&mut of_documents("shown", documents, first)?)
}

fn of_documents(measurement: &str, documents: &Path, first: Option<usize>) -> Result<Command, Failure> {
    if !documents.is_file() {
        return Err(Failure::new(format!("there is no file `{}` with a document a line", documents.display())));
    }
    let mut lab = lab(measurement);
    lab.arg(documents);
    if let Some(first) = first {
        lab.arg("--first").arg(first.to_string());
    }
    Ok(lab)
}

/// Run where the caller is, so that paths mean what was typed.
fn lab(measurement: &str) -> Command {
    let mut lab = cargo();
    lab.args(["run", "--quiet", "--release", "--locked", "--package", "studybook-lab", "--", measurement]);
    lab
}
