//! The analyzer as tantivy's tokenizer.

use std::sync::{Arc, Mutex, PoisonError};

use studybook_search::analyze::Analyzer;
use studybook_search::write::lexicon;
use studybook_search::write::recall::{Recall, Stretches, Word};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The analyzer of a language, as tantivy wants it.
#[derive(Clone)]
pub(super) struct Tokens {
    words: Arc<Mutex<Words>>,
    is_counted: bool,
    found: Found,
}

/// The words of all texts, and how many texts hold each.
#[derive(Default)]
pub(super) struct Words {
    pub(super) recall: Recall,
    /// By the numbers of words.
    pub(super) texts: Vec<u32>,
    /// Of each text, in their order.
    pub(super) stretches: Vec<Stretches>,
    /// How much each says, once all are counted.
    pub(super) worth: Vec<f32>,
    last_text: Vec<u32>,
    counted: u32,
}

impl Tokens {
    pub(super) fn new(analyzer: Analyzer) -> Self {
        let words = Words { recall: Recall::new(analyzer), ..Words::default() };
        Self { words: Arc::new(Mutex::new(words)), is_counted: false, found: Found::default() }
    }

    /// One that also counts the texts in which each word stands.
    pub(super) fn counting(&self) -> Self {
        Self { is_counted: true, ..self.clone() }
    }

    /// What it has met so far.
    pub(super) fn take(&self) -> Words {
        std::mem::take(&mut self.words.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Tokenizer for Tokens {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let found = &mut self.found;
        found.terms.clear();
        found.places.clear();
        let mut numbers = Vec::with_capacity(text.len() / 5);
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        let stretches = words.recall.tokens(text, &mut |token, term| {
            found.terms.push_str(term);
            found.places.push((found.terms.len(), token.position as usize));
            numbers.push(token.number);
        });
        if self.is_counted {
            words.count(&numbers);
            words.stretches.push(stretches);
        }
        Stream { found, next: 0, start: 0, token: Token::default() }
    }
}

impl Words {
    /// Each word of a counted text with its term and the number of texts that hold it.
    pub(super) fn counted(&self) -> Vec<lexicon::Word<'_>> {
        let counted = self.recall.words().zip(&self.texts).filter(|(_, texts)| **texts > 0);
        counted.map(|(Word { word, term }, texts)| lexicon::Word { word, term, documents: *texts }).collect()
    }

    fn count(&mut self, numbers: &[u32]) {
        self.counted += 1;
        self.texts.resize(self.recall.len(), 0);
        self.last_text.resize(self.recall.len(), 0);
        for number in numbers {
            let number = *number as usize;
            self.texts[number] += u32::from(self.last_text[number] != self.counted);
            self.last_text[number] = self.counted;
        }
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
