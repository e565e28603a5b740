//! The programs the checks need beside cargo: installed where that is possible, else named in one line.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{self, cargo};
use crate::failure::Failure;
use crate::workspace::Workspace;

/// The target of the packages that run in the browser.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// npm as it is called on this system.
pub const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// The oldest Node.js the packages in `e2e/` accept.
const NODE: (u32, u32) = (20, 19);

const CHROMIUM_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// Sees to it that every program the checks call is there.
pub fn install(workspace: &Workspace) -> Result<(), Failure> {
    rust_components()?;
    wasm_target()?;
    node()?;
    debian_packages()?;
    node_packages(&workspace.e2e())
}

/// The browser of the tests: `$CHROMIUM`, else the first Chromium or Chrome on `PATH`.
pub fn chromium() -> Result<PathBuf, Failure> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Ok(PathBuf::from(named));
    }
    let found = CHROMIUM_NAMES.iter().find_map(|name| command::find_on_path(name));
    found.ok_or_else(|| Failure::new("install Chromium (Debian: `apt-get install chromium`) or set `CHROMIUM`"))
}

fn rust_components() -> Result<(), Failure> {
    if command::succeeds(cargo().args(["fmt", "--version"])) && command::succeeds(cargo().args(["clippy", "--version"]))
    {
        return Ok(());
    }
    command::run(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))
}

fn wasm_target() -> Result<(), Failure> {
    let sysroot = command::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).is_dir() {
        return Ok(());
    }
    command::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
}

fn node() -> Result<(), Failure> {
    let version = command::output(Command::new("node").arg("--version")).unwrap_or_default();
    if node_version(&version) >= Some(NODE) {
        return Ok(());
    }
    let (major, minor) = NODE;
    Err(Failure::new(format!("install Node.js {major}.{minor} or newer, with npm")))
}

fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Chromium for the browser tests and Java for the Nu HTML checker.
fn debian_packages() -> Result<(), Failure> {
    let java = command::succeeds(Command::new("java").arg("-version"));
    let mut missing = Vec::new();
    if chromium().is_err() {
        missing.push("chromium");
    }
    if !java {
        missing.push("default-jre-headless");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let apt = command::find_on_path("apt-get")
        .ok_or_else(|| Failure::new(format!("install {} (the names of Debian's packages)", missing.join(" and "))))?;
    if !command::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return Err(Failure::new(format!("run `apt-get install {}` as root", missing.join(" "))));
    }
    command::run(Command::new(&apt).args(["update", "--quiet"]))?;
    let mut install = Command::new(&apt);
    install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(&missing);
    command::run(install.env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Installs what `package-lock.json` lists, unless what lies there was installed from the same list.
pub fn node_packages(folder: &Path) -> Result<(), Failure> {
    let list = folder.join("package-lock.json");
    let wanted = fs::read(&list).map_err(Failure::io("read", &list))?;
    let stamp = folder.join("node_modules").join(".installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    command::run(Command::new(NPM).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder))?;
    fs::write(&stamp, wanted).map_err(Failure::io("write", &stamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_by_number() {
        assert_eq!(node_version("v20.20.2\n"), Some((20, 20)));
        assert!(node_version("v20.9.0") < Some(NODE));
        assert!(node_version("") < Some(NODE));
    }
}
