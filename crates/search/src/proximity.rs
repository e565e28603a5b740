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
    card: impl Fn(u32) -> Option<&'c Card>,
) {
    if plan.clauses.len() < 2 {
        return;
    }
    let rarities: Vec<f32> = plan.clauses.iter().map(|clause| scorer.rarity(clause.frequency).min(1.0)).collect();
    let mut pages: Vec<Vec<(f32, (u32, f32))>> = Vec::new();
    for page in best.chunks(PAGE) {
        let closeness = |document: u32| card(document).map_or(0.0, |card| closeness(card, marker, &rarities));
        pages.push(page.iter().map(|hit| (hit.1 + closeness(hit.0), *hit)).collect());
    }
    for (page, ranked) in best.chunks_mut(PAGE).zip(&mut pages) {
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        page.iter_mut().zip(ranked).for_each(|(hit, ranked)| *hit = ranked.1);
    }
}

fn closeness(card: &Card, marker: &Marker<'_>, rarities: &[f32]) -> f32 {
    let mut near = vec![0.0; rarities.len()];
    let texts = [&card.title].into_iter().chain(card.passages.iter().map(|passage| &passage.text));
    for text in texts {
        let marks = marker.marks(text);
        let words: Vec<&Mark> = marks.iter().filter(|mark| mark.part < rarities.len()).collect();
        for pair in words.windows(2).filter(|pair| pair[0].part != pair[1].part) {
            let distance = pair[1].position.saturating_sub(pair[0].position).max(1) as f32;
            let weight = 1.0 / (distance * distance);
            near[pair[0].part] += rarities[pair[1].part] * weight;
            near[pair[1].part] += rarities[pair[0].part] * weight;
        }
    }
    near.iter().zip(rarities).map(|(near, rarity)| rarity * near * (K1 + 1.0) / (near + K1)).sum()
}
