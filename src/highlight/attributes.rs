//! The info string of a fence: which language, which lines to highlight, whether and from where to number.

/// What an info string says besides the language. Words that mean nothing here are ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attributes {
    /// Lines to highlight, the block's first being 1 whatever number it shows.
    pub highlighted: LineSet,
    /// What the block says about line numbers, if it does.
    pub line_numbers: Option<bool>,
    /// The number of the first line.
    pub start: u64,
}

impl Attributes {
    /// Reads `{2,4-6}`, `linenos`, `line-numbers`, `no-line-numbers` and `start=10`, in any order, in braces or not.
    pub(super) fn parse(text: &str) -> Self {
        let mut ranges = Vec::new();
        let mut line_numbers = None;
        let mut start = 1;
        let mut braces = false;
        let mut rest = text;
        while let Some(length) = rest.find(|c: char| c.is_whitespace() || "{},".contains(c)).or(end_of(rest)) {
            let (word, after) = rest.split_at(length);
            match word.trim_start_matches('.') {
                "linenos" | "line-numbers" | "numberLines" => line_numbers = Some(true),
                "no-line-numbers" => line_numbers = Some(false),
                word if word.starts_with("start=") => start = number(&word["start=".len()..]).unwrap_or(start),
                word if braces => ranges.extend(range(word)),
                _ => {}
            }
            match after.as_bytes().first() {
                Some(b'{') => braces = true,
                Some(b'}') => braces = false,
                _ => {}
            }
            let mut chars = after.chars();
            chars.next();
            rest = chars.as_str();
        }
        Self { highlighted: LineSet::new(ranges), line_numbers, start }
    }
}

fn end_of(rest: &str) -> Option<usize> {
    (!rest.is_empty()).then_some(rest.len())
}

fn range(word: &str) -> Option<(u64, u64)> {
    let (from, to) = word.split_once('-').unwrap_or((word, word));
    let (from, to) = (number(from)?, number(to)?);
    Some((from.min(to), from.max(to)))
}

/// A number of at most nine digits: more lines than any file has.
fn number(digits: &str) -> Option<u64> {
    let digits = digits.trim_matches('"');
    let plain = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// A set of lines as ordered, disjoint ranges: its size is that of the text it was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LineSet(Vec<(u64, u64)>);

impl LineSet {
    fn new(mut ranges: Vec<(u64, u64)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(u64, u64)> = Vec::new();
        for (from, to) in ranges {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    /// Whether no line is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this line is in it.
    pub(super) fn contains(&self, line: u64) -> bool {
        let at = self.0.partition_point(|(_, to)| *to < line);
        self.0.get(at).is_some_and(|(from, _)| *from <= line)
    }
}

/// Splits an info string into the language's name and the rest.
pub(super) fn split_info(info: &str) -> (&str, &str) {
    let info = info.trim();
    let name = info.trim_start_matches(['{', '.']);
    let end = name.find(|c: char| c.is_whitespace() || ",:{}".contains(c)).unwrap_or(name.len());
    let (name, rest) = name.split_at(end);
    if name.is_empty() || name.contains('=') || name.starts_with(|c: char| c.is_ascii_digit()) && info.starts_with('{')
    {
        return ("", info);
    }
    (name, rest.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(attributes: &str, highlighted: &[(u64, u64)], line_numbers: Option<bool>, start: u64) {
        let read = Attributes::parse(attributes);
        assert_eq!(read.highlighted.0, highlighted, "{attributes}");
        assert_eq!((read.line_numbers, read.start), (line_numbers, start), "{attributes}");
    }

    #[test]
    fn lines_to_highlight() {
        check("{2,4-6}", &[(2, 2), (4, 6)], None, 1);
        check("title=\"x\" {1}", &[(1, 1)], None, 1);
        check("{ 3 , 1-2 } {2-3}", &[(1, 3)], None, 1);
        check("{6-4}", &[(4, 6)], None, 1);
        check("2,4-6", &[], None, 1);
    }

    #[test]
    fn line_numbers() {
        check("linenos", &[], Some(true), 1);
        check("no-line-numbers {2}", &[(2, 2)], Some(false), 1);
        check("line-numbers start=10", &[], Some(true), 10);
        check(".numberLines start=\"7\"}", &[], Some(true), 7);
    }

    #[test]
    fn nonsense_is_ignored() {
        check("{} {,} {-} {a-b} start= start=x onload=alert(1)", &[], None, 1);
        check("{1-999999999} start=99999999999999999999", &[(1, 999_999_999)], None, 1);
        check("{99999999999999999999-1}", &[], None, 1);
    }

    #[test]
    fn a_line_is_found_among_ranges() {
        let lines = Attributes::parse("{2,4-6}").highlighted;
        let found: Vec<u64> = (0..9).filter(|line| lines.contains(*line)).collect();
        assert_eq!(found, [2, 4, 5, 6]);
    }

    #[test]
    fn the_language_is_the_first_word() {
        let check = |info, expected| assert_eq!(split_info(info), expected, "{info}");
        check("", ("", ""));
        check(" rust ", ("rust", ""));
        check("rust,ignore", ("rust", ",ignore"));
        check("js{1}", ("js", "{1}"));
        check("js {1} linenos", ("js", "{1} linenos"));
        check("{.python .numberLines}", ("python", ".numberLines}"));
        check("python:title", ("python", ":title"));
        check("c++", ("c++", ""));
        check("{2,4-6}", ("", "{2,4-6}"));
        check("title=x", ("", "title=x"));
    }
}
