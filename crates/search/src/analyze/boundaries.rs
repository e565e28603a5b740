//! Where words end, by Unicode's rules (UAX #29, word boundaries), in tables small enough for the browser.
//!
//! What is a letter and what a number is known without; only what the rules add is written down here. Letters of scripts
//! without spaces are in no word of these: see [`is_unspaced`].

/// What a character is to the word it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Hebrew,
    Number,
    /// `_` and its like: it joins whatever stands beside it.
    Joint,
    /// It belongs to what stands before it: marks, format signs and joiners.
    Mark,
    /// It stands by itself.
    Other,
}

/// Marks, as stretches: how many characters lie before each, and how many it has beyond its first; 255 stands before a
/// number of two bytes, the higher first. A test makes the table.
const MARKS: &[u8] = &[
    173, 0, 255, 2, 82, 111, 255, 1, 19, 6, 255, 1, 7, 44, 1, 0, 1, 1, 1, 1, 1, 0, 72, 10, 1, 0, 46, 20, 16, 0, 101, 6,
    2, 5, 2, 1, 1, 3, 35, 0, 30, 26, 91, 10, 58, 8, 9, 0, 24, 3, 1, 8, 1, 2, 1, 4, 43, 2, 59, 8, 42, 23, 1, 32, 54, 2,
    1, 17, 1, 6, 10, 1, 29, 2, 56, 0, 1, 15, 9, 0, 10, 1, 26, 5, 56, 21, 30, 1, 3, 0, 11, 2, 56, 0, 1, 15, 20, 1, 22,
    9, 56, 0, 1, 25, 10, 1, 30, 0, 59, 15, 9, 0, 40, 4, 55, 0, 1, 24, 11, 1, 29, 2, 56, 0, 1, 24, 11, 1, 15, 16, 55, 1,
    1, 15, 9, 0, 10, 1, 29, 2, 70, 21, 18, 1, 255, 1, 36, 1, 27, 0, 1, 0, 1, 0, 4, 1, 49, 19, 1, 1, 5, 47, 9, 0, 255,
    3, 150, 2, 255, 3, 178, 3, 28, 2, 29, 1, 30, 1, 151, 4, 117, 1, 34, 0, 118, 27, 219, 4, 57, 42, 48, 84, 47, 16, 38,
    8, 12, 2, 30, 12, 56, 13, 48, 19, 152, 2, 1, 20, 4, 0, 6, 0, 2, 2, 198, 63, 255, 2, 12, 3, 26, 4, 49, 15, 96, 32,
    255, 11, 254, 2, 141, 0, 96, 31, 255, 2, 42, 5, 255, 118, 63, 3, 1, 9, 32, 1, 80, 1, 255, 1, 16, 0, 3, 0, 4, 0, 23,
    4, 4, 0, 83, 1, 50, 17, 26, 17, 13, 0, 38, 7, 25, 12, 44, 3, 47, 13, 36, 0, 67, 13, 12, 0, 8, 1, 45, 2, 50, 0, 1,
    2, 2, 1, 5, 1, 1, 0, 41, 4, 5, 1, 236, 7, 1, 1, 255, 79, 48, 0, 255, 2, 225, 15, 16, 15, 207, 0, 249, 2, 255, 2, 1,
    0, 226, 0, 149, 4, 255, 6, 134, 14, 40, 7, 165, 1, 255, 2, 61, 3, 65, 4, 255, 1, 61, 1, 77, 5, 70, 10, 49, 3, 122,
    2, 53, 14, 41, 0, 2, 1, 10, 3, 45, 10, 7, 0, 61, 2, 36, 13, 16, 1, 44, 0, 12, 2, 48, 13, 8, 3, 1, 1, 92, 11, 6, 0,
    2, 0, 157, 11, 21, 3, 55, 1, 1, 15, 9, 0, 10, 18, 67, 24, 1, 0, 14, 1, 82, 17, 23, 0, 81, 19, 235, 17, 27, 1, 82,
    16, 106, 12, 101, 14, 255, 1, 0, 14, 245, 14, 1, 0, 1, 1, 141, 15, 3, 0, 28, 9, 40, 6, 1, 3, 8, 0, 9, 10, 46, 15,
    198, 7, 199, 16, 82, 36, 122, 20, 1, 0, 66, 13, 255, 1, 91, 3, 9, 1, 1, 0, 48, 14, 23, 0, 255, 20, 213, 16, 6, 14,
    255, 44, 200, 17, 255, 9, 192, 4, 59, 6, 255, 4, 24, 0, 1, 65, 81, 13, 255, 76, 171, 1, 1, 3, 255, 18, 92, 70, 255,
    2, 30, 4, 3, 21, 2, 6, 30, 3, 148, 2, 255, 7, 187, 54, 4, 49, 8, 0, 14, 0, 22, 20, 255, 5, 80, 42, 100, 0, 160, 6,
    255, 1, 119, 0, 61, 3, 255, 1, 252, 3, 254, 1, 243, 0, 2, 0, 7, 1, 5, 0, 255, 1, 218, 6, 109, 6, 255, 10, 176, 4,
];

