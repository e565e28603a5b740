//! A second look at the best documents: words of the question that stand close to one another in what is kept of a
//! document count more.
//!
//! Büttcher, Clarke and Lushman, "Term proximity scoring for ad-hoc retrieval on very large text collections", 2006.
//! It only changes the order in which documents are shown, a page of results at a time, so that what a reader sees
//! does not move when she asks for more.

use crate::bm25::Scorer;
use crate::pack::Card;
use crate::plan::Plan;
use crate::snippet::{Mark, Marker};

/// As many documents as a page of results shows.
const PAGE: usize = 10;
/// As in BM25.
const K1: f32 = 1.2;

/// Reorders the best documents, page by page; their scores stay what they are.
///
/// `card` gives what is kept of a document.
pub fn reorder<'c>(
    best: &mut [(u32, f32)],
    plan: &Plan,
    marker: &Marker<'_>,
    scorer: &Scorer,
    card: &dyn Fn(u32) -> Option<&'c Card>,
) {
    if plan.clauses.len() < 2 {
        return;
    }
    let rarities: Vec<f32> = plan.clauses.iter().map(|clause| scorer.rarity(clause.frequency).min(1.0)).collect();
    for page in best.chunks_mut(PAGE) {
        let mut ranked: Vec<(f32, (u32, f32))> = Vec::new();
        for hit in &*page {
            let sum = hit.1 + card(hit.0).map_or(0.0, |card| closeness(card, marker, &rarities));
            let at = ranked.iter().take_while(|(other, _)| *other >= sum).count();
            ranked.insert(at, (sum, *hit));
        }
        for (hit, (_, ranked)) in page.iter_mut().zip(ranked) {
            *hit = ranked;
        }
    }
}

fn closeness(card: &Card, marker: &Marker<'_>, rarities: &[f32]) -> f32 {
    let mut near = vec![0.0; rarities.len()];
    let mut add = |text: &str| {
        let mut before: Option<Mark> = None;
        for mark in marker.marks(text) {
            if mark.part >= rarities.len() {
                continue;
            }
            if let Some(before) = before.as_ref().filter(|before| before.part != mark.part) {
                let distance = mark.position.saturating_sub(before.position).max(1) as f32;
                let weight = 1.0 / (distance * distance);
                near[before.part] += rarities[mark.part] * weight;
                near[mark.part] += rarities[before.part] * weight;
            }
            before = Some(mark);
        }
    };
    add(&card.title);
    card.passages.iter().for_each(|passage| add(&passage.text));
    let mut sum = 0.0;
    for (near, rarity) in near.iter().zip(rarities) {
        sum += rarity * near * (K1 + 1.0) / (near + K1);
    }
    sum
}
