//! What was typed, made into terms of the dictionary: what scores, what is required, what is left out.
//!
//! Both engines carry out the same plan, so whatever is decided here (stop words, prefixes, corrections, synonyms) is
//! the same in the terminal and in the browser.

use crate::analyze::{Analyzer, Form, SENTENCE, Token};
use crate::bm25::ln;
use crate::letters::{is_space, split};
use crate::query::{Item, What};
use crate::spelling;

/// What a plan asks of a dictionary. Terms are as [`Analyzer`] gives them; words are not stemmed.
///
/// A dictionary may lack a part. Then it notes which, answers as it likes, and the plan is none.
pub trait Vocabulary {
    /// The number of different words, a measure of how much a prefix stands for.
    fn words(&self) -> u32;
    /// The number of documents that hold the term.
    fn frequency(&mut self, term: &str) -> u32;
    /// The terms of words that begin so, with the numbers of documents that hold them.
    fn beginning(&mut self, prefix: &str) -> Vec<(String, u32)>;
    /// Words whose first or last letters are those of the word, with the numbers of documents that hold them.
    fn alike(&mut self, word: &str) -> Vec<(String, u32)>;
    /// Whether the term says little by itself: `the`, `what`.
    fn is_stop_word(&self, term: &str) -> bool;
    /// Groups of phrases that mean the same: a line a group, its phrases with tabs between them, each as its terms with
    /// spaces between them.
    fn synonyms(&self) -> &str;
    /// Whether it was asked for a part it lacks.
    fn is_missing(&self) -> bool {
        false
    }
}

/// What a query comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Each that matches adds to a document's score; if there are any, one must match.
    pub clauses: Vec<Clause>,
    /// All must hold.
    pub required: Vec<Condition>,
    /// None may hold.
    pub excluded: Vec<Condition>,
    /// Whether all documents that match must be known, not only the best.
    pub is_complete: bool,
    /// Words that are in no document, and what was looked for instead.
    pub corrections: Vec<Correction>,
}

/// Terms of which the best one counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// Terms, and what their scores are multiplied by.
    pub alternatives: Vec<(String, f32)>,
    /// How many documents hold the word that was asked for.
    pub frequency: u32,
}

impl Clause {
    fn of(term: &str, share: f32) -> Self {
        Self { alternatives: vec![(term.to_owned(), share)], frequency: 0 }
    }
}

/// Something that is true of a document or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Its title holds the term.
    Title(String),
    /// It holds the terms, each so many places after the first; there is at least one.
    Phrase(Vec<(String, u32)>),
    /// It is filed so: `tag:rust`.
    Filter(String),
}

/// A word that is in no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub from: String,
    /// As looked for.
    pub to: String,
}

/// How a query is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// All of it is there.
    Whole,
    /// Its last word may go on.
    Typing,
}

/// More parts than this are left out.
const LIMIT: usize = 32;
/// What a piece of a compound that is itself in the dictionary counts for.
const PIECE: f32 = 0.5;
/// What a word that only begins like the one asked for counts for.
const LONGER: f32 = 0.8;
/// What a synonym counts for.
const SYNONYM: f32 = 0.9;

/// Makes a plan; none if the dictionary lacks a part, which it has then been asked for.
pub fn plan(items: &[Item], reading: Reading, analyzer: &Analyzer, vocabulary: &mut dyn Vocabulary) -> Option<Plan> {
    let mut planner = Planner { analyzer, vocabulary, plan: Plan::default(), stop_words: Vec::new() };
    for (at, item) in items.iter().enumerate() {
        let is_open = reading == Reading::Typing && at + 1 == items.len();
        planner.item(item, is_open);
    }
    planner.finish()
}

struct Planner<'p> {
    analyzer: &'p Analyzer,
    vocabulary: &'p mut dyn Vocabulary,
    plan: Plan,
    /// Clauses that yield if there are others.
    stop_words: Vec<Clause>,
}

/// A token that outlives the text it was made from.
#[derive(Debug, Clone)]
struct Asked {
    term: String,
    word: String,
    form: Form,
    position: u32,
    end: usize,
}

