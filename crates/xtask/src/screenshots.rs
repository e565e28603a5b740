//! `cargo xtask screenshots`: the pictures in `docs/images`, taken by `e2e/screenshots.mjs`.

use std::process::Command;

use crate::command;
use crate::failure::Failure;
use crate::sites;
use crate::tools;
use crate::workspace::Workspace;

/// Takes them anew.
pub fn take(workspace: &Workspace) -> Result<(), Failure> {
    let mut script = Command::new("node");
    script.arg("screenshots.mjs").arg(workspace.root.join("docs").join("images"));
    script.env("CHROMIUM", tools::chromium()?).env("STUDYBOOK_SITES", sites::folder(workspace));
    command::run(script.current_dir(workspace.e2e()))
}
