//! `| 1 | What is TCP? | easy |`: a table's row a question. The column that asks most holds the titles; a longer one
//! behind it holds the answers.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::headed::{Head, share};
use super::outline::{Leaf, LeafKind, Outline};
use super::{Break, Marker, Reading, words};
use crate::document::Span;

/// A row and its cells: their bytes and words.
struct Row<'o> {
    leaf: &'o Leaf,
    cells: Vec<(Span, String)>,
}

impl Row<'_> {
    fn asks(&self, column: usize) -> bool {
        self.cells.get(column).is_some_and(|(_, text)| words::asks(text))
    }

    fn length(&self, column: usize) -> usize {
        self.cells.get(column).map_or(0, |(_, text)| text.len())
    }
}

/// Reads a file whose questions are rows of tables.
pub fn read(outline: &Outline<'_, '_>, heads: &[&Head], promised: bool) -> Reading {
    let leaves = outline.leaves.iter().filter(|leaf| leaf.kind == LeafKind::Row && leaf.depth == 0);
    let rows: Vec<Row<'_>> = leaves.map(|leaf| Row { leaf, cells: cells(outline, leaf.events.clone()) }).collect();
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).min(12);
    let asking = |column: usize| share(&rows, |row| row.asks(column));
    let Some(column) = (0..columns).max_by(|a, b| asking(*a).total_cmp(&asking(*b))) else { return Reading::none() };
    let asked: Vec<&Row<'_>> = rows.iter().filter(|row| row.asks(column)).collect();
    if asked.len() < 2 {
        return Reading::none();
    }
    let length = |column: usize| rows.iter().map(|row| row.length(column)).sum::<usize>();
    let answers = (column + 1..columns).max_by_key(|other| length(*other));
    let answers = answers.filter(|other| length(*other) > length(column));
    let ends = heads.iter().skip(1).map(|head| head.span.start).chain([usize::MAX]);
    let breaks = heads.iter().zip(ends).map(|(head, end)| {
        let first = asked.partition_point(|row| row.leaf.span.start < head.span.start);
        let holds = asked.get(first).is_some_and(|row| row.leaf.span.start < end);
        Break { span: head.span.clone(), level: head.level, category: Some(head.text.clone()).filter(|_| holds) }
    });
    let mut breaks: Vec<Break> = breaks.collect();
    // The names of the columns are no text that gets lost.
    let is_head = |leaf: &&Leaf| matches!(outline.blocks.events[leaf.events.start - 1].0, Event::Start(Tag::TableHead));
    let names = rows.iter().filter(|row| !row.asks(column)).map(|row| row.leaf).filter(is_head);
    breaks.extend(names.map(|leaf| Break { span: leaf.span.clone(), level: 7, category: None }));
    breaks.sort_by_key(|one| one.span.start);
    let of_all = asked.len() as f64 / rows.len() as f64;
    Reading {
        markers: asked.iter().map(|row| marker(outline, row, column, answers)).collect(),
        breaks,
        score: (0.5 * of_all + if promised { 0.15 } else { 0.0 }).min(1.0),
        because: format!("{} rows of tables ask something, of {}", asked.len(), rows.len()),
    }
}

fn marker(outline: &Outline<'_, '_>, row: &Row<'_>, column: usize, answers: Option<usize>) -> Marker {
    let (title, _) = &row.cells[column];
    let answer = answers.and_then(|column| row.cells.get(column)).map(|(span, _)| span.clone());
    let span = row.leaf.span.clone();
    let row_end = span.start + outline.text()[span.clone()].trim_end().len();
    let end = answer.as_ref().map_or(row_end, |span| span.start);
    let mut marker = Marker::new(outline.text(), span.start..end.max(title.end), title.clone());
    marker.number = row.cells[..column].iter().find_map(|(_, text)| text.parse().ok()).or(marker.number);
    marker.end = Some(answer.map_or(marker.span.end, |span| span.end.max(marker.span.end)));
    marker
}

/// The cells of a row.
fn cells(outline: &Outline<'_, '_>, row: Range<usize>) -> Vec<(Span, String)> {
    let mut cells = Vec::new();
    let mut at = row.start;
    while at < row.end {
        let end = outline.blocks.end_of(at);
        if matches!(outline.blocks.events[at].0, Event::Start(Tag::TableCell)) {
            let spans = outline.blocks.events[at + 1..end].iter().map(|(_, span)| span);
            let start = spans.clone().map(|span| span.start).min();
            let stop = spans.map(|span| span.end).max();
            let own = outline.blocks.events[at].1.clone();
            let span = start.zip(stop).map_or(own.start..own.start, |(start, stop)| start..stop);
            cells.push((span, outline.blocks.text(at + 1..end).trim().to_owned()));
        }
        at = end + 1;
    }
    cells
}
