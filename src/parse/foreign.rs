//! Makes a foreign file native before it is parsed for good.

use super::Options;
use super::blocks::Blocks;
use super::dialects::{self, Dialect, File, Outline, Verdict, papers};
use super::front_matter::{self, Foreign, FrontMatter};
use super::native;
use crate::diagnostic::Diagnostic;
use crate::lint::Lint;
use crate::source::{Edit, Source};

/// A file in the native form.
pub struct Native {
    /// Its text.
    pub source: Source,
    /// Its front matter.
    pub front: FrontMatter,
}

/// Rounds of letting out what is hidden: what one lets out may hide more, but hardly ever does so twice.
const ROUNDS: usize = 4;

/// Finds out how a file is written, and rewrites it if it is not native.
pub fn read(path: &str, source: &Source, options: Options, diagnostics: &mut Vec<Diagnostic>) -> Native {
    let yaml = front_matter::foreign(source);
    let front = match &yaml {
        Some(_) => FrontMatter::none(),
        None => front_matter::front_matter(source, diagnostics),
    };
    let wanted = front.dialect.or(options.dialect);
    let start = yaml.as_ref().map_or(front.end, |yaml| yaml.span.end);
    let blocks = Blocks::new(source, start, options.smart_punctuation);
    let native = native::evidence(&blocks);
    let is_native = match wanted {
        Some(wanted) => wanted == Dialect::Native,
        None => front.present || native.is_certain() || papers::is_paper(path),
    };
    if is_native || !front.is_readable {
        diagnostics.extend(yaml.map(|yaml| front_matter::refused(source, yaml.span)));
        return Native { source: source.clone(), front };
    }
    drop(blocks);
    let mut found = Vec::new();
    let let_out = let_out(source, start, options, &mut found);
    let blocks = Blocks::new(&let_out, start, options.smart_punctuation);
    let outline = Outline::new(&blocks);
    let file = File { path, wanted, native };
    match dialects::detect(&outline, &file) {
        Verdict::Native => {
            diagnostics.extend(yaml.map(|yaml| front_matter::refused(source, yaml.span)));
            Native { source: source.clone(), front }
        }
        Verdict::Foreign(dialect, reading) => {
            diagnostics.append(&mut found);
            let mut tags = yaml.as_ref().map(|yaml| yaml.tags.clone()).unwrap_or_default();
            tags.extend(papers::tags(path));
            let rewriting = dialects::rewrite(&outline, &reading, start, &tags);
            let place = front_matter::start_of(source);
            let count = reading.markers.len();
            let questions = if count == 1 { "1 question".to_owned() } else { format!("{count} questions") };
            diagnostics.push(
                Diagnostic::new(Lint::ReadAs, format!("{questions}, read as `{}`: {}", dialect.name(), reading.because))
                    .at(place, "")
                    .help("`studybook import` writes it in the native form; `dialect = \"…\"` in front matter says how to read it"),
            );
            for stray in &rewriting.strays {
                let line = let_out.text()[stray.clone()].split('\n').next().unwrap_or_default().trim_end();
                diagnostics.push(
                    Diagnostic::new(Lint::NotAQuestion, "this text belongs to no question and is not published")
                        .at(let_out.place(stray.start..stray.start + line.len()), "")
                        .help("move it into an answer, or before the first question"),
                );
            }
            let mut edits = rewriting.edits;
            edits.extend(yaml.map(heading));
            let front = FrontMatter { end: if front.present { front.end } else { 0 }, ..front };
            Native { source: let_out.rewritten(edits), front }
        }
        Verdict::Nothing(why) => {
            let note = Diagnostic::new(Lint::NoQuestions, format!("this file holds no question: {why}"))
                .at(front_matter::start_of(source), "")
                .help("begin a question with `## Q1: Title`, or put `+++` front matter with a title at the top");
            diagnostics.push(note);
            let nothing = Edit { span: front.end..source.text().len(), text: String::new() };
            Native { source: source.rewritten(vec![nothing]), front }
        }
    }
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
