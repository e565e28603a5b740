//! Where things are in this repository, as `cargo metadata` tells it.

use std::path::PathBuf;

use serde_json::Value;

use crate::command;
use crate::failure::Failure;

/// The repository a chore works on.
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
    /// Packages that must also compile to WebAssembly: those whose manifest says
    /// `[package.metadata.studybook] wasm = true`.
    pub wasm_packages: Vec<String>,
}

impl Workspace {
    /// Asks cargo about the workspace the current folder belongs to.
    pub fn find() -> Result<Self, Failure> {
        let text = command::output(command::cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
        let metadata: Value = serde_json::from_str(&text)
            .map_err(|error| Failure::new(format!("cannot read the answer of `cargo metadata`: {error}")))?;
        Ok(Self {
            root: folder(&metadata, "workspace_root")?,
            target: folder(&metadata, "target_directory")?,
            wasm_packages: wasm_packages(&metadata),
        })
    }

    /// The release build of the program itself.
    pub fn studybook(&self) -> PathBuf {
        self.target.join("release").join(format!("studybook{}", std::env::consts::EXE_SUFFIX))
    }

    /// The folder of the browser tests.
    pub fn e2e(&self) -> PathBuf {
        self.root.join("e2e")
    }

    /// Builds the program as it is released.
    pub fn build_release(&self) -> Result<(), Failure> {
        let mut build = command::cargo();
        build.args(["build", "--release", "--locked", "--package", "studybook"]);
        command::run(build.current_dir(&self.root))
    }
}

fn folder(metadata: &Value, key: &str) -> Result<PathBuf, Failure> {
    let text = metadata[key].as_str();
    text.map(PathBuf::from).ok_or_else(|| Failure::new(format!("`cargo metadata` names no `{key}`")))
}

fn wasm_packages(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages
        .filter(|package| package["metadata"]["studybook"]["wasm"] == true)
        .filter_map(|package| Some(package["name"].as_str()?.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_chosen_by_their_metadata() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "plain", "metadata": null },
            { "name": "engine", "metadata": { "studybook": { "wasm": true } } },
            { "name": "native", "metadata": { "studybook": { "wasm": false } } },
        ]});
        assert_eq!(wasm_packages(&metadata), ["engine"]);
    }
}
