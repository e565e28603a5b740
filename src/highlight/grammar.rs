//! Grammars made ready for `machine`: for each context, which patterns can match at which byte.

use std::collections::HashMap;
use std::ptr;
use std::sync::{LazyLock, RwLock};

use serde_json::json;
use syntect::parsing::SyntaxReference;
use syntect::parsing::syntax_definition::{
    Context, ContextId, ContextReference, MatchPattern, Pattern as Item, context_iter,
};

use super::first::{Before, ByByte, FirstBytes};
use super::languages::SYNTAXES;
use super::pattern::Pattern;

/// A pattern of a grammar with its program.
#[derive(Debug)]
pub(super) struct Rule {
    pub source: &'static MatchPattern,
    pub program: Program,
}

/// What runs in the place of a rule's regular expression.
#[derive(Debug)]
pub(super) enum Program {
    Ready(Box<Pattern>),
    /// It quotes what an earlier match captured (the end of a heredoc) and is compiled when that is known.
    Quoting,
}

/// A context's rules, in the order in which they are tried.
#[derive(Debug)]
pub(super) struct Table {
    pub context: &'static Context,
    rules: ByByte<&'static Rule>,
    rules_after_word: ByByte<&'static Rule>,
}

impl Table {
    /// The rules that can match where this byte stands; the first that does counts.
    pub(super) fn rules(&self, before: Before, byte: Option<&u8>) -> &[&'static Rule] {
        match before {
            Before::Word => self.rules_after_word.at(byte),
            Before::Anything => self.rules.at(byte),
        }
    }

    /// A context's rules after those of its prototype.
    pub(super) fn of(context: &'static Context) -> &'static Self {
        static TABLES: Memo<Table> = LazyLock::new(RwLock::default);
        remembered(&TABLES, context, || {
            let prototype = context.prototype.as_ref().and_then(context_of);
            Self::new(context, prototype.into_iter().chain([context]))
        })
    }

    /// A context's own rules, as they apply inside everything pushed with it as `with_prototype`.
    pub(super) fn of_prototype(context: &'static Context) -> &'static Self {
        static TABLES: Memo<Table> = LazyLock::new(RwLock::default);
        remembered(&TABLES, context, || Self::new(context, [context].into_iter()))
    }

    fn new(context: &'static Context, sources: impl Iterator<Item = &'static Context>) -> Self {
        let rules = sources
            .flat_map(|context| context_iter(&SYNTAXES, context))
            .filter_map(|(context, at)| context.match_at(at).ok())
            .filter_map(Rule::of);
        let rules: Vec<_> = rules.map(|rule| (rule, rule.first_bytes())).collect();
        let by_byte = |before| ByByte::new(&rules, before);
        Self { context, rules: by_byte(Before::Anything), rules_after_word: by_byte(Before::Word) }
    }
}

impl Rule {
    /// None where the pattern is beyond `pattern`; the grammar goes without it.
    fn of(source: &'static MatchPattern) -> Option<&'static Self> {
        static RULES: Memo<Option<Rule>> = LazyLock::new(RwLock::default);
        remembered(&RULES, source, || {
            let program = match source.has_captures {
                true => Program::Quoting,
                false => Program::Ready(Box::new(Pattern::new(source.regex.regex_str())?)),
            };
            Some(Rule { source, program })
        })
        .as_ref()
    }

    fn first_bytes(&self) -> FirstBytes {
        match &self.program {
            Program::Ready(pattern) => pattern.first.clone(),
            Program::Quoting => FirstBytes::all(),
        }
    }
}

/// What was made for a part of the grammars, by that part's address: they live as long as the program. Only ever
/// what can be made again, so that nothing depends on who asks first.
type Memo<T> = LazyLock<RwLock<HashMap<usize, &'static T>>>;

fn remembered<K, T>(memo: &Memo<T>, part: &'static K, make: impl FnOnce() -> T) -> &'static T {
    let key = ptr::from_ref(part).addr();
    let known = memo.read().expect("nothing panics while holding the lock").get(&key).copied();
    known.unwrap_or_else(|| {
        let made = make();
        memo.write()
            .expect("nothing panics while holding the lock")
            .entry(key)
            .or_insert_with(|| Box::leak(Box::new(made)))
    })
}

/// The context of an id, which `syntect` only hands out for a reference.
pub(super) fn context_of(id: &ContextId) -> Option<&'static Context> {
    context_at(&serde_json::to_value(id).ok()?)
}

fn context_at(id: &serde_json::Value) -> Option<&'static Context> {
    let reference: ContextReference = serde_json::from_value(json!({ "Direct": id })).ok()?;
    reference.resolve(&SYNTAXES).ok()
}

/// The context a grammar starts in: the one that holds the grammar's own scope and pushes `main` at once.
pub(super) fn start(syntax: &'static SyntaxReference) -> Option<&'static Context> {
    static STARTS: Memo<Option<&'static Context>> = LazyLock::new(RwLock::default);
    *remembered(&STARTS, syntax, || {
        let number = SYNTAXES.syntaxes().iter().position(|other| ptr::eq(other, syntax))?;
        (0..)
            .map_while(|at| context_at(&json!({ "syntax_index": number, "context_index": at })))
            .find(|context| is_start(context, syntax))
    })
}

fn is_start(context: &Context, syntax: &SyntaxReference) -> bool {
    let pushes = matches!(context.patterns.as_slice(), [Item::Match(only)] if only.regex.regex_str().is_empty());
    pushes && context.meta_content_scope.first() == Some(&syntax.scope) && !context.meta_include_prototype
}
