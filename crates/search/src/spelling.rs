//! Words that were meant: at most one slip in a short word, two in a long one.

use crate::analyze::{Class, class};

/// How many slips a word may have to be taken for another; nothing for words too short to tell, and for no words.
pub(crate) fn edits_allowed(word: &str) -> Option<usize> {
    match word.chars().count() {
        4..=7 if is_spelt(word) => Some(1),
        8.. if is_spelt(word) => Some(2),
        _ => None,
    }
}

/// Whether it is a word that can be misspelt: letters, and at most as many digits, as in `internet2`.
pub(crate) fn is_spelt(word: &str) -> bool {
    let digits = digits(word).count();
    word.chars().all(|letter| !matches!(class(letter), Class::Sign | Class::Joint)) && digits * 2 < word.chars().count()
}

/// How common a term is: the logarithm of the number of documents that hold it, so that it seldom changes.
pub(crate) fn commonness(documents: u32) -> u8 {
    documents.checked_ilog2().map_or(0, |log| log as u8)
}

fn digits(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|letter| class(*letter) == Class::Number)
}

/// How many first and last letters are looked up: one slip leaves the ones or the others as they were.
pub fn ends(letters: usize) -> (usize, usize) {
    let first = 3.min(letters / 2);
    (first, 3.min((letters - 1).saturating_sub(first)).max(2).min(letters))
}

/// The candidate fewest slips away; of several the likeliest, then the first by letters. Digits are never mistaken.
pub(crate) fn nearest(word: &str, allowed: usize, candidates: &[(String, u32)]) -> Option<String> {
    let letters = letters(word);
    let mut best = None;
    for (candidate, commonness) in candidates.iter().filter(|(candidate, _)| digits(candidate).eq(digits(word))) {
        let meant = self::letters(candidate);
        let Some(distance) = distance(&letters, &meant, allowed) else { continue };
        let likeliness = commonness + if distance == 1 && is_likely_slip(&letters, &meant) { LIKELY } else { 0 };
        let rank = (distance, u32::MAX - likeliness, candidate);
        if best.is_none_or(|best| rank < best) {
            best = Some(rank);
        }
    }
    best.map(|(_, _, candidate)| candidate.clone())
}

pub(crate) fn letters(word: &str) -> Vec<char> {
    let mut letters = Vec::new();
    word.chars().for_each(|letter| letters.push(letter));
    letters
}

/// How much likelier one slip is than another, as a logarithm to the base of two: there are some thirty letters to
/// type instead of a right one or beside it, and but one to leave out or to swap with its neighbour. What is meant is
/// what is both common and easily mistyped so: Kernighan, Church and Gale, "A spelling correction program based on a
/// noisy channel model", 1990.
const LIKELY: u32 = 4;

/// Whether a word one slip away is it with a letter left out, or with two neighbours swapped.
fn is_likely_slip(typed: &[char], meant: &[char]) -> bool {
    let differing = typed.iter().zip(meant).filter(|(a, b)| a != b).count();
    meant.len() > typed.len() || (meant.len() == typed.len() && differing == 2)
}

/// The number of letters inserted, left out, changed or swapped with their neighbour (optimal string alignment),
/// unless more than allowed.
fn distance(a: &[char], b: &[char], allowed: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    // A row for each letter of the one, one after another; a column for each of the other.
    let width = b.len() + 1;
    let mut table: Vec<usize> = (0..width).collect();
    for (i, letter) in a.iter().enumerate() {
        table.push(i + 1);
        for (j, other) in b.iter().enumerate() {
            let above = i * width + j;
            let mut least = table[above] + usize::from(letter != other);
            least = least.min(table[above + 1] + 1).min(table[above + width] + 1);
            if i > 0 && j > 0 && *letter == b[j - 1] && a[i - 1] == *other {
                least = least.min(table[above - width - 1] + 1);
            }
            table.push(least);
        }
    }
    table.last().copied().filter(|distance| *distance <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_is_one_slip() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        let check = |a: &str, b: &str, expected| assert_eq!(distance(&letters(a), &letters(b), 2), expected, "{a} {b}");
        check("memroy", "memory", Some(1));
        check("mutx", "mutex", Some(1));
        check("shrading", "sharding", Some(1));
        check("transcation", "transaction", Some(1));
        check("kitten", "sitting", None);
        check("", "ab", Some(2));
    }

    #[test]
    fn the_commonest_of_the_nearest_is_meant() {
        let candidates = [("mutes".into(), 3), ("mutex".into(), 4), ("mute".into(), 4), ("matrix".into(), 9)];
        assert_eq!(nearest("mutx", 1, &candidates).as_deref(), Some("mutex"));
        assert_eq!(nearest("mutec", 1, &candidates).as_deref(), Some("mute"));
        assert_eq!(nearest("mtue", 1, &candidates).as_deref(), Some("mute"));
        assert_eq!(nearest("zzzz", 1, &candidates), None);
    }

    #[test]
    fn digits_are_never_mistaken() {
        let candidates = [("python2".into(), 9), ("internet2".into(), 0)];
        assert_eq!(nearest("python3", 1, &candidates), None);
        assert_eq!(nearest("inteznet2", 2, &candidates).as_deref(), Some("internet2"));
        assert_eq!(edits_allowed("sha256"), None);
    }

    #[test]
    fn one_slip_leaves_an_end_alone() {
        for letters in 5..20_usize {
            let (first, last) = ends(letters);
            assert!((0..letters - 1).all(|at| at >= first || at + 1 < letters - last), "{letters}");
        }
    }
}
