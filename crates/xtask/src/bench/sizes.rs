//! `cargo xtask bench sizes`: what a browser with an empty cache loads for a question page, compressed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use brotli::enc::BrotliEncoderParams;

use crate::command;
use crate::failure::Failure;
use crate::workspace::Workspace;

/// The initial congestion window of TCP (RFC 6928): ten segments of 1,460 bytes.
const BUDGET: usize = 14_600;

/// Builds the project's own site and says where it is.
pub fn build_own(workspace: &Workspace) -> Result<PathBuf, Failure> {
    workspace.build_release()?;
    let site = workspace.target.join("sizes");
    let mut build = Command::new(workspace.studybook());
    command::run(build.args(["build", "--out"]).arg(&site).current_dir(&workspace.root))?;
    Ok(site)
}

/// Prints the largest and the median page under `questions/` and what the files beside them weigh.
pub fn print(site: &Path, base: &str) -> Result<(), Failure> {
    let mut files = BTreeMap::new();
    let mut pages = Vec::new();
    let folder = site.join("questions");
    for entry in fs::read_dir(&folder).map_err(Failure::io("read", &folder))? {
        let path = entry.map_err(Failure::io("read", &folder))?.path().join("index.html");
        let Ok(html) = fs::read_to_string(&path) else { continue };
        if html.contains("http-equiv=\"refresh\"") {
            continue;
        }
        let mut total = compressed(html.as_bytes());
        for name in loaded(&html, base) {
            total += weight(site, name, &mut files)?;
        }
        pages.push((total, path));
    }
    pages.sort();
    let largest = pages.last().ok_or_else(|| Failure::new(format!("no question page in `{}`", folder.display())))?;
    println!("{} question pages, HTML + CSS + JavaScript after brotli", pages.len());
    println!("{:>8} bytes  median", pages[pages.len() / 2].0);
    println!("{:>8} bytes  largest, `{}`; the budget is {BUDGET}", largest.0, largest.1.display());
    for (name, size) in &files {
        println!("{size:>8} bytes  of it `{name}`");
    }
    Ok(())
}

/// The scripts and stylesheets a page names, relative to the site.
fn loaded<'a>(html: &'a str, base: &str) -> Vec<&'a str> {
    let values = ["href=\"", "src=\""].into_iter().flat_map(|name| html.split(name).skip(1));
    let urls = values.filter_map(|rest| rest.split('"').next()).filter_map(|url| url.strip_prefix(base));
    let mut names: Vec<&str> = urls.filter(|url| url.ends_with(".css") || url.ends_with(".js")).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn weight(site: &Path, name: &str, known: &mut BTreeMap<String, usize>) -> Result<usize, Failure> {
    if let Some(size) = known.get(name) {
        return Ok(*size);
    }
    let path = site.join(name);
    let bytes = fs::read(&path).map_err(Failure::io("read", &path))?;
    let size = compressed(&bytes);
    known.insert(name.to_owned(), size);
    Ok(size)
}

fn compressed(mut bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut out, &BrotliEncoderParams::default())
        .expect("reading from and writing to memory cannot fail");
    out.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_stylesheets_are_found_below_the_base() {
        let html = r#"<link href="/repo/assets/a.css"><script src="/repo/assets/b.js"></script><a href="/repo/c/">"#;
        assert_eq!(loaded(html, "/repo/"), ["assets/a.css", "assets/b.js"]);
    }
}
