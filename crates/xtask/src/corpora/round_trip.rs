//! Importing a collection and building what comes of it is building the collection; importing it again changes nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Listed, list};
use crate::command;
use crate::failure::Failure;
use crate::workspace::Workspace;

/// Imports a collection twice and compares. Gives back what differs, the first of each kind.
pub fn check(workspace: &Workspace, collection: &Path, work: &Path, direct: &[Listed]) -> Result<Vec<String>, Failure> {
    let (once, twice) = (work.join("imported"), work.join("imported-again"));
    for folder in [&once, &twice] {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(Failure::io("remove", folder))?;
        }
    }
    import(workspace, collection, &once)?;
    let imported = list(workspace, &once)?;
    let mut troubles = Vec::new();
    if imported.len() != direct.len() {
        troubles.push(format!("{} questions, {} when imported", direct.len(), imported.len()));
    }
    let same = |(direct, imported): &(&Listed, &Listed)| {
        let line = imported.line;
        Listed { line, ..(*direct).clone() } == **imported
    };
    if let Some((direct, imported)) = direct.iter().zip(&imported).find(|pair| !same(pair)) {
        troubles
            .push(format!("{}:{} `{}` differs when imported: `{}`", direct.file, direct.line, direct.id, imported.id));
    }
    if direct.is_empty() {
        return Ok(troubles);
    }
    import(workspace, &once, &twice)?;
    let mut again = list(workspace, &twice)?;
    again.truncate(imported.len());
    if again != imported {
        troubles.push("importing what was imported changes it".to_owned());
    }
    Ok(troubles)
}

fn import(workspace: &Workspace, from: &Path, to: &Path) -> Result<(), Failure> {
    let mut import = Command::new(workspace.studybook());
    command::output(import.args(["import", "--quiet"]).arg(from).arg("--to").arg(to)).map(|_| ())
}
