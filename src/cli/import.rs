//! `studybook import`

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::screen::{Counts, Screen};
use super::{Outcome, load};
use crate::import::{self, Import};
use crate::lint::Lint;
use crate::load::Places;
use crate::pipeline::Pipeline;

#[derive(Args)]
pub struct ImportArguments {
    /// The folder of questions, in whatever form they are
    path: PathBuf,
    /// The folder to write them to, in the native form
    #[arg(long, value_name = "DIR", default_value = "content")]
    to: PathBuf,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Show errors only
    #[arg(long, short)]
    quiet: bool,
}

/// What an import has written, so that the next may write it again: a line for each file, its hash and its path.
const RECORD: &str = ".studybook-import";

/// Writes the native form of foreign files.
pub fn run(arguments: &ImportArguments) -> Outcome {
    let screen = Screen::new(arguments.quiet);
    let places = Places {
        root: arguments.path.clone(),
        content: arguments.path.clone(),
        config: arguments.path.join("studybook.toml"),
        config_is_required: false,
    };
    let Some(project) = load(&places, None, &screen) else { return Outcome::Failure };
    let progress = screen.progress();
    let mut pipeline = Pipeline::default();
    let site = pipeline.site(&project, &|stage| progress.stage(stage));
    let mut found = pipeline.check(&project, &|stage| progress.stage(stage));
    let import = import::import(&project, &site);
    drop(progress);
    // What is doubtful about the questions is for `check`; here it matters how they were found.
    found.diagnostics.retain(|diagnostic| {
        let of_finding = [Lint::ReadAs, Lint::HiddenQuestion, Lint::NotAQuestion, Lint::LeftOut, Lint::NoQuestions];
        of_finding.contains(&diagnostic.lint) || diagnostic.severity == crate::diagnostic::Severity::Error
    });
    if !arguments.quiet {
        screen.print_report(&found, None);
    }
    if Counts::of(&found.diagnostics).errors > 0 {
        screen.fail("nothing was imported", Some("mend the errors above first"));
        return Outcome::Failure;
    }
    for (path, count) in &import.questions {
        screen.say(&format!("{count:6}  {path}"));
    }
    write(&import, arguments, &screen)
}

fn write(import: &Import, arguments: &ImportArguments, screen: &Screen) -> Outcome {
    let total: usize = import.questions.iter().map(|(_, count)| count).sum();
    let mut record = match read_record(&arguments.to) {
        Ok(record) => record,
        Err(error) => {
            screen.fail(&format!("cannot read `{}`: {error}", arguments.to.join(RECORD).display()), None);
            return Outcome::Failure;
        }
    };
    let mut new = Vec::new();
    let mut foreign = Vec::new();
    for (path, bytes) in &import.files {
        match standing(&arguments.to.join(path), bytes, record.get(path)) {
            Standing::Same => {}
            Standing::Ours => new.push((path, bytes)),
            Standing::Foreign => foreign.push(path.as_str()),
        }
    }
    if let [first, others @ ..] = foreign.as_slice() {
        let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
        let help = "name another folder with `--to`, or move these files away";
        screen
            .fail(&format!("`{first}`{more} in `{}` was not written by an import", arguments.to.display()), Some(help));
        return Outcome::Refused;
    }
    if arguments.dry_run {
        screen.say(&format!("{total} questions; {} files would be written to `{}`", new.len(), arguments.to.display()));
        return Outcome::Success;
    }
    record.extend(import.files.iter().map(|(path, bytes)| (path.clone(), blake3::hash(bytes).to_hex().to_string())));
    // The record comes first: whatever is killed in between, the next import knows its own files.
    let lines: String = record.iter().map(|(path, hash)| format!("{hash} {path}\n")).collect();
    let record_bytes = lines.into_bytes();
    let record_name = RECORD.to_owned();
    let files = new.iter().map(|(path, bytes)| (*path, &bytes[..]));
    for (path, bytes) in std::iter::once((&record_name, &record_bytes[..])).chain(files) {
        let target = arguments.to.join(path);
        if let Err(error) = replace(&target, bytes) {
            screen.fail(&format!("cannot write `{}`: {error}", target.display()), None);
            return Outcome::Failure;
        }
    }
    screen.say(&format!("{total} questions; {} files written to `{}`", new.len(), arguments.to.display()));
    Outcome::Success
}

/// What stands where a file is to be written.
enum Standing {
    /// The same already.
    Same,
    /// Nothing, or what an import wrote.
    Ours,
    /// Something else.
    Foreign,
}

fn standing(target: &Path, bytes: &[u8], recorded: Option<&String>) -> Standing {
    match fs::read(target) {
        Ok(present) if present == bytes => Standing::Same,
        Ok(present) if recorded.is_some_and(|hash| *hash == *blake3::hash(&present).to_hex()) => Standing::Ours,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Standing::Ours,
        _ => Standing::Foreign,
    }
}

fn read_record(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    let text = match fs::read_to_string(folder.join(RECORD)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    Ok(pairs.map(|(hash, path)| (path.to_owned(), hash.to_owned())).collect())
}

/// Puts a file in place whole: what is there is the old one or the new.
fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let aside = folder.join(format!(".{name}.studybook-new"));
    fs::write(&aside, bytes)?;
    fs::rename(&aside, target)
}
