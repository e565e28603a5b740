//! Which questions stand beside a question: those its author names, then those that are like it.

use super::ids::Ids;
use super::{Candidate, Grouped};
use crate::diagnostic::Diagnostic;
use crate::lint::Lint;
use crate::related::{self, Profile};

/// How many questions stand beside one.
const COUNT: usize = 5;

/// For every question the others to read beside it, best first.
pub fn related(
    candidates: &[Candidate<'_>],
    ids: &Ids,
    tags: &Grouped,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Vec<usize>> {
    let profiles: Vec<Profile> = candidates
        .iter()
        .zip(&tags.of)
        .map(|(candidate, tags)| Profile {
            tags: tags.iter().filter_map(|tag| u32::try_from(*tag).ok()).collect(),
            terms: candidate.entry().terms.clone(),
        })
        .collect();
    let mut alike = related::related(&profiles, COUNT);
    for (index, candidate) in candidates.iter().enumerate() {
        let named = named(index, candidate, ids, diagnostics);
        if named.is_empty() {
            continue;
        }
        alike[index].retain(|other| !named.contains(other));
        alike[index].splice(0..0, named);
        alike[index].truncate(COUNT);
    }
    alike
}

fn named(index: usize, candidate: &Candidate<'_>, ids: &Ids, diagnostics: &mut Vec<Diagnostic>) -> Vec<usize> {
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
