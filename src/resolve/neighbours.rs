//! Which questions stand beside a question: those its author names, then those that are like it.

use std::sync::Arc;

use super::Candidate;
use super::ids::Ids;
use crate::diagnostic::Diagnostic;
use crate::lint::Lint;
use crate::related::{self, Profile};
use crate::site::Site;

/// How many questions stand beside one.
const COUNT: usize = 5;

/// For every question those that are like it, best first, by index.
pub type Alike = Arc<[Vec<usize>]>;

/// Finds out which questions are alike. It takes long where there are many.
pub fn alike(site: &Site) -> Alike {
    let questions = site.questions.iter();
    let profiles: Vec<Profile<'_>> =
        questions.map(|question| Profile { tags: &question.tags, terms: &question.entry().terms }).collect();
    related::related(&profiles, COUNT).into()
}

/// Puts beside every question, after those its author names, those that are like it.
pub fn befriend(site: &mut Site, alike: &Alike) {
    for (question, alike) in site.questions.iter_mut().zip(alike.iter()) {
        let unnamed: Vec<usize> = alike.iter().copied().filter(|other| !question.related.contains(other)).collect();
        question.related.extend(unnamed);
        question.related.truncate(COUNT);
    }
}

/// For every question those that its author names.
pub fn named(candidates: &[Candidate<'_>], ids: &Ids, diagnostics: &mut Vec<Diagnostic>) -> Vec<Vec<usize>> {
    candidates.iter().enumerate().map(|(index, candidate)| named_by(index, candidate, ids, diagnostics)).collect()
}

fn named_by(index: usize, candidate: &Candidate<'_>, ids: &Ids, diagnostics: &mut Vec<Diagnostic>) -> Vec<usize> {
    let mut named = Vec::new();
    for id in &candidate.entry().fields.related {
        match ids.find(&id.value) {
            Some(other) if other != index && !named.contains(&other) => named.push(other),
            Some(_) => {}
            None => diagnostics.push(
                Diagnostic::new(Lint::DeadLink, format!("there is no question `{}`", id.value))
                    .at(id.place.clone(), "")
                    .help("name questions by their ids, as in their addresses"),
            ),
        }
    }
    named
}
