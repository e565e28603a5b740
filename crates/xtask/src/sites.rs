//! The sites the browser tests look at, written by the release build of the program.
//!
//! `e2e/sites.mjs` lists the same names with what the tests expect of each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bench::corpus::Corpus;
use crate::bench::forms;
use crate::command;
use crate::failure::Failure;
use crate::workspace::Workspace;

/// Enough questions for every listing of the stress site to run over several pages.
const STRESS_QUESTIONS: usize = 120;
/// As many as promises of what search weighs are made for.
const THOUSAND: usize = 1_000;

/// The folder that holds one folder a site.
pub fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("e2e").join("sites")
}

/// Builds the program, then every site from nothing.
pub fn build(workspace: &Workspace) -> Result<(), Failure> {
    workspace.build_release()?;
    let work = workspace.target.join("e2e");
    if work.exists() {
        fs::remove_dir_all(&work).map_err(Failure::io("remove", &work))?;
    }
    let fixtures = workspace.e2e().join("fixtures");
    let stress = work.join("stress");
    copy_folder(&fixtures.join("stress"), &stress)?;
    forms::write(&Corpus::new(STRESS_QUESTIONS), forms::Form::Native, &stress)?;
    let thousand = work.join("thousand");
    forms::write(&Corpus::new(THOUSAND), forms::Form::Native, &thousand)?;
    build_one(workspace, &thousand, ("thousand", "https://example.org/"))?;
    build_one(workspace, &workspace.root, ("own", "https://example.org/"))?;
    build_one(workspace, &workspace.root, ("own-below", "https://example.org/repo/"))?;
    build_one(workspace, &stress, ("stress", "https://example.org/"))?;
    build_one(workspace, &stress, ("stress-below", "https://example.org/a/b/"))?;
    build_one(workspace, &fixtures.join("hostile"), ("hostile", "https://example.org/"))?;
    build_one(workspace, &fixtures.join("quizzes"), ("quizzes", "https://example.org/"))?;
    deploys(workspace, &work)
}

/// The static files of the theme that the second deployed version has otherwise: a style sheet, and scripts that pages
/// fetch late.
const CHANGED: [&str; 3] = ["css/80-print.css", "js/search.js", "js/sheet.js"];

/// A site deployed twice, with another text and another theme, and a third time to be read with a network only.
fn deploys(workspace: &Workspace, work: &Path) -> Result<(), Failure> {
    let fixtures = workspace.e2e().join("fixtures").join("deploys");
    let base_url = "https://example.org/repo/";
    build_one(workspace, &fixtures.join("first"), ("deploy-first", base_url))?;
    let second = work.join("second");
    copy_folder(&fixtures.join("second"), &second)?;
    for name in CHANGED {
        let (from, to) = (workspace.root.join("static").join(name), second.join("static").join(name));
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(Failure::io("create", folder))?;
        }
        let text = fs::read_to_string(&from).map_err(Failure::io("read", &from))?;
        fs::write(&to, format!("{text}\n/*! second */\n")).map_err(Failure::io("write", &to))?;
    }
    build_one(workspace, &second, ("deploy-second", base_url))?;
    let config = second.join("studybook.toml");
    fs::write(&config, "offline = false\n").map_err(Failure::io("write", &config))?;
    build_one(workspace, &second, ("deploy-off", base_url))
}

fn build_one(workspace: &Workspace, root: &Path, (name, base_url): (&str, &str)) -> Result<(), Failure> {
    let out = folder(workspace).join(name);
    let mut build = Command::new(workspace.studybook());
    build.arg("build").arg("--root").arg(root).arg("--out").arg(out).args(["--base-url", base_url]);
    command::run(build.current_dir(&workspace.root))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(Failure::io("create", to))?;
    for entry in fs::read_dir(from).map_err(Failure::io("read", from))? {
        let source = entry.map_err(Failure::io("read", from))?.path();
        let Some(name) = source.file_name() else { continue };
        let target = to.join(name);
        if source.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            fs::copy(&source, &target).map_err(Failure::io("copy", &source))?;
        }
    }
    Ok(())
}
