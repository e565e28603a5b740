//! `studybook build`

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::screen::{Counts, Screen, be_strict};
use super::{Outcome, PlaceArguments};
use crate::config::Base;
use crate::load::{self, Places};
use crate::pipeline::{Built, Pipeline};
use crate::write::{PATIENCE, Protected, WriteError, Writing, Written};

#[derive(Args)]
pub struct BuildArguments {
    #[command(flatten)]
    places: PlaceArguments,
    /// The folder to write the site to [default: site in the site's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where the site will live: https://example.org/notes/ or /notes/
    #[arg(long, value_name = "URL", value_parser = super::base)]
    base_url: Option<Base>,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Show errors only
    #[arg(long, short)]
    quiet: bool,
    /// Print a summary as JSON on standard output
    #[arg(long)]
    json: bool,
}

/// Builds the site.
pub fn run(arguments: &BuildArguments) -> Outcome {
    let started = Instant::now();
    let screen = Screen::new(arguments.quiet);
    let places = arguments.places.places();
    let out = arguments.out.clone().unwrap_or_else(|| places.root.join("site"));
    let progress = screen.progress();
    let project = match load::load(&places, arguments.base_url.clone()) {
        Ok(project) => project,
        Err(error) => {
            drop(progress);
            screen.fail(&error.to_string(), Some("name the folder of your questions with `--content`"));
            return Outcome::Failure;
        }
    };
    let begin = || begin_writing(&out, &places);
    let (mut built, writing) = Pipeline::once().build_into(project, begin, &|stage| progress.stage(stage));
    if arguments.strict {
        be_strict(&mut built.diagnostics);
    }
    let counts = Counts::of(&built.diagnostics);
    progress.show("writing files");
    let written = writing.filter(|_| counts.errors == 0).map(|writing| writing.and_then(Writing::commit));
    drop(progress);
    screen.report(&built);
    let summary = Summary { built: &built, counts, milliseconds: started.elapsed().as_millis() };
    match written {
        Some(Ok(written)) => {
            summary.show(&screen, Some(&written), arguments, &out);
            Outcome::Success
        }
        Some(Err(error)) => {
            screen.fail(&error.to_string(), error.help());
            if matches!(error, WriteError::Refused { .. }) { Outcome::Refused } else { Outcome::Failure }
        }
        None => {
            summary.show(&screen, None, arguments, &out);
            Outcome::Failure
        }
    }
}

fn begin_writing(out: &Path, places: &Places) -> Result<Writing, WriteError> {
    let home = std::env::home_dir();
    let mut protected = vec![
        Protected::outside_site(&places.content, "the content folder"),
        Protected::outside_site(&places.root, "the site's own folder"),
    ];
    let folders = [("templates", "the folder of templates"), ("static", "the folder of static files")];
    let folders = folders.map(|(name, what)| (places.root.join(name), what));
    protected.extend(folders.iter().map(|(path, what)| Protected::apart_from_site(path, what)));
    protected.extend(home.as_deref().map(|home| Protected::outside_site(home, "your home folder")));
    Writing::begin(out, &protected, PATIENCE)
}

struct Summary<'s> {
    built: &'s Built,
    counts: Counts,
    milliseconds: u128,
}

impl Summary<'_> {
    fn show(&self, screen: &Screen, written: Option<&Written>, arguments: &BuildArguments, out: &Path) {
        if arguments.json {
            let nothing = Written::default();
            let done = written.unwrap_or(&nothing);
            let summary = json!({
                "questions": self.built.questions,
                "files": done.changed + done.unchanged,
                "changed": done.changed,
                "unchanged": done.unchanged,
                "removed": done.removed,
                "errors": self.counts.errors,
                "warnings": self.counts.warnings,
                "notes": self.counts.notes,
                "milliseconds": u64::try_from(self.milliseconds).unwrap_or(u64::MAX),
            });
            screen.print(&format!("{summary}\n"));
        }
        let found = self.counts.summary();
        let Some(written) = written else {
            return screen.fail(&format!("{found}; nothing was written"), None);
        };
        let seconds = self.milliseconds as f64 / 1000.0;
        screen.say(&format!(
            "{} questions, {} files in {seconds:.1} s: {} written, {} unchanged, {} removed in `{}`; {found}",
            self.built.questions,
            written.changed + written.unchanged,
            written.changed,
            written.unchanged,
            written.removed,
            out.display(),
        ));
        if let [first, others @ ..] = written.foreign.as_slice() {
            let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
            screen.say(&format!("kept `{}`{more}, which studybook did not make", first.display()));
        }
    }
}
