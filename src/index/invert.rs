//! Documents to tantivy's index of them: one segment in memory, documents numbered in their order.

use std::collections::HashMap;

use studybook_search::analyze::{Analyzer, Form};
use studybook_search::bm25::{Collection, FIELDS, Field, Scorer};
use studybook_search::plan::filter_key;
use studybook_search::query::TAG;
use studybook_search::write::lexicon::Lexicon;
use tantivy::directory::RamDirectory;
use tantivy::schema::{self, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{RawTokenizer, TokenizerManager};
use tantivy::{Searcher, SegmentReader, TantivyDocument};

use super::shown::Shown;
use super::tokens::{Tokens, Words};
use super::{Corpus, Record, stop_words};

/// Why nothing that is done with an index in memory can fail.
pub(super) const IN_MEMORY: &str = "an index in memory is written and read without files";

/// How much tantivy may take for a hash table before it grows, in bytes.
const TABLE: usize = 64 << 20;

const RAW: &str = "raw";
const ANALYZED: &str = "analyzed";
/// The same, and the texts that hold a word are counted.
const COUNTED: &str = "counted";

/// An index of documents.
pub struct Index {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    pub(super) analyzer: Analyzer,
    pub(super) language: String,
    /// The words of all texts.
    pub(super) words: Words,
    pub(super) lexicon: Lexicon,
    pub(super) shown: Shown,
    /// The norm of each document's text.
    pub(super) norms: Vec<u8>,
    pub(super) stop_words: Vec<String>,
    /// Phrases, as terms, that mean the same, as plans read them.
    pub(super) synonyms: String,
    /// How many documents and tokens there are.
    pub(super) collection: Collection,
}

/// tantivy's names for what is searched.
#[derive(Clone)]
pub(super) struct Fields {
    /// In the order of [`Field`].
    pub(super) texts: [schema::Field; FIELDS.len()],
    /// The keys a document is filed under.
    pub(super) filter: schema::Field,
}

impl Index {
    /// Indexes documents.
    pub fn new(corpus: &Corpus<'_>) -> Self {
        let analyzer = Analyzer::new(corpus.language);
        let (schema, fields) = schema();
        let tokens = Tokens::new(analyzer.clone());
        let tokenizers = TokenizerManager::new();
        tokenizers.register(RAW, RawTokenizer::default());
        tokenizers.register(ANALYZED, tokens.clone());
        tokenizers.register(COUNTED, tokens.counting());
        let builder = tantivy::Index::builder().schema(schema).tokenizers(tokenizers);
        let mut writer = builder.single_segment_index_writer(RamDirectory::create(), TABLE).expect(IN_MEMORY);
        let mut keys = Keys { analyzer: &analyzer, known: HashMap::new() };
        for number in 0..corpus.count {
            let document = document(&(corpus.record)(number), &fields, &mut keys);
            writer.add_document(document).expect(IN_MEMORY);
        }
        let index = writer.finalize().expect(IN_MEMORY);
        let searcher = index.reader().expect(IN_MEMORY).searcher();
        let documents = u32::try_from(corpus.count).expect("a site has fewer than four thousand million questions");
        let collection = Collection { documents, tokens: fields.texts.map(|field| length(&searcher, field)) };
        let mut words = tokens.take();
        let scorer = Scorer::new(&collection.rounded());
        words.worth = words.texts.iter().map(|texts| scorer.rarity(*texts)).collect();
        let frequency = |term: &str| frequency(&searcher, fields.texts[Field::Text as usize], term);
        let lexicon = Lexicon::new(words.counted(), documents, frequency);
        let norms = norms(&searcher, fields.texts[Field::Text as usize]);
        let language = corpus.language.split('-').next().filter(|_| analyzer.stems()).unwrap_or_default().to_owned();
        let mut index = Self {
            searcher,
            fields,
            language,
            lexicon,
            shown: Shown::default(),
            norms,
            collection,
            stop_words: Vec::new(),
            synonyms: synonyms(corpus.synonyms, &analyzer),
            words,
            analyzer,
        };
        let stop_words = stop_words::of(corpus.language).filter_map(|word| index.analyzer.term(word));
        let mut stop_words: Vec<String> = stop_words.filter(|term| index.frequency(term, Field::Text) > 0).collect();
        stop_words.sort();
        stop_words.dedup();
        index.stop_words = stop_words;
        index.shown = Shown::of(&index);
        index
    }

    /// The one segment; none if there are no documents.
    pub(super) fn segment(&self) -> Option<&SegmentReader> {
        self.searcher.segment_readers().first()
    }

    /// The number of documents that hold the term in a field.
    pub(super) fn frequency(&self, term: &str, field: Field) -> u32 {
        frequency(&self.searcher, self.fields.texts[field as usize], term)
    }
}

fn frequency(searcher: &Searcher, field: schema::Field, term: &str) -> u32 {
    let frequency = searcher.doc_freq(&tantivy::Term::from_field_text(field, term)).expect(IN_MEMORY);
    u32::try_from(frequency).expect("documents are numbered in 32 bits")
}

/// The norm of each document's text in a field.
fn norms(searcher: &Searcher, field: schema::Field) -> Vec<u8> {
    let Some(segment) = searcher.segment_readers().first() else { return Vec::new() };
    let norms = segment.get_fieldnorms_reader(field).expect(IN_MEMORY);
    (0..segment.max_doc()).map(|document| norms.fieldnorm_id(document)).collect()
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let mut field = |name: &str, tokenizer: &str, option, norms| {
        let indexing = TextFieldIndexing::default();
        let indexing = indexing.set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(norms);
        schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
    };
    let texts = FIELDS.map(|of| match of {
        Field::Text => field("text", COUNTED, IndexRecordOption::WithFreqsAndPositions, true),
        Field::Title => field("title", ANALYZED, IndexRecordOption::WithFreqs, false),
        Field::Tags => field("tags", ANALYZED, IndexRecordOption::WithFreqs, false),
        Field::Headings => field("headings", ANALYZED, IndexRecordOption::WithFreqs, false),
        Field::Question => field("question", ANALYZED, IndexRecordOption::WithFreqs, false),
    });
    let filter = field("filter", RAW, IndexRecordOption::Basic, false);
    (schema.build(), Fields { texts, filter })
}

/// The keys documents are filed under, each made once: there are few, and many documents.
struct Keys<'a> {
    analyzer: &'a Analyzer,
    known: HashMap<(&'static str, String), String>,
}

impl Keys<'_> {
    fn of(&mut self, name: &'static str, value: &str) -> String {
        let key = || filter_key(name, value, self.analyzer);
        self.known.entry((name, value.to_owned())).or_insert_with(key).clone()
    }
}

