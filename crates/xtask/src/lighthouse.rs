//! `cargo xtask lighthouse`: the four Lighthouse scores, measured by `e2e/lighthouse.mjs`.

use std::process::Command;

use crate::command;
use crate::failure::Failure;
use crate::sites;
use crate::tools;
use crate::workspace::Workspace;

/// Fails unless all four scores are 100.
pub fn rate_all(workspace: &Workspace) -> Result<(), Failure> {
    rate(workspace, "performance,accessibility,best-practices,seo")
}

/// Fails unless the scores that do not hang on the machine's load are 100; prints the performance beside them.
pub fn rate_steady(workspace: &Workspace) -> Result<(), Failure> {
    rate(workspace, "accessibility,best-practices,seo")
}

fn rate(workspace: &Workspace, must_be_full: &str) -> Result<(), Failure> {
    let mut script = Command::new("node");
    script.args(["lighthouse.mjs", must_be_full]);
    script.env("CHROMIUM", tools::chromium()?).env("STUDYBOOK_SITES", sites::folder(workspace));
    command::run(script.current_dir(workspace.e2e()))
}