impl Planner<'_> {
    fn item(&mut self, item: &Item, is_open: bool) {
        if item.what.is_filter() {
            let condition = Condition::Filter(filter_key(item.what.name(), &item.text, self.analyzer));
            return self.condition(condition, item.excluded);
        }
        let mut asked = self.analyse(&item.text);
        if item.excluded {
            conditions(&asked).into_iter().take(1).for_each(|condition| self.condition(condition, true));
        } else {
            self.asked(item, is_open, &mut asked);
        }
    }

    fn asked(&mut self, item: &Item, is_open: bool, asked: &mut Vec<Asked>) {
        let last = asked.len().saturating_sub(1);
        let ends_open =
            is_open && item.what == What::Words && asked.last().is_some_and(|last| last.end == item.text.len());
        if matches!(item.what, What::Words | What::Phrase | What::Title) {
            self.correct_all(asked, if ends_open { last } else { usize::MAX });
        }
        if item.what == What::Phrase {
            conditions(asked).into_iter().for_each(|condition| self.condition(condition, false));
        } else if item.what == What::Title {
            standing(asked).into_iter().for_each(|(term, _)| self.condition(Condition::Title(term), false));
        }
        self.plan.is_complete |= item.what == What::Beginning;
        self.synonyms_of_phrases(asked);
        let last = asked.len().saturating_sub(1);
        for at in 0..asked.len() {
            let is_prefix = at == last && (ends_open || item.what == What::Beginning);
            self.word(asked, at, if is_prefix { What::Beginning } else { item.what }, ends_open);
        }
    }

    fn condition(&mut self, condition: Condition, is_excluded: bool) {
        let conditions = if is_excluded { &mut self.plan.excluded } else { &mut self.plan.required };
        if conditions.len() < LIMIT {
            conditions.push(condition);
        }
    }

    fn analyse(&self, text: &str) -> Vec<Asked> {
        let mut asked: Vec<Asked> = Vec::new();
        self.analyzer.tokens(text, &mut |token: Token<'_>| {
            // The last letter of a stretch of pairs stands in the pair before.
            let is_tail = asked.last().is_some_and(|before| before.form == Form::Word && before.end > token.start);
            if !(is_tail && token.form == Form::Word) || asked.last().is_some_and(|before| before.end < token.end) {
                let Token { term, word, form, position, end, .. } = token;
                asked.push(Asked { term: term.to_owned(), word: word.to_owned(), form, position, end });
            }
        });
        asked
    }

    fn word(&mut self, asked: &[Asked], at: usize, what: What, is_typed_prefix: bool) {
        let token = &asked[at];
        let may_yield = matches!(what, What::Words | What::Exactly | What::Title);
        if may_yield && self.vocabulary.is_stop_word(&token.term) {
            // Not even looked up: its part of the dictionary is fetched only if nothing else was asked for.
            push_new(&mut self.stop_words, Clause::of(&token.term, 1.0));
            return;
        }
        let frequency = self.vocabulary.frequency(&token.term);
        let mut clause = Clause { alternatives: Vec::new(), frequency };
        if frequency > 0 {
            clause.alternatives.push((token.term.clone(), self.share(asked, at)));
        }
        if what == What::Beginning {
            self.beginning(token, is_typed_prefix, &mut clause);
        }
        self.add_synonyms(&token.term, &mut clause);
        if clause.alternatives.is_empty()
            && is_typed_prefix
            && what == What::Beginning
            && let mut meant = token.clone()
            && self.correct(&mut meant).is_some()
        {
            self.add_synonyms(&meant.term, &mut clause);
            clause.alternatives.push((meant.term, 1.0));
        }
        if !clause.alternatives.is_empty() {
            push_new(&mut self.plan.clauses, clause);
        }
    }

    /// What a token's score is multiplied by: pieces yield to a whole that is in the dictionary.
    fn share(&mut self, asked: &[Asked], at: usize) -> f32 {
        let whole = asked[..at].iter().rev().find(|token| token.form == Form::Compound);
        match whole.filter(|_| asked[at].form == Form::Piece) {
            Some(whole) if self.vocabulary.frequency(&whole.term) > 0 => PIECE,
            _ => 1.0,
        }
    }

    /// Adds the terms of longer words, none of which may count more than the commonest for being rare.
    fn beginning(&mut self, token: &Asked, is_typed: bool, clause: &mut Clause) {
        let shortest = match self.vocabulary.words() {
            0..3_000 => 1,
            3_000..30_000 => 2,
            _ => 3,
        };
        if is_typed && token.word.chars().count() < shortest && token.word.bytes().all(|byte| byte < 0x80) {
            return;
        }
        let terms = self.vocabulary.beginning(&token.word);
        let together = terms.iter().fold(0_u32, |sum, (_, frequency)| sum.saturating_add(*frequency));
        for (term, frequency) in terms {
            if term != token.term {
                clause.alternatives.push((term, LONGER * rarity_ratio(together, frequency)));
            }
        }
    }

    /// Puts what was meant in the place of words that are in no document, but for the one that is still being typed.
    fn correct_all(&mut self, asked: &mut Vec<Asked>, open: usize) {
        let mut at = 0;
        while at < asked.len() {
            let pieces = asked[at + 1..].iter().take_while(|token| token.form == Form::Piece).count();
            let is_compound = asked[at].form == Form::Compound && pieces > 0;
            // A compound is rarely in the dictionary, and need not be if all its pieces are.
            let is_meant = !self.is_unknown(&asked[at])
                || (is_compound && !asked[at + 1..=at + pieces].iter().any(|piece| self.is_unknown(piece)));
            if at != open && !is_meant && self.correct(&mut asked[at]).is_some() {
                asked[at].form = Form::Word;
                if is_compound {
                    (0..pieces).for_each(|_| drop(asked.remove(at + 1)));
                }
            }
            at += 1;
        }
    }

    /// Whether a word is known to be in no document, and to no author of synonyms.
    fn is_unknown(&mut self, token: &Asked) -> bool {
        !self.vocabulary.is_stop_word(&token.term)
            && self.vocabulary.frequency(&token.term) == 0
            && self.groups(&|phrase| phrase == token.term).is_empty()
    }

    /// Puts what was meant in the place of a word, if it is in a document.
    fn correct(&mut self, token: &mut Asked) -> Option<()> {
        // Most names are in the documents without the ending that says whose something is.
        let word = token.word.strip_suffix("'s").unwrap_or(&token.word);
        let allowed = spelling::edits_allowed(word)?;
        let to = spelling::nearest(word, allowed, &self.vocabulary.alike(word))?;
        token.term = self.analyzer.term(&to).filter(|term| self.vocabulary.frequency(term) > 0)?;
        self.plan.corrections.push(Correction { from: word.to_owned(), to: to.clone() });
        token.word = to;
        Some(())
    }

    fn add_synonyms(&mut self, term: &str, clause: &mut Clause) {
        for phrase in self.groups(&|phrase| phrase == term) {
            for word in terms(&phrase) {
                if phrase == term || self.vocabulary.frequency(word) == 0 {
                    continue;
                }
                if word == phrase {
                    clause.alternatives.push((word.to_owned(), SYNONYM));
                } else {
                    push_new(&mut self.plan.clauses, Clause::of(word, PIECE));
                }
            }
        }
    }

    /// `load balancer` also looks for `lb`, if the author says so.
    fn synonyms_of_phrases(&mut self, asked: &[Asked]) {
        let is_asked = |phrase: &str| {
            let terms = terms(phrase);
            let stands = |part: &[Asked]| part.iter().zip(&terms).all(|(token, term)| token.term == *term);
            terms.len() > 1 && asked.windows(terms.len()).any(stands)
        };
        for phrase in self.groups(&is_asked) {
            if terms(&phrase).len() == 1 && self.vocabulary.frequency(&phrase) > 0 {
                push_new(&mut self.plan.clauses, Clause::of(&phrase, SYNONYM));
            }
        }
    }

    /// The phrases of all groups in which one is meant.
    fn groups(&self, is_meant: &dyn Fn(&str) -> bool) -> Vec<String> {
        let mut phrases = Vec::new();
        for group in split(self.vocabulary.synonyms(), |sign| sign == '\n') {
            let group = split(group, |sign| sign == '\t');
            if group.iter().any(|phrase| is_meant(phrase)) {
                group.iter().for_each(|phrase| phrases.push((*phrase).to_owned()));
            }
        }
        phrases
    }

    fn finish(mut self) -> Option<Plan> {
        if self.plan.clauses.is_empty() {
            self.plan.clauses = self.stop_words;
        }
        self.plan.clauses.truncate(LIMIT);
        if self.vocabulary.is_missing() { None } else { Some(self.plan) }
    }
}

