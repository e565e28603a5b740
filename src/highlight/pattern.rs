//! A grammar's regular expression as a small program for `matcher`, and the bytes a match of it can begin with.
//!
//! Why not a regex engine: a grammar asks "does one of these forty patterns match exactly here?", thousands of times a
//! block. Engines answer "where next?", pattern by pattern, and take milliseconds to build each of thousands.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

use fancy_regex::{Assertion, Expr, LookAround};
use regex_syntax::hir::{Class, HirKind};

use super::first::{Before, ByByte, CharSet, FirstBytes, Kind, is_word};

/// One step of a program.
#[derive(Debug)]
pub(super) enum Step {
    /// The text goes on with these bytes.
    Literal(Box<[u8]>),
    /// The next character is one of these.
    One(Arc<CharSet>),
    /// As many characters of these as possible, giving back one after the other.
    Many {
        set: Arc<CharSet>,
        least: usize,
        most: usize,
    },
    /// Try on at the first place, and if that fails at the second.
    Either(usize, usize),
    /// Try on at each of the places that can begin with the next byte.
    Choose(ByByte<usize>),
    Jump(usize),
    /// Remember this position.
    Save(usize),
    /// Go on only if the position is another than the remembered one: ends loops over nothing.
    Moved(usize),
    Assert(Assertion),
    /// Go on only where the match before ended.
    Continued,
    /// Go on only if the next character is one of these (or is none of them).
    Next {
        negative: bool,
        set: Arc<CharSet>,
    },
    /// Go on only if the character before is one of these (or is none of them).
    Last {
        negative: bool,
        set: Arc<CharSet>,
    },
    /// Go on only if these bytes come before (or do not).
    After {
        negative: bool,
        literal: Box<[u8]>,
    },
    /// What follows, up to `Accept` before `end`, has to match here (or must not).
    Ahead {
        negative: bool,
        end: usize,
    },
    /// What follows, up to `Accept` before `end`, has to match (or must not) what ends here, this many characters long.
    Behind {
        negative: bool,
        /// Fewest and most characters it can be long.
        widths: (usize, usize),
        target: usize,
        end: usize,
    },
    /// Go on only at the remembered position.
    Reached(usize),
    /// What follows, up to `Accept` before `end`, matches as it first can or not at all.
    Atomic {
        end: usize,
    },
    /// The text of a group again.
    Again {
        group: usize,
        any_case: bool,
    },
    /// The end of the pattern, or of the part that a step encloses.
    Accept,
    /// Never goes on.
    Fail,
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    pub steps: Vec<Step>,
    /// Positions to remember: two a group, the whole match being group 0, and some for loops.
    pub slots: usize,
    pub groups: usize,
    pub first: FirstBytes,
}

impl Pattern {
    /// Compiles a pattern; none for what the grammars of the compiled-in set do not use.
    pub(super) fn new(regex: &str) -> Option<Self> {
        let tree = Expr::parse_tree_with_flags(regex, ONIGURUMA | UNICODE).ok()?;
        let groups = 1 + count_groups(&tree.expr);
        let mut compiler = Compiler { steps: Vec::new(), slots: groups * 2, group: 1 };
        compiler.compile(&tree.expr)?;
        compiler.steps.push(Step::Accept);
        let first = first_bytes(&tree.expr, &FirstBytes::all());
        Some(Self { steps: compiler.steps, slots: compiler.slots, groups, first })
    }
}

/// The parser's flags; it exports its methods that take them, but not their names.
const UNICODE: u32 = 1 << 5;
const ONIGURUMA: u32 = 1 << 6;

/// Repetitions with a limit are unrolled up to this many copies, above it they are as good as unlimited (Markdown's
/// grammar says that a link's label has at most 999 characters).
const MOST_COPIES: usize = 40;

/// No pattern of the compiled-in grammars comes near.
const MOST_STEPS: usize = 200_000;

struct Compiler {
    steps: Vec<Step>,
    slots: usize,
    group: usize,
}

