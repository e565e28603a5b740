//! The queries a generated site is searched for, chosen by how many of its questions hold their words.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::corpus::Corpus;
use super::vocabulary::Vocabulary;

/// Words of each rarity.
const EACH: usize = 5;
/// Shorter words are too like others to be mistyped, or cut, and still be meant.
const SHORTEST: usize = 6;

/// Queries of each kind, under the names `e2e/measure-search.mjs` reads.
#[derive(Serialize)]
pub struct Queries {
    one_word: Vec<String>,
    two_words: Vec<String>,
    natural: Vec<String>,
    prefix: Vec<String>,
    typo: Vec<String>,
    session: Vec<String>,
}

/// How many questions hold each word that says something.
pub fn frequencies(corpus: &Corpus) -> BTreeMap<String, usize> {
    let said: BTreeSet<&str> = Vocabulary::function_words().collect();
    let mut frequencies = BTreeMap::new();
    for index in 0..corpus.count {
        let question = corpus.question(index, str::to_owned);
        let text = format!("{} {} {}", question.heading.title, question.question, question.answer).to_lowercase();
        let words: BTreeSet<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
        let meant = words.into_iter().filter(|word| word.len() >= SHORTEST && !said.contains(word));
        for word in meant.filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())) {
            *frequencies.entry(word.to_owned()).or_default() += 1;
        }
    }
    frequencies
}

/// Queries made of words that a fifth, a fiftieth and hardly any of `count` questions hold.
pub fn choose(count: usize, frequencies: &BTreeMap<String, usize>) -> Queries {
    let mut ranked: Vec<(usize, &str)> = frequencies.iter().map(|(word, count)| (*count, word.as_str())).collect();
    ranked.sort_by_key(|(count, word)| (usize::MAX - count, *word));
    let near = |wanted: usize| -> Vec<&str> {
        let begin = ranked.partition_point(|(count, _)| *count > wanted.max(1));
        ranked[begin.min(ranked.len().saturating_sub(EACH))..].iter().take(EACH).map(|(_, word)| *word).collect()
    };
    let (common, middling, rare) = (near(count / 5), near(count / 50), near(count / 5_000 + 1));
    let three = || common.iter().zip(&middling).zip(&rare);
    let session = three().next().map(|((common, middling), rare)| {
        [(*common).to_owned(), format!("{common} {middling}"), (*middling).to_owned(), (*rare).to_owned()]
    });
    let letters = |word: &&str, count: usize| word[..count].to_owned();
    Queries {
        one_word: [&common[..], &middling, &rare].concat().into_iter().map(str::to_owned).collect(),
        two_words: three()
            .flat_map(|((common, middling), rare)| [format!("{common} {middling}"), format!("{middling} {rare}")])
            .collect(),
        natural: three().map(|((common, middling), rare)| format!("how does {common} {middling} {rare}")).collect(),
        prefix: common
            .iter()
            .map(|word| letters(word, 3))
            .chain(middling.iter().map(|word| letters(word, 4)))
            .collect(),
        typo: common.iter().chain(&middling).filter_map(|word| mistyped(word, frequencies)).collect(),
        session: session.into_iter().flatten().collect(),
    }
}

/// The word with two letters from its middle in each other's place, if that is no word.
fn mistyped(word: &str, frequencies: &BTreeMap<String, usize>) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    letters.swap(middle - 1, middle);
    let typo: String = letters.into_iter().collect();
    (typo != word && !frequencies.contains_key(&typo)).then_some(typo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_go_from_common_words_to_rare_ones() {
        let count = 200;
        let frequencies = frequencies(&Corpus::new(count));
        let queries = choose(count, &frequencies);
        let held: Vec<usize> = queries.one_word.iter().map(|word| frequencies[word]).collect();
        assert_eq!(held.len(), 3 * EACH);
        assert!(held[0] > held[EACH] && held[EACH] > held[2 * EACH], "{held:?}");
        assert!(queries.natural.iter().all(|query| query.split(' ').count() == 5), "{:?}", queries.natural);
        assert!(queries.typo.iter().all(|word| !frequencies.contains_key(word)), "{:?}", queries.typo);
    }
}
