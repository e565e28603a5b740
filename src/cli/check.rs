//! `studybook check`

use clap::{Args, ValueEnum};

use super::screen::{Counts, Screen, be_strict};
use super::{Outcome, PlaceArguments, load};
use crate::pipeline::Pipeline;
use crate::report::Format;

#[derive(Args)]
pub struct CheckArguments {
    #[command(flatten)]
    places: PlaceArguments,
    /// How to show what is found
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    format: Shape,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Do not print the closing line
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shape {
    /// With source lines and carets
    Human,
    /// One JSON object a line
    Json,
    /// Commands that annotate a pull request on GitHub
    Github,
}

/// Finds mistakes.
pub fn run(arguments: &CheckArguments) -> Outcome {
    let screen = Screen::new(arguments.quiet);
    let Some(project) = load(&arguments.places.places(), None, &screen) else { return Outcome::Failure };
    let progress = screen.progress();
    let mut built = Pipeline::once().check(&project, &|stage| progress.stage(stage));
    drop(progress);
    if arguments.strict {
        be_strict(&mut built.diagnostics);
    }
    let format = match arguments.format {
        Shape::Human => None,
        Shape::Json => Some(Format::Json),
        Shape::Github => Some(Format::Github),
    };
    screen.print_report(&built, format);
    let counts = Counts::of(&built.diagnostics);
    screen.say(&format!("{} questions: {}", built.questions, counts.summary()));
    if counts.errors > 0 { Outcome::Failure } else { Outcome::Success }
}
