//! Text to terms. The same for what is indexed and for what is asked, and for both engines.

mod boundaries;
mod english;
mod fold;
mod languages;
pub(crate) mod segment;

use std::ops::Range;

use crate::letters;
pub(crate) use boundaries::{Class, class, is_alphanumeric};
pub(crate) use fold::small;
use languages::Stemmer;
pub use languages::{LANGUAGES, UNDETERMINED, engine_of};

use segment::{Kind, Segment};

/// The longest word that is indexed, in bytes: keys and hashes longer than this are looked for by nobody.
const WORD_LIMIT: usize = 64;

/// The places a sentence has; a longer one takes those of the next.
pub const SENTENCE: u32 = 64;

/// Turns text of one language into terms; by default of none, whose words have no stems.
#[derive(Clone, Default)]
pub struct Analyzer {
    stemmer: Option<Stemmer>,
}

/// What a token is to the word it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A whole word of one piece.
    Word,
    /// A whole word that also gives pieces: `userid` of `user_id`; or a name with signs: `c++`.
    Compound,
    /// A piece of the compound before it.
    Piece,
}

/// A term and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// What is looked up: stemmed, without case and diacritics.
    pub term: &'t str,
    /// The word before it was stemmed, without case and diacritics.
    pub word: &'t str,
    /// What it is to its word.
    pub form: Form,
    /// Counted from the text's beginning; a compound stands where its first piece stands. Each sentence begins at a
    /// multiple of [`SENTENCE`], so that an edit of one moves no word of another.
    pub position: u32,
    /// Its bytes in the text.
    pub start: usize,
    /// The end of its bytes.
    pub end: usize,
}

impl Analyzer {
    /// For a language by its tag (`en`, `pt-BR`); words of languages without a stemmer are taken as they are.
    pub fn new(language: &str) -> Self {
        Self { stemmer: Stemmer::of(language) }
    }

    /// Whether words of the language are reduced to their stems.
    pub fn stems(&self) -> bool {
        self.stemmer.is_some()
    }

    /// Calls `each` with the tokens of a text in their order.
    pub fn tokens(&self, text: &str, each: &mut dyn FnMut(Token<'_>)) {
        let mut writer = Writer::new(self, each);
        each_segment(text, &mut |segment, begins_sentence| {
            if begins_sentence {
                writer.position = next_sentence(writer.position);
            }
            writer.segment(&text[segment.span.clone()], segment);
        });
    }

    /// Calls `each` with the tokens of one segment, placed from nought, and gives how many places they take.
    pub(crate) fn tokens_of(&self, whole: &str, segment: Segment, each: &mut dyn FnMut(Token<'_>)) -> u32 {
        let mut writer = Writer::new(self, each);
        writer.segment(whole, Segment { span: 0..whole.len(), ..segment });
        writer.position
    }

    /// The only term of a text that is one word, if it is.
    pub fn term(&self, text: &str) -> Option<String> {
        let (mut found, mut count) = (None, 0);
        self.tokens(text, &mut |token| {
            count += usize::from(token.form != Form::Piece);
            if token.form != Form::Piece {
                found = Some(token.term.to_owned());
            }
        });
        found.filter(|_| count == 1)
    }
}

/// Calls `each` with the segments of a text, and whether a sentence begins with them.
pub(crate) fn each_segment(text: &str, each: &mut dyn FnMut(Segment, bool)) {
    let mut end = 0;
    segment::segments(text, &mut |segment| {
        let begins_sentence = ends_sentence(&text[end..segment.span.start]);
        end = segment.span.end;
        each(segment, begins_sentence);
    });
}

/// The first place of the sentence after the one that has come to this place.
pub(crate) fn next_sentence(position: u32) -> u32 {
    position.next_multiple_of(SENTENCE)
}

/// Whether what stands between two words ends a sentence: a line's end, or a stop and a space.
fn ends_sentence(between: &str) -> bool {
    let (mut has_stop, mut is_space) = (false, false);
    for letter in between.chars() {
        if matches!(letter, '\n' | '。' | '！' | '？' | '；') {
            return true;
        }
        has_stop |= matches!(letter, '.' | '!' | '?' | ':' | ';');
        is_space = letters::is_space(letter);
    }
    has_stop && is_space
}

struct Writer<'a> {
    analyzer: &'a Analyzer,
    position: u32,
    lower: String,
    word: String,
    each: &'a mut dyn FnMut(Token<'_>),
}

