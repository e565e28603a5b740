//! What characters are to words, and where words end, by Unicode's rules (UAX #29, word boundaries), in a table small
//! enough for the browser. It takes the place of the standard library's, which are larger together.

use super::fold::small;

/// What a character is to the word it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// It belongs to what stands before it: marks, format signs and joiners.
    Mark,
    Number,
    /// A letter or number that stands by itself: numbers that are not digits, scripts without spaces.
    Alone,
    /// No part of any word.
    Sign,
    Letter,
    Hebrew,
    /// `_` and its like: it joins whatever stands beside it.
    Joint,
}

/// What is no letter from U+0080 to U+FFFF, in stretches: how many characters lie before each. 255 stands before a number
/// of two bytes, the higher first. What is not assigned may be anything.
const GAPS: &[u8] = &[
    0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 23, 31, 255, 1, 224, 34, 5, 8, 5, 1, 110, 139, 0, 211, 1, 41, 3, 1, 0, 0, 0, 0, 0,
    0, 0, 0, 44, 11, 0, 0, 0, 0, 0, 43, 0, 0, 0, 0, 2, 99, 1, 0, 0, 0, 2, 0, 0, 2, 3, 1, 3, 30, 91, 15, 33, 2, 3, 0,
    22, 1, 1, 1, 2, 26, 2, 41, 7, 5, 42, 0, 0, 54, 1, 1, 10, 0, 0, 0, 16, 56, 1, 9, 10, 2, 2, 0, 0, 1, 0, 56, 20, 0, 3,
    0, 10, 56, 1, 20, 2, 0, 8, 56, 1, 10, 2, 0, 1, 10, 59, 9, 14, 0, 0, 5, 55, 1, 11, 2, 7, 0, 0, 1, 0, 55, 1, 11, 2,
    3, 55, 1, 1, 7, 0, 3, 2, 0, 0, 7, 70, 6, 2, 0, 255, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 49, 0, 0, 5, 1, 0,
    0, 255, 1, 32, 255, 2, 97, 0, 0, 19, 102, 255, 2, 108, 17, 26, 78, 36, 28, 0, 27, 30, 140, 0, 0, 107, 34, 118, 4,
    0, 0, 6, 3, 23, 2, 0, 0, 0, 6, 0, 0, 2, 47, 11, 0, 0, 0, 1, 30, 2, 44, 8, 36, 3, 0, 6, 36, 64, 8, 0, 0, 4, 6, 2,
    198, 255, 1, 189, 1, 11, 13, 13, 13, 0, 0, 0, 1, 0, 0, 3, 0, 1, 0, 17, 15, 15, 1, 1, 10, 1, 5, 1, 1, 1, 4, 11, 4,
    5, 1, 0, 41, 0, 21, 0, 52, 0, 0, 0, 229, 4, 7, 0, 0, 112, 14, 96, 0, 1, 0, 0, 0, 0, 2, 255, 1, 80, 0, 0, 32, 1, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 47, 88, 255, 25, 192, 255, 86, 144, 55, 255, 1, 13, 16, 69, 0, 0, 0, 31, 80, 0, 250, 3, 4,
    23, 0, 0, 3, 0, 58, 8, 50, 8, 0, 6, 6, 1, 2, 0, 28, 0, 23, 11, 32, 47, 0, 2, 4, 0, 0, 0, 0, 0, 42, 12, 8, 2, 2, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 3, 115, 119, 0, 0, 2, 255, 79, 36, 10, 136, 255, 1, 123, 127,
    44, 0, 0, 6, 0, 147, 1, 0, 0, 26, 26, 122, 10, 0,
];

