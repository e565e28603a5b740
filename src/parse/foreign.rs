//! Makes a foreign file native before it is parsed for good.

use super::Options;
use super::blocks::Blocks;
use super::dialects::{self, Dialect, Drift, Entry, File, Outline, Reading, Verdict, papers};
use super::front_matter::{self, Foreign, FrontMatter};
use super::sections;
use crate::diagnostic::Diagnostic;
use crate::document::Span;
use crate::lint::Lint;
use crate::source::{Edit, Source};

/// A file in the native form.
pub enum Native<'s> {
    /// It is in it as it stands: its blocks, and its front matter.
    Own(Blocks<'s>, FrontMatter),
    /// It was brought into it, and what belongs to no question reported: its text now, and its front matter.
    Made(Source, FrontMatter),
}

/// Rounds of letting out what is hidden: what one lets out may hide more, but hardly ever does so twice.
const ROUNDS: usize = 4;

/// Finds out how a file is written, and rewrites it if it is not native.
pub fn read<'s>(path: &str, source: &'s Source, options: Options, diagnostics: &mut Vec<Diagnostic>) -> Native<'s> {
    let yaml = front_matter::foreign(source);
    let front = match &yaml {
        Some(_) => FrontMatter::none(),
        None => front_matter::front_matter(source, diagnostics),
    };
    let wanted = front.dialect.or(options.dialect);
    let start = yaml.as_ref().map_or(front.end, |yaml| yaml.span.end);
    let blocks = Blocks::new(source, start, options.smart_punctuation);
    let native = sections::evidence(&blocks);
    if papers::is_paper(path) && native.questions == 0 && !front.present && wanted.is_none() {
        diagnostics.push(paper(source));
        return nothing(source, FrontMatter::none());
    }
    let is_native = match wanted {
        Some(wanted) => wanted == Dialect::Native,
        None => front.present || native.is_certain() || papers::is_paper(path) || blocks.top.is_empty(),
    };
    if is_native || !front.is_readable {
        return match yaml {
            None => Native::Own(blocks, front),
            Some(yaml) => refusing(source, yaml, options, diagnostics),
        };
    }
    drop(blocks);
    let mut found = Vec::new();
    let let_out = let_out(source, start, options, &mut found);
    let blocks = Blocks::new(&let_out, start, options.smart_punctuation);
    let outline = Outline::new(&blocks);
    let front_title = yaml.as_ref().and_then(|yaml| yaml.title.as_deref());
    let is_rated = yaml.as_ref().is_some_and(|yaml| yaml.is_rated);
    let file = File { path, wanted, native, front: (front_title, is_rated) };
    match dialects::detect(&outline, &file) {
        Verdict::Native => match yaml {
            None => Native::Own(Blocks::new(source, start, options.smart_punctuation), front),
            Some(yaml) => refusing(source, yaml, options, diagnostics),
        },
        Verdict::Foreign(dialect, reading) => {
            diagnostics.append(&mut found);
            let mut tags = yaml.as_ref().map(|yaml| yaml.tags.clone()).unwrap_or_default();
            tags.extend(papers::tags(path));
            let rewriting = dialects::rewrite(&outline, &reading, start, &tags);
            diagnostics.push(read_as(source, dialect, &reading));
            diagnostics.extend(strays(&let_out, &rewriting.strays));
            diagnostics.extend(missing(&let_out, &dialects::contents(&outline, &reading)));
            diagnostics.extend(drifts(&let_out, &dialects::levels(&outline, &reading)));
            let mut edits = rewriting.edits;
            edits.extend(yaml.map(heading));
            let front = FrontMatter { end: if front.present { front.end } else { 0 }, ..front };
            Native::Made(let_out.rewritten(edits), front)
        }
        Verdict::Nothing(why) => {
            let note = Diagnostic::new(Lint::NoQuestions, format!("this file holds no question: {why}"))
                .at(front_matter::start_of(source), "")
                .help("begin a question with `## Q1: Title`, or put `+++` front matter with a title at the top");
            diagnostics.push(note);
            nothing(source, front)
        }
    }
}

/// A native file at whose head stands what only other programs read.
fn refusing<'s>(source: &'s Source, yaml: Foreign, options: Options, diagnostics: &mut Vec<Diagnostic>) -> Native<'s> {
    diagnostics.push(front_matter::refused(source, yaml.span));
    Native::Own(Blocks::new(source, 0, options.smart_punctuation), FrontMatter::none())
}

