//! What one run of a program costs. The system tells a process only the sum over all its children, so each
//! program runs under a small process of its own: this one, started again.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::command;
use crate::failure::Failure;

/// The cost of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Seconds from start to end.
    pub wall: f64,
    /// Seconds of CPU time, the program's and the system's for it.
    pub cpu: f64,
    /// The most memory it held at once, in bytes.
    pub memory: f64,
}

/// Runs the program in `folder` and says what it cost.
pub fn run(folder: &Path, words: &[OsString]) -> Result<Cost, Failure> {
    let own = env::current_exe().map_err(Failure::io("find", Path::new("xtask")))?;
    let mut command = Command::new(own);
    command.args(["bench", "measure", "--"]).args(words).current_dir(folder);
    let text = command::output(&mut command)?;
    parse(&text).ok_or_else(|| Failure::new(format!("cannot read the measurement `{}`", text.trim())))
}

fn parse(text: &str) -> Option<Cost> {
    let mut numbers = text.lines().last()?.split(' ').map(|number| number.parse().ok());
    Some(Cost { wall: numbers.next()??, cpu: numbers.next()??, memory: numbers.next()?? })
}

/// Runs the program as the only child this process ever has, and prints what it cost.
pub fn print_own_child(words: &[OsString]) -> Result<(), Failure> {
    let (program, arguments) = words.split_first().ok_or_else(|| Failure::new("no program to measure"))?;
    let begin = Instant::now();
    let mut child = Command::new(program);
    command::run(child.args(arguments).stdout(Stdio::null()))?;
    let wall = begin.elapsed().as_secs_f64();
    let (cpu, memory) = cost_of_children()?;
    println!("{wall} {cpu} {memory}");
    Ok(())
}

#[cfg(unix)]
fn cost_of_children() -> Result<(f64, f64), Failure> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)
        .map_err(|error| Failure::new(format!("the system does not tell what a program cost: {error}")))?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    let unit = if cfg!(target_vendor = "apple") { 1.0 } else { 1024.0 };
    Ok((cpu as f64 / 1e6, usage.max_rss() as f64 * unit))
}

#[cfg(not(unix))]
fn cost_of_children() -> Result<(f64, f64), Failure> {
    Err(Failure::new("what a program costs can only be measured on Unix"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_is_the_last_line() {
        let cost = Cost { wall: 1.5, cpu: 2.25, memory: 1024.0 };
        assert_eq!(parse("$ true\n1.5 2.25 1024\n"), Some(cost));
        assert_eq!(parse(""), None);
    }
}
