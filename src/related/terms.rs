//! The words of a text that say most about it. Comparing them is `related`'s work.

use std::cmp::Reverse;
use std::sync::LazyLock;

/// Words kept of one text: more hardly change what is found.
const TERMS_KEPT: usize = 40;
/// Words too common in English prose to say what a text is about.
const STOP_WORDS: &str = "\
    about after all also and any are because been before being both but can cannot could did does don each else \
    for from get had has have her here how into its just like make many may more most much must need not now one \
    only other our out over same should since some such than that the their them then there these they this \
    those too two under until use used using very was way well were what when where which while who why will \
    with would you your";

/// The words that say most about a text, as hashes with their counts, ordered by hash.
///
/// Words are runs of letters and digits in lower case, of three characters or more with a letter among them; scripts
/// written without spaces give pairs of neighbouring characters. Of these, English stop words aside, the 40 most
/// frequent are kept, the longer first among equals.
pub fn profile_terms(text: &str) -> Vec<(u64, u16)> {
    let mut found = Words::default();
    found.terms.reserve(text.len() / 5);
    found.read(text);
    let mut terms = found.terms;
    terms.sort_unstable();
    let mut stop = STOP_TERMS.iter().peekable();
    let mut is_stop = |term| {
        while stop.next_if(|stop| **stop < term).is_some() {}
        stop.peek().is_some_and(|stop| **stop == term)
    };
    let mut counted: Vec<(u64, u16)> = terms
        .chunk_by(|one, other| one == other)
        .map(|same| (same[0], u16::try_from(same.len()).unwrap_or(u16::MAX)))
        .filter(|&(term, _)| !is_stop(term))
        .collect();
    if counted.len() > TERMS_KEPT {
        counted.select_nth_unstable_by_key(TERMS_KEPT, |&(term, count)| Reverse((count, length(term), term)));
        counted.truncate(TERMS_KEPT);
        counted.sort_unstable();
    }
    // Most words have gone, and the rest stay as long as the site.
    counted.shrink_to_fit();
    counted
}

static STOP_TERMS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut found = Words::default();
    found.read(STOP_WORDS);
    found.terms.sort_unstable();
    found.terms
});

/// A term's hash ends in its length, so that the longer of two can be told.
const LENGTH_BITS: u32 = 6;

fn length(term: u64) -> u64 {
    term & ((1 << LENGTH_BITS) - 1)
}

/// The words of a text as it is read.
struct Words {
    terms: Vec<u64>,
    hash: u64,
    characters: u64,
    has_letter: bool,
    /// The character before, when it was one of a script without spaces.
    neighbour: Option<char>,
}

/// Offset basis and prime of FNV-1a (draft-eastlake-fnv), here fed characters.
const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;
const HASH_FACTOR: u64 = 0x0100_0000_01b3;

fn hash_with(hash: u64, character: u32) -> u64 {
    (hash ^ u64::from(character)).wrapping_mul(HASH_FACTOR)
}

/// The lower case of ASCII's letters and digits; 0 for every other byte.
const LOWER: [u8; 256] = {
    let mut lower = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            lower[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    lower
};

impl Default for Words {
    fn default() -> Self {
        Self { terms: Vec::new(), hash: HASH_START, characters: 0, has_letter: false, neighbour: None }
    }
}

impl Words {
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let read = if first.is_ascii() {
                self.read_ascii(rest.as_bytes())
            } else {
                self.read_other(first);
                first.len_utf8()
            };
            rest = &rest[read..];
        }
        self.end();
    }

    /// Reads the rest of an ASCII word and what separates it from the next, and tells how many bytes that was.
    fn read_ascii(&mut self, bytes: &[u8]) -> usize {
        self.neighbour = None;
        let word = bytes.iter().map(|b| LOWER[usize::from(*b)]).take_while(|lower| *lower != 0);
        let mut hash = self.hash;
        let mut length = 0;
        for lower in word {
            hash = hash_with(hash, u32::from(lower));
            self.has_letter |= lower > b'9';
            length += 1;
        }
        self.hash = hash;
        self.characters += length as u64;
        let gap = bytes[length..].iter().take_while(|b| b.is_ascii() && LOWER[usize::from(**b)] == 0).count();
        if gap > 0 {
            self.end();
        }
        length + gap
    }

    fn read_other(&mut self, c: char) {
        if is_unspaced(c) {
            let before = self.neighbour;
            self.end();
            if let Some(before) = before {
                self.push(before);
                self.push(c);
                self.keep();
            }
            self.neighbour = Some(c);
        } else if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            self.neighbour = None;
            self.has_letter |= c.is_alphabetic();
            c.to_lowercase().for_each(|lower| self.push(lower));
        } else {
            self.end();
        }
    }

    fn push(&mut self, c: char) {
        self.hash = hash_with(self.hash, u32::from(c));
        self.characters += 1;
    }

    fn end(&mut self) {
        self.neighbour = None;
        if self.characters >= 3 && self.has_letter {
            self.keep();
        }
        self.hash = HASH_START;
        self.characters = 0;
        self.has_letter = false;
    }

    fn keep(&mut self) {
        let longest = (1 << LENGTH_BITS) - 1;
        let mixed = self.hash ^ (self.hash >> 32);
        self.terms.push((mixed << LENGTH_BITS) | self.characters.min(longest));
        self.hash = HASH_START;
        self.characters = 0;
    }
}

/// Scripts written without spaces between words, and Hangul, whose words carry their endings.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::{TERMS_KEPT, profile_terms};
    use proptest::prelude::{any, prop_assert, proptest};

    fn counts(text: &str) -> Vec<u16> {
        let mut counts: Vec<u16> = profile_terms(text).into_iter().map(|(_, count)| count).collect();
        counts.sort_unstable();
        counts
    }

    #[test]
    fn words() {
        assert_eq!(profile_terms("Cache the CACHE, a cache!"), profile_terms("cache cache cache"));
        assert_eq!(counts("Cache the CACHE; what about sharding?"), [1, 2]);
        assert!(profile_terms("an 12 4096 x1 of it").is_empty());
        assert_eq!(counts("ÜBER über"), [2]);
        assert_eq!(counts("分散システム"), [1; 5]);
        assert_eq!(counts("分散 x 散分"), [1; 2]);
        assert_eq!(profile_terms("b2c分散cache"), profile_terms("cache 分散 b2c"));
    }

    #[test]
    fn frequent_and_long_words_are_kept() {
        let many: String = (0..100).map(|n| format!("word{n} ")).collect();
        let terms = profile_terms(&format!("{many} rare rare extraordinary"));
        assert_eq!(terms.len(), TERMS_KEPT);
        for word in ["rare rare", "extraordinary"] {
            assert!(terms.contains(&profile_terms(word)[0]), "{word}");
        }
    }

    proptest! {
        #[test]
        fn terms_are_ordered_and_few(text in any::<String>()) {
            let terms = profile_terms(&text);
            prop_assert!(terms.len() <= TERMS_KEPT && terms.is_sorted_by(|one, other| one.0 < other.0));
        }
    }
}
