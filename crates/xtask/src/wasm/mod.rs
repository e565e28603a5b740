//! `cargo xtask wasm`: the browser's search engines, one a language, built as small as they get.
//!
//! They are committed, so that nobody needs what builds them: a nightly compiler, its standard library's source and
//! Binaryen. [`record`] holds what proves them fresh.

mod record;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use studybook_search::analyze::{LANGUAGES, UNDETERMINED};

use crate::command;
use crate::failure::Failure;
use crate::tools;
use crate::workspace::Workspace;

use record::Record;

/// What `cargo xtask wasm` takes.
#[derive(Args)]
pub struct Options {
    /// Build only the engines of these languages, by their tags
    #[arg(long = "language", value_parser = languages())]
    languages: Vec<String>,
}

/// The compiler that can build a standard library for size.
const TOOLCHAIN: &str = "nightly";

/// A panic is a trap without a message: nothing in the engine panics, and nobody would read it.
///
/// Data begins where the stack ends, and a short address is a short instruction; nothing in the engine recurs.
///
/// No loop of it runs for ever without doing anything: so those that drop values end too, which is all they do here, and are left
/// out. What makes loops faster by keeping more at hand makes them longer.
const FLAGS: [&str; 10] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    "-Zmir-opt-level=1",
    "-Zmir-enable-passes=+GVN",
    "-Clink-arg=-zstack-size=65536",
    "-Cllvm-args=-force-attribute=mustprogress",
    "-Cllvm-args=-disable-lsr",
    "-Cllvm-args=-enable-load-pre=false",
];

/// What every browser with WebAssembly in use understands; the compiler uses the same.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

fn languages() -> Vec<&'static str> {
    [UNDETERMINED].into_iter().chain(LANGUAGES.iter().copied()).collect()
}

/// Builds engines and writes down what they were built from.
pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    toolchain()?;
    let shell = shell(&workspace.root);
    tools::node_packages(&shell)?;
    let all = languages();
    let chosen: Vec<&str> = match &options.languages[..] {
        [] => all,
        some => some.iter().map(String::as_str).collect(),
    };
    let mut record = Record::read(&workspace.root)?;
    for language in chosen {
        let compiled = compile(workspace, language)?;
        let bytes = shrink(&shell, &compiled)?;
        println!("xtask: the engine `{language}`: {} bytes, {} compressed", bytes.len(), compressed(&bytes)?);
        record.put(&workspace.root, language, &bytes)?;
    }
    record.write(&workspace.root)
}

fn shell(root: &Path) -> PathBuf {
    root.join("crates").join("search-wasm")
}

fn toolchain() -> Result<(), Failure> {
    let sysroot = command::output(Command::new("rustup").args(["run", TOOLCHAIN, "rustc", "--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/std").is_dir() {
        return Ok(());
    }
    command::run(Command::new("rustup").args(["component", "add", "rust-src", "--toolchain", TOOLCHAIN]))
}

fn compile(workspace: &Workspace, language: &str) -> Result<PathBuf, Failure> {
    let target = workspace.target.join("engine");
    let mut build = Command::new("rustup");
    build.args(["run", TOOLCHAIN, "cargo", "build", "--quiet", "--locked", "--profile", "engine"]);
    build.args(["--package", "studybook-search-wasm", "--target", tools::WASM_TARGET]);
    build.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
    if language != UNDETERMINED {
        build.args(["--features", language]);
    }
    let remap = format!("--remap-path-prefix={}=.", workspace.root.display());
    let flags = [&FLAGS[..], &[&*remap]].concat().join("\x1f");
    build.env("CARGO_ENCODED_RUSTFLAGS", flags).env("CARGO_TARGET_DIR", &target);
    command::run(build.env_remove("RUSTFLAGS").current_dir(&workspace.root))?;
    Ok(target.join(tools::WASM_TARGET).join("engine").join("engine.wasm"))
}

fn shrink(shell: &Path, compiled: &Path) -> Result<Vec<u8>, Failure> {
    let small = compiled.with_extension("small.wasm");
    let mut optimizer = Command::new("node");
    optimizer.arg(shell.join("node_modules").join("binaryen").join("bin").join("wasm-opt"));
    // The lowest of the memory is the far end of the stack. `--ignore-implicit-traps` would take off a hundred bytes, and
    // loads what is not there before it is known to be: a trap.
    optimizer.args(["--low-memory-unused", "--flatten", "--rereloop", "-O4", "-Oz", "--converge"]);
    // Alike instructions in alike bytes compress better; no browser looks at what is said of alignment.
    optimizer.args(["--reorder-locals", "--dealign", "--reorder-functions"]);
    optimizer.args(["--strip-debug", "--strip-producers", "--strip-target-features"]);
    command::run(optimizer.args(FEATURES).arg(compiled).arg("--output").arg(&small))?;
    fs::read(&small).map_err(Failure::io("read", &small))
}

fn compressed(bytes: &[u8]) -> Result<usize, Failure> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters)
        .map_err(|error| Failure::new(format!("cannot compress an engine: {error}")))?;
    Ok(out.len())
}