impl Compiler {
    fn compile(&mut self, expr: &Expr) -> Option<()> {
        if self.steps.len() > MOST_STEPS {
            return None;
        }
        match expr {
            Expr::Empty => {}
            Expr::Concat(parts) => self.sequence(parts)?,
            Expr::Alt(branches) => self.alternatives(branches)?,
            Expr::Group(inner) => {
                let slot = self.group * 2;
                self.group += 1;
                self.steps.push(Step::Save(slot));
                self.compile(inner)?;
                self.steps.push(Step::Save(slot + 1));
            }
            Expr::Repeat { child, lo, hi, greedy } => self.repeat(child, (*lo, *hi), *greedy)?,
            Expr::Assertion(assertion) => self.steps.push(Step::Assert(*assertion)),
            Expr::LookAround(inner, kind) => self.look_around(inner, *kind)?,
            Expr::AtomicGroup(inner) => {
                let at = self.open();
                self.compile(inner)?;
                self.steps[at] = Step::Atomic { end: self.close() };
            }
            Expr::ContinueFromPreviousMatchEnd => self.steps.push(Step::Continued),
            Expr::Backref { group, casei } => self.steps.push(Step::Again { group: *group, any_case: *casei }),
            Expr::Literal { val, casei: false } => self.steps.push(Step::Literal(val.as_bytes().into())),
            Expr::Delegate { .. } if is_end_of_lines(expr) => {
                self.steps.push(Step::Many { set: CharSet::of(&['\n']), least: 0, most: usize::MAX });
                self.steps.push(Step::Assert(Assertion::EndText));
            }
            Expr::Literal { val, casei: true } => {
                for c in val.chars() {
                    self.steps.push(Step::One(CharSet::any_case(c)));
                }
            }
            Expr::Any { .. } | Expr::Delegate { .. } => self.steps.push(Step::One(char_set(expr)?)),
            _ => return None,
        }
        Some(())
    }

    /// Most ask for a single character or a word, which needs no run of its own.
    fn look_around(&mut self, inner: &Expr, kind: LookAround) -> Option<()> {
        let is_behind = matches!(kind, LookAround::LookBehind | LookAround::LookBehindNeg);
        let negative = matches!(kind, LookAround::LookAheadNeg | LookAround::LookBehindNeg);
        if let Some(set) = char_set(inner) {
            self.steps.push(if is_behind { Step::Last { negative, set } } else { Step::Next { negative, set } });
            return Some(());
        }
        if let Some(literal) = literal(inner).filter(|_| is_behind) {
            self.steps.push(Step::After { negative, literal: literal.into_bytes().into() });
            return Some(());
        }
        let (at, target) = (self.open(), self.slots);
        self.slots += 1;
        self.compile(inner)?;
        if is_behind {
            self.steps.push(Step::Reached(target));
        }
        let end = self.close();
        let widths = width(inner);
        self.steps[at] = match is_behind {
            true => Step::Behind { negative, widths, target, end },
            false => Step::Ahead { negative, end },
        };
        Some(())
    }

    /// The parser makes a literal of every character; a run of them is one step.
    fn sequence(&mut self, parts: &[Expr]) -> Option<()> {
        let mut run = String::new();
        for part in parts {
            match part {
                Expr::Literal { val, casei: false } => run.push_str(val),
                part => {
                    self.literal(&mut run);
                    self.compile(part)?;
                }
            }
        }
        self.literal(&mut run);
        Some(())
    }

    fn literal(&mut self, run: &mut String) {
        if !run.is_empty() {
            self.steps.push(Step::Literal(std::mem::take(run).into_bytes().into()));
        }
    }

    fn alternatives(&mut self, branches: &[Expr]) -> Option<()> {
        let at = self.open();
        let mut starts = Vec::new();
        let mut ends = Vec::new();
        for branch in branches {
            starts.push(self.steps.len());
            self.compile(branch)?;
            ends.push(self.open());
        }
        for end in ends {
            self.steps[end] = Step::Jump(self.steps.len());
        }
        let firsts = branches.iter().map(|branch| first_bytes(branch, &FirstBytes::all()));
        let branches: Vec<_> = starts.into_iter().zip(firsts).collect();
        self.steps[at] = Step::Choose(ByByte::new(&branches, Before::Anything));
        Some(())
    }

