//! `cargo xtask test`: everything that must hold before a change lands. The list of steps is the table of contents.

use std::process::Command;
use std::time::Instant;

use clap::Args;

use crate::command::{self, cargo};
use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{lighthouse, sites, tools};

/// What `cargo xtask test` takes.
#[derive(Args)]
pub struct Options {
    /// Run only these steps; without any, all of them
    #[arg(value_parser = STEPS.map(|(name, _)| name))]
    steps: Vec<String>,
}

type Check = fn(&Workspace) -> Result<(), Failure>;

const STEPS: [(&str, Check); 10] = [
    ("tools", tools::install),
    ("format", format),
    ("clippy", clippy),
    ("wasm", clippy_wasm),
    ("docs", docs),
    ("cargo", cargo_test),
    ("sites", sites::build),
    ("types", types),
    ("browser", browser),
    ("lighthouse", lighthouse::rate_steady),
];

/// Runs the steps in order and stops at the first that fails.
pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let chosen = |name: &str| options.steps.is_empty() || options.steps.iter().any(|wanted| wanted == name);
    let begin = Instant::now();
    let mut names = Vec::new();
    for (name, check) in STEPS.into_iter().filter(|(name, _)| chosen(name)) {
        println!("\nxtask: step `{name}`");
        check(workspace).map_err(|failure| Failure::new(format!("step `{name}` failed: {failure}")))?;
        names.push(name);
    }
    let seconds = begin.elapsed().as_secs();
    println!("\nxtask: {} steps passed in {seconds} s: {}", names.len(), names.join(", "));
    Ok(())
}

fn format(workspace: &Workspace) -> Result<(), Failure> {
    command::run(cargo().args(["fmt", "--all", "--check"]).current_dir(&workspace.root))
}

fn clippy(workspace: &Workspace) -> Result<(), Failure> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]);
    command::run(clippy.current_dir(&workspace.root))
}

fn clippy_wasm(workspace: &Workspace) -> Result<(), Failure> {
    if workspace.wasm_packages.is_empty() {
        println!("no package asks for WebAssembly");
        return Ok(());
    }
    let mut clippy = cargo();
    clippy.args(["clippy", "--target", tools::WASM_TARGET, "--locked"]);
    for package in &workspace.wasm_packages {
        clippy.args(["--package", package]);
    }
    command::run(clippy.args(["--", "-D", "warnings"]).current_dir(&workspace.root))
}

fn docs(workspace: &Workspace) -> Result<(), Failure> {
    let mut docs = cargo();
    docs.args(["doc", "--no-deps", "--workspace", "--locked"]).env("RUSTDOCFLAGS", "-D warnings");
    command::run(docs.current_dir(&workspace.root))
}

/// What says where property tests begin to choose their cases.
const SEED: &str = "PROPTEST_RNG_SEED";

/// Property tests try the same cases every time here, so that a change fails for what it changed; a bare `cargo test`
/// tries others.
fn cargo_test(workspace: &Workspace) -> Result<(), Failure> {
    let mut tests = cargo();
    tests.args(["test", "--workspace", "--locked"]);
    if std::env::var_os(SEED).is_none() {
        tests.env(SEED, "1");
    }
    command::run(tests.current_dir(&workspace.root))
}

fn types(workspace: &Workspace) -> Result<(), Failure> {
    command::run(Command::new(tools::NPM).args(["run", "typecheck"]).current_dir(workspace.e2e()))
}

/// What no file of browser tests takes on any machine, in milliseconds: one that hangs fails after it.
const BROWSER_HANGS: &str = "--test-timeout=1200000";

fn browser(workspace: &Workspace) -> Result<(), Failure> {
    let mut tests = Command::new("node");
    tests.args(["--test", "--test-reporter=spec", BROWSER_HANGS]);
    tests.env("CHROMIUM", tools::chromium()?).env("STUDYBOOK_SITES", sites::folder(workspace));
    tests.env("STUDYBOOK", workspace.studybook());
    command::run(tests.current_dir(workspace.e2e()))
}
