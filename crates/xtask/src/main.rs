//! `cargo xtask`: the project's own chores. Each command is a module; the work itself is done by the programs they run.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a chore talks to the terminal, the disk and other programs; it has no pure part worth guarding"
)]

mod test;

mod sites;
mod tools;

mod bench;
mod corpora;
mod lab;
mod lighthouse;
mod wasm;

mod command;
mod failure;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::failure::Failure;
use crate::workspace::Workspace;

/// The project's own chores.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Chore {
    /// Run every check, in order, up to the first that fails
    Test(test::Options),
    /// Rate the home page and a question page with Lighthouse; all four scores must be 100
    Lighthouse,
    /// Rank judged collections and print how well: nDCG@10 of each kind of query
    Relevance {
        /// A folder of collections, each with `docs.jsonl`, `qrels.tsv` and `queries*.jsonl`
        folder: PathBuf,
    },
    /// Read public collections of questions, as they are, and hold them against what is known of them
    Corpora(corpora::Options),
    /// Generate large sites, measure builds, page sizes and search
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Build the browser's search engines, small
    Wasm(wasm::Options),
}

fn main() -> ExitCode {
    match run(&Chore::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: &Chore) -> Result<(), Failure> {
    match chore {
        Chore::Bench(bench) => bench::run(bench),
        Chore::Relevance { folder } => lab::relevance(folder),
        Chore::Corpora(options) => corpora::run(&Workspace::find()?, options),
        Chore::Wasm(options) => wasm::run(&Workspace::find()?, options),
        Chore::Test(options) => test::run(&Workspace::find()?, options),
        Chore::Lighthouse => {
            let workspace = Workspace::find()?;
            tools::install(&workspace)?;
            sites::build(&workspace)?;
            lighthouse::rate_all(&workspace)
        }
    }
}
