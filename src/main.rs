//! The `studybook` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    studybook::cli::run(std::env::args_os())
}
