//! The `studybook` command.

use std::process::ExitCode;

/// Pages are made of very many small texts: the system's allocator takes a seventh of the time a build takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    studybook::cli::run(std::env::args_os())
}