    fn repeat(&mut self, child: &Expr, (least, most): (usize, usize), greedy: bool) -> Option<()> {
        if let Some(set) = char_set(child).filter(|_| greedy) {
            self.steps.push(Step::Many { set, least, most });
            return Some(());
        }
        let group = self.group;
        self.unroll(child, (least, most), greedy)?;
        self.group = group + count_groups(child);
        Some(())
    }

    fn unroll(&mut self, child: &Expr, (least, most): (usize, usize), greedy: bool) -> Option<()> {
        let group = self.group;
        for _ in 0..least {
            self.group = group;
            self.compile(child)?;
        }
        if most.saturating_sub(least) > MOST_COPIES {
            let (at, slot) = (self.open(), self.slots);
            self.slots += 1;
            self.steps.push(Step::Save(slot));
            self.group = group;
            self.compile(child)?;
            self.steps.push(Step::Moved(slot));
            self.steps.push(Step::Jump(at));
            self.steps[at] = either(at + 1, self.steps.len(), greedy);
            return Some(());
        }
        let mut exits = Vec::new();
        for _ in least..most {
            exits.push(self.open());
            self.group = group;
            self.compile(child)?;
        }
        for at in exits {
            self.steps[at] = either(at + 1, self.steps.len(), greedy);
        }
        Some(())
    }

    /// Leaves room for a step that is not known yet.
    fn open(&mut self) -> usize {
        self.steps.push(Step::Fail);
        self.steps.len() - 1
    }

    fn close(&mut self) -> usize {
        self.steps.push(Step::Accept);
        self.steps.len()
    }
}

fn either(on: usize, past: usize, greedy: bool) -> Step {
    if greedy { Step::Either(on, past) } else { Step::Either(past, on) }
}

fn count_groups(expr: &Expr) -> usize {
    match expr {
        Expr::Group(inner) => 1 + count_groups(inner),
        Expr::Concat(parts) | Expr::Alt(parts) => parts.iter().map(count_groups).sum(),
        Expr::LookAround(inner, _) | Expr::AtomicGroup(inner) => count_groups(inner),
        Expr::Repeat { child, .. } => count_groups(child),
        _ => 0,
    }
}

/// The text an expression stands for, if it is nothing but that.
fn literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal { val, casei: false } => Some(val.clone()),
        Expr::Concat(parts) => parts.iter().map(literal).collect(),
        _ => None,
    }
}

/// The parser's form of `\Z`.
fn is_end_of_lines(expr: &Expr) -> bool {
    matches!(expr, Expr::Delegate { inner, .. } if inner == "\\n*$")
}

/// Fewest and most characters an expression can match.
fn width(expr: &Expr) -> (usize, usize) {
    match expr {
        Expr::Any { .. } | Expr::Delegate { .. } => (1, 1),
        Expr::Literal { val, .. } => (val.chars().count(), val.chars().count()),
        Expr::Concat(parts) => {
            parts.iter().map(width).fold((0, 0), |(least, most), (a, b)| (least + a, most.saturating_add(b)))
        }
        Expr::Alt(parts) => {
            let widths = || parts.iter().map(width);
            (widths().map(|w| w.0).min().unwrap_or(0), widths().map(|w| w.1).max().unwrap_or(0))
        }
        Expr::Group(inner) | Expr::AtomicGroup(inner) => width(inner),
        Expr::Repeat { child, lo, hi, .. } => {
            let (least, most) = width(child);
            (least.saturating_mul(*lo), most.saturating_mul(*hi))
        }
        Expr::Backref { .. } => (0, usize::MAX),
        _ => (0, 0),
    }
}

type SeenSets = HashMap<(String, bool), Arc<CharSet>>;

