//! Questions answered from tantivy's index: the terminal's search, and what the browser's is held against.

use studybook_search::bm25::{Field, Scorer, WEIGHTS};
use studybook_search::plan::{self, Clause, Condition, Correction, Plan, Reading, Vocabulary};
use studybook_search::proximity::{self, Candidate};
use studybook_search::snippet::{Marker, Snippet};
use studybook_search::{query, spelling};
use tantivy::Term;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::IndexRecordOption;

use super::invert::IN_MEMORY;
use super::{Corpus, Index};

/// The best documents by tantivy's scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Documents by their numbers, and their scores; best first, of equals the first document first.
    pub best: Vec<(u32, f32)>,
    /// How many documents answer.
    pub total: usize,
    /// Words that are in no document, and what was looked for instead.
    pub corrections: Vec<Correction>,
}

/// A document that answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its number.
    pub document: usize,
    /// How well it answers.
    pub score: f32,
    /// Its title and the passage that answers, the words asked for marked.
    pub snippet: Snippet,
}

/// How a query is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The most documents that are wanted.
    pub limit: usize,
    /// Whether the last word may go on.
    pub reading: Reading,
}

impl Index {
    /// The best documents for a query, at most `limit`.
    pub fn rank(&self, query: &str, limit: usize, reading: Reading) -> Ranked {
        self.rank_plan(&self.plan(query, reading), limit)
    }

    /// The same in the order in which they are shown, and what is shown, from the documents the index was made of.
    pub fn search(&self, query: &str, asked: Asked, corpus: &Corpus<'_>) -> (Ranked, Vec<Found>) {
        let plan = self.plan(query, asked.reading);
        let mut ranked = self.rank_plan(&plan, asked.limit);
        let marker = Marker::new(&plan, &self.analyzer);
        let candidate = |(document, score): &(u32, f32)| Candidate {
            document: *document,
            score: *score,
            marked: marker.mark(&self.card(corpus, *document as usize)),
        };
        let mut best: Vec<Candidate> = ranked.best.iter().map(candidate).collect();
        proximity::reorder(&mut best, &plan, &Scorer::new(&self.collection));
        ranked.best = best.iter().map(|candidate| (candidate.document, candidate.score)).collect();
        let found = ranked.best.iter().map(|(document, score)| {
            let document = *document as usize;
            // The terminal shows more of a document than is kept for the browser.
            let card = (corpus.record)(document).card();
            Found { document, score: *score, snippet: marker.mark(&card).snippet(&card) }
        });
        let found = found.collect();
        (ranked, found)
    }

    fn plan(&self, query: &str, reading: Reading) -> Plan {
        let mut words = Words { index: self };
        plan::plan(&query::parse(query), reading, &self.analyzer, &mut words).expect("the whole dictionary is here")
    }

    fn rank_plan(&self, plan: &Plan, limit: usize) -> Ranked {
        let top = TopDocs::with_limit(limit.max(1)).order_by_score();
        let (best, total) = self.searcher.search(&*self.query(plan), &(top, Count)).expect(IN_MEMORY);
        let best = best.into_iter().map(|(score, address)| (address.doc_id, score)).take(limit).collect();
        Ranked { best, total, corrections: plan.corrections.clone() }
    }

    fn query(&self, plan: &Plan) -> Box<dyn Query> {
        let clauses: Vec<_> = plan.clauses.iter().map(|clause| (Occur::Should, self.clause(clause))).collect();
        let scores: Box<dyn Query> = match (clauses.is_empty(), plan.required.is_empty()) {
            (false, _) => Box::new(BooleanQuery::new(clauses)),
            (true, false) => Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
            (true, true) => return Box::new(EmptyQuery),
        };
        if plan.required.is_empty() && plan.excluded.is_empty() {
            return scores;
        }
        let silent = |condition| -> Box<dyn Query> { Box::new(ConstScoreQuery::new(self.condition(condition), 0.0)) };
        let required = plan.required.iter().map(|condition| (Occur::Must, silent(condition)));
        let excluded = plan.excluded.iter().map(|condition| (Occur::MustNot, silent(condition)));
        Box::new(BooleanQuery::new([(Occur::Must, scores)].into_iter().chain(required).chain(excluded).collect()))
    }

    /// The best of a clause's terms counts; of a term, the sum over fields.
    fn clause(&self, clause: &Clause) -> Box<dyn Query> {
        let alternative = |(term, boost): &(String, f32)| -> Box<dyn Query> {
            let fields = self.fields.texts.into_iter().zip(WEIGHTS);
            let in_fields = fields.map(|(field, weight)| -> (Occur, Box<dyn Query>) {
                let query = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
                (Occur::Should, Box::new(BoostQuery::new(Box::new(query), weight)))
            });
            Box::new(BoostQuery::new(Box::new(BooleanQuery::new(in_fields.collect())), *boost))
        };
        Box::new(DisjunctionMaxQuery::new(clause.alternatives.iter().map(alternative).collect()))
    }

    fn condition(&self, condition: &Condition) -> Box<dyn Query> {
        let [text, title, ..] = self.fields.texts;
        let term = |field, term: &str| Term::from_field_text(field, term);
        let holds = |field, text: &str| Box::new(TermQuery::new(term(field, text), IndexRecordOption::Basic));
        match condition {
            Condition::Title(term) => holds(title, term),
            Condition::Filter(key) => holds(self.fields.filter, key),
            Condition::Phrase(terms) if terms.len() == 1 => holds(text, &terms[0].0),
            Condition::Phrase(terms) => {
                let terms = terms.iter().map(|(word, after)| (*after as usize, term(text, word)));
                Box::new(PhraseQuery::new_with_offset(terms.collect()))
            }
        }
    }
}

/// The index's dictionary, as plans ask for it: everything is here.
struct Words<'i> {
    index: &'i Index,
}

impl Vocabulary for Words<'_> {
    fn words(&self) -> u32 {
        self.index.lexicon.len()
    }

    fn frequency(&mut self, term: &str) -> u32 {
        self.index.frequency(term, Field::Text)
    }

    fn beginning(&mut self, prefix: &str) -> Vec<(String, u32)> {
        let terms = self.index.lexicon.beginning(prefix).into_iter();
        terms.map(|term| (term.to_owned(), self.index.frequency(term, Field::Text))).collect()
    }

    fn alike(&mut self, word: &str) -> Vec<(String, u32)> {
        let letters: Vec<char> = word.chars().collect();
        let (first, last) = spelling::ends(letters.len());
        let beginning: String = letters[..first].iter().collect();
        let ending: String = letters[letters.len() - last..].iter().collect();
        let words = self.index.lexicon.spelling();
        let is_alike = |(word, _): &(&str, u8)| word.starts_with(&beginning) || word.ends_with(&ending);
        words.filter(is_alike).map(|(word, commonness)| (word.to_owned(), u32::from(commonness))).collect()
    }

    fn is_stop_word(&self, term: &str) -> bool {
        self.index.stop_words.binary_search_by(|word| word.as_str().cmp(term)).is_ok()
    }

    fn synonyms(&self) -> &str {
        &self.index.synonyms
    }
}
