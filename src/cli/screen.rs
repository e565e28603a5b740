//! What commands say: results on standard output, everything else on standard error, colour where it is wanted.

use std::io::{IsTerminal, Write};
use std::sync::Arc;

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressStyle};
use studybook_search::snippet::Part;

use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{Built, Stage};
use crate::report::{self, Format};

/// The width assumed where there is no terminal.
const WIDTH: usize = 120;

/// The terminal, or whatever stands in for it. A reader who has gone is no error: what was asked for was done.
pub struct Screen {
    quiet: bool,
}

impl Screen {
    /// A screen; a quiet one shows only errors and what was asked for.
    pub fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// Prints what was asked for, on standard output.
    pub fn print(&self, text: &str) {
        let _ = std::io::stdout().write_all(text.as_bytes());
    }

    /// Prints a question that was found: its place, its title and passage with matches marked, its tags.
    pub fn print_hit(&self, place: &str, [title, passage]: [&[Part]; 2], tags: &str) {
        let mut stdout = AutoStream::auto(std::io::stdout());
        let (bold, dim, mark, reset) = (
            anstyle::Style::new().bold(),
            anstyle::Style::new().dimmed(),
            anstyle::AnsiColor::Yellow.on_default().bold(),
            anstyle::Reset,
        );
        let line = |parts: &[Part], style: anstyle::Style| {
            let parts = parts.iter().map(|part| {
                let text = report::visible(&part.text.replace(char::is_whitespace, " "));
                if part.is_match { format!("{mark}{text}{reset}{style}") } else { text }
            });
            let text = parts.collect::<String>();
            format!("{style}{}{reset}", text.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let plain = anstyle::Style::new();
        let place = report::visible(place);
        let _ = writeln!(stdout, "{}\n  {dim}{place}  {}{reset}", line(title, bold), report::visible(tags));
        let _ = writeln!(stdout, "  {}\n", line(passage, plain));
    }

    /// Says how it went, on standard error.
    pub fn say(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{}", report::visible(line));
        }
    }

    /// Says why it did not go, on standard error.
    pub fn fail(&self, message: &str, help: Option<&str>) {
        let mut stderr = AutoStream::auto(std::io::stderr());
        let (red, bold, reset) =
            (anstyle::AnsiColor::Red.on_default().bold(), anstyle::Style::new().bold(), anstyle::Reset);
        let message = report::visible(message);
        let _ = writeln!(stderr, "{red}error{reset}{bold}: {message}{reset}");
        if let Some(help) = help {
            let _ = writeln!(stderr, "  = help: {}", report::visible(help));
        }
    }

    /// Shows the warnings and errors of a build, on standard error; notes are for `check`.
    pub fn report(&self, built: &Built) {
        let stderr = std::io::stderr();
        let color = AutoStream::choice(&stderr) != ColorChoice::Never;
        let width = width(&stderr);
        let least = if self.quiet { Severity::Error } else { Severity::Warning };
        let shown: Vec<Diagnostic> = built.diagnostics.iter().filter(|it| it.severity >= least).cloned().collect();
        let mut out = std::io::BufWriter::new(stderr.lock());
        let _ = report::report(&shown, &texts(built), Format::Human { color, width }, &mut out);
        let _ = out.flush();
    }

    /// Prints the diagnostics of a check, on standard output.
    pub fn print_report(&self, built: &Built, format: Option<Format>) {
        let stdout = std::io::stdout();
        let format = format.unwrap_or_else(|| Format::Human {
            color: AutoStream::choice(&stdout) != ColorChoice::Never,
            width: width(&stdout),
        });
        let mut out = std::io::BufWriter::new(stdout.lock());
        let _ = report::report(&built.diagnostics, &texts(built), format, &mut out);
        let _ = out.flush();
    }

    /// Starts showing which stage is under way, if someone is there to see it.
    pub fn progress(&self) -> Progress {
        let bar = if self.quiet || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}").expect("the template is well formed");
            let bar = ProgressBar::new_spinner().with_style(style);
            bar.enable_steady_tick(std::time::Duration::from_millis(100));
            bar
        };
        Progress { bar }
    }
}

/// A line that says what is being done.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Names a step.
    pub fn show(&self, step: &'static str) {
        self.bar.set_message(step);
    }

    /// Names a stage of the pipeline.
    pub fn stage(&self, stage: Stage) {
        self.show(match stage {
            Stage::Parse => "reading questions",
            Stage::Resolve => "resolving links",
            Stage::Highlight => "highlighting code",
            Stage::Render => "making pages",
            Stage::Index => "indexing for search",
        });
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// How many diagnostics there are of each severity.
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Counts {
    /// Counts.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note) }
    }

    /// In words.
    pub fn summary(&self) -> String {
        report::summary(self.errors, self.warnings, self.notes)
    }
}

/// Makes warnings errors.
pub fn be_strict(diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Warning) {
        diagnostic.severity = Severity::Error;
    }
}

fn texts(built: &Built) -> impl Fn(&str) -> Option<Arc<str>> {
    |file| built.texts.get(file).cloned()
}

fn width(stream: &impl std::os::fd::AsFd) -> usize {
    terminal_size::terminal_size_of(stream).map_or(WIDTH, |(width, _)| usize::from(width.0))
}
