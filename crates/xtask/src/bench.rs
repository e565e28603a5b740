//! `cargo xtask bench`: large generated sites, what building them costs, how heavy their pages are, what searching and
//! studying them costs a reader, and how soon an edit of them is served.

pub mod corpus;
pub mod forms;

mod build;
mod measure;
mod sizes;

mod documents;
mod queries;
mod search;
mod serve;
mod study;

mod code;
mod prose;
pub mod random;
mod vocabulary;
mod zipf;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Subcommand;

use self::corpus::Corpus;
use self::forms::Form;
use crate::failure::Failure;
use crate::lab;
use crate::workspace::Workspace;

/// What can be measured.
#[derive(Subcommand)]
pub enum Bench {
    /// Write a site of generated questions; the same number gives the same site
    Generate {
        /// How many questions
        #[arg(long, default_value_t = 10_000)]
        questions: usize,
        /// The folder to write into, made if need be
        #[arg(long)]
        to: PathBuf,
        /// The form of the site
        #[arg(long, value_enum, default_value_t = Form::Native)]
        form: Form,
    },
    /// Time whole builds and checks, beside Zola and Hugo where they are installed
    Build {
        /// How many questions
        #[arg(long, default_value_t = 10_000)]
        questions: usize,
        /// How often each command runs
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..))]
        runs: u64,
        /// A file of documents, a JSON object a line, to take instead of generated questions
        #[arg(long)]
        documents: Option<PathBuf>,
    },
    /// Weigh HTML, CSS and JavaScript of every question page as a browser first loads it
    Sizes {
        /// The folder of a built site; the project's own site is built and weighed without it
        #[arg(long)]
        site: Option<PathBuf>,
        /// The path the site is built for
        #[arg(long, default_value = "/")]
        base: String,
    },
    /// Make the search index of a file of documents; print what each kind of its files weighs, and the CPU and memory it took
    Index {
        /// A file of documents, a JSON object a line
        documents: PathBuf,
        /// Only the first so many
        #[arg(long)]
        first: Option<usize>,
    },
    /// Ask the search index of a file of documents for its words; print how often what is shown of a hit holds the word
    Shown {
        /// A file of documents, a JSON object a line
        documents: PathBuf,
        /// Only the first so many
        #[arg(long)]
        first: Option<usize>,
    },
    /// Search built sites in Chromium: bytes, requests and round trips of each kind of query, and times
    Search {
        /// How many questions, a site each
        #[arg(long, num_args = 1.., default_values_t = [12, 1_000, 10_000])]
        questions: Vec<usize>,
        /// Take them from this file, a JSON object a line, with `queries-<questions>.json` beside it; they are
        /// generated without it
        #[arg(long)]
        documents: Option<PathBuf>,
    },
    /// Study a built site with a long history in Chromium: until the page is ready, and from a grade to the next question
    Study {
        /// How many questions
        #[arg(long, default_value_t = 10_000)]
        questions: usize,
        /// How many reviews there are of them
        #[arg(long, default_value_t = 20_000)]
        reviews: usize,
    },
    /// Edit sites while they are previewed: milliseconds from a save to the new bytes
    Serve {
        /// How many questions, a site each; in the largest a template is edited too
        #[arg(long, num_args = 1.., default_values_t = [1_000, 10_000])]
        questions: Vec<usize>,
        /// The form of the sites: a hundred questions a file, or a file a question
        #[arg(long, value_enum, default_value_t = Form::Native)]
        form: Form,
    },
    /// Run one command and print what it cost as `wall cpu memory`, in seconds and bytes
    #[command(hide = true)]
    Measure {
        /// The program and its arguments
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
}

/// Runs what was asked for.
pub fn run(bench: &Bench) -> Result<(), Failure> {
    match bench {
        Bench::Generate { questions, to, form } => forms::write(&Corpus::new(*questions), *form, to),
        Bench::Build { questions, runs, documents } => {
            build::run(&Workspace::find()?, *questions, *runs, documents.as_deref())
        }
        Bench::Sizes { site: Some(site), base } => sizes::print(site, base),
        Bench::Sizes { site: None, base } => sizes::print(&sizes::build_own(&Workspace::find()?)?, base),
        Bench::Index { documents, first } => lab::index(&Workspace::find()?, documents, *first),
        Bench::Shown { documents, first } => lab::shown(documents, *first),
        Bench::Search { questions, documents } => search::run(&Workspace::find()?, questions, documents.as_deref()),
        Bench::Study { questions, reviews } => study::run(&Workspace::find()?, *questions, *reviews),
        Bench::Serve { questions, form } => serve::run(&Workspace::find()?, questions, *form),
        Bench::Measure { command } => measure::print_own_child(command),
    }
}
