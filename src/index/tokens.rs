//! The analyzer as tantivy's tokenizer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use studybook_search::analyze::Analyzer;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The analyzer of a language, as tantivy wants it.
#[derive(Clone)]
pub(super) struct Tokens {
    analyzer: Analyzer,
    /// Where the words of texts are noted, if they are.
    words: Option<Arc<Mutex<Words>>>,
    found: Found,
}

impl Tokens {
    pub(super) fn new(analyzer: Analyzer, words: Option<Arc<Mutex<Words>>>) -> Self {
        Self { analyzer, words, found: Found::default() }
    }
}

impl Tokenizer for Tokens {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let found = &mut self.found;
        found.terms.clear();
        found.places.clear();
        let mut words = self.words.as_ref().map(|words| words.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(words) = &mut words {
            words.texts += 1;
        }
        self.analyzer.tokens(text, &mut |token| {
            found.terms.push_str(token.term);
            found.places.push((found.terms.len(), token.position as usize));
            if let Some(words) = &mut words {
                words.note(token.word, token.term);
            }
        });
        Stream { found, next: 0, start: 0, token: Token::default() }
    }
}

/// The tokens of a text, their letters one after another.
#[derive(Clone, Default)]
struct Found {
    terms: String,
    /// Where each ends, and its position.
    places: Vec<(usize, usize)>,
}

/// Hands out the tokens of a text.
pub(super) struct Stream<'a> {
    found: &'a Found,
    next: usize,
    start: usize,
    token: Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some((end, position)) = self.found.places.get(self.next) else { return false };
        self.token.text.clear();
        self.token.text.push_str(&self.found.terms[self.start..*end]);
        self.token.position = *position;
        self.start = *end;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The words of all texts, as they are written but for case and diacritics.
#[derive(Default)]
pub(super) struct Words {
    texts: u32,
    by_word: HashMap<Box<str>, Vec<Word>>,
}

struct Word {
    term: Box<str>,
    texts: u32,
    last_text: u32,
}

impl Words {
    fn note(&mut self, word: &str, term: &str) {
        let Some(known) = self.by_word.get_mut(word) else {
            let first = Word { term: term.into(), texts: 1, last_text: self.texts };
            self.by_word.insert(word.into(), vec![first]);
            return;
        };
        match known.iter_mut().find(|known| &*known.term == term) {
            Some(known) if known.last_text == self.texts => {}
            Some(known) => {
                known.texts += 1;
                known.last_text = self.texts;
            }
            None => known.push(Word { term: term.into(), texts: 1, last_text: self.texts }),
        }
    }

    /// Each word with its term and the number of texts it stands in.
    pub(super) fn counted(&mut self) -> Vec<(Box<str>, Box<str>, u32)> {
        let words = std::mem::take(&mut self.by_word).into_iter();
        words
            .flat_map(|(word, terms)| terms.into_iter().map(move |known| (word.clone(), known.term, known.texts)))
            .collect()
    }
}