/// The terms of a phrase.
fn terms(phrase: &str) -> Vec<&str> {
    split(phrase, is_space)
}

fn push_new(clauses: &mut Vec<Clause>, clause: Clause) {
    if !clauses.contains(&clause) {
        clauses.push(clause);
    }
}

/// The terms that stand for the text one after another, and where: a compound's pieces, or a name's whole.
fn standing(asked: &[Asked]) -> Vec<(String, u32)> {
    let is_name = |at: usize| {
        let pieces = asked[at + 1..].iter().take_while(|token| token.form == Form::Piece).count();
        asked[at].form == Form::Compound && pieces < 2
    };
    let mut terms = Vec::new();
    for (at, token) in asked.iter().enumerate() {
        let stands = match token.form {
            Form::Word => true,
            Form::Compound => is_name(at),
            Form::Piece => !(at > 0 && is_name(at - 1)),
        };
        if stands {
            terms.push((token.term.clone(), token.position));
        }
    }
    terms
}

/// What a phrase asks: of each of its sentences that the words stand so.
fn conditions(asked: &[Asked]) -> Vec<Condition> {
    let mut conditions = Vec::new();
    let mut first = 0;
    for (term, at) in standing(asked) {
        match conditions.last_mut() {
            Some(Condition::Phrase(terms)) if at / SENTENCE == first / SENTENCE => terms.push((term, at - first)),
            _ => {
                first = at;
                conditions.push(Condition::Phrase(vec![(term, 0)]));
            }
        }
    }
    conditions
}

