//! Runs a grammar over lines: a stack of contexts, and at each place the first rule that matches.
//!
//! This is `syntect`'s parser over the same grammars with the same results, save that it tries patterns only where
//! they can begin and counts its steps. Its quirks are described there and at <https://www.sublimetext.com/docs/syntax.html>.

use std::collections::HashMap;
use std::rc::Rc;

use syntect::parsing::ScopeStackOp;
use syntect::parsing::syntax_definition::{Context, ContextReference, MatchOperation, MatchPattern};

use super::first::Before;
use super::grammar::{Program, Rule, Table, context_of};
use super::languages::SYNTAXES;
use super::matcher::Scratch;
use super::pattern::Pattern;

/// Contexts pushed onto one another; deeper pushes are not made.
const DEEPEST: usize = 100;

/// Replacing one context by several also deepens the stack; `syntect` lets it grow, and slow down, with every `a=>`.
const DEEPEST_REPLACED: usize = 400;

/// What looking through this many levels costs as much as a step.
const LEVELS_A_STEP: usize = 8;

/// The state between two lines.
pub(super) struct Machine {
    levels: Vec<Level>,
    /// Levels above which the prototypes below no longer apply.
    prototype_floors: Vec<usize>,
    scratch: Scratch,
    /// The rules in force, kept for its memory.
    sources: Vec<Source>,
    quoting: HashMap<String, Option<Rc<Pattern>>>,
    started: bool,
}

struct Level {
    table: &'static Table,
    prototypes: Vec<&'static Table>,
    captured: Option<Rc<Vec<String>>>,
}

/// Rules in force at a place, and what they may quote.
struct Source {
    table: &'static Table,
    is_prototype: bool,
    captured: Option<Rc<Vec<String>>>,
}

struct Found {
    rule: &'static Rule,
    from_prototype: bool,
    start: usize,
    end: usize,
    would_loop: bool,
}

/// Where a line has been read to, and where something was pushed without reading on.
struct Cursor {
    at: usize,
    pushed_at: (usize, usize),
}

/// A line and a place in it.
type Place<'a> = (&'a str, usize);

/// Changes of scope and where they take effect.
pub(super) type Changes = Vec<(usize, ScopeStackOp)>;

impl Machine {
    /// At the start of a text, in a grammar's first context.
    pub(super) fn new(start: &'static Context) -> Self {
        let level = Level { table: Table::of(start), prototypes: Vec::new(), captured: None };
        Self {
            levels: vec![level],
            prototype_floors: Vec::new(),
            scratch: Scratch::default(),
            sources: Vec::new(),
            quoting: HashMap::new(),
            started: false,
        }
    }

    /// Reads a line, which ends with a newline, in at most so many steps, and adds its changes of scope in order.
    /// Answers the steps it took.
    pub(super) fn read(&mut self, line: &str, steps: u64, changes: &mut Changes) -> u64 {
        self.scratch.budget = steps;
        if !self.started {
            let scope = self.levels.first().and_then(|level| level.table.context.meta_content_scope.first());
            changes.extend(scope.map(|scope| (0, ScopeStackOp::Push(*scope))));
            self.started = true;
        }
        let mut cursor = Cursor { at: 0, pushed_at: (0, 0) };
        while self.step(line, &mut cursor, changes).is_some() {}
        steps - self.scratch.budget
    }

    /// Finds and applies the next match.
    fn step(&mut self, line: &str, cursor: &mut Cursor, changes: &mut Changes) -> Option<()> {
        while self.prototype_floors.last().is_some_and(|floor| *floor >= self.levels.len()) {
            self.prototype_floors.pop();
        }
        let found = self.find(line, cursor)?;
        if found.would_loop {
            cursor.at += line[cursor.at..].chars().next().filter(|c| cursor.at + c.len_utf8() < line.len())?.len_utf8();
            return Some(());
        }
        if found.end <= cursor.at && matches!(found.rule.source.operation, MatchOperation::Push(_)) {
            cursor.pushed_at = (found.end, self.levels.len() + 1);
        }
        cursor.at = found.end;
        if found.from_prototype {
            self.prototype_floors.push(self.levels.len());
        }
        self.apply(line, &found, changes)
    }

