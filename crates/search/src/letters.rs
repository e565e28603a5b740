//! What is asked of a text's letters everywhere. The standard library's searchers are compiled anew for every question;
//! here each loop is there once, which the browser's engine is smaller for.

/// A question about a letter.
pub(crate) type Test = fn(char) -> bool;

/// How many bytes the letters at a text's beginning have that pass the test.
pub(crate) fn length_while(text: &str, test: Test) -> usize {
    length(text, test, true)
}

/// The same of those that pass it, or of those that do not.
fn length(text: &str, test: Test, passes: bool) -> usize {
    let mut length = 0;
    for letter in text.chars() {
        if test(letter) != passes {
            break;
        }
        length += letter.len_utf8();
    }
    length
}

/// Whether a text's first letter passes the test.
pub(crate) fn begins(text: &str, test: Test) -> bool {
    text.chars().next().is_some_and(test)
}

/// The beginning of a text that has so many letters; all of it if it has fewer.
pub(crate) fn first(text: &str, letters: usize) -> &str {
    let mut length = 0;
    for letter in text.chars().take(letters) {
        length += letter.len_utf8();
    }
    &text[..length]
}

/// What is before the first letter that passes the test, and the rest.
pub(crate) fn split_once(text: &str, test: Test) -> (&str, &str) {
    text.split_at(length(text, test, false))
}

/// The stretches between letters that pass the test.
pub(crate) fn split(text: &str, test: Test) -> Vec<&str> {
    let mut stretches = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (stretch, after) = split_once(rest, test);
        if !stretch.is_empty() {
            stretches.push(stretch);
        }
        rest = &after[length_while(after, test)..];
    }
    stretches
}

/// Whether it is a space of any kind (Unicode's property `White_Space`).
pub(crate) fn is_space(letter: char) -> bool {
    matches!(letter, '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}'
        | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_are_those_of_the_standard_library() {
        assert!(('\0'..='\u{10ffff}').all(|letter| is_space(letter) == letter.is_whitespace()));
    }

    #[test]
    fn texts_are_cut_between_letters() {
        assert_eq!(length_while("éa b", |letter| letter != ' '), 3);
        assert_eq!((first("éab", 2), first("é", 2)), ("éa", "é"));
        assert_eq!(split_once("é b", is_space), ("é", " b"));
        assert_eq!(split(" a  b ", is_space), ["a", "b"]);
        assert!(begins(" a", is_space) && !begins("", is_space));
    }
}
