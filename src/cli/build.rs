//! `studybook build`

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::screen::{Counts, Screen, be_strict};
use super::{Outcome, PlaceArguments};
use crate::config::Base;
use crate::load::{self, Places};
use crate::output::Output;
use crate::pipeline::{Built, Pipeline};
use crate::write::{self, Protected, WriteError, Written};

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
    let mut built = Pipeline::default().build(&project, &|stage| progress.stage(stage));
    if arguments.strict {
        be_strict(&mut built.diagnostics);
    }
    let counts = Counts::of(&built.diagnostics);
    let output = built.output.take().filter(|_| counts.errors == 0);
    progress.show("writing files");
    let written = output.as_ref().map(|output| write_site(output, &out, &places));
    drop(progress);
    screen.report(&built);
    let summary = Summary {
        built: &built,
        files: output.as_ref().map_or(0, Output::len),
        counts,
        milliseconds: started.elapsed().as_millis(),
    };
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

fn write_site(output: &Output, out: &std::path::Path, places: &Places) -> Result<Written, WriteError> {
    let home = std::env::home_dir();
    let mut protected = vec![
        Protected::outside_site(&places.content, "the content folder"),
        Protected::outside_site(&places.root, "the site's own folder"),
    ];
    let folders = [("templates", "the folder of templates"), ("static", "the folder of static files")];
    let folders = folders.map(|(name, what)| (places.root.join(name), what));
    protected.extend(folders.iter().map(|(path, what)| Protected::apart_from_site(path, what)));
    protected.extend(home.as_deref().map(|home| Protected::outside_site(home, "your home folder")));
    write::write(output, out, &protected)
}

struct Summary<'s> {
    built: &'s Built,
    files: usize,
    counts: Counts,
    milliseconds: u128,
}

impl Summary<'_> {
    fn show(&self, screen: &Screen, written: Option<&Written>, arguments: &BuildArguments, out: &std::path::Path) {
        if arguments.json {
            let nothing = Written::default();
            let done = written.unwrap_or(&nothing);
            let summary = json!({
                "questions": self.built.questions,
                "files": self.files,
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
            self.files,
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