/// The dictionary's key of a filter, however its value is written: ` tag:load-balancing`. Keys come before all terms.
pub fn filter_key(name: &str, value: &str, analyzer: &Analyzer) -> String {
    let mut key = [" ", name].concat();
    let before = key.len();
    analyzer.tokens(value, &mut |token| {
        if token.form != Form::Piece {
            key.push_str(if key.len() == before { "" } else { "-" });
            key.push_str(token.word);
        }
    });
    key
}

/// What a term's score is multiplied by for its rarity to be that of all of them together.
///
/// Rarity is a logarithm of how few hold the term; the ratio of two such logarithms is taken here without knowing the
/// collection's size, which is more than accurate enough for a rank among guesses.
fn rarity_ratio(together: u32, frequency: u32) -> f32 {
    let scale = |frequency: u32| 1.0 / (2.0 + ln(frequency as f32));
    scale(together.max(1)) / scale(frequency.max(1))
}

/// The question with its words taken as they are spelt; empty if none was corrected.
pub(crate) fn literal(items: &[Item], corrections: &[Correction]) -> String {
    let mut literal = String::new();
    for item in items.iter().filter(|_| !corrections.is_empty()) {
        for word in item.words() {
            if !literal.is_empty() {
                literal.push(' ');
            }
            let is_plain = matches!(item.what, What::Words | What::Exactly);
            if item.excluded {
                literal.push('-');
            } else if is_plain {
                literal.push('+');
            }
            literal.push_str(item.what.name());
            let quote = if is_plain || item.what == What::Beginning { "" } else { "\"" };
            for part in &[quote, word, if item.what == What::Beginning { "*" } else { quote }] {
                literal.push_str(part);
            }
        }
    }
    literal
}
