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
mod preview;
mod screenshots;
mod soak;
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
    /// Take the pictures of the manual anew, into `docs/images`
    Screenshots,
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
    /// Edit a preview at random for minutes; what it serves must end equal to a new build, and its memory must not grow
    Soak {
        /// How long
        #[arg(long, default_value_t = 10)]
        minutes: u64,
    },
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
        Chore::Soak { minutes } => soak::run(&Workspace::find()?, *minutes),
        Chore::Corpora(options) => corpora::run(&Workspace::find()?, options),
        Chore::Wasm(options) => wasm::run(&Workspace::find()?, options),
        Chore::Test(options) => test::run(&Workspace::find()?, options),
        Chore::Lighthouse => with_sites(lighthouse::rate_all),
        Chore::Screenshots => with_sites(screenshots::take),
    }
}

/// Does something with the sites of the browser tests, built anew.
fn with_sites(act: impl FnOnce(&Workspace) -> Result<(), Failure>) -> Result<(), Failure> {
    let workspace = Workspace::find()?;
    tools::install(&workspace)?;
    sites::build(&workspace)?;
    act(&workspace)
}
