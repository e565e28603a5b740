//! What each committed engine was built from, so that a test can tell without building one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::failure::Failure;

const PATH: &str = "crates/search-wasm/built.toml";
const ENGINES: &str = "static/search";
const HEAD: &str = "# Written by `cargo xtask wasm`: for each engine in static/search, the hash of the sources it was \
                    built from and its own.\n\n";
/// The crates an engine is made of.
const CRATES: [&str; 2] = ["crates/search", "crates/search-wasm"];
/// What is in no engine: it belongs to a feature they are built without.
const LEFT_OUT: &str = "crates/search/src/write";

/// The engines, by language.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Record(BTreeMap<String, Built>);

#[derive(Debug, PartialEq, Eq)]
struct Built {
    sources: String,
    engine: String,
}

impl Record {
    /// Reads the committed record; an empty one if there is none.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        let path = root.join(PATH);
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = text(&path)?;
        let table: Table = text.parse().map_err(|error| Failure::new(format!("cannot read `{PATH}`: {error}")))?;
        let hash = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let built = |value: &Value| Built { sources: hash(value, "sources"), engine: hash(value, "engine") };
        Ok(Self(table.iter().map(|(language, value)| (language.clone(), built(value))).collect()))
    }

    /// Writes an engine's file and notes it.
    pub fn put(&mut self, root: &Path, language: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = engine(root, language);
        fs::write(&path, bytes).map_err(Failure::io("write", &path))?;
        let built = Built { sources: sources(root)?, engine: hash(bytes) };
        self.0.insert(language.to_owned(), built);
        Ok(())
    }

    /// Writes the record.
    pub fn write(&self, root: &Path) -> Result<(), Failure> {
        let line = |(language, Built { sources, engine }): (&String, &Built)| {
            format!("[{language}]\nsources = \"{sources}\"\nengine = \"{engine}\"\n")
        };
        let lines: Vec<String> = self.0.iter().map(line).collect();
        let path = root.join(PATH);
        fs::write(&path, HEAD.to_owned() + &lines.join("\n")).map_err(Failure::io("write", &path))
    }
}

fn engine(root: &Path, language: &str) -> PathBuf {
    root.join(ENGINES).join(format!("engine.{language}.wasm"))
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::io("read", path))
}

/// The hash of all that an engine is built from. Tests stand at the end of a file and are not part of it.
fn sources(root: &Path) -> Result<String, Failure> {
    let mut all = locked(root)?;
    for folder in CRATES {
        let mut files = Vec::new();
        walk(&root.join(folder).join("src"), &mut files)?;
        files.retain(|file| !file.starts_with(root.join(LEFT_OUT)));
        files.sort();
        for file in files {
            let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            let text = text(&file)?;
            let lines: Vec<&str> = text.lines().take_while(|line| *line != "#[cfg(test)]").collect();
            all += &format!("{name}\n{}\n", lines.join("\n"));
        }
    }
    Ok(hash(all.as_bytes()))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::io("read", folder))? {
        let path = entry.map_err(Failure::io("read", folder))?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// What the manifests say of an engine, and the foreign packages in it with the checksums `Cargo.lock` holds them to.
fn locked(root: &Path) -> Result<String, Failure> {
    let parse = |path: PathBuf| -> Result<Table, Failure> {
        text(&path)?.parse().map_err(|error| Failure::new(format!("cannot read `{}`: {error}", path.display())))
    };
    let (mut all, mut open) = (String::new(), Vec::new());
    for folder in CRATES {
        let manifest = parse(root.join(folder).join("Cargo.toml"))?;
        all += &["lib", "features", "dependencies"].map(|part| format!("{:?}\n", manifest.get(part))).concat();
        open.extend(manifest["dependencies"].as_table().into_iter().flat_map(Table::keys).cloned());
    }
    let lock = parse(root.join("Cargo.lock"))?;
    let packages: Vec<&Table> = lock["package"].as_array().into_iter().flatten().filter_map(Value::as_table).collect();
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        let bare = name.split(' ').next().unwrap_or_default();
        let named = packages.iter().filter(|package| package["name"].as_str() == Some(bare));
        for package in named.filter(|package| package.contains_key("source")) {
            if found.insert(format!("{name} {} {}", package["version"], package["checksum"])) {
                let inner = package.get("dependencies").and_then(Value::as_array).into_iter().flatten();
                open.extend(inner.filter_map(Value::as_str).map(str::to_owned));
            }
        }
    }
    let profile = &parse(root.join("Cargo.toml"))?["profile"]["engine"];
    all += &found.into_iter().collect::<Vec<_>>().join("\n");
    Ok(format!("{all}\n{profile}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_engines_are_built_from_the_present_sources() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let record = Record::read(&root).expect("the record is readable");
        let sources = sources(&root).expect("the sources are readable");
        for (language, built) in &record.0 {
            let bytes = fs::read(engine(&root, language)).unwrap_or_default();
            assert_eq!(built.engine, hash(&bytes), "`engine.{language}.wasm` is not the one that was built");
            assert_eq!(built.sources, sources, "`engine.{language}.wasm` is stale: run `cargo xtask wasm`");
        }
        let files = fs::read_dir(root.join(ENGINES)).expect("there are engines");
        assert_eq!(files.count(), record.0.len(), "`{ENGINES}` holds an engine nobody built");
    }
}
