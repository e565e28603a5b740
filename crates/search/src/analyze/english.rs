//! Stems of English words by Snowball's rules: <https://snowballstem.org/algorithms/english/stemmer.html>.
//!
//! The library's stemmer, generated for any language, is an eighth of the browser's engine; this one does the same, and a
//! test holds it against the library.

/// Words with stems of their own, or that are their stems.
const EXCEPTIONS: &str = "andes= atlas= bias= cosmos= early=earli gently=gentl howe= idly=idl news= only=onli \
                          singly=singl skies=sky skis=ski sky= ugly=ugli";
/// Beginnings after which the first region begins.
const BEGINNINGS: &str = "arsen= commun= emerg= gener= inter= later= organ= past= univers=";
/// Endings of what is past or goes on; longer ones first.
const PAST: &str = "eedly= ingly= edly= eed= ing= ed=";
/// Words whose `ing` is no ending.
const NOT_ENDING: &str = "even= cann= inn= earr= herr= out=";
/// Endings of the first region and what takes their place; longer ones first.
const SECOND: &str = "ational=ate tional=tion enci=ence anci=ance abli=able entli=ent ization=ize izer=ize ation=ate \
                      ator=ate alism=al aliti=al alli=al fulness=ful ousli=ous ousness=ous iveness=ive iviti=ive \
                      biliti=ble bli=ble fulli=ful lessli=less ogist=og logi=log li=";
const THIRD: &str = "ational=ate tional=tion alize=al icate=ic iciti=ic ical=ic ful= ness= ative=";
/// Endings of the second region, which go.
const FOURTH: &str =
    "ement= ment= ance= ence= able= ible= ate= ive= ize= iti= al= ism= er= ous= ant= ent= ic= sion=s tion=t";

/// The stem of a word in lower case; letters of other scripts make a word of another language.
pub(super) fn stem(word: &str) -> String {
    if let Some((_, stem)) = find(EXCEPTIONS, word.as_bytes(), At::Both) {
        return if stem.is_empty() { word.to_owned() } else { owned(stem) };
    }
    if word.len() < 3 || !word.bytes().all(|byte| byte < 0x80) {
        return word.to_owned();
    }
    let mut english = English { word: word.strip_prefix('\'').unwrap_or(word).as_bytes().to_vec(), regions: [0; 2] };
    english.mark();
    english.plurals();
    english.past();
    english.replace();
    english.last();
    english.word.make_ascii_lowercase();
    owned(&english.word)
}

fn owned(word: &[u8]) -> String {
    crate::pack::text(word).unwrap_or_default()
}

/// Where in a word a key of a table is looked for.
#[derive(Clone, Copy)]
enum At {
    Start,
    End,
    /// The key is the word.
    Both,
}

/// The first entry of a table whose key is in the word, there.
fn find(table: &'static str, word: &[u8], at: At) -> Option<(&'static [u8], &'static [u8])> {
    // Byte by byte: it is most of the work of a stem, and character by character it would be ten times as much.
    let mut rest = table.as_bytes();
    while let Some(length) = rest.iter().position(|byte| *byte == b'=') {
        let (key, value) = rest.split_at(length);
        let end = value.iter().position(|byte| *byte == b' ').unwrap_or(value.len());
        let is_there = match at {
            At::Start => word.starts_with(key),
            At::End => word.ends_with(key),
            At::Both => word == key,
        };
        if is_there {
            return Some((key, &value[1..end]));
        }
        rest = value.get(end + 1..)?;
    }
    None
}

struct English {
    /// With `Y` for a `y` that is no vowel.
    word: Vec<u8>,
    /// Where the first and second region begin.
    regions: [usize; 2],
}

#[inline(never)]
fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

fn has_vowel(letters: &[u8]) -> bool {
    letters.iter().any(|letter| is_vowel(*letter))
}

impl English {
    /// Finds vowels and regions.
    fn mark(&mut self) {
        let mut follows_vowel = true;
        for letter in &mut self.word {
            if *letter == b'y' && follows_vowel {
                *letter = b'Y';
            }
            follows_vowel = is_vowel(*letter);
        }
        let beginning = find(BEGINNINGS, &self.word, At::Start);
        let first = beginning.map_or_else(|| self.region(0), |(beginning, _)| beginning.len());
        self.regions = [first, self.region(first)];
    }

    /// Where the region begins that follows the first consonant after a vowel.
    fn region(&self, from: usize) -> usize {
        let mut at = from;
        for is_sought in &[true, false] {
            while self.word.get(at).is_some_and(|letter| is_vowel(*letter) != *is_sought) {
                at += 1;
            }
            at += 1;
        }
        at.min(self.word.len())
    }

    /// Takes an ending off, if the word has it.
    fn strip(&mut self, ending: &[u8]) -> bool {
        let has = self.word.ends_with(ending);
        if has {
            self.word.truncate(self.word.len() - ending.len());
        }
        has
    }

    fn push(&mut self, ending: &[u8]) {
        self.word.extend_from_slice(ending);
    }

    /// Whether the word without so many letters ends in a short syllable.
    fn is_short(&self, without: usize) -> bool {
        match &self.word[..self.word.len() - without] {
            [.., b'p', b'a', b's', b't'] => true,
            [vowel, consonant] => is_vowel(*vowel) && !is_vowel(*consonant),
            [.., before, vowel, consonant] => {
                !is_vowel(*before)
                    && is_vowel(*vowel)
                    && !is_vowel(*consonant)
                    && !matches!(consonant, b'w' | b'x' | b'Y')
            }
            _ => false,
        }
    }

