//! What characters are to words, and where words end, by Unicode's rules (UAX #29, word boundaries), in a table small
//! enough for the browser. It takes the place of the standard library's, which are larger together.

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

/// What is no letter from U+0080 to U+FFFF, in stretches: how many characters lie before each, and how many it has beyond
/// its first, times four, and which of the first four classes it is of. 255 stands before a number of two bytes, the
/// higher first. What is not assigned may be anything.
const STRETCHES: &[u8] = &[
    0, 167, 1, 7, 0, 0, 0, 15, 0, 6, 0, 3, 1, 7, 1, 2, 1, 3, 0, 10, 0, 3, 23, 3, 31, 3, 255, 1, 224, 23, 34, 255, 1,
    188, 5, 3, 8, 3, 5, 7, 1, 3, 110, 3, 139, 3, 0, 24, 211, 3, 1, 3, 41, 3, 3, 11, 1, 176, 0, 3, 0, 0, 0, 3, 0, 4, 0,
    3, 0, 4, 0, 3, 0, 0, 44, 3, 11, 21, 0, 39, 0, 40, 0, 3, 0, 0, 0, 11, 43, 80, 0, 37, 0, 3, 0, 1, 0, 7, 2, 0, 99, 3,
    1, 24, 0, 1, 0, 3, 0, 20, 2, 4, 0, 3, 0, 12, 2, 37, 3, 7, 1, 55, 3, 0, 30, 104, 91, 40, 15, 37, 33, 32, 2, 15, 3,
    0, 0, 7, 22, 12, 1, 32, 1, 8, 1, 16, 2, 59, 26, 8, 2, 3, 41, 3, 7, 5, 5, 32, 42, 92, 0, 1, 0, 128, 54, 8, 1, 68, 1,
    24, 10, 4, 0, 7, 0, 37, 0, 3, 16, 8, 56, 0, 1, 60, 9, 0, 10, 4, 2, 37, 2, 7, 0, 22, 0, 7, 1, 3, 0, 20, 56, 84, 20,
    37, 0, 4, 3, 0, 0, 3, 10, 8, 56, 0, 1, 60, 20, 4, 2, 37, 0, 7, 8, 36, 56, 0, 1, 100, 10, 4, 2, 37, 0, 3, 1, 22, 10,
    0, 59, 60, 9, 0, 14, 37, 0, 10, 0, 31, 5, 16, 55, 0, 1, 96, 11, 4, 2, 37, 7, 3, 0, 26, 0, 3, 1, 8, 0, 3, 55, 0, 1,
    96, 11, 4, 2, 37, 3, 64, 55, 4, 1, 60, 1, 3, 7, 0, 0, 26, 3, 4, 2, 37, 0, 34, 0, 3, 7, 8, 70, 84, 6, 37, 2, 4, 0,
    3, 255, 1, 12, 91, 0, 4, 0, 23, 0, 37, 0, 38, 0, 3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 15, 0, 4, 49, 76, 0, 3, 0, 4,
    5, 188, 1, 31, 0, 0, 0, 79, 255, 1, 32, 3, 255, 2, 97, 8, 0, 35, 0, 78, 19, 39, 102, 3, 255, 2, 108, 7, 17, 3, 26,
    7, 78, 11, 36, 12, 28, 8, 0, 7, 27, 4, 30, 4, 140, 43, 0, 16, 0, 37, 107, 4, 34, 0, 118, 108, 4, 23, 0, 37, 0, 255,
    1, 230, 6, 41, 3, 135, 23, 16, 2, 7, 0, 210, 0, 168, 0, 101, 6, 27, 0, 2, 0, 23, 2, 255, 1, 80, 47, 64, 11, 37, 0,
    67, 0, 32, 0, 43, 1, 8, 30, 48, 2, 37, 44, 52, 8, 15, 36, 76, 3, 19, 0, 37, 6, 37, 36, 7, 64, 31, 8, 8, 0, 3, 0,
    80, 4, 0, 6, 0, 2, 8, 198, 252, 255, 1, 189, 3, 1, 11, 11, 11, 13, 11, 13, 11, 13, 59, 0, 12, 0, 103, 0, 16, 1,
    191, 0, 60, 0, 2, 3, 22, 0, 19, 1, 38, 0, 19, 17, 131, 15, 128, 15, 7, 1, 15, 1, 7, 10, 3, 1, 11, 5, 23, 1, 3, 1,
    3, 1, 3, 4, 3, 11, 7, 4, 19, 5, 15, 1, 3, 0, 62, 41, 2, 0, 255, 11, 3, 21, 238, 0, 103, 52, 86, 0, 255, 9, 215, 0,
    118, 0, 255, 17, 175, 229, 23, 4, 8, 7, 15, 0, 2, 0, 7, 112, 3, 14, 0, 96, 124, 0, 187, 1, 255, 7, 195, 0, 34, 0,
    20, 0, 31, 0, 10, 2, 11, 255, 1, 80, 7, 0, 14, 0, 39, 32, 255, 1, 123, 1, 38, 0, 119, 0, 30, 0, 3, 0, 58, 0, 127,
    0, 38, 0, 155, 0, 58, 0, 63, 47, 3, 88, 255, 2, 159, 255, 25, 192, 255, 0, 255, 255, 86, 144, 219, 55, 7, 255, 1,
    13, 11, 16, 37, 69, 12, 0, 3, 0, 36, 0, 3, 31, 4, 80, 4, 0, 87, 250, 0, 3, 0, 4, 0, 23, 16, 0, 15, 0, 0, 3, 22, 0,
    15, 58, 15, 8, 4, 50, 68, 8, 7, 0, 37, 6, 68, 6, 11, 1, 3, 2, 0, 0, 37, 28, 28, 0, 7, 23, 48, 11, 3, 32, 12, 47,
    52, 0, 51, 2, 37, 4, 7, 0, 18, 0, 0, 0, 38, 0, 37, 0, 18, 42, 52, 12, 0, 8, 4, 2, 37, 2, 15, 0, 90, 0, 11, 0, 2, 0,
    8, 0, 198, 0, 0, 0, 2, 0, 8, 0, 6, 0, 4, 0, 18, 0, 4, 0, 2, 0, 0, 0, 110, 0, 7, 11, 16, 0, 7, 3, 4, 115, 7, 119,
    28, 0, 3, 0, 4, 2, 37, 255, 79, 36, 0, 10, 3, 136, 67, 255, 1, 123, 71, 127, 3, 44, 15, 0, 60, 0, 39, 6, 60, 0,
    239, 147, 0, 1, 59, 0, 37, 0, 27, 26, 23, 26, 43, 122, 59, 10, 8, 0, 7,
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
    let mut bytes = STRETCHES.iter().map(|byte| u32::from(*byte));
    let mut number = || match bytes.next()? {
        255 => Some(bytes.next()? << 8 | bytes.next()?),
        byte => Some(byte),
    };
    loop {
        let (before, beyond) = (number()?, number()?);
        left = left.checked_sub(before)?;
        if left <= beyond >> 2 {
            return Some([Class::Mark, Class::Number, Class::Alone, Class::Sign][beyond as usize & 3]);
        }
        left -= (beyond >> 2) + 1;
    }
}

/// Whether it is a letter or a number.
pub(crate) fn is_alphanumeric(letter: char) -> bool {
    !matches!(class(letter), Class::Mark | Class::Sign | Class::Joint)
}

/// Whether it is a capital letter.
pub(crate) fn is_capital(letter: char) -> bool {
    letter.to_lowercase().next() != Some(letter)
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