    /// The first match from here on, of those that start there the first in order.
    fn find(&mut self, line: &str, cursor: &Cursor) -> Option<Found> {
        let level = self.levels.last()?;
        let floor = self.prototype_floors.last().copied().unwrap_or(0);
        let prototypes = self.levels[floor..].iter().flat_map(|level| {
            let captured = &level.captured;
            level.prototypes.iter().map(move |table| Source { table, is_prototype: true, captured: captured.clone() })
        });
        let own = Source { table: level.table, is_prototype: false, captured: level.captured.clone() };
        let mut sources = std::mem::take(&mut self.sources);
        sources.clear();
        sources.extend(prototypes.chain([own]));
        self.scratch.continued = cursor.at;
        self.scratch.budget = self.scratch.budget.saturating_sub((self.levels.len() / LEVELS_A_STEP) as u64);
        let found = self.find_among(line, cursor, &sources);
        self.sources = sources;
        found
    }

    fn find_among(&mut self, line: &str, cursor: &Cursor, sources: &[Source]) -> Option<Found> {
        let mut start = cursor.at;
        loop {
            let found = self.find_at((line, start), cursor, sources);
            if found.is_some() || self.scratch.budget == 0 {
                return found;
            }
            start += line[start..].chars().next()?.len_utf8();
        }
    }

    /// The first match in order of those that start here. One that would undo the push that led here without having
    /// read anything only counts if there is no other.
    fn find_at(&mut self, (line, start): Place, cursor: &Cursor, sources: &[Source]) -> Option<Found> {
        let depth = self.levels.len();
        let may_loop = cursor.pushed_at == (cursor.at, depth);
        let (before, byte) = (Before::of(line, start), line.as_bytes().get(start));
        let mut looping = None;
        for source in sources {
            for rule in source.table.rules(before, byte) {
                let Some(end) = self.matches(rule, source, (line, start)) else {
                    continue;
                };
                let useful = match rule.source.operation {
                    MatchOperation::None => start != end,
                    MatchOperation::Push(_) => depth < DEEPEST,
                    MatchOperation::Set(_) => depth < DEEPEST_REPLACED,
                    MatchOperation::Pop => true,
                };
                if !useful {
                    continue;
                }
                let would_loop = may_loop && end <= cursor.at && matches!(rule.source.operation, MatchOperation::Pop);
                let found = Found { rule, from_prototype: source.is_prototype, start, end, would_loop };
                if !would_loop {
                    return Some(found);
                }
                looping.get_or_insert(found);
            }
        }
        looping
    }

    /// Where the rule's match at this place ends; its groups are then in the scratch.
    fn matches(&mut self, rule: &Rule, source: &Source, (line, start): Place) -> Option<usize> {
        match &rule.program {
            Program::Ready(pattern) => self.scratch.matches(pattern, line, start),
            Program::Quoting => {
                let pattern = quote(&mut self.quoting, rule.source, source.captured.as_deref())?;
                self.scratch.matches(&pattern, line, start)
            }
        }
    }

    fn apply(&mut self, line: &str, found: &Found, changes: &mut Changes) -> Option<()> {
        let source = found.rule.source;
        let context = self.levels.last()?.table.context;
        before(found.start, context, &source.operation, changes);
        changes.extend(source.scope.iter().map(|scope| (found.start, ScopeStackOp::Push(*scope))));
        self.captures(source, changes);
        if !source.scope.is_empty() {
            changes.push((found.end, ScopeStackOp::Pop(source.scope.len())));
        }
        after(found.end, context, &source.operation, changes);
        self.change_levels(line, source)
    }

    /// Scopes of groups, outer before inner, whatever order the grammar names them in.
    fn captures(&self, source: &MatchPattern, changes: &mut Changes) {
        let mut ordered = Vec::new();
        for (number, scopes) in source.captures.iter().flatten() {
            let Some((from, to)) = self.scratch.group(*number).filter(|(from, to)| from < to) else {
                continue;
            };
            ordered.extend(scopes.iter().map(|scope| ((from, from.wrapping_sub(to)), ScopeStackOp::Push(*scope))));
            ordered.push(((to, 0), ScopeStackOp::Pop(scopes.len())));
        }
        ordered.sort_by_key(|(order, _)| *order);
        changes.extend(ordered.into_iter().map(|((at, _), change)| (at, change)));
    }