    fn plurals(&mut self) {
        let _possessive = self.strip(b"'s'") || self.strip(b"'s") || self.strip(b"'");
        if self.strip(b"sses") {
            self.push(b"ss");
        } else if self.strip(b"ied") || self.strip(b"ies") {
            self.push(if self.word.len() > 1 { b"i" } else { b"ie" });
        } else if let [before @ .., last, b's'] = &self.word[..]
            && !matches!(last, b's' | b'u')
            && has_vowel(before)
        {
            self.word.pop();
        }
    }

    fn past(&mut self) {
        let length = self.word.len();
        let Some((ending, _)) = find(PAST, &self.word, At::End) else { return self.final_y() };
        let before = &self.word[..length - ending.len()];
        let is_whole = |table| find(table, before, At::Both).is_some();
        if ending.starts_with(b"ee") {
            if before.len() >= self.regions[0] && !is_whole("succ= proc= exc=") {
                self.strip(ending);
                self.push(b"ee");
            }
        } else if ending == b"ing" && matches!(before, [consonant, b'y'] if !is_vowel(*consonant)) {
            self.word.truncate(length - 4);
            self.push(b"ie");
        } else if !(ending == b"ing" && is_whole(NOT_ENDING)) && has_vowel(before) {
            self.strip(ending);
            self.mend();
        }
        self.final_y();
    }

    /// Gives back what an ending took: `hop` of `hopp`, `hope` of `hop`.
    fn mend(&mut self) {
        match &self.word[..] {
            [.., b'a', b't'] | [.., b'b', b'l'] | [.., b'i', b'z'] => self.push(b"e"),
            [before @ .., a, b]
                if a == b
                    && matches!(b, b'b' | b'd' | b'f' | b'g' | b'm' | b'n' | b'p' | b'r' | b't')
                    && !matches!(before, [b'a' | b'e' | b'o']) =>
            {
                self.word.pop();
            }
            word if word.len() == self.regions[0] && self.is_short(0) => self.push(b"e"),
            _ => {}
        }
    }

    fn final_y(&mut self) {
        if let [_, .., before, last @ (b'y' | b'Y')] = &mut self.word[..]
            && !is_vowel(*before)
        {
            *last = b'i';
        }
    }

    fn replace(&mut self) {
        for (table, region) in &[(SECOND, 0), (THIRD, 0), (FOURTH, 1)] {
            let Some((ending, instead)) = find(table, &self.word, At::End) else { continue };
            let start = self.word.len() - ending.len();
            // What is kept of the ending is no part of it.
            let kept = usize::from(matches!(ending, b"logi" | b"sion" | b"tion"));
            let before = self.word[..start].last();
            let is_meant = match ending {
                b"li" => matches!(before, Some(b'c'..=b'e' | b'g' | b'h' | b'k' | b'm' | b'n' | b'r' | b't')),
                b"ative" => start >= self.regions[1],
                _ => true,
            };
            if start + kept >= self.regions[*region] && is_meant {
                self.strip(ending);
                self.push(instead);
            }
        }
    }

    fn last(&mut self) {
        let start = self.word.len().saturating_sub(1);
        let [in_first, in_second] = self.regions.map(|region| start >= region);
        let goes = match &self.word[..] {
            [.., b'e'] => in_second || (in_first && !self.is_short(1)),
            [.., b'l', b'l'] => in_second,
            _ => false,
        };
        if goes {
            self.word.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use frostem::{Algorithm, Stemmer};
    use proptest::prelude::*;

    use super::*;

    fn check(word: &str) {
        assert_eq!(stem(word), Stemmer::new(Algorithm::English).stem(word), "{word}");
    }

    #[test]
    fn rules_and_exceptions_are_the_librarys() {
        let words = "sky skies dying lying news inning canning evening outing herring succeed proceeds exceeded feed agreed \
            hopping hoped falling adding egged offing hissing fizzed sized troubled happy say by cry enjoy relational \
            rational hesitanci geologist apology logi likely newly only pasted paste pastes past generously communism \
            emergency organization laterally nesses ties cries gaps kiwis gas this its o'neil's '' 's' yyy yes toy biologi \
            formative sensitivity electricity ability probate rate cease controll roll luxuriated adoption session ion \
            tion vision ying dyingly skiing abseil university interned arsenal hope hop ee eed sses ss us ied ies i";
        words.split_whitespace().for_each(check);
    }

    #[test]
    fn endings_upon_endings_are_the_librarys() {
        const ENDINGS: &str = "s es ed ing ly edly ingly eed eedly ness ful fulness ation ational tional ization izer ator \
            alism aliti alli ousli ousness iveness iviti biliti bli abli entli fulli lessli ogist logi ogi li icate ative \
            alize iciti ical ance ence able ible ate ive ize iti al ism ion sion tion er ous ant ent ment ement e l ll y ied \
            ies sses us ss 's 's' ' ying yed";
        const BEGINNINGS: &str = "h ho hop hopp tr troubl gener commun past sk by ay oy be bee feder succ proc exc cann inn \
            ax box snow fizz add egg st str at bl iz x y yy";
        for beginning in BEGINNINGS.split_whitespace() {
            for first in ENDINGS.split_whitespace() {
                check(&[beginning, first].concat());
                for second in ENDINGS.split_whitespace() {
                    check(&[beginning, first, second].concat());
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_word_has_the_librarys_stem(word in "[abdefilnorstuy']{0,12}") {
            check(&word);
        }
    }
}
