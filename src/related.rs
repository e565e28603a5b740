//! Which questions to show beside a question: those that share its rare tags and its rare words.

mod terms;

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use rayon::prelude::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

pub use terms::profile_terms;

/// Going through all questions that share a more common feature would make the time quadratic, and it says little.
const LONGEST_POSTINGS: usize = 256;
/// Makes what is found by common features come after what is found by rare ones.
const FILLING: f32 = 1.0 / 1024.0;
/// How many candidates are weighed exactly for each one shown.
const CANDIDATES: usize = 4;

/// What is known of a question for comparing it with others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Profile<'t> {
    /// Numbers of its tags, each once.
    pub tags: &'t [usize],
    /// Its words as [`profile_terms`] gives them.
    pub terms: &'t [(u64, u16)],
}

/// For every question the `count` others nearest to it, best first; fewer when fewer have anything in common with it.
///
/// The nearness of two questions is the cosine of their tags plus the cosine of their terms, each weighted by
/// (1 + ln tf) · ln(1 + N / df): tf-idf after Salton and Buckley, "Term-weighting approaches in automatic text
/// retrieval" (1988), in the scheme `ltc` of Manning, Raghavan and Schütze, "Introduction to Information Retrieval",
/// section 6.4, the idf smoothed so that what all share still counts. Equals are ordered by index.
///
/// Questions are compared when they share a feature found in at most 256 of them; a question with too few of those is
/// compared with its 256 neighbours in order that share a more common one. The best of them by these features alone
/// are weighed by all. So the time is linear in the number of questions.
pub fn related(profiles: &[Profile<'_>], count: usize) -> Vec<Vec<usize>> {
    let tags = Vectors::new(profiles.iter().map(|profile| profile.tags.iter().map(|&tag| (tag as u64, 1))));
    let terms = Vectors::new(profiles.iter().map(|profile| profile.terms.iter().copied()));
    let vectors = [tags, terms];
    (0..profiles.len())
        .into_par_iter()
        .with_min_len(64)
        .map_init(|| Scores::new(profiles.len()), |scores, question| nearest(&vectors, question, count, scores))
        .collect()
}

fn nearest(vectors: &[Vectors; 2], question: usize, count: usize, scores: &mut Scores) -> Vec<usize> {
    let wanted = count.saturating_mul(CANDIDATES);
    for vectors in vectors {
        for (weight, postings) in vectors.shared(question).filter(|(_, postings)| postings.len() <= LONGEST_POSTINGS) {
            scores.add(weight, postings);
        }
    }
    for vectors in vectors {
        for (weight, postings) in vectors.shared(question).filter(|(_, postings)| postings.len() > LONGEST_POSTINGS) {
            // The question itself is among those touched.
            if scores.touched.len() > wanted {
                break;
            }
            let own = postings.partition_point(|&(other, _)| (other as usize) < question);
            let start = own.saturating_sub(LONGEST_POSTINGS / 2).min(postings.len() - LONGEST_POSTINGS);
            scores.add(weight * FILLING, &postings[start..start + LONGEST_POSTINGS]);
        }
    }
    let exact = |candidate: Scored| Scored {
        score: vectors.iter().map(|vectors| vectors.cosine(question, candidate.question as usize)).sum(),
        ..candidate
    };
    let candidates = scores.take_best(wanted, question);
    let mut best: Vec<Scored> = candidates.into_iter().map(exact).collect();
    best.sort_unstable_by(|one, other| other.cmp(one));
    best.truncate(count);
    best.into_iter().map(|scored| scored.question as usize).collect()
}

/// A question with its nearness; greater is nearer, and of equals the earlier.
#[derive(Debug, Clone, Copy)]
struct Scored {
    score: f32,
    question: u32,
}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then(other.question.cmp(&self.question))
    }
}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scored {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Scored {}

/// Sums for every question, of which few are touched between two clearings.
struct Scores {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Scores {
    fn new(questions: usize) -> Self {
        Self { sums: vec![0.0; questions], touched: Vec::new() }
    }

    /// Adds a feature of this weight to the questions that have it too.
    fn add(&mut self, weight: f32, postings: &[(u32, f32)]) {
        for &(other, other_weight) in postings {
            let sum = &mut self.sums[other as usize];
            if *sum == 0.0 {
                self.touched.push(other);
            }
            *sum += weight * other_weight;
        }
    }

    /// The best `count`, in no order and without `except`; all sums are zero again.
    fn take_best(&mut self, count: usize, except: usize) -> Vec<Scored> {
        let mut best: BinaryHeap<Reverse<Scored>> = BinaryHeap::new();
        for question in self.touched.drain(..) {
            let score = std::mem::take(&mut self.sums[question as usize]);
            let scored = Reverse(Scored { score, question });
            if question as usize == except || score <= 0.0 {
                continue;
            }
            if best.len() < count {
                best.push(scored);
            } else if let Some(mut worst) = best.peek_mut()
                && *worst > scored
            {
                *worst = scored;
            }
        }
        best.into_iter().map(|Reverse(scored)| scored).collect()
    }
}

/// Unit vectors of all questions over one kind of feature, by question and by feature. What only one question has is
/// left out after it has lengthened that question's vector.
struct Vectors {
    row_starts: Vec<usize>,
    rows: Vec<(u32, f32)>,
    posting_starts: Vec<usize>,
    postings: Vec<(u32, f32)>,
}

impl Vectors {
    /// From the features of each question with their counts.
    fn new(questions: impl ExactSizeIterator<Item = impl Iterator<Item = (u64, u16)>>) -> Self {
        let total = questions.len();
        let mut features: Vec<(u64, u32, u16)> = (0u32..)
            .zip(questions)
            .flat_map(|(question, features)| features.map(move |(feature, count)| (feature, question, count)))
            .collect();
        features.sort_unstable();

        let mut squares = vec![0.0f32; total];
        let mut row_starts = vec![0; total + 1];
        for same in groups(&features) {
            let rarity = rarity(total, same.len());
            for &(_, question, count) in same {
                squares[question as usize] += (rarity * emphasis(count)).powi(2);
                row_starts[question as usize + 1] += usize::from(same.len() > 1);
            }
        }
        for question in 0..total {
            row_starts[question + 1] += row_starts[question];
        }

        let mut vectors = Self {
            rows: vec![(0, 0.0); row_starts[total]],
            posting_starts: vec![0],
            postings: Vec::with_capacity(row_starts[total]),
            row_starts,
        };
        let mut row_ends = vectors.row_starts.clone();
        for (feature, same) in (0u32..).zip(groups(&features).filter(|same| same.len() > 1)) {
            let rarity = rarity(total, same.len());
            for &(_, question, count) in same {
                let weight = rarity * emphasis(count) / squares[question as usize].sqrt();
                vectors.postings.push((question, weight));
                vectors.rows[row_ends[question as usize]] = (feature, weight);
                row_ends[question as usize] += 1;
            }
            vectors.posting_starts.push(vectors.postings.len());
        }
        vectors
    }

    fn row(&self, question: usize) -> &[(u32, f32)] {
        &self.rows[self.row_starts[question]..self.row_starts[question + 1]]
    }

    /// The question's features as the weight each has in it and the questions that have it.
    fn shared(&self, question: usize) -> impl Iterator<Item = (f32, &[(u32, f32)])> {
        self.row(question).iter().map(|&(feature, weight)| {
            let feature = feature as usize;
            (weight, &self.postings[self.posting_starts[feature]..self.posting_starts[feature + 1]])
        })
    }

    fn cosine(&self, one: usize, other: usize) -> f32 {
        let (mut one, mut other) = (self.row(one), self.row(other));
        let mut sum = 0.0;
        while let ([(a, a_weight), ..], [(b, b_weight), ..]) = (one, other) {
            if a == b {
                sum += a_weight * b_weight;
            }
            one = &one[usize::from(a <= b)..];
            other = &other[usize::from(b <= a)..];
        }
        sum
    }
}

fn groups(features: &[(u64, u32, u16)]) -> impl Iterator<Item = &[(u64, u32, u16)]> {
    features.chunk_by(|one, other| one.0 == other.0)
}

/// ln(1 + N / df).
fn rarity(total: usize, with_feature: usize) -> f32 {
    portable_ln(1.0 + total as f64 / with_feature as f64)
}

/// 1 + ln tf.
fn emphasis(count: u16) -> f32 {
    if count <= 1 { 1.0 } else { 1.0 + portable_ln(f64::from(count)) }
}

/// Rounded to a thousandth, since platforms differ in a logarithm's last digit and a site's bytes may not.
fn portable_ln(value: f64) -> f32 {
    ((value.ln() * 1024.0).round() / 1024.0) as f32
}

#[cfg(test)]
mod tests {
    use super::{Profile, profile_terms};
    use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};

    type Question = (Vec<usize>, Vec<(u64, u16)>);

    fn question(tags: &[usize], text: &str) -> Question {
        (tags.to_vec(), profile_terms(text))
    }

    fn related(questions: &[Question], count: usize) -> Vec<Vec<usize>> {
        let profiles: Vec<Profile<'_>> = questions.iter().map(|(tags, terms)| Profile { tags, terms }).collect();
        super::related(&profiles, count)
    }

    #[test]
    fn shared_rare_tags_and_words_come_first() {
        let questions = [
            question(&[1, 2], "consistent hashing spreads keys over a ring"),
            question(&[1], "an unrelated text on css"),
            question(&[1, 2], "how a ring of hashing nodes moves keys"),
            question(&[3], "keys and ring of hashing"),
            question(&[4], "nothing"),
            question(&[1], "different words again"),
        ];
        assert_eq!(
            related(&questions, 3),
            [vec![2, 3, 1], vec![5, 0, 2], vec![0, 3, 1], vec![0, 2], vec![], vec![1, 0, 2]]
        );
        assert_eq!(related(&questions, 0), vec![Vec::<usize>::new(); 6]);
        assert_eq!(related(&[], 3), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn two_questions_with_one_tag_are_related() {
        assert_eq!(related(&[question(&[0], ""), question(&[0], "")], 5), [[1], [0]]);
    }

    #[test]
    fn a_tag_of_all_finds_neighbours() {
        let mut questions = vec![question(&[0], ""); 1000];
        questions[7] = question(&[0], "quorum");
        questions[900] = question(&[0], "quorum");
        let found = related(&questions, 2);
        assert_eq!((&found[7], &found[900]), (&vec![900, 0], &vec![7, 744]));
        assert_eq!((&found[0], &found[999]), (&vec![1, 2], &vec![744, 745]));
    }

    proptest! {
        #[test]
        fn others_only_each_once_whatever_the_threads(
            features in prop::collection::vec((prop::collection::btree_set(0..5usize, 0..3), "[a-d]{3}( [a-d]{3}){0,5}"), 0..40),
        ) {
            let questions: Vec<Question> = features
                .iter()
                .map(|(tags, text)| question(&tags.iter().copied().collect::<Vec<_>>(), text))
                .collect();
            let found = related(&questions, 4);
            for (index, others) in found.iter().enumerate() {
                let mut unique = others.clone();
                unique.sort_unstable();
                unique.dedup();
                prop_assert!(unique.len() == others.len() && others.len() <= 4 && !others.contains(&index));
            }
            let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            prop_assert_eq!(alone.install(|| related(&questions, 4)), found);
        }
    }
}
