//! The best documents of a plan, exactly: either what is loaded proves which they are, or more is asked for.

use super::match_set::{Flags, matching};
use super::question::Question;
use super::store::{Found, Store};
use crate::bm25::Scorer;
use crate::pack::Held;
use crate::plan::Plan;

/// The best documents.
pub(super) struct Ranking {
    /// Documents and their scores, best first; of equals the first document first.
    pub(super) best: Vec<(u32, f32)>,
    /// How many documents match.
    pub(super) total: u32,
    /// Whether no more do.
    pub(super) is_exact: bool,
    /// What was found of the plan's clauses.
    pub(super) clauses: Vec<Found>,
}

/// Ranks the documents that match a plan, as far as is there.
pub(super) fn rank(plan: &Plan, limit: usize, question: &mut Question<'_>, scorer: &Scorer) -> Ranking {
    let store = question.store;
    let clauses = clauses(plan, question);
    let refused = refused(plan, question);
    if plan.is_complete || !plan.required.is_empty() {
        get_tails(&clauses, question);
    }
    let mut table = Table::new(store.root.collection.documents as usize);
    if clauses.is_empty() && !plan.required.is_empty() {
        table.scores.fill(f32::MIN_POSITIVE);
    }
    for clause in &clauses {
        table.add(clause, store, scorer);
    }
    let mut best: Vec<(u32, f32)> = Vec::new();
    let mut total = 0;
    for (document, score) in table.scores.iter().enumerate() {
        if *score == 0.0 || refused.as_ref().is_some_and(|refused| refused[document]) {
            continue;
        }
        total += 1;
        if best.len() < limit || best.last().is_some_and(|(_, last)| last < score) {
            best.truncate(limit.saturating_sub(1));
            let at = best.partition_point(|(_, other)| other >= score);
            best.insert(at, (document as u32, *score));
        }
    }
    let unseen: f32 = clauses.iter().map(|clause| unseen(clause, store)).sum();
    if unseen > 0.0 && !is_proven(&best, limit, &clauses, unseen) {
        get_tails(&clauses, question);
    }
    let is_single = clauses.len() == 1 && clauses[0].len() == 1 && refused.is_none();
    if is_single {
        total = store.postings(clauses[0][0].0).1[0];
    }
    Ranking { best, total, is_exact: unseen == 0.0 || is_single, clauses }
}

/// Whether no posting that is not loaded can change the best or their scores.
///
/// With one clause that is so if each of them scores more than any such posting. With several, a document can be among
/// the best by one clause and hide in the tail of another: then the tails are needed.
fn is_proven(best: &[(u32, f32)], limit: usize, clauses: &[Found], unseen: f32) -> bool {
    clauses.len() == 1 && best.len() >= limit && best.last().is_some_and(|(_, last)| *last >= unseen)
}

/// All documents that match a plan, as far as is there.
pub(super) fn all(plan: &Plan, question: &mut Question<'_>) -> Flags {
    let store = question.store;
    let clauses = clauses(plan, question);
    let refused = refused(plan, question);
    get_tails(&clauses, question);
    let mut flags = vec![false; store.root.collection.documents as usize];
    flags.fill(clauses.is_empty() && !plan.required.is_empty());
    for clause in &clauses {
        for (place, _) in clause {
            store.each_posting(*place, &mut |held| flags[held.posting.document as usize] = true);
        }
    }
    for (flag, is_refused) in flags.iter_mut().zip(refused.unwrap_or_default()) {
        *flag &= !is_refused;
    }
    flags
}

fn clauses(plan: &Plan, question: &mut Question<'_>) -> Vec<Found> {
    let mut clauses = Vec::new();
    for clause in &plan.clauses {
        let mut found = Vec::new();
        for (term, boost) in &clause.alternatives {
            if let Some(place) = question.find(term) {
                found.push((place, *boost));
            }
        }
        clauses.push(found);
    }
    clauses
}

/// The documents that lack something required or have something excluded; nothing if nothing is.
fn refused(plan: &Plan, question: &mut Question<'_>) -> Option<Flags> {
    let mut refused: Option<Flags> = None;
    for (number, condition) in plan.required.iter().chain(&plan.excluded).enumerate() {
        let must = number < plan.required.len();
        let flags = matching(condition, question);
        for (is_refused, meets) in refused.get_or_insert_with(|| vec![false; flags.len()]).iter_mut().zip(flags) {
            *is_refused |= meets != must;
        }
    }
    refused
}

fn get_tails(clauses: &[Found], question: &mut Question<'_>) {
    for clause in clauses {
        for (place, _) in clause {
            question.get_tail(*place);
        }
    }
}

/// What a posting of a clause that is not loaded can score at most.
fn unseen(clause: &Found, store: &Store) -> f32 {
    let mut most = 0.0_f32;
    for (place, boost) in clause {
        if store.tail(*place).is_none() {
            most = most.max(boost * store.postings(*place).2);
        }
    }
    most
}

/// The scores of all documents.
struct Table {
    /// Nought: no match.
    scores: Vec<f32>,
    /// The best of one clause.
    clause: Vec<f32>,
    touched: Vec<u32>,
}

impl Table {
    fn new(documents: usize) -> Self {
        Self { scores: vec![0.0; documents], clause: vec![0.0; documents], touched: Vec::new() }
    }

    fn add(&mut self, clause: &Found, store: &Store, scorer: &Scorer) {
        for (place, boost) in clause {
            let mut weights = scorer.weights(store.postings(*place).1);
            weights.iter_mut().for_each(|weight| *weight *= boost);
            let norms = &store.root.norms;
            store.each_posting(*place, &mut |Held { posting, norm }| {
                let document = posting.document as usize;
                let norm = norms.get(document).copied().unwrap_or(*norm);
                let score = scorer.score(&weights, posting, norm);
                let best = &mut self.clause[document];
                if *best == 0.0 {
                    self.touched.push(posting.document);
                }
                *best = best.max(score);
            });
        }
        for document in std::mem::take(&mut self.touched) {
            self.scores[document as usize] += std::mem::take(&mut self.clause[document as usize]);
        }
    }
}
