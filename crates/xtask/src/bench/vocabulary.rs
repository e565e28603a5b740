//! The words of generated questions: a list of real ones, and rarer ones derived from pairs of them.

use super::random::Random;
use super::zipf::Zipf;

/// The list begins with the words that hold English sentences together; they keep their low ranks.
const LIST: &str = include_str!("data/words.txt");

/// Distinct ranks, listed and derived words together: about what ten thousand real questions use.
const RANKS: usize = 40_000;

const PREFIXES: [&str; 10] = ["re", "un", "pre", "multi", "sub", "over", "non", "auto", "inter", "mis"];
const SUFFIXES: [&str; 10] = ["s", "ing", "er", "able", "less", "ness", "wise", "ful", "ment", "like"];

/// Words by rank, commonest first.
pub struct Vocabulary {
    words: Vec<String>,
    content: Vec<&'static str>,
    law: Zipf,
}

impl Vocabulary {
    /// The vocabulary; always the same.
    pub fn new() -> Self {
        let first_line = LIST.lines().next().unwrap_or_default();
        let mut content: Vec<&str> = LIST.lines().skip(1).flat_map(str::split_whitespace).collect();
        let mut random = Random::new(7, 0);
        for end in (1..content.len()).rev() {
            content.swap(end, random.below(end + 1));
        }
        let mut words: Vec<String> =
            first_line.split_whitespace().chain(content.iter().copied()).map(str::to_owned).collect();
        while words.len() < RANKS {
            words.push(derived(&content, &mut random));
        }
        Self { words, content, law: Zipf::new(RANKS) }
    }

    /// The words that hold sentences together.
    pub fn function_words() -> impl Iterator<Item = &'static str> {
        LIST.lines().next().unwrap_or_default().split_whitespace()
    }

    /// A word as prose would use it.
    pub fn word(&self, random: &mut Random) -> &str {
        &self.words[self.law.draw(random)]
    }

    /// A listed word that carries meaning, each as likely as the next.
    pub fn content_word(&self, random: &mut Random) -> &'static str {
        random.pick(&self.content)
    }
}

fn derived(content: &[&str], random: &mut Random) -> String {
    let (first, second) = (random.pick(content), random.pick(content));
    match random.below(6) {
        0 => format!("{}{first}", random.pick(&PREFIXES)),
        1 => format!("{first}{}", random.pick(&SUFFIXES)),
        2 => format!("{}{first}{}", random.pick(&PREFIXES), random.pick(&SUFFIXES)),
        3 => format!("{first}{second}"),
        _ => format!("{first}-{second}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_vocabulary_grows_as_text_does() {
        let vocabulary = Vocabulary::new();
        let mut random = Random::new(1, 2);
        let mut seen = BTreeSet::new();
        let mut grown = Vec::new();
        for count in 1..=1_000_000 {
            seen.insert(vocabulary.word(&mut random));
            if [10_000, 100_000, 1_000_000].contains(&count) {
                grown.push(seen.len());
            }
        }
        assert!((2_000..4_000).contains(&grown[0]), "{grown:?}");
        assert!((30_000..40_000).contains(&grown[2]), "{grown:?}");
    }
}