/// The same stretches: how many characters each has beyond its first, times four, and which of the first four classes it
/// is of.
const STRETCHES: &[u8] = &[
    167, 7, 0, 15, 6, 3, 7, 2, 3, 10, 3, 3, 3, 23, 255, 1, 188, 3, 3, 7, 3, 3, 3, 24, 3, 3, 3, 11, 176, 3, 0, 3, 4, 3,
    4, 3, 0, 3, 21, 39, 40, 3, 0, 11, 80, 37, 3, 1, 7, 0, 3, 24, 1, 3, 20, 4, 3, 12, 37, 7, 55, 0, 104, 40, 37, 32, 15,
    0, 7, 12, 32, 8, 16, 59, 8, 3, 3, 5, 32, 92, 1, 128, 8, 68, 24, 4, 7, 37, 3, 8, 0, 60, 0, 4, 37, 7, 22, 7, 3, 20,
    84, 37, 4, 0, 3, 8, 0, 60, 4, 37, 7, 36, 0, 100, 4, 37, 3, 22, 0, 60, 0, 37, 10, 31, 16, 0, 96, 4, 37, 3, 26, 3, 8,
    3, 0, 96, 4, 37, 64, 4, 60, 3, 0, 26, 4, 37, 34, 3, 8, 84, 37, 4, 3, 91, 4, 23, 37, 38, 3, 0, 3, 0, 3, 0, 15, 4,
    76, 3, 4, 188, 31, 0, 79, 3, 8, 35, 78, 39, 3, 7, 3, 7, 11, 12, 8, 7, 4, 4, 43, 16, 37, 4, 0, 108, 23, 37, 255, 1,
    230, 41, 135, 16, 7, 210, 168, 101, 27, 2, 23, 255, 1, 80, 64, 37, 67, 32, 43, 8, 48, 37, 52, 15, 76, 19, 37, 37,
    7, 31, 8, 3, 80, 0, 0, 8, 252, 3, 11, 11, 11, 11, 59, 12, 103, 16, 191, 60, 2, 22, 19, 38, 19, 131, 128, 7, 15, 7,
    3, 11, 23, 3, 3, 3, 3, 7, 19, 15, 3, 62, 2, 255, 11, 3, 238, 103, 86, 255, 9, 215, 118, 255, 17, 175, 23, 8, 15, 2,
    7, 3, 0, 124, 187, 255, 7, 195, 34, 20, 31, 10, 11, 7, 14, 39, 255, 1, 123, 38, 119, 30, 3, 58, 127, 38, 155, 58,
    63, 3, 255, 2, 159, 255, 0, 255, 219, 7, 11, 37, 12, 3, 36, 3, 4, 4, 87, 0, 0, 0, 16, 15, 0, 22, 15, 15, 4, 68, 7,
    37, 68, 11, 3, 0, 37, 28, 7, 48, 3, 12, 52, 51, 37, 7, 18, 0, 38, 37, 18, 52, 0, 4, 37, 15, 90, 11, 2, 8, 198, 0,
    2, 8, 6, 4, 18, 4, 2, 0, 110, 7, 16, 7, 4, 7, 28, 3, 4, 37, 0, 3, 67, 71, 3, 15, 60, 39, 60, 239, 0, 59, 37, 27,
    23, 43, 59, 8, 7,
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
    !matches!(class, Class::Mark | Class::Alone | Class::Sign)
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

/// What a character is to the word it stands in.
pub(crate) fn class(letter: char) -> Class {
    match letter {
        'a'..='z' | 'A'..='Z' | 'Ø'..='ö' | 'ø'..='ʯ' | 'Ѐ'..='ҁ' => Class::Letter,
        '0'..='9' | '٫' => Class::Number,
        '_' | '\u{202f}' | '‿' | '⁀' | '⁔' | '︳' | '︴' | '﹍'..='﹏' | '＿' => Class::Joint,
        '\0'..='\x7f' | '・' | '\u{1d000}'..='\u{1d3ff}' | '\u{1f000}'..='\u{1fbff}' => Class::Sign,
        _ if is_unspaced(letter) => Class::Alone,
        '\u{10000}'.. => Class::Letter,
        _ => class_of_stretch(u32::from(letter) - 0x80).unwrap_or(match letter {
            '\u{5d0}'..='\u{5f2}' | '\u{fb1d}'..='\u{fb4f}' => Class::Hebrew,
            _ => Class::Letter,
        }),
    }
}

fn class_of_stretch(mut left: u32) -> Option<Class> {
    let (mut gaps, mut stretches) = (GAPS.iter(), STRETCHES.iter());
    loop {
        let (before, beyond) = (number(&mut gaps)?, number(&mut stretches)?);
        left = left.checked_sub(before)?;
        if left <= beyond >> 2 {
            return Some([Class::Mark, Class::Number, Class::Alone, Class::Sign][beyond as usize & 3]);
        }
        left -= (beyond >> 2) + 1;
    }
}

fn number(bytes: &mut std::slice::Iter<'_, u8>) -> Option<u32> {
    match *bytes.next()? {
        255 => Some(u32::from(*bytes.next()?) << 8 | u32::from(*bytes.next()?)),
        byte => Some(u32::from(byte)),
    }
}

/// Whether it is a letter or a number.
pub(crate) fn is_alphanumeric(letter: char) -> bool {
    !matches!(class(letter), Class::Mark | Class::Sign | Class::Joint)
}

/// Whether it is a capital letter.
pub(crate) fn is_capital(letter: char) -> bool {
    small(letter) != letter
}

/// Scripts without spaces between words: Chinese, Japanese, Korean, Thai, Lao, Burmese and Khmer.
pub(crate) fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}' | '\u{3041}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{17000}'..='\u{18dff}' | '\u{1aff0}'..='\u{1b167}' | '\u{20000}'..='\u{3347f}')
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
        } else if letter.is_alphanumeric() {
            Class::Alone
        } else {
            Class::Sign
        }
    }

    #[test]
    fn every_character_is_to_its_word_what_the_rules_say() {
        for letter in ('\0'..'\u{10000}').filter(|letter| !is_unspaced(*letter)) {
            let expected = by_the_rules(letter);
            // Most of what is no part of a word is not assigned and may be anything, and the next test knows the rest;
            // Arabic has signs that stand before a number.
            let is_free = expected == Class::Sign;
            let is_arabic = matches!(letter, '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{890}' | '\u{891}' | '\u{8e2}');
            assert!(is_free || is_arabic || class(letter) == expected, "{letter:?}: {expected:?}");
        }
        for letter in ('\u{10000}'..'\u{1d000}').filter(|letter| letter.is_alphanumeric()) {
            assert!(is_alphanumeric(letter), "{letter:?}");
        }
    }

    #[test]
    fn signs_are_in_no_word() {
        for sign in "¡§«»×÷–—‘’“”…‽€№™→≤⌘■★、。《》「」【】〜！，：؟،۔।॥՝־෴፣၊‐﹏𝄞😀🄰".chars()
        {
            assert!(!is_alphanumeric(sign) || is_unspaced(sign), "{sign}");
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
