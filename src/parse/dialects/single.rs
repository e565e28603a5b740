//! A file a question: its title is the first heading or the file's name, its header may name the answer.

use super::headed::Head;
use super::outline::{LeafKind, Outline};
use super::words::{self, Label};
use super::{Marker, Reading, answers};

/// Reads a file that is one question.
pub fn read(outline: &Outline<'_, '_>, heads: &[Head], stem: &str, promised: bool) -> Reading {
    let numbered_stem = stem.replacen(['-', '_', ' '], ". ", 1);
    let has_number = words::numbered(&numbered_stem).is_some_and(|found| found.number.is_some());
    let answers = outline.leaves.iter().take(3).any(|leaf| {
        leaf.kind == LeafKind::Words
            && answers::labelled(outline, leaf).is_some_and(|found| found.label == Label::Answer)
    });
    let parts =
        heads.iter().filter(|head| words::label(&head.text).is_some() || words::is_fold_label(&head.text)).count();
    let title =
        heads.first().filter(|head| head.level == 1 && heads.iter().filter(|other| other.level == 1).count() == 1);
    let asks = words::asks(stem) || title.is_some_and(|title| title.asks);
    let mut score: f64 = 0.0;
    let mut because = Vec::new();
    for (holds, weight, reason) in [
        (has_number, 0.3, "its name is numbered"),
        (has_number && promised, 0.2, "its folder promises questions"),
        (asks, 0.5, "its name or heading asks"),
        (answers, 0.4, "it begins by naming the answer"),
        (parts > 0, 0.3, "it has a heading for answer or explanation"),
    ] {
        if holds {
            score += weight;
            because.push(reason);
        }
    }
    let Some(first) = outline.leaves.first() else { return Reading::none() };
    let mut marker = match title.filter(|title| title.span.start == first.span.start) {
        Some(head) => Marker::new(outline.text(), head.span.clone(), head.words.clone()),
        None => {
            let at = first.span.start..first.span.start;
            Marker::new(outline.text(), at.clone(), at)
        }
    };
    let name = words::numbered(&numbered_stem);
    marker.number = marker.number.or(name.and_then(|name| name.number));
    marker.name =
        name.map_or(stem, |name| &stem[stem.len() - (numbered_stem.len() - name.title)..]).replace(['-', '_'], " ");
    Reading {
        markers: vec![marker],
        breaks: Vec::new(),
        score: score.min(1.0),
        because: format!("one question: {}", because.join(", ")),
    }
}
