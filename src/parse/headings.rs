//! What a heading says about the part of the file it opens.

/// What a heading announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announces {
    /// `Q7: Title`.
    Question(QuestionHeading),
    /// A table of contents.
    Contents,
    /// The curated index of topics.
    Topics,
    /// Anything else.
    Nothing,
}

/// A heading of the form `Q<number>: <title>`, or near it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionHeading {
    /// The number; `None` if there is none, or it cannot be one (negative, or beyond 64 bits).
    pub number: Option<u64>,
    /// Whether there is a number that cannot be one.
    pub is_misnumbered: bool,
    /// Where the title begins, in bytes of the heading's text.
    pub title: usize,
    /// Whether it is written `Q7: Title`, or `Q: Title` without a number.
    pub is_canonical: bool,
}

/// Reads the text of a heading.
pub fn announces(text: &str) -> Announces {
    if let Some(heading) = question(text) {
        return Announces::Question(heading);
    }
    let name = text.trim().trim_end_matches(':').to_lowercase();
    match name.as_str() {
        "table of contents" | "contents" | "toc" => Announces::Contents,
        "search tags index" | "tags index" | "tag index" | "topic index" | "topics index" | "topics" => {
            Announces::Topics
        }
        _ => Announces::Nothing,
    }
}

/// Whether a raw line looks like the heading of a question. Only for saying what an unclosed fence has swallowed.
pub fn names_question(line: &str) -> bool {
    let text = line.trim_start_matches('#');
    text.len() < line.len() && text.starts_with(' ') && question(text).is_some()
}

fn question(text: &str) -> Option<QuestionHeading> {
    let start = text.len() - text.trim_start().len();
    let rest = text[start..].strip_prefix(['Q', 'q'])?;
    let digits_at = rest.trim_start_matches(['-', ' ']);
    let digits: &str = &digits_at[..digits_at.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits_at.len())];
    if digits.is_empty() {
        return unnumbered(text, rest);
    }
    let after = &digits_at[digits.len()..];
    let separator = after.trim_start().chars().next();
    let title = after.trim_start_matches(|c: char| c.is_whitespace() || ":.)-–—".contains(c));
    let is_separated = separator.is_none_or(|c| ":.)-–—".contains(c));
    if !is_separated && !after.starts_with(char::is_whitespace) {
        return None;
    }
    let is_negative = rest.trim_start().starts_with('-');
    let number = digits.parse().ok().filter(|_| !is_negative);
    Some(QuestionHeading {
        number,
        is_misnumbered: number.is_none(),
        title: text.len() - title.len(),
        is_canonical: rest.starts_with(|c: char| c.is_ascii_digit()) && after.starts_with(": "),
    })
}

/// `Q: Title`.
fn unnumbered(text: &str, rest: &str) -> Option<QuestionHeading> {
    let title = rest.strip_prefix(": ").or((rest == ":").then_some(""))?.trim_start();
    Some(QuestionHeading { number: None, is_misnumbered: false, title: text.len() - title.len(), is_canonical: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(Option<u64>, &str, bool)>) {
        let found =
            question(text).map(|heading| (heading.number, text[heading.title..].to_owned(), heading.is_canonical));
        let expected = expected.map(|(number, title, canonical)| (number, title.to_owned(), canonical));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn question_headings_are_told_from_others() {
        check("Q1: Photo Storage", Some((Some(1), "Photo Storage", true)));
        check("Q2:no space", Some((Some(2), "no space", false)));
        check("q3) Title", Some((Some(3), "Title", false)));
        check("Q4 missing colon", Some((Some(4), "missing colon", false)));
        check("Q5:", Some((Some(5), "", false)));
        check("Q99999999999999999999999999: x", Some((None, "x", true)));
        check("Q-1: x", Some((None, "x", false)));
        check("Q: Title", Some((None, "Title", true)));
        check("Q:no space", None);
        check("Q1x: not one", None);
        check("Quality: not one", None);
        check("FAQ 1: not one", None);
        assert_eq!(announces("Table of Contents"), Announces::Contents);
        assert_eq!(announces("Search Tags Index"), Announces::Topics);
        assert!(names_question("## Q2: x") && !names_question("Q2: x") && !names_question("##Q2: x"));
    }
}
