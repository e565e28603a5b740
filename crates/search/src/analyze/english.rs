//! Stems of English words by Snowball's rules: <https://snowballstem.org/algorithms/english/stemmer.html>.
//!
//! The library's stemmer, generated for any language, is an eighth of the browser's engine; this one does the same, and a
//! test holds it against the library.

/// Words with stems of their own.
const EXCEPTIONS: &str = "andes=andes atlas=atlas bias=bias cosmos=cosmos early=earli gently=gentl howe=howe idly=idl \
                          news=news only=onli singly=singl skies=sky skis=ski sky=sky ugly=ugli";
/// Beginnings after which the first region begins.
const BEGINNINGS: &str = "arsen= commun= emerg= gener= inter= later= organ= past= univers=";
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
    if let Some((_, stem)) = find(EXCEPTIONS, &|known| known == word.as_bytes()) {
        return stem.to_owned();
    }
    if word.len() < 3 || !word.is_ascii() {
        return word.to_owned();
    }
    let mut english = English { word: word.strip_prefix('\'').unwrap_or(word).as_bytes().to_vec(), regions: [0; 2] };
    english.mark();
    english.plurals();
    english.past();
    english.replace();
    english.last();
    english.word.make_ascii_lowercase();
    crate::pack::text(&english.word).unwrap_or_default().to_owned()
}

/// The first entry of a table whose key is meant.
fn find(table: &'static str, is_meant: &dyn Fn(&[u8]) -> bool) -> Option<(&'static str, &'static str)> {
    for entry in table.split(char::is_whitespace as fn(char) -> bool) {
        let (key, value) = entry.split_at(entry.bytes().position(|byte| byte == b'=')?);
        if is_meant(key.as_bytes()) {
            return Some((key, &value[1..]));
        }
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
        let beginning = find(BEGINNINGS, &|beginning| self.word.starts_with(beginning));
        let first = beginning.map_or_else(|| self.region(0), |(beginning, _)| beginning.len());
        self.regions = [first, self.region(first)];
    }

    /// Where the region begins that follows the first consonant after a vowel.
    fn region(&self, from: usize) -> usize {
        let mut at = from;
        for is_sought in [true, false] {
            while self.word.get(at).is_some_and(|letter| is_vowel(*letter) != is_sought) {
                at += 1;
            }
            at += 1;
        }
        at.min(self.word.len())
    }

    /// Takes an ending off, if the word has it.
    fn strip(&mut self, ending: &str) -> bool {
        let has = self.word.ends_with(ending.as_bytes());
        if has {
            self.word.truncate(self.word.len() - ending.len());
        }
        has
    }

    fn push(&mut self, ending: &str) {
        self.word.extend_from_slice(ending.as_bytes());
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
        let _possessive = self.strip("'s'") || self.strip("'s") || self.strip("'");
        if self.strip("sses") {
            self.push("ss");
        } else if self.strip("ied") || self.strip("ies") {
            self.push(if self.word.len() > 1 { "i" } else { "ie" });
        } else if let [before @ .., last, b's'] = &self.word[..]
            && !matches!(last, b's' | b'u')
            && has_vowel(before)
        {
            self.word.pop();
        }
    }

    fn past(&mut self) {
        let length = self.word.len();
        let ending = ["eedly", "ingly", "edly", "eed", "ing", "ed"];
        let Some(ending) = ending.into_iter().find(|ending| self.word.ends_with(ending.as_bytes())) else {
            return self.final_y();
        };
        let before = &self.word[..length - ending.len()];
        let is_whole = |table| find(table, &|word| word == before).is_some();
        if ending.starts_with("ee") {
            if before.len() >= self.regions[0] && !is_whole("succ= proc= exc=") {
                self.strip(ending);
                self.push("ee");
            }
        } else if ending == "ing" && matches!(before, [consonant, b'y'] if !is_vowel(*consonant)) {
            self.word.truncate(length - 4);
            self.push("ie");
        } else if !(ending == "ing" && is_whole(NOT_ENDING)) && has_vowel(before) {
            self.strip(ending);
            self.mend();
        }
        self.final_y();
    }

    /// Gives back what an ending took: `hop` of `hopp`, `hope` of `hop`.
    fn mend(&mut self) {
        match &self.word[..] {
            [.., b'a', b't'] | [.., b'b', b'l'] | [.., b'i', b'z'] => self.push("e"),
            [before @ .., a, b]
                if a == b
                    && matches!(b, b'b' | b'd' | b'f' | b'g' | b'm' | b'n' | b'p' | b'r' | b't')
                    && !matches!(before, [b'a' | b'e' | b'o']) =>
            {
                self.word.pop();
            }
            word if word.len() == self.regions[0] && self.is_short(0) => self.push("e"),
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
        for (table, region) in [(SECOND, 0), (THIRD, 0), (FOURTH, 1)] {
            let Some((ending, instead)) = find(table, &|ending| self.word.ends_with(ending)) else {
                continue;
            };
            let start = self.word.len() - ending.len();
            // What is kept of the ending is no part of it.
            let kept = usize::from(matches!(ending, "logi" | "sion" | "tion"));
            let before = self.word[..start].last();
            let is_meant = match ending {
                "li" => matches!(before, Some(b'c'..=b'e' | b'g' | b'h' | b'k' | b'm' | b'n' | b'r' | b't')),
                "ative" => start >= self.regions[1],
                _ => true,
            };
            if start + kept >= self.regions[region] && is_meant {
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
