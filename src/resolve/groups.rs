//! Tags and topics: what is written in several ways brought together, every group with an address of its own.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::parts::is_visible;
use super::{Candidate, Grouped};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Document, Placed};
use crate::lint::Lint;
use crate::site::Group;
use crate::slug;

/// Everything said under one name, up to case and normalisation.
struct Named<'d> {
    /// Each way it is written, with how often and where first.
    spellings: BTreeMap<&'d str, (usize, &'d Place)>,
    questions: Vec<usize>,
    first: &'d Place,
}

/// Collects names in the order they are met.
#[derive(Default)]
struct Collector<'d> {
    index: HashMap<String, usize>,
    named: Vec<Named<'d>>,
}

impl<'d> Collector<'d> {
    fn add(&mut self, name: &'d Placed<String>, questions: &[usize]) {
        let index = *self.index.entry(slug::collision_key(&name.value)).or_insert_with(|| {
            self.named.push(Named { spellings: BTreeMap::new(), questions: Vec::new(), first: &name.place });
            self.named.len() - 1
        });
        let named = &mut self.named[index];
        named.spellings.entry(&name.value).or_insert((0, &name.place)).0 += 1;
        named.questions.extend(questions);
    }
}

/// The tags of all questions, ordered by name.
pub fn tags(candidates: &[Candidate<'_>], diagnostics: &mut Vec<Diagnostic>) -> Grouped {
    let mut collector = Collector::default();
    for (index, candidate) in candidates.iter().enumerate() {
        let mut seen: HashMap<String, ()> = HashMap::new();
        for tag in &candidate.entry().fields.tags {
            if !tag.value.chars().any(is_visible) {
                diagnostics.push(
                    Diagnostic::new(Lint::InvisibleText, "this tag holds nothing a reader can see")
                        .at(tag.place.clone(), "left out")
                        .help("delete it"),
                );
            } else if seen.insert(slug::collision_key(&tag.value), ()).is_some() {
                diagnostics.push(
                    Diagnostic::new(Lint::RepeatedField, format!("the tag `{}` is listed twice", tag.value))
                        .at(tag.place.clone(), "")
                        .help("delete it"),
                );
            } else {
                collector.add(tag, &[index]);
            }
        }
    }
    for named in &collector.named {
        report_spellings(named, diagnostics);
    }
    let mut named = collector.named;
    named.sort_by_cached_key(|named| {
        let name = spelling(named).to_lowercase();
        (name, spelling(named).to_owned())
    });
    let mut grouped = grouped(named, candidates);
    in_order_written(&mut grouped, candidates);
    grouped
}

/// A question shows its tags in the order its author gave them.
fn in_order_written(tags: &mut Grouped, candidates: &[Candidate<'_>]) {
    for (of, candidate) in tags.of.iter_mut().zip(candidates) {
        let written: HashMap<String, usize> = candidate
            .entry()
            .fields
            .tags
            .iter()
            .enumerate()
            .rev()
            .map(|(at, tag)| (slug::collision_key(&tag.value), at))
            .collect();
        of.sort_by_key(|tag| written.get(&slug::collision_key(&tags.groups[*tag].name)).copied());
    }
}

/// The topics, from the index of each file and from the questions' own fields.
pub fn topics(documents: &[Arc<Document>], candidates: &[Candidate<'_>], diagnostics: &mut Vec<Diagnostic>) -> Grouped {
    let mut collector = Collector::default();
    let mut start = 0;
    for document in documents {
        let length = candidates[start..].iter().take_while(|it| Arc::ptr_eq(it.document, document)).count();
        let mut by_number: HashMap<u64, usize> = HashMap::new();
        for (offset, candidate) in candidates[start..start + length].iter().enumerate() {
            if let Some(number) = candidate.entry().number {
                by_number.entry(number).or_insert(start + offset);
            }
        }
        for claim in &document.topics {
            let questions: Vec<usize> =
                claim.numbers.iter().filter_map(|it| by_number.get(&it.value).copied()).collect();
            for number in claim.numbers.iter().filter(|number| !by_number.contains_key(&number.value)) {
                let is_draft = document.entries.iter().any(|entry| entry.number == Some(number.value));
                if !is_draft {
                    diagnostics.push(unknown_reference(number));
                }
            }
            collector.add(&claim.name, &questions);
        }
        start += length;
    }
    for (index, candidate) in candidates.iter().enumerate() {
        for topic in &candidate.entry().fields.topics {
            collector.add(topic, &[index]);
        }
    }
    collector.named.retain(|named| spelling(named).chars().any(is_visible));
    grouped(collector.named, candidates)
}

fn unknown_reference(number: &Placed<u64>) -> Diagnostic {
    Diagnostic::new(Lint::UnknownTopicReference, format!("this file has no question Q{}", number.value))
        .at(number.place.clone(), "")
        .help("delete the reference, or correct its number")
}

fn report_spellings(named: &Named<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let chosen = spelling(named);
    for (other, (_, place)) in named.spellings.iter().filter(|(other, _)| **other != chosen) {
        let first = named.spellings[chosen].1;
        diagnostics.push(
            Diagnostic::new(Lint::TagSpelling, format!("the tag `{chosen}` is also written `{other}`"))
                .at((*place).clone(), "")
                .at(first.clone(), "written so here")
                .help(format!("write `{chosen}` everywhere")),
        );
    }
}

/// The way a name is written most often; of equals, the last in order, which prefers lower case.
fn spelling<'d>(named: &Named<'d>) -> &'d str {
    named.spellings.iter().max_by_key(|(_, (count, _))| *count).map_or("", |(spelling, _)| spelling)
}

fn grouped(named: Vec<Named<'_>>, candidates: &[Candidate<'_>]) -> Grouped {
    let mut taken: HashMap<String, ()> = HashMap::new();
    let mut grouped = Grouped {
        groups: Vec::with_capacity(named.len()),
        of: vec![Vec::new(); candidates.len()],
        places: Vec::with_capacity(named.len()),
    };
    for (index, named) in named.into_iter().enumerate() {
        let name = spelling(&named).to_owned();
        let slug = unique_slug(&name, &mut taken);
        let mut questions = named.questions;
        questions.sort_unstable();
        questions.dedup();
        for question in &questions {
            grouped.of[*question].push(index);
        }
        grouped.places.push(named.first.clone());
        grouped.groups.push(Group { name, slug, questions });
    }
    grouped
}

/// A slug no other group has: a clash, or a name of signs alone, is told apart by a hash of the name.
fn unique_slug(name: &str, taken: &mut HashMap<String, ()>) -> String {
    let hash = &blake3::hash(name.as_bytes()).to_hex()[..8];
    let mut slug = slug::slug(name);
    if slug.is_empty() {
        slug = format!("t-{hash}");
    }
    if taken.contains_key(&slug::collision_key(&slug)) {
        slug = format!("{slug}-{hash}");
    }
    taken.insert(slug::collision_key(&slug), ());
    slug
}
