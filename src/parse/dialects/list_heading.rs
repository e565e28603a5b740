//! `1. ### What is TCP?`: a heading that opens a list item, so that the list numbers the questions.

use super::headed::{self, Head, share};
use super::outline::Outline;
use super::{Marker, Reading};

/// Reads a file whose questions are headings in list items.
pub fn read(outline: &Outline<'_, '_>, heads: &[Head], promised: bool) -> Reading {
    let opens_item = |head: &Head| outline.leaves[head.leaf].is_first;
    let found: Vec<&Head> = heads.iter().filter(|head| opens_item(head)).collect();
    if found.len() < 2 {
        return Reading::none();
    }
    let numbered = share(&found, |head| item(outline, head).number.is_some());
    let asks = share(&found, |head| head.asks);
    let mut levels = [0usize; 7];
    found.iter().for_each(|head| levels[usize::from(head.level)] += 1);
    let level = (1..=6u8).max_by_key(|level| levels[usize::from(*level)]).unwrap_or(1);
    let markers = found.iter().map(|head| {
        let item = item(outline, head);
        let mut marker = Marker::new(outline.text(), item.span.start..head.span.end, head.words.clone());
        marker.number = item.number.or(marker.number);
        marker.indent = Some((item.span.clone(), item.column));
        marker
    });
    let is_marker: Vec<bool> = heads.iter().map(opens_item).collect();
    Reading {
        markers: markers.collect(),
        breaks: headed::breaks(heads, &is_marker, level),
        score: (0.3 + 0.3 * numbered + 0.4 * asks + if promised { 0.1 } else { 0.0 }).min(1.0),
        because: format!("{} headings open a list item", found.len()),
    }
}

fn item<'o>(outline: &'o Outline<'_, '_>, head: &Head) -> &'o super::outline::Item {
    let item = outline.leaves[head.leaf].item.expect("a heading that opens an item stands in one");
    &outline.items[item]
}
