//! A text as the words it is made of, by Unicode's rules (UAX #29) and a few of programmers'.
//!
//! A word's pieces are what it is made of: `consistent` and `hashing`, `user` and `id`, `get`, `User` and `Id`. Names
//! that are no words of any language (`C++`, `C#`, `.NET`, `O(n)`) are kept with their signs.

use std::ops::Range;

use super::boundaries::{Class, class, is_alphanumeric, is_capital, is_unspaced, word_end};
use crate::letters::{begins, first, length_while};

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word, perhaps of several pieces.
    Word,
    /// A name with signs that belong to it: `c++`, `.net`, `o(n)`.
    Name,
    /// Letters of a script that puts no spaces between words.
    Unspaced,
}

/// A stretch of a text that is searched for as one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) kind: Kind,
    /// Bytes of the text.
    pub(crate) span: Range<usize>,
}

/// The longest bracket of a name in bytes: `(n log n)` has 9.
const NAME_LIMIT: usize = 24;

/// Calls `each` with the segments of a text in their order.
pub(crate) fn segments(text: &str, each: &mut dyn FnMut(Segment)) {
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        start = match class(first) {
            Class::Mark | Class::Sign => start + first.len_utf8(),
            Class::Alone if is_unspaced(first) => {
                let end = start + length_while(&text[start..], is_unspaced);
                each(Segment { kind: Kind::Unspaced, span: start..end });
                end
            }
            _ => word_or_joints(text, start, each),
        };
    }
}

/// The end of a word, or of what only joins words.
fn word_or_joints(text: &str, start: usize, each: &mut dyn FnMut(Segment)) -> usize {
    let end = start + word_end(&text[start..]);
    if length_while(&text[start..end], |letter| !is_alphanumeric(letter)) == end - start {
        return end;
    }
    let segment = word_at(text, start, end);
    let end = segment.span.end;
    each(segment);
    end
}

fn word_at(text: &str, start: usize, end: usize) -> Segment {
    let rest = &text[end..];
    if let Some(close) = bracket(&text[start..end], rest) {
        return Segment { kind: Kind::Name, span: start..end + close };
    }
    let signs = sign_length(rest);
    if signs > 0 {
        return Segment { kind: Kind::Name, span: start..end + signs };
    }
    if let Some(before) = text[..start].strip_suffix('.')
        && !begins(&before[before.floor_char_boundary(before.len().saturating_sub(1))..], |last| {
            is_alphanumeric(last) || last == '.'
        })
    {
        return Segment { kind: Kind::Name, span: start - 1..end };
    }
    Segment { kind: Kind::Word, span: start..end + joined(rest) }
}

/// The length of `++` or `#` after a word, if they end it.
fn sign_length(rest: &str) -> usize {
    let length = if rest.starts_with("++") { 2 } else { usize::from(rest.starts_with('#')) };
    let ends = !begins(&rest[length..], |next| is_alphanumeric(next) || next == '+' || next == '#');
    if ends { length } else { 0 }
}

/// The length of the bracket after the `O` of a complexity.
fn bracket(word: &str, rest: &str) -> Option<usize> {
    if !matches!(word, "O" | "o" | "Θ" | "θ" | "Ω" | "ω") || !rest.starts_with('(') {
        return None;
    }
    let mut depth = 0_usize;
    for (at, byte) in rest.bytes().enumerate().take(NAME_LIMIT) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// The length of what hyphens join to the word before.
fn joined(rest: &str) -> usize {
    let mut length = 0;
    while begins(&rest[length..], is_hyphen) {
        let after = length + first(&rest[length..], 1).len();
        let word = &rest[after..];
        if !begins(word, |letter| is_alphanumeric(letter) && !is_unspaced(letter)) {
            break;
        }
        length = after + word_end(word);
    }
    length
}

fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}' | '\u{2011}')
}

/// The pieces a word is made of, as bytes of it; a word of one piece is its own.
pub(crate) fn pieces(word: &str, each: &mut dyn FnMut(Range<usize>)) {
    if is_number(word) {
        return each(0..word.len());
    }
    let mut start = 0;
    let mut before = None;
    for (at, letter) in word.char_indices() {
        let is_break = matches!(class(letter), Class::Sign | Class::Joint) && !is_apostrophe(letter);
        if is_break || begins_piece(before, letter, &word[at + letter.len_utf8()..]) {
            if start < at {
                each(start..at);
            }
            start = if is_break { at + letter.len_utf8() } else { at };
        }
        before = Some(letter);
    }
    if start < word.len() {
        each(start..word.len());
    }
}

/// Whether a capital begins a piece: `getUser` at `U`, `HTTPServer` at `S`.
fn begins_piece(before: Option<char>, letter: char, after: &str) -> bool {
    let Some(before) = before else { return false };
    let is_small = |letter: char| class(letter) == Class::Letter && !is_capital(letter);
    is_capital(letter) && (is_small(before) || (is_capital(before) && begins(after, is_small)))
}

/// Numbers and versions: `3.14`, `10,000`, `1.2.3`.
fn is_number(word: &str) -> bool {
    word.chars().all(|letter| class(letter) == Class::Number || matches!(letter, '.' | ','))
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        segments(text, &mut |segment| {
            let whole = &text[segment.span.clone()];
            let mut parts = Vec::new();
            if segment.kind == Kind::Word {
                pieces(whole, &mut |piece| parts.push(whole[piece].to_owned()));
            }
            found.push(if parts.len() > 1 { format!("{whole}={}", parts.join("|")) } else { whole.to_owned() });
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_and_their_pieces() {
        check("What is consistent-hashing?", &["What", "is", "consistent-hashing=consistent|hashing"]);
        check("user_id, getUserId()", &["user_id=user|id", "getUserId=get|User|Id"]);
        check("HTTPServer don’t iOS 3.14", &["HTTPServer=HTTP|Server", "don’t", "iOS=i|OS", "3.14"]);
        check("state-of-the-art — yes", &["state-of-the-art=state|of|the|art", "yes"]);
        check("a - b -c", &["a", "b", "c"]);
    }

    #[test]
    fn names_of_programmers() {
        check("C++ and C# or F#.", &["C++", "and", "C#", "or", "F#"]);
        check("the .NET runtime; ASP.NET", &["the", ".NET", "runtime", "ASP.NET=ASP|NET"]);
        check("in O(n log n) or O(1) time", &["in", "O(n log n)", "or", "O(1)", "time"]);
        check("O(n\nm)", &["O", "n", "m"]);
        check("a+b c#d ...end", &["a", "b", "c", "d", "end"]);
    }

    #[test]
    fn scripts_without_spaces_are_one_stretch() {
        check("数据库 index 索引", &["数据库", "index", "索引"]);
        check("カタカナ・ひらがな한국어", &["カタカナ", "ひらがな한국어"]);
        check("ภาษาไทย", &["ภาษาไทย"]);
    }
}
