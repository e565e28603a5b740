//! Every question's id: its author's, or a slug of its title, never two alike.

use std::collections::{HashMap, HashSet};

use super::{Candidate, Multimap};
use crate::diagnostic::Diagnostic;
use crate::document::Placed;
use crate::lint::Lint;
use crate::slug;

/// The ids of all questions.
pub struct Ids {
    /// By index of the question.
    pub of: Vec<String>,
    /// The question of each id, by the id's collision key.
    question: HashMap<String, usize>,
    /// Former ids and the questions they lead to now.
    pub redirects: Vec<(String, usize)>,
    /// The question of each former id, by its collision key.
    former: HashMap<String, usize>,
}

impl Ids {
    /// The question that has an id, or once had it.
    pub fn find(&self, id: &str) -> Option<usize> {
        let key = slug::collision_key(id);
        self.question.get(&key).or_else(|| self.former.get(&key)).copied()
    }
}

/// Gives every question its id.
pub fn assign(candidates: &[Candidate<'_>], diagnostics: &mut Vec<Diagnostic>) -> Ids {
    let mut ids = Ids {
        of: vec![String::new(); candidates.len()],
        question: HashMap::with_capacity(candidates.len()),
        redirects: Vec::new(),
        former: HashMap::new(),
    };
    for (index, candidate) in candidates.iter().enumerate() {
        if let Some(id) = &candidate.entry().fields.id
            && is_usable(id, diagnostics)
        {
            match ids.question.entry(slug::collision_key(&id.value)) {
                std::collections::hash_map::Entry::Vacant(slot) => {
                    slot.insert(index);
                    ids.of[index] = id.value.clone();
                }
                std::collections::hash_map::Entry::Occupied(taken) => {
                    let other = &candidates[*taken.get()];
                    diagnostics.push(
                        Diagnostic::new(Lint::DuplicateId, format!("the id `{}` is used twice", id.value))
                            .at(id.place.clone(), "used again here")
                            .at(other.place().clone(), "used first here")
                            .help("give one of the two another id"),
                    );
                }
            }
        }
    }
    derive(candidates, &mut ids);
    report_titles(candidates, diagnostics);
    aliases(candidates, &mut ids, diagnostics);
    ids
}

fn is_usable(id: &Placed<String>, diagnostics: &mut Vec<Diagnostic>) -> bool {
    // An id that was derived, and told apart by a number, may be longer than one that was thought of.
    let numbered = id.value.rsplit_once('-').filter(|(_, number)| number.len() <= 6 && is_number(number));
    if slug::is_slug(&id.value) || numbered.is_some_and(|(base, _)| slug::is_slug(base)) {
        return true;
    }
    let near = slug::slug(&id.value);
    let help = if near.is_empty() { "write letters, digits and hyphens".to_owned() } else { format!("write `{near}`") };
    diagnostics.push(
        Diagnostic::new(Lint::InvalidId, format!("`{}` cannot be part of an address", id.value))
            .at(id.place.clone(), "")
            .help(help),
    );
    false
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Slugs of the titles for all that have no id yet; the first of several equal ones has it without a number.
fn derive(candidates: &[Candidate<'_>], ids: &mut Ids) {
    let mut next: HashMap<String, usize> = HashMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        if !ids.of[index].is_empty() {
            continue;
        }
        let base = base(candidate);
        let mut id = base.clone();
        let mut key = slug::collision_key(&id);
        let number = next.entry(key.clone()).or_insert(2);
        while ids.question.contains_key(&key) {
            id = format!("{base}-{number}");
            key = slug::collision_key(&id);
            *number += 1;
        }
        ids.question.insert(key, index);
        ids.of[index] = id;
    }
}

/// The id a title asks for. A title of signs alone, such as an emoji, is named by its number or a hash.
fn base(candidate: &Candidate<'_>) -> String {
    let entry = candidate.entry();
    let slug = slug::slug(&entry.title.text);
    if !slug.is_empty() {
        return slug;
    }
    match entry.number {
        Some(number) => format!("q{number}"),
        None => format!("q-{}", &blake3::hash(entry.title.text.as_bytes()).to_hex()[..8]),
    }
}

fn report_titles(candidates: &[Candidate<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut first: HashMap<String, usize> = HashMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let title = &candidate.entry().title.text;
        let words: Vec<&str> = title.split_whitespace().collect();
        let earlier = *first.entry(slug::collision_key(&words.join(" "))).or_insert(index);
        if earlier != index {
            diagnostics.push(
                Diagnostic::new(Lint::DuplicateTitle, format!("two questions are called `{title}`"))
                    .at(candidate.place().clone(), "")
                    .at(candidates[earlier].place().clone(), "the other one")
                    .help("tell them apart in the title, or give one an id: `## Q1: Title {#id}`"),
            );
        }
    }
}

fn aliases(candidates: &[Candidate<'_>], ids: &mut Ids, diagnostics: &mut Vec<Diagnostic>) {
    let mut by_key: Multimap<String, (usize, &Placed<String>)> = Multimap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        for alias in &candidate.entry().fields.aliases {
            if is_usable(alias, diagnostics) {
                by_key.entry(slug::collision_key(&alias.value)).or_default().push((index, alias));
            }
        }
    }
    for (key, claims) in by_key {
        let (index, alias) = claims[0];
        let claimants: HashSet<usize> = claims.iter().map(|(index, _)| *index).collect();
        match ids.question.get(&key) {
            Some(owner) if *owner == index => {}
            Some(owner) => diagnostics.push(taken(alias, candidates[*owner].place().clone())),
            None if claimants.len() > 1 => {
                let other = claims.iter().find(|(other, _)| *other != index).map_or(alias, |(_, other)| other);
                diagnostics.push(taken(other, alias.place.clone()));
            }
            None => {
                ids.redirects.push((alias.value.clone(), index));
                ids.former.insert(key, index);
            }
        }
    }
}

fn taken(alias: &Placed<String>, by: crate::diagnostic::Place) -> Diagnostic {
    Diagnostic::new(Lint::DuplicateId, format!("the alias `{}` is taken", alias.value))
        .at(alias.place.clone(), "")
        .at(by, "by this one")
        .help("an address can lead to one question only")
}