/// Letters and numbers that stand by themselves, likewise: numbers that are not digits, scripts that need a dictionary.
const APART: &[u8] = &[
    178, 1, 5, 0, 2, 2, 255, 9, 53, 5, 255, 1, 120, 5, 120, 2, 133, 6, 217, 6, 17, 8, 255, 1, 177, 9, 255, 4, 53, 19,
    255, 5, 211, 121, 86, 52, 82, 0, 255, 5, 200, 0, 3, 5, 6, 9, 198, 15, 41, 0, 255, 2, 214, 59, 78, 21, 255, 2, 118,
    29, 255, 5, 105, 0, 255, 3, 35, 8, 14, 2, 255, 1, 87, 3, 138, 9, 30, 7, 1, 14, 32, 9, 39, 14, 255, 117, 112, 5,
    255, 1, 170, 4, 1, 9, 10, 4, 97, 22, 3, 0, 3, 49, 1, 0, 3, 1, 2, 4, 2, 0, 1, 27, 255, 86, 41, 44, 65, 3, 17, 1,
    255, 1, 85, 26, 36, 3, 255, 5, 52, 7, 25, 6, 39, 8, 75, 4, 22, 5, 160, 1, 2, 63, 64, 8, 52, 1, 30, 2, 75, 4, 104,
    7, 24, 7, 41, 6, 255, 1, 74, 5, 255, 1, 96, 30, 158, 9, 42, 3, 112, 6, 134, 19, 255, 1, 123, 19, 255, 5, 11, 26,
    31, 1, 4, 6, 255, 1, 163, 8, 255, 3, 103, 18, 255, 3, 83, 20, 255, 75, 134, 6, 255, 3, 30, 22, 255, 1, 91, 255, 30,
    0, 255, 35, 125, 255, 1, 139, 255, 31, 196, 51, 108, 24, 255, 21, 78, 8, 255, 3, 161, 58, 1, 2, 1, 124, 1, 14, 255,
    3, 194, 12,
];

/// The end of the word that a text begins with: at least a character and its marks.
pub(super) fn word_end(text: &str) -> usize {
    plain_word_end(text).unwrap_or_else(|| any_word_end(text))
}

/// The same for what most words are: letters and digits of ASCII before a sign of ASCII that joins nothing.
fn plain_word_end(text: &str) -> Option<usize> {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let end = text.bytes().position(|byte| !is_plain(&byte)).unwrap_or(text.len());
    let ends_there = text.as_bytes().get(end).is_none_or(|next| next.is_ascii() && !b"'.:,;\"".contains(next));
    (end > 0 && ends_there).then_some(end)
}

fn any_word_end(text: &str) -> usize {
    let Some(mut last) = unit(text, 0) else { return 0 };
    while let Some(next) = unit(text, last.end) {
        if is_wordy(last.class) && is_wordy(next.class) {
            last = next;
            continue;
        }
        match unit(text, next.end) {
            Some(beyond) if bridges(last.class, next.letter, beyond.class) => last = beyond,
            _ if last.class == Class::Hebrew && next.letter == '\'' => return next.end,
            _ => break,
        }
    }
    last.end
}

/// A character and its marks.
struct Unit {
    letter: char,
    class: Class,
    end: usize,
}

fn unit(text: &str, start: usize) -> Option<Unit> {
    let mut letters = text[start..].chars();
    let letter = letters.next()?;
    let mut end = start + letter.len_utf8();
    for mark in letters {
        if mark.is_ascii() || class(mark) != Class::Mark {
            break;
        }
        end += mark.len_utf8();
    }
    Some(Unit { letter, class: class(letter), end })
}

fn is_wordy(class: Class) -> bool {
    !matches!(class, Class::Mark | Class::Other)
}

/// Whether a sign between two characters leaves them one word: `can't`, `3.14`.
fn bridges(before: Class, sign: char, after: Class) -> bool {
    let both = |is_meant: fn(Class) -> bool| is_meant(before) && is_meant(after);
    let letters = both(|class| matches!(class, Class::Letter | Class::Hebrew));
    let numbers = both(|class| class == Class::Number);
    match sign {
        '\'' | '.' | '‘' | '’' | '\u{2024}' | '﹒' | '＇' | '．' => letters || numbers,
        ':' | '·' | '\u{387}' | '՟' | '״' | '‧' | '︓' | '﹕' | '：' => letters,
        ',' | ';' | '\u{37e}' | '։' | '،' | '؍' | '٬' | '߸' | '⁄' | '︐' | '︔' | '﹐' | '﹔' | '，' | '；' => {
            numbers
        }
        '"' => both(|class| class == Class::Hebrew),
        _ => false,
    }
}

