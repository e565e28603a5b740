//! The best documents of a plan, exactly: either what is loaded proves which they are, or more is asked for.

use super::match_set::{Flags, matching};
use super::store::{Place, Slot, Store};
use crate::bm25::Scorer;
use crate::pack::Held;
use crate::plan::{Clause, Condition, Missing, Plan};

/// The best documents.
pub(super) struct Ranking {
    /// Documents and their scores, best first; of equals the first document first.
    pub(super) best: Vec<(u32, f32)>,
    /// How many documents match.
    pub(super) total: u32,
    /// Whether no more do.
    pub(super) is_exact: bool,
}

/// Ranks the documents that match a plan.
pub(super) fn rank(plan: &Plan, limit: usize, store: &mut Store, scorer: &Scorer) -> Result<Ranking, Missing> {
    let clauses = clauses(plan, store);
    let allowed = allowed(plan, store);
    let (clauses, allowed) = (clauses?, allowed?);
    if plan.is_complete || !plan.required.is_empty() {
        all_tails(&clauses, store)?;
    }
    let mut table = Table::new(store.root.collection.documents as usize);
    if clauses.is_empty() && !plan.required.is_empty() {
        table.scores.fill(0.0);
    }
    for clause in &clauses {
        table.add(clause, store, scorer);
    }
    let is_allowed = |document: usize| allowed.as_ref().is_none_or(|allowed| allowed[document]);
    let matches = table.scores.iter().enumerate().filter(|(document, score)| **score >= 0.0 && is_allowed(*document));
    let mut best: Vec<(u32, f32)> = matches.map(|(document, score)| (document as u32, *score)).collect();
    let total = best.len() as u32;
    let by_score = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if limit < best.len() {
        // One more than asked for: what just misses must be known too.
        best.select_nth_unstable_by(limit, by_score);
        best.truncate(limit + 1);
    }
    best.sort_unstable_by(by_score);
    let unseen: f32 = clauses.iter().map(|clause| unseen(clause, store)).sum();
    if unseen > 0.0 && !table.is_proven(&best, limit, &clauses, store) {
        all_tails(&clauses, store)?;
    }
    best.truncate(limit);
    let is_single = clauses.len() == 1 && clauses[0].len() == 1 && allowed.is_none();
    let total = if is_single { store.postings(clauses[0][0].0).1[0] } else { total };
    Ok(Ranking { best, total, is_exact: unseen == 0.0 || is_single })
}

/// All documents that match a plan.
pub(super) fn all(plan: &Plan, store: &mut Store) -> Result<Flags, Missing> {
    let clauses = clauses(plan, store);
    let allowed = allowed(plan, store);
    let (clauses, allowed) = (clauses?, allowed?);
    all_tails(&clauses, store)?;
    let mut flags = vec![clauses.is_empty() && !plan.required.is_empty(); store.root.collection.documents as usize];
    for (place, _) in clauses.iter().flatten() {
        let tail = store.tail(*place).unwrap_or(&[]);
        store.postings(*place).0.iter().chain(tail).for_each(|held| flags[held.posting.document as usize] = true);
    }
    for (flag, allowed) in flags.iter_mut().zip(allowed.iter().flatten()) {
        *flag &= allowed;
    }
    Ok(flags)
}

/// The terms of a clause that are in the dictionary, and what their scores are multiplied by.
type Found = Vec<(Place, f32)>;

fn clauses(plan: &Plan, store: &mut Store) -> Result<Vec<Found>, Missing> {
    let mut is_missing = false;
    let mut found = |clause: &Clause| {
        let mut places = Vec::with_capacity(clause.alternatives.len());
        for (term, boost) in &clause.alternatives {
            match store.find(term) {
                Ok(place) => places.extend(place.map(|place| (place, *boost))),
                Err(Missing) => is_missing = true,
            }
        }
        places
    };
    let clauses = plan.clauses.iter().map(&mut found).collect();
    if is_missing { Err(Missing) } else { Ok(clauses) }
}

/// The documents that meet all that is required and nothing that is excluded, if anything is.
fn allowed(plan: &Plan, store: &mut Store) -> Result<Option<Flags>, Missing> {
    let mut allowed: Option<Flags> = None;
    let mut is_missing = false;
    let conditions = plan.required.iter().map(|condition| (condition, true));
    for (condition, must) in conditions.chain(plan.excluded.iter().map(|condition| (condition, false))) {
        match meeting(condition, must, store) {
            Ok(flags) => match &mut allowed {
                Some(allowed) => allowed.iter_mut().zip(flags).for_each(|(allowed, flag)| *allowed &= flag),
                None => allowed = Some(flags),
            },
            Err(Missing) => is_missing = true,
        }
    }
    if is_missing { Err(Missing) } else { Ok(allowed) }
}

fn meeting(condition: &Condition, must: bool, store: &mut Store) -> Result<Flags, Missing> {
    let mut flags = matching(condition, store)?;
    if !must {
        flags.iter_mut().for_each(|flag| *flag = !*flag);
    }
    Ok(flags)
}

fn all_tails(clauses: &[Found], store: &mut Store) -> Result<(), Missing> {
    let long = clauses.iter().flatten().filter(|(place, _)| store.entry(*place).long().is_some());
    let tails: Vec<Slot> = long.map(|(place, _)| Slot::Tails(place.chunk)).collect();
    store.get_all(tails)
}

/// What a posting of a clause that is not loaded can score at most.
fn unseen(clause: &Found, store: &Store) -> f32 {
    let hidden = clause.iter().filter(|(place, _)| store.tail(*place).is_none());
    hidden.map(|(place, boost)| boost * store.postings(*place).2).fold(0.0, f32::max)
}

/// The scores of all documents.
struct Table {
    /// Below zero: no match.
    scores: Vec<f32>,
    /// The best of one clause.
    clause: Vec<f32>,
    touched: Vec<u32>,
}

impl Table {
    fn new(documents: usize) -> Self {
        Self { scores: vec![-1.0; documents], clause: vec![0.0; documents], touched: Vec::new() }
    }

    fn add(&mut self, clause: &Found, store: &Store, scorer: &Scorer) {
        for (place, boost) in clause {
            let (postings, frequencies, _) = store.postings(*place);
            let mut weights = scorer.weights(frequencies);
            weights.iter_mut().for_each(|weight| *weight *= boost);
            let norms = &store.root.norms;
            for Held { posting, norm } in postings.iter().chain(store.tail(*place).unwrap_or(&[])) {
                let document = posting.document as usize;
                let norm = norms.get(document).copied().unwrap_or(*norm);
                let score = scorer.score(&weights, posting, norm);
                let best = &mut self.clause[document];
                if *best == 0.0 {
                    self.touched.push(posting.document);
                }
                *best = best.max(score);
            }
        }
        for document in self.touched.drain(..) {
            let score = &mut self.scores[document as usize];
            *score = score.max(0.0) + std::mem::take(&mut self.clause[document as usize]);
        }
    }

    /// Whether no posting that is not loaded can change the best or their scores.
    ///
    /// With one clause that is so if each of them scores more than any such posting. With several, a document can be
    /// among the best by one clause and hide in the tail of another: then the tails are needed.
    fn is_proven(&self, best: &[(u32, f32)], limit: usize, clauses: &[Found], store: &Store) -> bool {
        let is_full = best.len() >= limit && limit > 0;
        let [clause] = clauses else { return false };
        is_full && best[limit - 1].1 >= unseen(clause, store)
    }
}