    fn change_levels(&mut self, line: &str, source: &MatchPattern) -> Option<()> {
        let (references, mut kept) = match &source.operation {
            MatchOperation::Push(references) => (references, Vec::new()),
            MatchOperation::Set(references) => (references, self.levels.pop()?.prototypes),
            MatchOperation::Pop => {
                self.levels.pop();
                return (!self.levels.is_empty()).then_some(());
            }
            MatchOperation::None => return Some(()),
        };
        for (number, reference) in references.iter().enumerate() {
            let mut prototypes = std::mem::take(&mut kept);
            if number + 1 == references.len()
                && let Some(id) = source.with_prototype.as_ref().and_then(|reference| reference.id().ok())
            {
                prototypes.extend(context_of(&id).map(Table::of_prototype));
            }
            let context = resolve(reference)?;
            let quotes = context.uses_backrefs || prototypes.iter().any(|table| table.context.uses_backrefs);
            let captured = quotes.then(|| Rc::new(self.captured_texts(line)));
            self.levels.push(Level { table: Table::of(context), prototypes, captured });
        }
        Some(())
    }

    fn captured_texts(&self, line: &str) -> Vec<String> {
        let groups = 0..self.scratch.groups();
        groups
            .map(|number| {
                self.scratch
                    .group(number)
                    .map_or(String::new(), |(from, to)| line.get(from..to).unwrap_or_default().to_owned())
            })
            .collect()
    }
}

fn resolve(reference: &ContextReference) -> Option<&'static Context> {
    reference.resolve(&SYNTAXES).ok()
}

/// The pattern with each `\1` replaced by what was captured.
fn quote(
    known: &mut HashMap<String, Option<Rc<Pattern>>>,
    source: &MatchPattern,
    captured: Option<&Vec<String>>,
) -> Option<Rc<Pattern>> {
    let mut regex = String::new();
    let mut chars = source.regex.regex_str().chars();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next() } else { None };
        match (escaped.and_then(|digit| digit.to_digit(10)), captured) {
            (Some(number), Some(texts)) => {
                for c in texts.get(number as usize).map_or("", String::as_str).chars() {
                    if c.is_ascii_punctuation() || c.is_ascii_whitespace() {
                        regex.push('\\');
                    }
                    regex.push(c);
                }
            }
            _ => regex.extend([c].into_iter().chain(escaped)),
        }
    }
    known.entry(regex).or_insert_with_key(|regex| Pattern::new(regex).map(Rc::new)).clone()
}

/// Changes of scope at the start of a match, before the scopes of the match itself.
fn before(at: usize, context: &Context, operation: &MatchOperation, changes: &mut Changes) {
    match operation {
        MatchOperation::Pop => pop(at, context.meta_content_scope.len(), changes),
        MatchOperation::Push(references) | MatchOperation::Set(references) => {
            let is_set = matches!(operation, MatchOperation::Set(_));
            if is_set && context.clear_scopes.is_some() {
                changes.push((at, ScopeStackOp::Restore));
            }
            for next in references.iter().filter_map(resolve) {
                if let Some(amount) = next.clear_scopes.filter(|_| !is_set) {
                    changes.push((at, ScopeStackOp::Clear(amount)));
                }
                changes.extend(next.meta_scope.iter().map(|scope| (at, ScopeStackOp::Push(*scope))));
            }
        }
        MatchOperation::None => {}
    }
}

/// Changes of scope at the end of a match, after the scopes of the match itself.
fn after(at: usize, context: &Context, operation: &MatchOperation, changes: &mut Changes) {
    let (references, is_set) = match operation {
        MatchOperation::Pop => {
            pop(at, context.meta_scope.len(), changes);
            if context.clear_scopes.is_some() {
                changes.push((at, ScopeStackOp::Restore));
            }
            return;
        }
        MatchOperation::Push(references) => (references, false),
        MatchOperation::Set(references) => (references, true),
        MatchOperation::None => return,
    };
    let nexts = || references.iter().filter_map(resolve);
    let own = context.meta_scope.len() + context.meta_content_scope.len();
    let repush = is_set && own > 0
        || nexts().any(|next| !next.meta_content_scope.is_empty() || next.clear_scopes.is_some() && is_set);
    if !repush {
        return;
    }
    let pushed: usize = nexts().map(|next| next.meta_scope.len()).sum();
    pop(at, pushed + if is_set { own } else { 0 }, changes);
    for next in nexts() {
        if let Some(amount) = next.clear_scopes.filter(|_| is_set) {
            changes.push((at, ScopeStackOp::Clear(amount)));
        }
        let scopes = next.meta_scope.iter().chain(&next.meta_content_scope);
        changes.extend(scopes.map(|scope| (at, ScopeStackOp::Push(*scope))));
    }
}