/// The characters of an expression that matches exactly one; big Unicode classes are shared.
fn char_set(expr: &Expr) -> Option<Arc<CharSet>> {
    static SEEN: LazyLock<RwLock<SeenSets>> = LazyLock::new(RwLock::default);
    let (inner, any_case) = match expr {
        Expr::Any { newline: true } => ("[\\s\\S]", false),
        Expr::Any { newline: false } => ("[^\\n]", false),
        Expr::Delegate { inner, casei, .. } => (inner.as_str(), *casei),
        Expr::Literal { val, casei } => {
            let mut chars = val.chars();
            let c = chars.next().filter(|_| chars.next().is_none())?;
            return Some(if *casei { CharSet::any_case(c) } else { CharSet::of(&[c]) });
        }
        _ => return None,
    };
    let key = (inner.to_owned(), any_case);
    if let Some(set) = SEEN.read().ok()?.get(&key) {
        return Some(Arc::clone(set));
    }
    let hir = regex_syntax::ParserBuilder::new().case_insensitive(any_case).build().parse(inner).ok()?;
    let set = match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => CharSet::new(class),
        HirKind::Literal(literal) => {
            let mut chars = str::from_utf8(&literal.0).ok()?.chars();
            CharSet::of(&[chars.next().filter(|_| chars.next().is_none())?])
        }
        _ => return None,
    };
    SEEN.write().ok()?.insert(key, Arc::clone(&set));
    Some(set)
}

/// The bytes at which `expr` can match when what comes after it needs one of `after`. May name too many, never too few.
fn first_bytes(expr: &Expr, after: &FirstBytes) -> FirstBytes {
    match expr {
        Expr::Concat(parts) => parts.iter().rev().fold(after.clone(), |after, part| first_bytes(part, &after)),
        Expr::Alt(branches) => {
            let branches = branches.iter().map(|branch| first_bytes(branch, after));
            branches.fold(FirstBytes::none(), |all, one| all.or(&one))
        }
        Expr::Group(inner) | Expr::AtomicGroup(inner) => first_bytes(inner, after),
        Expr::Repeat { child, lo, .. } => {
            let child = first_bytes(child, &FirstBytes::all());
            if *lo == 0 { child.or(after) } else { child }
        }
        Expr::LookAround(inner, LookAround::LookAhead) => first_bytes(inner, &FirstBytes::all()).and(after),
        Expr::LookAround(inner, LookAround::LookBehindNeg) if is_any_word(inner) => {
            after.clone().after_word_only(|_| false)
        }
        Expr::Assertion(assertion) => first_bytes_at(*assertion, after),
        Expr::Literal { val, casei: false } => match val.bytes().next() {
            Some(byte) => FirstBytes::all().only(&[usize::from(byte)]),
            None => after.clone(),
        },
        Expr::Literal { val, casei: true } => match val.chars().next() {
            Some(c) => FirstBytes::of(&CharSet::any_case(c)),
            None => after.clone(),
        },
        Expr::Delegate { .. } if is_end_of_lines(expr) => after.only(&[usize::from(b'\n'), 256]),
        Expr::Any { .. } | Expr::Delegate { .. } => {
            char_set(expr).map_or_else(FirstBytes::all, |set| FirstBytes::of(&set))
        }
        Expr::Backref { .. } => FirstBytes::all(),
        _ => after.clone(),
    }
}

fn first_bytes_at(assertion: Assertion, after: &FirstBytes) -> FirstBytes {
    match assertion {
        Assertion::EndText => after.only(&[256]),
        Assertion::EndLine { .. } => after.only(&[usize::from(b'\n'), 256]),
        Assertion::StartText | Assertion::StartLine { .. } | Assertion::LeftWordBoundary => {
            after.clone().after_word_only(|_| false)
        }
        Assertion::WordBoundary | Assertion::RightWordBoundary => after.clone().after_word_only(|it| it != Kind::Word),
        Assertion::NotWordBoundary => after.clone().after_word_only(|it| it != Kind::Other),
    }
}

/// Whether an expression matches at least every single word character of ASCII.
fn is_any_word(expr: &Expr) -> bool {
    match expr {
        Expr::Group(inner) => is_any_word(inner),
        Expr::Alt(branches) => branches.iter().any(is_any_word),
        expr => char_set(expr)
            .is_some_and(|set| (0..128).filter(|byte| is_word(*byte)).all(|byte| set.contains(byte.into()))),
    }
}
