//! A second look at the best documents: words of the question that stand close to one another in what is kept of a
//! document count more.
//!
//! Büttcher, Clarke and Lushman, "Term proximity scoring for ad-hoc retrieval on very large text collections", 2006.
//! It only changes the order in which documents are shown, a page of results at a time, so that what a reader sees
//! does not move when she asks for more.

use crate::bm25::Scorer;
use crate::plan::Plan;
use crate::snippet::{Mark, Marked};

/// As many documents as a page of results shows.
const PAGE: usize = 10;
/// As in BM25.
const K1: f32 = 1.2;

/// One of the best documents.
#[derive(Debug)]
pub struct Candidate {
    /// Its number.
    pub document: u32,
    /// How well it answers.
    pub score: f32,
    /// The words of the question in what is kept of it.
    pub marked: Marked,
}

/// Reorders the best documents, page by page; their scores stay what they are.
pub fn reorder(best: &mut [Candidate], plan: &Plan, scorer: &Scorer) {
    if plan.clauses.len() < 2 {
        return;
    }
    let rarities: Vec<f32> = plan.clauses.iter().map(|clause| scorer.rarity(clause.frequency).min(1.0)).collect();
    for page in best.chunks_mut(PAGE) {
        let mut sums: Vec<f32> = Vec::new();
        for number in 0..page.len() {
            let sum = page[number].score + closeness(&page[number].marked, &rarities);
            let at = sums.iter().take_while(|other| **other >= sum).count();
            sums.insert(at, sum);
            (at..number).rev().for_each(|before| page.swap(before, before + 1));
        }
    }
}

fn closeness(marked: &Marked, rarities: &[f32]) -> f32 {
    let mut near = vec![0.0; rarities.len()];
    for marks in marked.texts() {
        let mut before: Option<&Mark> = None;
        for mark in marks.iter().filter(|mark| mark.part < rarities.len()) {
            if let Some(before) = before.filter(|before| before.part != mark.part) {
                let distance = mark.position.saturating_sub(before.position).max(1) as f32;
                let weight = 1.0 / (distance * distance);
                near[before.part] += rarities[mark.part] * weight;
                near[mark.part] += rarities[before.part] * weight;
            }
            before = Some(mark);
        }
    }
    let mut sum = 0.0;
    for (near, rarity) in near.iter().zip(rarities) {
        sum += rarity * near * (K1 + 1.0) / (near + K1);
    }
    sum
}
