//! `Question: What is TCP?` and `Answer: …`: paragraphs that say what they are.

use super::answers::{self, Labelled};
use super::headed::Head;
use super::outline::{LeafKind, Outline};
use super::words::{self, Label};
use super::{Break, Marker, Reading};

/// Reads a file whose questions begin with a word that says so.
pub fn read(outline: &Outline<'_, '_>, heads: &[Head], promised: bool) -> Reading {
    let mut markers = Vec::new();
    for leaf in &outline.leaves {
        if leaf.kind != LeafKind::Words || !(leaf.depth == 0 || (leaf.depth == 1 && leaf.is_first)) {
            continue;
        }
        let Some(found) = answers::labelled(outline, leaf) else { continue };
        match found.label {
            Label::Answer => {}
            Label::Explanation => {}
            Label::Question => markers.push(marker(outline, leaf.item, leaf.span.start, &found)),
        }
    }
    if markers.len() < 2 {
        return Reading::none();
    }
    let answers = markers.iter().zip(ends(&markers, outline.text().len()));
    let answers =
        answers.filter(|(marker, end)| answers::answer(outline, &(marker.span.end..*end), true).is_some()).count();
    let answered = (answers as f64 / markers.len() as f64).min(1.0);
    let score = 0.6 + 0.3 * answered + if promised { 0.1 } else { 0.0 };
    Reading {
        breaks: breaks(heads, &markers),
        because: format!("{} paragraphs begin with a word for question, {answers} with one for answer", markers.len()),
        score: score.min(1.0),
        markers,
    }
}

/// Where the section of each question ends at the latest.
fn ends(markers: &[Marker], end: usize) -> Vec<usize> {
    markers.iter().skip(1).map(|marker| marker.span.start).chain([end]).collect()
}

fn marker(outline: &Outline<'_, '_>, item: Option<usize>, start: usize, found: &Labelled) -> Marker {
    let text = outline.text();
    let line = &text[found.rest.clone()];
    let first = line.find('\n').map_or(line.len(), |at| at);
    let rest = found.rest.start..found.rest.start + first;
    let item = item.map(|item| &outline.items[item]);
    let start = item.map_or(start, |item| item.span.start);
    // `**Q: Title**` is bold as a whole: its stars close behind the title.
    let starred = text[..found.span.start].ends_with("**") && text[rest.clone()].trim_end().ends_with("**");
    let title = text[rest.clone()].trim_end();
    // `*Q: Title*` likewise.
    let slanted = ['*', '_'].iter().any(|star| text[found.span.clone()].starts_with(*star) && title.ends_with(*star));
    let stars = title.len() - if starred { 2 } else { usize::from(slanted) };
    let mut marker = Marker::new(text, start..rest.end.max(start), rest.start..rest.start + stars);
    marker.number = found.number;
    marker.takes_letters = true;
    marker.indent = item.map(|item| (item.span.clone(), item.column));
    marker
}

fn breaks(heads: &[Head], markers: &[Marker]) -> Vec<Break> {
    let outer: Vec<&Head> = heads.iter().filter(|head| head.depth == 0).collect();
    let ends = outer.iter().skip(1).map(|head| head.span.start).chain([usize::MAX]);
    let sections = outer.iter().zip(ends).map(|(head, end)| {
        let first = markers.partition_point(|marker| marker.span.start < head.span.start);
        let holds = markers.get(first).is_some_and(|marker| marker.span.start < end);
        let category = Some(head.text.clone()).filter(|name| holds && !words::names_part(name));
        Break { span: head.span.clone(), level: head.level, category }
    });
    sections.collect()
}
