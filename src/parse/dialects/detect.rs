//! Which dialect a file is written in: every reader has a try, and the best evidence wins.

use super::headed::{self, Head, link_share};
use super::outline::{LeafKind, Outline};
use super::{Dialect, Reading, bold, bullets, choices, details, labelled, list_heading, single, words};

/// Readings below this score are guesses.
const SURE: f64 = 0.45;

/// What is known of a file besides its text.
pub struct File<'f> {
    /// Its path from the content folder.
    pub path: &'f str,
    /// The dialect its author or the configuration names.
    pub wanted: Option<Dialect>,
    /// What the native reader sees in it.
    pub native: Native,
    /// The title other front matter gives it, and whether that rates how hard it is.
    pub front: (Option<&'f str>, bool),
}

/// What the native reader sees in a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Native {
    /// Its questions.
    pub questions: usize,
    /// Those of them that have fields.
    pub labelled: usize,
    /// Whether it looks like one question.
    pub is_one: bool,
}

impl Native {
    /// Whether nothing else need be tried.
    pub fn is_certain(self) -> bool {
        self.labelled > 0 && self.labelled * 2 >= self.questions
    }
}

/// What a file is taken for.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// A file in the native form.
    Native,
    /// A file in another.
    Foreign(Dialect, Reading),
    /// A file without questions, and why.
    Nothing(String),
}

/// Chooses.
pub fn detect(outline: &Outline<'_, '_>, file: &File<'_>) -> Verdict {
    let heads = headed::heads(outline);
    let promised =
        words::promises_questions(file.path) || heads.iter().take(2).any(|head| words::promises_questions(&head.text));
    if file.wanted == Some(Dialect::Native) || (file.wanted.is_none() && file.native.is_certain()) {
        return Verdict::Native;
    }
    let mut candidates = candidates(outline, &heads, file, promised);
    if let Some(wanted) = file.wanted {
        let found = candidates.into_iter().find(|(dialect, reading)| *dialect == wanted && !reading.markers.is_empty());
        return match found {
            Some((dialect, reading)) => Verdict::Foreign(dialect, reading),
            None => Verdict::Nothing(format!("it is said to be `{}`, but holds no such question", wanted.name())),
        };
    }
    candidates.retain(|(_, reading)| reading.score >= SURE && !reading.markers.is_empty());
    let most = candidates.iter().map(|(_, reading)| reading.markers.len()).max().unwrap_or(0);
    let rank = |(dialect, reading): &(Dialect, Reading)| {
        // A file that is plainly one question is no less so for a list in it.
        let part = if *dialect == Dialect::Single && reading.score >= 0.7 {
            1.0
        } else {
            reading.markers.len() as f64 / most.max(1) as f64
        };
        reading.score * (0.5 + 0.5 * part)
    };
    let best = candidates.into_iter().rev().max_by(|a, b| rank(a).total_cmp(&rank(b)));
    let native = file.native.questions.max(usize::from(file.native.is_one));
    match best {
        Some((_, reading)) if reading.markers.len() <= native && !has_choices(outline, &reading, file.native) => {
            Verdict::Native
        }
        Some((dialect, reading)) => Verdict::Foreign(dialect, reading),
        None if native > 0 => Verdict::Native,
        None => Verdict::Nothing(why_nothing(outline)),
    }
}

/// Whether most questions have boxes to tick, which the native form has behind a label only.
fn has_choices(outline: &Outline<'_, '_>, reading: &Reading, native: Native) -> bool {
    let starts = reading.markers.iter().map(|marker| marker.span.end);
    let ends = reading.markers.iter().skip(1).map(|marker| marker.span.start).chain([outline.text().len()]);
    let ticked = starts.zip(ends).filter(|(start, end)| choices::count_boxes(outline, &(*start..*end)) > 1).count();
    native.labelled == 0 && ticked * 2 > reading.markers.len()
}

/// What each reader makes of the file; the first of two that are as good is meant.
fn candidates(outline: &Outline<'_, '_>, heads: &[Head], file: &File<'_>, promised: bool) -> Vec<(Dialect, Reading)> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    vec![
        (Dialect::ListHeading, list_heading::read(outline, heads, promised)),
        (Dialect::Headed, headed::read(outline, heads, promised)),
        (Dialect::Details, details::read(outline, heads, promised)),
        (Dialect::Labelled, labelled::read(outline, heads, promised)),
        (Dialect::Bold, bold::read(outline, heads, promised)),
        (Dialect::Bullets, bullets::read(outline, heads, promised)),
        (Dialect::Single, single::read(outline, heads, &single::Around { stem, promised, front: file.front })),
    ]
}

/// Why a file is taken to hold no question.
fn why_nothing(outline: &Outline<'_, '_>) -> String {
    let words: Vec<_> =
        outline.leaves.iter().filter(|leaf| matches!(leaf.kind, LeafKind::Words | LeafKind::Row)).collect();
    let linked = headed::share(&words, |leaf| link_share(outline, leaf) > 0.5);
    let asking = words.iter().filter(|leaf| words::asks(&outline.words(leaf))).count();
    if words.len() > 4 && linked > 0.4 {
        format!("it is a list of links: {:.0}% of its lines lead elsewhere", linked * 100.0)
    } else if asking == 0 {
        "nothing in it asks anything".to_owned()
    } else {
        format!(
            "{asking} of its {} lines ask something, but no heading, fold or list of its makes questions of them",
            words.len()
        )
    }
}
