//! `<details><summary>What is TCP?</summary> … </details>`: a fold a question, its label the title.

use std::collections::HashMap;

use super::folds::{FoldKind, FoldTag};
use super::headed::{Head, share};
use super::outline::{LeafKind, Outline};
use super::{Break, Marker, Reading, titles, words};
use crate::document::Span;

/// A fold, put together from its tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// From its first tag to its last.
    pub span: Span,
    /// The tags of its label and what is between them.
    pub label: Option<(Span, Span)>,
    /// What it folds.
    pub inside: Span,
}

/// Puts folds together. One that is never closed ends where the next begins beside it, or with the text.
pub fn folds(tags: &[FoldTag], end: usize) -> Vec<Fold> {
    let mut folds: Vec<Fold> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut label_start: Option<Span> = None;
    for tag in tags {
        match tag.kind {
            FoldKind::Open => {
                open.push(folds.len());
                folds.push(Fold { span: tag.span.start..end, label: None, inside: tag.span.end..end });
            }
            FoldKind::Label => label_start = Some(tag.span.clone()),
            FoldKind::LabelEnd => {
                if let (Some(start), Some(at)) = (label_start.take(), open.last())
                    && folds[*at].label.is_none()
                {
                    folds[*at].label = Some((start.start..tag.span.end, start.end..tag.span.start));
                    folds[*at].inside.start = tag.span.end;
                }
            }
            FoldKind::Close => {
                if let Some(at) = open.pop() {
                    folds[at].span.end = tag.span.end;
                    folds[at].inside.end = tag.span.start.max(folds[at].inside.start);
                }
            }
        }
    }
    folds
}

/// Reads a file whose questions are folds.
pub fn read(outline: &Outline<'_, '_>, heads: &[Head], promised: bool) -> Reading {
    let text = outline.text();
    let folds = folds(&outline.folds, text.len());
    let label = |fold: &Fold| fold.label.as_ref().map(|(_, inside)| plain(&text[inside.clone()])).unwrap_or_default();
    let mut same: HashMap<String, usize> = HashMap::new();
    for fold in &folds {
        *same.entry(label(fold).to_lowercase()).or_default() += 1;
    }
    let is_repeated = |text: &str| {
        let count = same.get(&text.to_lowercase()).copied().unwrap_or(0);
        count > 2 && count * 10 >= folds.len() * 6
    };
    let asked: Vec<&Fold> = folds
        .iter()
        .filter(|fold| match &fold.label {
            Some(_) => {
                !words::is_fold_label(&label(fold)) && !is_repeated(&label(fold)) && !holds_contents(outline, fold)
            }
            None => !first_words(text, fold).is_empty(),
        })
        .collect();
    let labelled: Vec<&Fold> = asked.iter().copied().filter(|fold| fold.label.is_some()).collect();
    if labelled.is_empty() {
        return Reading::none();
    }
    let asks = share(&labelled, |fold| words::asks(&label(fold)));
    let of_all = labelled.len() as f64 / folds.len() as f64;
    let score = 0.4 * of_all + 0.5 * asks + if promised { 0.1 } else { 0.0 };
    Reading {
        markers: asked.iter().map(|fold| marker(outline, fold)).collect(),
        breaks: breaks(outline, heads, &asked),
        score: score.min(1.0),
        because: format!("{} folds whose label is a question, of {}", asked.len(), folds.len()),
    }
}

/// A label's words, without tags.
pub fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    super::super::raw_html::push_text(&mut out, html);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A fold that holds little but links into the file.
fn holds_contents(outline: &Outline<'_, '_>, fold: &Fold) -> bool {
    use pulldown_cmark::{Event, Tag};
    let leaves = outline.leaves_in(&fold.inside);
    let links_in = |range: std::ops::Range<usize>| {
        outline.blocks.events[range]
            .iter()
            .any(|(event, _)| matches!(event, Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with('#')))
    };
    leaves.len() > 2 && share(leaves, |leaf| links_in(leaf.events.clone())) > 0.6
}

/// The first line of words in a fold without a label.
fn first_words<'t>(text: &'t str, fold: &Fold) -> &'t str {
    let inside = text[fold.inside.clone()].trim_start();
    let line = inside.split('\n').next().unwrap_or_default().trim();
    if line.starts_with('<') { "" } else { line }
}

fn marker(outline: &Outline<'_, '_>, fold: &Fold) -> Marker {
    let text = outline.text();
    let (span, title) = match &fold.label {
        Some((tags, inside)) => (tags.clone(), inside.clone()),
        None => {
            let words = first_words(text, fold);
            let start = words.as_ptr() as usize - text.as_ptr() as usize;
            (fold.span.start..start + words.len(), start..start + words.len())
        }
    };
    let mut marker = Marker::new(text, span, title);
    if fold.label.is_none() && text[marker.title.clone()].starts_with('[') {
        // `[Question] Words`: the label of a fold without one.
        let rest = text[marker.title.clone()].split_once(']').filter(|(name, _)| words::label(name).is_some());
        marker.title.start += rest.map_or(0, |(name, rest)| name.len() + 1 + rest.len() - rest.trim_start().len());
    }
    while let Some(length) =
        titles::leading_tag(text[marker.span.end..fold.inside.end.max(marker.span.end)].trim_start())
    {
        let blanks = text[marker.span.end..].len() - text[marker.span.end..].trim_start().len();
        if text[marker.span.end..marker.span.end + blanks].contains('\n') {
            break;
        }
        marker.span.end += blanks + length;
    }
    let mut end = fold.inside.end.max(marker.span.end);
    while let Some(length) = titles::trailing_tag(text[marker.span.end..end].trim_end()) {
        end = marker.span.end + text[marker.span.end..end].trim_end().len() - length;
    }
    marker.end = Some(end);
    let item = outline.items.partition_point(|item| item.span.start <= fold.span.start);
    let around = outline.items[..item].iter().rev().take(8).find(|item| item.span.end >= fold.span.end);
    marker.indent = around.map(|item| (item.span.clone(), item.column));
    marker
}

/// The headings between the folds.
fn breaks(outline: &Outline<'_, '_>, heads: &[Head], folds: &[&Fold]) -> Vec<Break> {
    let is_inside = |at: usize| {
        let before = folds.partition_point(|fold| fold.span.start <= at);
        before.checked_sub(1).is_some_and(|last| folds[last].span.end > at)
    };
    let outer: Vec<&Head> = heads.iter().filter(|head| head.depth == 0 && !is_inside(head.span.start)).collect();
    let ends = outer.iter().skip(1).map(|head| head.span.start).chain([outline.text().len()]);
    let mut breaks = Vec::new();
    for (head, end) in outer.iter().zip(ends) {
        let first = folds.partition_point(|fold| fold.span.start < head.span.start);
        let has_questions = folds.get(first).is_some_and(|fold| fold.span.start < end);
        let is_parent = outline.leaves_in(&(head.span.end..end)).iter().all(|leaf| leaf.kind == LeafKind::Rule);
        let category = (has_questions || is_parent).then(|| head.text.clone()).filter(|name| !words::names_part(name));
        breaks.push(Break { span: head.span.clone(), level: head.level, category });
    }
    breaks
}
