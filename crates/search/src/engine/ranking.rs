//! The best documents of a plan, exactly: either what is loaded proves which they are, or more is asked for.

use super::match_set::{Flags, matching};
use super::question::{ALL, Question};
use super::store::{Found, Store};
use crate::bm25::Scorer;
use crate::pack::Held;
use crate::plan::Plan;

/// The best documents.
pub(super) struct Ranking {
    /// Documents and their scores, best first; of equals the first document first.
    pub(super) best: Vec<(u32, f32)>,
    /// How many documents are known to match.
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
    if plan.is_complete || !plan.required.is_empty() || clauses.len() > u32::BITS as usize {
        get_tails(&clauses, question);
    }
    let mut table = Table::new(store.root.collection.documents as usize);
    if clauses.is_empty() && !plan.required.is_empty() {
        table.scores.fill(f32::MIN_POSITIVE);
    }
    for (number, clause) in clauses.iter().enumerate() {
        table.add(number, clause, store, scorer);
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
    let least = best.get(limit.wrapping_sub(1)).map_or(0.0, |(_, score)| *score);
    let needed = table.needed(least, refused.as_deref());
    for (number, clause) in clauses.iter().enumerate() {
        for (place, _) in clause {
            question.get_tails(*place, (needed >> number & 1) as usize);
            if refused.is_none() {
                total = total.max(store.postings(*place).1[0]);
            }
        }
    }
    let is_single = clauses.len() == 1 && clauses[0].len() == 1 && refused.is_none();
    Ranking { best, total, is_exact: table.unseen.iter().all(|unseen| *unseen == 0.0) || is_single, clauses }
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
            for held in store.postings(*place).0 {
                flags[held.posting.document as usize] = true;
            }
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
            question.get_tails(*place, ALL);
        }
    }
}

/// The scores of all documents.
struct Table {
    /// Nought: no match.
    scores: Vec<f32>,
    /// The clauses a document's score of which is known, a bit each.
    known: Vec<u32>,
    /// For each clause what a posting that is not loaded can score at most; nought if all are.
    unseen: Vec<f32>,
    /// The best of one clause.
    clause: Vec<f32>,
    touched: Vec<u32>,
}

impl Table {
    fn new(documents: usize) -> Self {
        Self {
            scores: vec![0.0; documents],
            known: vec![0; documents],
            unseen: Vec::new(),
            clause: vec![0.0; documents],
            touched: Vec::new(),
        }
    }

    fn add(&mut self, number: usize, clause: &Found, store: &Store, scorer: &Scorer) {
        let mut unseen = 0.0_f32;
        for (place, boost) in clause {
            let mut weights = scorer.weights(store.postings(*place).1);
            weights.iter_mut().for_each(|weight| *weight *= boost);
            let norms = &store.root.norms;
            for Held { posting, norm } in store.postings(*place).0 {
                let document = posting.document as usize;
                let norm = norms.get(document).copied().unwrap_or(*norm);
                let score = scorer.score(&weights, posting, norm);
                let best = &mut self.clause[document];
                if *best == 0.0 {
                    self.touched.push(posting.document);
                }
                *best = best.max(score);
            }
            unseen = unseen.max(boost * store.entry(*place).unseen());
        }
        for document in std::mem::take(&mut self.touched) {
            let document = document as usize;
            let score = std::mem::take(&mut self.clause[document]);
            self.scores[document] += score;
            if clause.len() == 1 || score >= unseen {
                self.known[document] |= bit(number);
            }
        }
        self.unseen.push(unseen);
    }

    /// Of which clauses more postings are needed, a bit each: a document may score more than `least`, and what it scores by them is
    /// not known.
    ///
    /// What is known and the bounds on the rest are the upper bound of a document, as in NRA (Fagin, Lotem and Naor, "Optimal
    /// aggregation algorithms for middleware", 2003).
    fn needed(&self, least: f32, refused: Option<&[bool]>) -> u32 {
        let mut needed = 0;
        for (document, score) in self.scores.iter().enumerate() {
            let known = self.known[document];
            let mut most = *score;
            for (number, unseen) in self.unseen.iter().enumerate() {
                if known & bit(number) == 0 {
                    most += unseen;
                }
            }
            if most > least.max(*score) && refused.is_none_or(|refused| !refused[document]) {
                needed |= !known;
            }
        }
        needed
    }
}

/// Stands for a clause; there are no more than bits where it matters.
fn bit(clause: usize) -> u32 {
    1_u32.wrapping_shl(clause as u32)
}