fn document(record: &Record, fields: &Fields, keys: &mut Keys<'_>) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    let labels: Vec<&str> = record.tags.iter().map(|(_, label)| label.as_str()).collect();
    let texts = FIELDS.map(|field| match field {
        Field::Text => record.text(),
        Field::Title => record.title.clone(),
        Field::Tags => labels.join("\n"),
        Field::Headings => record.headings.join("\n"),
        Field::Question => record.question.clone(),
    });
    for (field, text) in fields.texts.into_iter().zip(texts) {
        document.add_text(field, text);
    }
    let tags = record.tags.iter().flat_map(|(slug, label)| [slug, label]).map(|tag| (TAG, tag));
    let others = record.filters.iter().map(|(name, value)| (*name, value));
    let mut keys: Vec<String> = tags.chain(others).map(|(name, value)| keys.of(name, value)).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter().for_each(|key| document.add_text(fields.filter, key));
    document
}

/// The number of tokens of a field in all documents.
fn length(searcher: &Searcher, field: schema::Field) -> u32 {
    let segments = searcher.segment_readers().iter();
    let tokens: u64 = segments.map(|segment| segment.inverted_index(field).expect(IN_MEMORY).total_num_tokens()).sum();
    u32::try_from(tokens).expect("a site has fewer than four thousand million words")
}

/// The groups as plans read them.
fn synonyms(groups: &[Vec<String>], analyzer: &Analyzer) -> String {
    let phrase = |text: &String| {
        let mut terms = Vec::new();
        analyzer.tokens(text, &mut |token| {
            if token.form != Form::Piece {
                terms.push(token.term.to_owned());
            }
        });
        terms.join(" ")
    };
    let group = |group: &Vec<String>| {
        let phrases: Vec<String> = group.iter().map(phrase).filter(|terms| !terms.is_empty()).collect();
        phrases.join("\t")
    };
    groups.iter().map(group).collect::<Vec<String>>().join("\n")
}
