//! What a reader typed, taken apart. Nothing she can type is an error.

use crate::letters::{begins, first, is_space, length_while, split, split_once};

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What is asked of the words.
    pub what: What,
    /// The words themselves, as typed, without signs of the query language.
    pub text: String,
    /// Whether documents with them are left out.
    pub excluded: bool,
}

/// What a part of a query asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Documents that hold some of the words: `memory leak`.
    Words,
    /// The same, spelt as typed: `+shrading`.
    Exactly,
    /// Words that begin so: `con*`.
    Beginning,
    /// The words beside one another: `"race condition"`.
    Phrase,
    /// Words of the title: `title:cache`.
    Title,
    /// Documents with the tag: `tag:rust`.
    Tag,
    /// Documents of the topic.
    Topic,
    /// Documents of that difficulty.
    Difficulty,
}

impl What {
    /// What is written before the words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tag => TAG,
            Self::Topic => TOPIC,
            Self::Difficulty => DIFFICULTY,
            Self::Title => "title:",
            _ => "",
        }
    }

    /// Whether it asks how a document is filed, not what it says.
    pub(crate) fn is_filter(self) -> bool {
        matches!(self, Self::Tag | Self::Topic | Self::Difficulty)
    }
}

/// Before a tag.
pub const TAG: &str = "tag:";
/// Before a topic.
pub const TOPIC: &str = "topic:";
/// Before a difficulty.
pub const DIFFICULTY: &str = "difficulty:";

/// The longest query that is looked at, in bytes; what comes after is left out.
const LIMIT: usize = 512;

/// Takes a query apart. Words that only follow one another are one item.
pub fn parse(query: &str) -> Vec<Item> {
    let mut rest = &query[..query.floor_char_boundary(LIMIT)];
    let mut items: Vec<Item> = Vec::new();
    loop {
        rest = &rest[length_while(rest, is_space)..];
        if rest.is_empty() {
            return items;
        }
        let (item, after) = item(rest);
        rest = after;
        match items.last_mut() {
            Some(last) if last.what == What::Words && item.what == What::Words && !last.excluded && !item.excluded => {
                last.text.push(' ');
                last.text.push_str(&item.text);
            }
            _ => items.push(item),
        }
    }
}

fn item(text: &str) -> (Item, &str) {
    let excluded = text.starts_with('-') && begins(&text[1..], |next| !is_space(next) && next != '-');
    let text = &text[usize::from(excluded)..];
    for what in &[What::Title, What::Tag, What::Topic, What::Difficulty] {
        let value = strip_name(text, what.name()).map(value_of);
        if let Some((value, rest)) = value.filter(|(value, _)| !value.is_empty()) {
            return (Item { what: *what, text: value.to_owned(), excluded }, rest);
        }
    }
    let (mut word, rest) = value_of(text);
    let mut what = What::Words;
    if begins(text, is_quote) {
        what = What::Phrase;
    } else if word.len() > 1 && word.starts_with('+') {
        (what, word) = (What::Exactly, &word[1..]);
    } else if word.len() > 1 && word.ends_with('*') {
        (what, word) = (What::Beginning, &word[..word.len() - 1]);
    }
    (Item { what, text: word.to_owned(), excluded }, rest)
}

impl Item {
    /// The words one by one, if nothing holds them together.
    pub(crate) fn words(&self) -> Vec<&str> {
        let is_apart = matches!(self.what, What::Words | What::Exactly);
        split(&self.text, if is_apart { is_space } else { |_| false })
    }
}

fn strip_name<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let head = text.get(..name.len())?;
    head.eq_ignore_ascii_case(name).then(|| &text[name.len()..])
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„')
}

/// A quoted stretch without its quotes, to the end if none closes it; or a word.
fn value_of(text: &str) -> (&str, &str) {
    if !begins(text, is_quote) {
        return split_once(text, is_space);
    }
    let inner = &text[first(text, 1).len()..];
    let (value, rest) = split_once(inner, is_quote);
    (value, &rest[length_while(rest, is_quote)..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, expected: &[&str]) {
        let shown: Vec<String> = parse(query)
            .iter()
            .map(|item| format!("{}{:?} {}", if item.excluded { "-" } else { "" }, item.what, item.text))
            .collect();
        assert_eq!(shown, expected, "{query}");
    }

    #[test]
    fn each_sign_is_read() {
        check("memory leak", &["Words memory leak"]);
        check("race \"foreign key\" -sql", &["Words race", "Phrase foreign key", "-Words sql"]);
        check("tag:\"load balancing\" Title:cache con*", &["Tag load balancing", "Title cache", "Beginning con"]);
        check("+shrading -tag:rust -\"a b\"", &["Exactly shrading", "-Tag rust", "-Phrase a b"]);
    }

    #[test]
    fn nothing_typed_is_an_error() {
        check("", &[]);
        check("\"unclosed phrase", &["Phrase unclosed phrase"]);
        check("tag: - -- * + \"\"", &["Words tag: - -- * +", "Phrase "]);
        check("C++ std::map -> x", &["Words C++ std::map", "-Words >", "Words x"]);
        check("state-of-the-art", &["Words state-of-the-art"]);
    }

    #[test]
    fn a_long_query_is_cut_between_letters() {
        let items = parse(&"é".repeat(1000));
        assert_eq!(items[0].text.len(), 512);
    }
}
