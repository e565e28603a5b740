//! The order in which documents are indexed: those about the same thing one after another.

use std::cmp::Reverse;
use std::collections::HashMap;

use studybook_search::analyze::Analyzer;

/// A word in fewer titles brings too few documents together,
const LEAST: usize = 4;
/// and one in more than a fiftieth of them is how titles are put, not what they are about.
const MOST: usize = 50;

/// The numbers of documents, of which their tags and titles are given, in the order in which they are indexed: by their
/// first tag, then by the words that several titles share. What is shown of the documents that answer a query then stands in
/// fewer files, and a file of them compresses better. A title says it as well as the whole text, and is edited less.
pub fn order<T: Ord>(documents: &[(&[T], &str)], language: &str) -> Vec<usize> {
    let analyzer = Analyzer::new(language);
    let titles: Vec<Vec<String>> = documents.iter().map(|(_, title)| terms(title, &analyzer)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    titles.iter().flatten().for_each(|term| *counts.entry(term).or_default() += 1);
    let mut shared: Vec<(&str, usize)> = counts.into_iter().collect();
    shared.retain(|(_, count)| (LEAST..=documents.len() / MOST).contains(count));
    shared.sort_unstable_by_key(|(term, count)| (Reverse(*count), *term));
    let ranks: HashMap<&str, usize> = shared.iter().zip(0..).map(|((term, _), rank)| (*term, rank)).collect();
    let about = |title: &Vec<String>| {
        let mut about: Vec<usize> = title.iter().filter_map(|term| ranks.get(&**term).copied()).collect();
        about.sort_unstable();
        about
    };
    let about: Vec<Vec<usize>> = titles.iter().map(about).collect();
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by_key(|number| {
        let tags = documents[*number].0;
        (tags.first(), &about[*number], tags)
    });
    order
}

/// The terms of a title, each once.
fn terms(title: &str, analyzer: &Analyzer) -> Vec<String> {
    let mut terms = Vec::new();
    analyzer.tokens(title, &mut |token| terms.push(token.term.to_owned()));
    terms.sort_unstable();
    terms.dedup();
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Their titles in order, among many documents whose titles share no word.
    fn ordered(documents: &[(&[&str], &str)]) -> Vec<String> {
        let others: Vec<String> = (0..400).map(|number| format!("w{number}")).collect();
        let others = others.iter().map(|title| (&["z"][..], &**title));
        let all: Vec<(&[&str], &str)> = documents.iter().copied().chain(others).collect();
        let order = order(&all, "en");
        order.into_iter().filter(|number| *number < documents.len()).map(|number| all[number].1.to_owned()).collect()
    }

    #[test]
    fn documents_of_a_tag_whose_titles_share_words_come_together() {
        let lock = |number: usize| ["Locks in Rust", "A lock waits", "Who locks?", "Locking tables"][number];
        let heap = |number: usize| ["Heaps in Rust", "A heap grows", "Whose heap?", "Heap tables"][number];
        let mut mixed: Vec<(&[&str], &str)> = Vec::new();
        for number in 0..4 {
            mixed.push((&["a"], lock(number)));
            mixed.push((&["a"], heap(number)));
        }
        // It makes locks the commoner of the two, which comes first.
        mixed.push((&["0"], "No lock"));
        let expected: Vec<&str> = ["No lock"].into_iter().chain((0..4).map(lock)).chain((0..4).map(heap)).collect();
        assert_eq!(ordered(&mixed), expected);
    }

    #[test]
    fn few_documents_are_in_the_order_of_their_tags() {
        let documents: [(&[u8], &str); 4] = [(&[2, 1], "a"), (&[1, 3], "a"), (&[1, 2], "a"), (&[], "a")];
        assert_eq!(order(&documents, "en"), [3, 2, 1, 0]);
    }
}
