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

/// Makes the pack of the first documents of a file and prints what each kind of its files weighs, and the CPU it took.
pub fn index(workspace: &Workspace, documents: &Path, first: Option<usize>) -> Result<(), Failure> {
    if !documents.is_file() {
        return Err(Failure::new(format!("there is no file `{}` with a document a line", documents.display())));
    }
    let pack = workspace.target.join("bench-index");
    if pack.exists() {
        fs::remove_dir_all(&pack).map_err(Failure::io("remove", &pack))?;
    }
    let mut cost = lab("cost");
    cost.arg(documents).arg("--to").arg(pack);
    if let Some(first) = first {
        cost.arg("--first").arg(first.to_string());
    }
    command::run(&mut cost)
}

/// Run where the caller is, so that paths mean what was typed.
fn lab(measurement: &str) -> Command {
    let mut lab = cargo();
    lab.args(["run", "--quiet", "--release", "--locked", "--package", "studybook-lab", "--", measurement]);
    lab
}
