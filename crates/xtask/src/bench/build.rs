//! `cargo xtask bench build`: whole processes, cold and warm, measured side by side.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::corpus::Corpus;
use super::documents;
use super::forms::{self, Form};
use super::measure::{self, Cost};
use crate::command;
use crate::failure::Failure;
use crate::workspace::Workspace;

/// One line of the result: a command, where it runs, and what must not exist when it starts.
struct Subject {
    name: &'static str,
    folder: PathBuf,
    words: Vec<OsString>,
    fresh: Option<PathBuf>,
}

/// Generates `questions` questions, or takes them from a file of documents, and measures every command `runs` times, in
/// turn.
pub fn run(workspace: &Workspace, questions: usize, runs: u64, documents: Option<&Path>) -> Result<(), Failure> {
    workspace.build_release()?;
    let work = workspace.target.join("bench");
    let aside = Aside::new(&workspace.target)?;
    aside.take(&work)?;
    println!("writing {questions} questions in `{}`", work.display());
    let native = work.join("native");
    let mut subjects = own(workspace, &native)?;
    match documents {
        Some(file) => documents::write(file, questions, &native)?,
        None => {
            let corpus = Corpus::new(questions);
            forms::write(&corpus, Form::Native, &native)?;
            subjects.extend(peers(&corpus, &work)?);
        }
    }
    let mut costs = vec![Vec::new(); subjects.len()];
    for round in 1..=runs {
        println!("round {round} of {runs}");
        for (subject, costs) in subjects.iter().zip(&mut costs) {
            costs.push(measured(subject, &aside)?);
        }
    }
    println!("\n{questions} questions, {runs} runs: least, median, most\n");
    println!("{:24}{:>24}{:>24}{:>24}", "", "seconds", "CPU seconds", "memory, MB");
    for (subject, costs) in subjects.iter().zip(&costs) {
        println!("{}", row(subject.name, costs));
    }
    aside.remove()
}

/// Where folders go that are in the way. They are removed at the end: for minutes after many files were removed, ext4
/// makes new ones slowly, and the run that comes next would pay for it.
struct Aside(PathBuf);

impl Aside {
    fn new(target: &Path) -> Result<Self, Failure> {
        let aside = Self(target.join("bench-before"));
        aside.remove()?;
        fs::create_dir_all(&aside.0).map_err(Failure::io("make", &aside.0))?;
        Ok(aside)
    }

    fn take(&self, folder: &Path) -> Result<(), Failure> {
        let count = fs::read_dir(&self.0).map_err(Failure::io("read", &self.0))?.count();
        match folder.exists() {
            true => fs::rename(folder, self.0.join(count.to_string())).map_err(Failure::io("move", folder)),
            false => Ok(()),
        }
    }

    fn remove(&self) -> Result<(), Failure> {
        match self.0.exists() {
            true => fs::remove_dir_all(&self.0).map_err(Failure::io("remove", &self.0)),
            false => Ok(()),
        }
    }
}

/// Our own commands in a folder, which need not hold questions yet.
fn own(workspace: &Workspace, native: &Path) -> Result<Vec<Subject>, Failure> {
    fs::create_dir_all(native).map_err(Failure::io("make", native))?;
    let native = native.to_owned();
    let program = workspace.studybook();
    let out = native.join("site");
    let config = native.join("without-search.toml");
    fs::write(&config, "search = false\n").map_err(Failure::io("write", &config))?;
    let bare = native.join("bare");
    let mut without: Vec<OsString> = vec![program.clone().into(), "build".into(), "--out".into(), bare.clone().into()];
    without.extend(["--config".into(), config.into()]);
    let build: Vec<OsString> = vec![program.clone().into(), "build".into(), "--out".into(), out.clone().into()];
    Ok(vec![
        Subject { name: "studybook build, cold", folder: native.clone(), words: build.clone(), fresh: Some(out) },
        Subject { name: "studybook build, warm", folder: native.clone(), words: build, fresh: None },
        Subject { name: "studybook without search", folder: native.clone(), words: without, fresh: Some(bare) },
        Subject { name: "studybook check", folder: native, words: vec![program.into(), "check".into()], fresh: None },
    ])
}

/// The same of other programs that are installed.
fn peers(corpus: &Corpus, work: &Path) -> Result<Vec<Subject>, Failure> {
    let mut subjects = Vec::new();
    let peers = [("Zola", "zola", Form::Zola, vec!["build"]), ("Hugo", "hugo", Form::Hugo, vec![])];
    for (name, program, form, arguments) in peers {
        let Some(path) = command::find_on_path(program) else {
            println!("{name} is not installed and is left out");
            continue;
        };
        let folder = work.join(program);
        forms::write(corpus, form, &folder)?;
        let words = std::iter::once(path.into()).chain(arguments.into_iter().map(OsString::from)).collect();
        subjects.push(Subject { name, fresh: Some(folder.join("public")), folder, words });
    }
    Ok(subjects)
}

fn measured(subject: &Subject, aside: &Aside) -> Result<Cost, Failure> {
    subject.fresh.as_ref().map_or(Ok(()), |folder| aside.take(folder))?;
    measure::run(&subject.folder, &subject.words)
}

fn row(name: &str, costs: &[Cost]) -> String {
    let wall = spread(costs.iter().map(|cost| cost.wall), 2);
    let cpu = spread(costs.iter().map(|cost| cost.cpu), 2);
    let memory = spread(costs.iter().map(|cost| cost.memory / 1e6), 0);
    format!("{name:24}{wall:>24}{cpu:>24}{memory:>24}")
}

fn spread(values: impl Iterator<Item = f64>, decimals: usize) -> String {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let shown = [values.first(), values.get(values.len() / 2), values.last()].into_iter().flatten();
    shown.map(|value| format!("{value:.decimals$}")).collect::<Vec<_>>().join("  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_least_median_and_most() {
        assert_eq!(spread([3.0, 1.0, 2.0].into_iter(), 1), "1.0  2.0  3.0");
    }
}
