//! Measures search: how well it ranks, what its pack weighs, how long it takes. Collections of documents in, tables
//! out; `cargo xtask` runs it optimised.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a measuring program reads collections and talks to the terminal"
)]

mod collection;
mod cost;
mod relevance;
mod shown;
mod visitor;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Measures search.
#[derive(Parser)]
enum Lab {
    /// Rank judged collections and print nDCG@10 of each kind of query
    Relevance {
        /// A folder of collections, each with `docs.jsonl`, `qrels.tsv` and `queries*.jsonl`
        folder: PathBuf,
        /// Print each query too, with its gain and what was corrected in it
        #[arg(long)]
        each: bool,
    },
    /// Make the pack of a collection and print what it weighs and what questions of it cost
    Cost {
        /// A file of documents, a JSON object a line
        documents: PathBuf,
        /// Only the first so many
        #[arg(long, default_value_t = usize::MAX)]
        first: usize,
        /// Write the pack here too
        #[arg(long)]
        to: Option<PathBuf>,
        /// Print what is shown of each hit too
        #[arg(long)]
        hits: bool,
        /// Queries to weigh
        queries: Vec<String>,
    },
    /// Ask a collection for its words and print how often what is shown of a hit holds the word
    Shown {
        /// A file of documents, a JSON object a line
        documents: PathBuf,
        /// Only the first so many
        #[arg(long, default_value_t = usize::MAX)]
        first: usize,
    },
}

fn main() -> ExitCode {
    let done = match Lab::parse() {
        Lab::Relevance { folder, each } => relevance::print(&folder, each),
        Lab::Shown { documents, first } => shown::print(&documents, first),
        Lab::Cost { documents, first, to, hits, queries } => {
            cost::print(&documents, first, to.as_deref(), hits, &queries)
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lab: {error}");
            ExitCode::FAILURE
        }
    }
}