impl<'a> Writer<'a> {
    fn new(analyzer: &'a Analyzer, each: &'a mut dyn FnMut(Token<'_>)) -> Self {
        Self { analyzer, position: 0, lower: String::new(), word: String::new(), each }
    }

    fn segment(&mut self, whole: &str, Segment { kind, span }: Segment) {
        match kind {
            Kind::Word => self.word(whole, span),
            Kind::Name => self.name(whole, span),
            Kind::Unspaced => self.unspaced(whole, span.start),
        }
    }

    fn word(&mut self, text: &str, span: Range<usize>) {
        let mut pieces: Vec<Range<usize>> = Vec::new();
        segment::pieces(text, &mut |piece| pieces.push(piece));
        let Some(_second) = pieces.get(1) else { return self.one(text, span, Form::Word) };
        let whole: String = pieces.iter().map(|piece| &text[piece.clone()]).collect();
        let position = self.position;
        self.one(&whole, span.clone(), Form::Compound);
        self.position = position;
        for piece in pieces {
            self.one(&text[piece.clone()], span.start + piece.start..span.start + piece.end, Form::Piece);
        }
    }

    fn one(&mut self, text: &str, span: Range<usize>, form: Form) {
        if text.len() > WORD_LIMIT {
            self.position += 1;
            return;
        }
        self.lower.clear();
        fold::push_lower(text, &mut self.lower);
        self.word.clear();
        fold::push_folded(&self.lower, &mut self.word);
        if self.word.is_empty() {
            // A mark without a letter.
            self.position += 1;
            return;
        }
        let stemmed;
        let mut term = &self.word;
        if let Some(stemmer) = self.analyzer.stemmer.filter(|_| self.word.bytes().all(|byte| !byte.is_ascii_digit())) {
            stemmed = match stemmer {
                // English words are looked up without diacritics; stemmers of other languages need them.
                Stemmer::English => stemmer.stem(&self.word),
                Stemmer::Other(_) => {
                    let mut folded = String::new();
                    fold::push_folded(&stemmer.stem(&self.lower), &mut folded);
                    folded
                }
            };
            if !stemmed.is_empty() {
                term = &stemmed;
            }
        }
        let Range { start, end } = span;
        (self.each)(Token { term, word: &self.word, form, position: self.position, start, end });
        self.position += 1;
    }

    fn name(&mut self, text: &str, span: Range<usize>) {
        self.lower.clear();
        fold::push_lower(text, &mut self.lower);
        self.word.clear();
        self.word.extend(self.lower.chars().filter(|letter| !letters::is_space(*letter)));
        let (term, position, Range { start, end }) = (&*self.word, self.position, span);
        (self.each)(Token { term, word: term, form: Form::Compound, position, start, end });
        let is_sign = |byte: &u8| matches!(byte, b'.' | b'+' | b'#');
        let bytes = text.as_bytes();
        let before = bytes.iter().take_while(|byte| is_sign(byte)).count();
        let after = bytes.iter().rev().take_while(|byte| is_sign(byte)).count();
        if before + after > 0 {
            self.one(&text[before..text.len() - after], start + before..end - after, Form::Piece);
        } else {
            self.position += 1;
        }
    }

    /// Overlapping pairs of letters, and the last letter alone: so each letter begins some term.
    fn unspaced(&mut self, text: &str, start: usize) {
        let mut pair = 0;
        for (at, letter) in text.char_indices() {
            if at > 0 {
                self.stretch(&text[pair..at + letter.len_utf8()], start + pair);
                pair = at;
            }
        }
        self.stretch(&text[pair..], start + pair);
    }

    fn stretch(&mut self, term: &str, start: usize) {
        let (position, end) = (self.position, start + term.len());
        (self.each)(Token { term, word: term, form: Form::Word, position, start, end });
        self.position += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: &str, text: &str, expected: &str) {
        let mut found = Vec::new();
        Analyzer::new(language).tokens(text, &mut |token| found.push(format!("{}@{}", token.term, token.position)));
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn words_are_stemmed_in_their_language() {
        check("en", "Sharding databases, résumés", "shard@0 databas@1 resum@2");
        check("de", "Häuser und Straßen", "haus@0 und@1 strass@2");
        check("xx", "Running", "running@0");
    }

    #[test]
    fn compounds_are_found_whole_and_by_piece() {
        check("en", "consistent-hashing of user_ids", "consistenthash@0 consist@0 hash@1 of@2 userid@3 user@3 id@4");
        check("en", "C++ .NET O(n log n)", "c++@0 c@0 .net@1 net@1 o(nlogn)@2");
        check(
            "en",
            "front-end e-mail nodeJS node.js",
            "frontend@0 front@0 end@1 email@2 e@2 mail@3 nodej@4 node@4 js@5 nodej@6 node@6 js@7",
        );
    }

    #[test]
    fn letters_without_spaces_are_pairs() {
        check("en", "数据库", "数据@0 据库@1 库@2");
        check("en", "索 x", "索@0 x@1");
    }

    #[test]
    fn sentences_begin_at_places_of_their_own() {
        check("en", "a b. c d\ne. f?", "a@0 b@1 c@64 d@65 e@128 f@192");
        check(
            "en",
            &format!("{} y\nz", "x ".repeat(70)),
            &format!("{}y@70 z@128", (0..70).map(|n| format!("x@{n} ")).collect::<String>()),
        );
        check("en", "std::map a.b 数。据", "std@0 map@1 ab@2 a@2 b@3 数@4 据@64");
    }

    #[test]
    fn what_nobody_looks_for_is_left_out() {
        check("en", &format!("a {} b", "x".repeat(65)), "a@0 b@2");
        check("en", "— !! 😀", "");
        check("en", "v_\u{349}", "v@0 v@0");
    }
}