fn pop(at: usize, count: usize, changes: &mut Changes) {
    if count > 0 {
        changes.push((at, ScopeStackOp::Pop(count)));
    }
}

#[cfg(test)]
mod tests {
    use syntect::parsing::ParseState;

    use super::*;
    use crate::highlight::{grammar, languages};

    /// The same changes of scope as `syntect` makes.
    fn check(language: &str, text: &str) {
        let syntax = languages::find(language).unwrap().syntax(text).unwrap();
        let mut oracle = ParseState::new(syntax);
        let mut machine = Machine::new(grammar::start(syntax).unwrap());
        for line in text.split_inclusive('\n') {
            let mut changes = Vec::new();
            machine.read(line, 1_000_000, &mut changes);
            let expected = oracle.parse_line(line, &languages::SYNTAXES).unwrap();
            assert_eq!(changes, expected, "{language}: {line}");
        }
    }

    #[test]
    fn every_grammar_has_a_start() {
        for syntax in languages::SYNTAXES.syntaxes() {
            assert!(grammar::start(syntax).is_some(), "{}", syntax.name);
        }
    }

    #[test]
    fn curly_languages() {
        check(
            "rust",
            "/// Doc.\n#[derive(Debug)]\npub fn f<'a>(x: &'a str) -> u32 { // c\n    g!(\"{x}\\n\", 'c', 0x1f_u8)\n}\n",
        );
        check("java", "@Test\npublic class A<T> {\n  /** doc */\n  int f(String s) { return s == null ? 0 : 1; }\n}\n");
        check(
            "go",
            "package main\nfunc f(c <-chan int) (n int) {\n\tfor x := range c { n += x }\n\treturn `raw\n` + \"s\"\n}\n",
        );
        check("ts", "class A<T> { private m = new Map<string, T>();\n  f = (x: number): T => `a${x + 1}`;\n}\n");
        check("css", "@media (min-width: 10em) {\n  a:hover > .b { color: #fff; margin: -1px auto }\n}\n");
    }

    #[test]
    fn other_languages() {
        check(
            "python",
            "@dec\ndef f(x: int = 1) -> str:\n    \"\"\"Doc.\"\"\"\n    return f\"{x:>3} {x!r}\" if x else r'\\d+'\n",
        );
        check("bash", "for f in \"$dir\"/*.gz; do\n  cat <<EOF | grep -v \"${x:-y}\"\na $b\nEOF\ndone\n");
        check("ruby", "x = <<~TEXT\n  a #{b}\nTEXT\nputs %w(a b), :sym, /re+/i\n");
        check("sql", "SELECT a, COUNT(*) FROM t -- c\nWHERE x >= '2024' AND y IN (1, 2);\n");
        check("yaml", "a: &x {b: \"c\", d: [1, 2]}\nlist:\n  - |\n    text\n  - !!str 1 # c\n");
        check("html", "<p class=\"a\">&amp;<script>let a = \"</p>\";</script><style>a{b:c}</style>\n");
        check("json", "{\"a\": [1, true, null, \"b\\n\"]}\n");
        check(
            "powershell",
            "<# c #>\nfunction Get-It([string]$Name = \"a $x $($y.z)\") {\n  if ($Name -eq 'b') { Get-Item -Path $Name | % { $_ } } # c\n}\n",
        );
        check("dockerfile", "FROM a:1 AS b\nRUN apt-get update && \\\n    true\n");
    }

    #[test]
    fn unfinished_and_foreign_text() {
        for language in ["rust", "python", "bash", "sql", "html", "ts", "c++", "php"] {
            check(language, "\" ' ` ( [ { <\n\n  é 漢字 \u{1f980} \\\n)]}> */ -->\n");
        }
    }
}