fn class(letter: char) -> Class {
    match letter {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' => Class::Number,
        '_' | '\u{202f}' | '‿' | '⁀' | '⁔' | '︳' | '︴' | '﹍'..='﹏' | '＿' => Class::Joint,
        '\0'..='\x7f' => Class::Other,
        _ if is_unspaced(letter) || is_in(APART, letter) => Class::Other,
        _ if is_in(MARKS, letter) => Class::Mark,
        '\u{5d0}'..='\u{5f2}' | '\u{fb1d}'..='\u{fb4f}' => Class::Hebrew,
        // Signs that count as letters: of phonetics, Armenian and Hebrew.
        '\u{b8}'
        | '\u{2c2}'..='\u{2ff}'
        | '\u{55a}'..='\u{55c}'
        | '\u{55e}'
        | '\u{58a}'
        | '\u{5f3}'
        | '\u{70f}'
        | '\u{a708}'..='\u{a721}'
        | '\u{a789}'
        | '\u{a78a}'
        | '\u{ab5b}' => Class::Letter,
        '٫' => Class::Number,
        _ if letter.is_alphabetic() => Class::Letter,
        _ if letter.is_numeric() => Class::Number,
        _ => Class::Other,
    }
}

/// Whether a character is in one of the stretches of a table.
fn is_in(table: &[u8], letter: char) -> bool {
    let mut left = u32::from(letter);
    let mut bytes = table.iter().map(|byte| u32::from(*byte));
    let mut number = || match bytes.next()? {
        255 => Some(bytes.next()? << 8 | bytes.next()?),
        byte => Some(byte),
    };
    while let (Some(before), Some(beyond)) = (number(), number()) {
        if left <= before + beyond {
            return left >= before;
        }
        left -= before + beyond + 1;
    }
    false
}

/// Scripts without spaces between words: Chinese, Japanese, Korean, Thai, Lao, Burmese and Khmer.
pub(crate) fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}' | '\u{3041}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{1aff0}'..='\u{1b167}' | '\u{20000}'..='\u{3347f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    /// By the rules' own tables, from how it joins what stands beside it.
    fn by_the_rules(letter: char) -> Class {
        let is_one = |before: &str, after: &str| format!("{before}{letter}{after}").split_word_bounds().count() == 1;
        if is_one("!", "") {
            Class::Mark
        } else if is_one("a", "") && is_one("ア", "") {
            Class::Joint
        } else if is_one("א\"", "") {
            Class::Hebrew
        } else if is_one("1,", "") {
            Class::Number
        } else if is_one("a", "") {
            Class::Letter
        } else {
            Class::Other
        }
    }

    #[test]
    fn every_character_is_to_its_word_what_the_rules_say() {
        let spaced = ('\0'..'\u{e0000}').filter(|letter| !is_unspaced(*letter));
        for letter in spaced {
            let expected = by_the_rules(letter);
            // What is no letter, number or mark may be anything: most of it is not assigned.
            let is_free = expected == Class::Other && !letter.is_alphanumeric() && !letter.is_ascii();
            // Signs of Arabic and Kaithi that stand before numbers.
            let is_sign = matches!(
                letter,
                '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{110bd}' | '\u{110cd}'
            );
            assert!(is_free || is_sign || class(letter) == expected, "{letter:?}: {expected:?}");
        }
    }

    #[test]
    fn text_of_many_scripts_is_divided_by_the_rules() {
        for text in [
            "Don't, e-mail 3.14 10,000 a:b a.b user_id __init__ x² 1½ C++ v1.2.3 it’s a'b' 'quoted'",
            "L'été, naïve café, Straße",
            "Ελληνικά· κείμενο; Русский язык: съёмка Українська мова",
            "עברית צה\"ל ג'ירפה שָׁלוֹם",
            "العربية، مُحَمَّد فارسی می‌خواهم ١٢٫٥",
            "हिन्दी में लेख, नेपाली தமிழ் வணக்கம்",
            "Հայերեն՝ լեզու, ქართული, አማርኛ",
        ] {
            check(text);
        }
    }

    fn check(text: &str) {
        for (start, word) in text.split_word_bound_indices() {
            if word.starts_with(|letter: char| letter.is_alphanumeric()) {
                assert_eq!(&text[start..start + word_end(&text[start..])], word, "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_divided_by_the_rules(text in "[a-c1-3'.,:;_\" \u{301}\u{200d}àжא״ا١क्षि²]{0,24}") {
            check(&text);
        }
    }
}
