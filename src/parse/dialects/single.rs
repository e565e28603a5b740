//! A file a question: its title is the first heading or the file's name, its header may name the answer.

use super::headed::Head;
use super::outline::{LeafKind, Outline};
use super::words::{self, Label, Numbered};
use super::{Marker, Reading, answers};

/// What stands around a file's text.
pub struct Around<'s> {
    /// The file's name without its ending.
    pub stem: &'s str,
    /// Whether its path promises questions.
    pub promised: bool,
    /// The title its front matter gives, and whether that says how hard it is.
    pub front: (Option<&'s str>, bool),
}

/// Reads a file that is one question.
pub fn read(outline: &Outline<'_, '_>, heads: &[Head], around: &Around<'_>) -> Reading {
    let Some(first) = outline.leaves.first() else { return Reading::none() };
    let stem = around.stem;
    let numbered_stem = stem.replacen(['-', '_', ' '], ". ", 1);
    let number = words::numbered(&numbered_stem).filter(|found| found.number.is_some());
    let answers = outline.leaves.iter().take(3).any(|leaf| {
        let label = answers::labelled(outline, leaf).map(|found| found.label);
        leaf.kind == LeafKind::Words && label == Some(Label::Answer)
    });
    let is_part = |head: &&Head| words::label(&head.text).is_some() || words::is_fold_label(&head.text);
    let has_parts = heads.iter().any(|head| is_part(&head));
    let tops = heads.iter().filter(|head| head.level == 1).count();
    let title = heads.first().filter(|head| head.level == 1 && tops == 1);
    let (named, is_rated) = around.front;
    let asks = words::asks(stem) || named.is_some_and(words::asks) || title.is_some_and(|title| title.asks);
    let evidence = [
        (number.is_some(), 0.3, "its name is numbered"),
        (number.is_some() && around.promised, 0.2, "its folder promises questions"),
        (asks, 0.5, "its name or heading asks"),
        (is_rated, 0.4, "its front matter says how hard it is"),
        (answers, 0.4, "it begins by naming the answer"),
        (has_parts, 0.3, "it has a heading for answer or explanation"),
    ];
    let held: Vec<_> = evidence.into_iter().filter(|(holds, ..)| *holds).collect();
    let mut marker = match title.filter(|title| title.span.start == first.span.start) {
        Some(head) => Marker::new(outline.text(), head.span.clone(), head.words.clone()),
        None => {
            let at = first.span.start..first.span.start;
            Marker::new(outline.text(), at.clone(), at)
        }
    };
    marker.number = marker.number.or(number.and_then(|found| found.number));
    marker.name = named.map_or_else(|| stem_title(number, stem, &numbered_stem), str::to_owned);
    let reasons: Vec<&str> = held.iter().map(|(.., reason)| *reason).collect();
    Reading {
        markers: vec![marker],
        breaks: Vec::new(),
        score: held.iter().map(|(_, weight, _)| weight).sum::<f64>().min(1.0),
        because: format!("one question: {}", reasons.join(", ")),
    }
}

/// A file's name as a title, without its number.
fn stem_title(number: Option<Numbered>, stem: &str, numbered: &str) -> String {
    number.map_or(stem, |found| &stem[stem.len() - (numbered.len() - found.title)..]).replace(['-', '_'], " ")
}
