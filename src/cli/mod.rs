//! The command line: what may be typed, and which command it is. The only room of `clap`.
#![allow(clippy::disallowed_methods, reason = "commands are an edge: they read the environment and the clock")]

mod build;
mod check;
mod import;
mod init;
mod list;
mod new;
mod screen;
mod search;
mod serve;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::config::Base;
use crate::load::{self, Places};
use crate::project::Project;
use screen::Screen;

/// How a command ended, as its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Outcome {
    /// All is well.
    Success = 0,
    /// The content has errors, or something could not be read or written.
    Failure = 1,
    /// The command was refused before anything was done: wrong arguments, or a folder that must not be written to.
    Refused = 2,
}

/// Turns question-and-answer Markdown into a study website.
#[derive(Parser)]
#[command(name = "studybook", version, arg_required_else_help = true, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 all is well; 1 the content has errors (with --strict: or warnings), or a file \
                          could not be read or written; 2 wrong arguments, or an output folder that is refused.";

#[derive(Subcommand)]
enum Command {
    /// Build the site into a folder
    Build(build::BuildArguments),
    /// Build the site in memory and serve it to a browser on this machine
    Serve(serve::ServeArguments),
    /// Find mistakes in the content without building anything
    Check(check::CheckArguments),
    /// Write questions of any form in the native one
    Import(import::ImportArguments),
    /// List the questions with their files and lines
    List(list::ListArguments),
    /// Search the questions in the terminal, as readers will in the browser
    Search(search::SearchArguments),
    /// Start a new site in a folder
    Init(init::InitArguments),
    /// Start a new question in a file of its own
    New(new::NewArguments),
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// Where the site's files are; every command takes these.
#[derive(Args, Clone)]
struct PlaceArguments {
    /// The site's folder, which may hold templates/ and static/
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The folder of the questions [default: content in the site's folder]
    #[arg(long, value_name = "DIR")]
    content: Option<PathBuf>,
    /// The configuration file [default: studybook.toml in the site's folder, if there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl PlaceArguments {
    fn places(&self) -> Places {
        Places {
            root: self.root.clone(),
            content: self.content.clone().unwrap_or_else(|| self.root.join("content")),
            config: self.config.clone().unwrap_or_else(|| self.root.join("studybook.toml")),
            config_is_required: self.config.is_some(),
        }
    }
}

/// The project at these places; if it cannot be loaded, the screen has been told why.
fn load(places: &Places, base: Option<Base>, screen: &Screen) -> Option<Project> {
    let project = load::load(places, base);
    project
        .map_err(|error| screen.fail(&error.to_string(), Some("name the folder of your questions with `--content`")))
        .ok()
}

/// Parses an address for `--base-url`.
fn base(text: &str) -> Result<Base, String> {
    Base::parse(text)
}

/// Runs the command that `arguments` name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help for a reader who has gone is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let outcome = match arguments.command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Search(arguments) => search::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "studybook", &mut script);
            Screen::new(false).print(&String::from_utf8_lossy(&script));
            Outcome::Success
        }
    };
    ExitCode::from(outcome as u8)
}