/// A file of which nothing is read but its front matter.
fn nothing(source: &Source, front: FrontMatter) -> Native<'_> {
    let rest = Edit { span: front.end..source.text().len(), text: String::new() };
    Native::Made(source.rewritten(vec![rest]), front)
}

fn paper(source: &Source) -> Diagnostic {
    Diagnostic::new(Lint::LeftOut, "this file is left out: every project has one like it, and it holds no question")
        .at(front_matter::start_of(source), "")
        .help("give it another name if it holds questions")
}

fn read_as(source: &Source, dialect: Dialect, reading: &Reading) -> Diagnostic {
    let count = reading.markers.len();
    let questions = if count == 1 { "1 question".to_owned() } else { format!("{count} questions") };
    Diagnostic::new(Lint::ReadAs, format!("{questions}, read as `{}`: {}", dialect.name(), reading.because))
        .at(front_matter::start_of(source), "")
        .help("`studybook import` writes it in the native form; `dialect = \"…\"` in front matter says how to read it")
}

/// Findings of a kind are reported one by one, unless there are many.
const MANY: usize = 8;

/// Says `one` of each, or `all` of the first if there are many.
fn each_or_first<T>(found: &[T], one: impl Fn(&T) -> Diagnostic, all: impl Fn(&T) -> Diagnostic) -> Vec<Diagnostic> {
    match found {
        [first, ..] if found.len() > MANY => vec![all(first)],
        _ => found.iter().map(one).collect(),
    }
}

/// Stretches of text that belong to no question.
fn strays(source: &Source, strays: &[Span]) -> Vec<Diagnostic> {
    let report = |stray: &Span, what: String| {
        let line = source.text()[stray.clone()].split('\n').next().unwrap_or_default().trim_end();
        Diagnostic::new(Lint::NotAQuestion, what)
            .at(source.place(stray.start..stray.start + line.len()), "")
            .help("move it into an answer, or before the first question")
    };
    let count = strays.len();
    each_or_first(
        strays,
        |stray| report(stray, "this text belongs to no question and is not published".to_owned()),
        |first| {
            let what = "stretches of text belong to no question and are not published; this is the first";
            report(first, format!("{count} {what}"))
        },
    )
}

/// Entries of a table of contents that name a question the file does not have.
fn missing(source: &Source, entries: &[Entry]) -> Vec<Diagnostic> {
    let report = |entry: &Entry, what: String| {
        Diagnostic::new(Lint::ContentsDrift, format!("the table of contents lists {what}"))
            .at(source.place(entry.span.clone()), "")
            .help("delete the line, or correct its anchor")
    };
    let count = entries.len();
    each_or_first(
        entries,
        |entry| report(entry, format!("`{}`, but this file has no such question", entry.text)),
        |first| report(first, format!("{count} questions this file does not have; this is the first")),
    )
}

/// Questions whose headings are of another level than those beside them.
fn drifts(source: &Source, drifts: &[Drift]) -> Vec<Diagnostic> {
    let report = |drift: &Drift, what: String| {
        let heading = source.text()[drift.span.clone()].trim_end().len();
        Diagnostic::new(Lint::LevelDrift, what)
            .at(source.place(drift.span.start..drift.span.start + heading), "")
            .help(format!("write it with `{}`; it is read all the same", "#".repeat(usize::from(drift.usual))))
    };
    let count = drifts.len();
    each_or_first(
        drifts,
        |drift| {
            let Drift { level, usual, .. } = drift;
            report(drift, format!("this question's heading is of level {level}, those beside it are of level {usual}"))
        },
        |first| {
            let what = "questions are of another level than those beside them; this is the first";
            report(first, format!("the headings of {count} {what}"))
        },
    )
}

/// The title of another program's front matter as the file's first heading.
fn heading(yaml: Foreign) -> Edit {
    let title = yaml.title.map(|title| format!("# {title}\n\n")).unwrap_or_default();
    Edit { span: yaml.span, text: title }
}

fn let_out(source: &Source, start: usize, options: Options, found: &mut Vec<Diagnostic>) -> Source {
    let mut source = source.clone();
    for _ in 0..ROUNDS {
        let repair = {
            let blocks = Blocks::new(&source, start, options.smart_punctuation);
            dialects::repair(&Outline::new(&blocks))
        };
        if repair.edits.is_empty() {
            break;
        }
        found.extend(repair.diagnostics);
        source = source.rewritten(repair.edits);
    }
    source
}
