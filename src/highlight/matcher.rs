//! Runs a pattern's program at one place of a line, backtracking, within a budget of steps.

use fancy_regex::Assertion;

use super::first::{CharSet, is_word};
use super::pattern::{Pattern, Step};

/// Memory of a run, kept to be used again, and the budget left. The budget is what keeps hostile lines cheap: it is
/// counted, not timed, so that the same text always gets the same colours.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    saved: Vec<usize>,
    groups: usize,
    choices: Vec<Choice>,
    /// Where the match before ended.
    pub continued: usize,
    /// Steps left.
    pub budget: u64,
}

/// A position never remembered.
const UNSET: usize = usize::MAX;

#[derive(Debug)]
enum Choice {
    /// Go on with this step at this position.
    At(usize, usize),
    /// Go on with this step one character before this position, later before that, down to the lowest.
    Down { step: usize, position: usize, lowest: usize },
    /// This slot held this before.
    Undo { slot: usize, was: usize },
}

impl Scratch {
    /// Where the pattern's match at exactly this position ends, if it matches there.
    pub(super) fn matches(&mut self, pattern: &Pattern, text: &str, position: usize) -> Option<usize> {
        self.saved.clear();
        self.saved.resize(pattern.slots, UNSET);
        self.groups = pattern.groups;
        self.choices.clear();
        let mut run = Run { scratch: self, steps: &pattern.steps, text };
        let end = run.from(0, position)?;
        self.saved[0] = position;
        self.saved[1] = end;
        Some(end)
    }

    /// A group's range in the last match; group 0 is all of it.
    pub(super) fn group(&self, number: usize) -> Option<(usize, usize)> {
        if number >= self.groups {
            return None;
        }
        let (from, to) = (self.saved[number * 2], self.saved[number * 2 + 1]);
        (from != UNSET && to != UNSET).then_some((from, to))
    }

    /// The number of groups of the pattern last tried.
    pub(super) fn groups(&self) -> usize {
        self.groups
    }
}

/// A place in the program and in the text.
type Place = (usize, usize);

struct Run<'a> {
    scratch: &'a mut Scratch,
    steps: &'a [Step],
    text: &'a str,
}

impl Run<'_> {
    /// Goes from a step at a position to `Accept`; the position reached. Its choices are dropped then, undos kept.
    fn from(&mut self, mut step: usize, mut position: usize) -> Option<usize> {
        let floor = self.scratch.choices.len();
        let steps = self.steps;
        loop {
            let Some(left) = self.scratch.budget.checked_sub(1) else {
                self.back_to(floor);
                return None;
            };
            self.scratch.budget = left;
            let next = match &steps[step] {
                Step::Accept => {
                    self.keep_undos(floor);
                    return Some(position);
                }
                Step::Fail => None,
                Step::Literal(literal) => {
                    let rest = &self.text.as_bytes()[position..];
                    starts_with(rest, literal).then(|| (step + 1, position + literal.len()))
                }
                Step::One(set) => next_in(set, self.text, position).map(|after| (step + 1, after)),
                Step::Many { set, least, most } => self.many((step, position), set, (*least, *most)),
                Step::Either(first, second) => {
                    self.scratch.choices.push(Choice::At(*second, position));
                    Some((*first, position))
                }
                Step::Choose(places) => self.choose(places.at(self.text.as_bytes().get(position)), position),
                Step::Jump(to) => Some((*to, position)),
                Step::Save(slot) => {
                    let was = std::mem::replace(&mut self.scratch.saved[*slot], position);
                    self.scratch.choices.push(Choice::Undo { slot: *slot, was });
                    Some((step + 1, position))
                }
                // An iteration over nothing leaves the loop, whose way out is the step after the jump back.
                Step::Moved(slot) if self.scratch.saved[*slot] == position => Some((step + 2, position)),
                Step::Moved(_) => Some((step + 1, position)),
                Step::Reached(slot) => (self.scratch.saved[*slot] == position).then_some((step + 1, position)),
                Step::Assert(assertion) => holds(*assertion, self.text, position).then_some((step + 1, position)),
                Step::Next { negative, set } => {
                    (next_in(set, self.text, position).is_some() != *negative).then_some((step + 1, position))
                }
                Step::Last { negative, set } => {
                    (last_in(set, self.text, position) != *negative).then_some((step + 1, position))
                }
                Step::After { negative, literal } => {
                    let before = &self.text.as_bytes()[..position];
                    (before.ends_with(literal) != *negative).then_some((step + 1, position))
                }
                Step::Continued => (position == self.scratch.continued).then_some((step + 1, position)),
                Step::Ahead { .. } | Step::Behind { .. } | Step::Atomic { .. } => self.enclosed((step, position)),
                Step::Again { group, any_case } => {
                    self.again(position, *group, *any_case).map(|after| (step + 1, after))
                }
            };
            (step, position) = match next {
                Some(next) => next,
                None => self.backtrack(floor)?,
            };
        }
    }

    /// The last choice not yet taken above the floor.
    fn backtrack(&mut self, floor: usize) -> Option<Place> {
        while self.scratch.choices.len() > floor {
            match self.scratch.choices.pop()? {
                Choice::Undo { slot, was } => self.scratch.saved[slot] = was,
                Choice::At(step, position) => return Some((step, position)),
                Choice::Down { step, position, lowest } => {
                    let before = self.text.floor_char_boundary(position - 1);
                    if before > lowest {
                        self.scratch.choices.push(Choice::Down { step, position: before, lowest });
                    }
                    return Some((step, before));
                }
            }
        }
        None
    }

    fn back_to(&mut self, floor: usize) {
        while self.scratch.choices.len() > floor {
            if let Some(Choice::Undo { slot, was }) = self.scratch.choices.pop() {
                self.scratch.saved[slot] = was;
            }
        }
    }

    fn keep_undos(&mut self, floor: usize) {
        let choices = &mut self.scratch.choices;
        let mut kept = floor;
        for at in floor..choices.len() {
            if matches!(choices[at], Choice::Undo { .. }) {
                choices.swap(kept, at);
                kept += 1;
            }
        }
        choices.truncate(kept);
    }

    fn choose(&mut self, steps: &[usize], position: usize) -> Option<Place> {
        let (first, others) = steps.split_first()?;
        let others = others.iter().rev();
        self.scratch.choices.extend(others.map(|step| Choice::At(*step, position)));
        Some((*first, position))
    }

    fn many(&mut self, (step, start): Place, set: &CharSet, (least, most): (usize, usize)) -> Option<Place> {
        let (mut position, mut lowest, mut count) = (start, start, 0);
        while count < most {
            let Some(after) = next_in(set, self.text, position) else {
                break;
            };
            position = after;
            count += 1;
            if count == least {
                lowest = position;
            }
        }
        self.scratch.budget = self.scratch.budget.saturating_sub(count as u64 / CHARACTERS_A_STEP);
        if count < least {
            return None;
        }
        if position > lowest {
            self.scratch.choices.push(Choice::Down { step: step + 1, position, lowest });
        }
        Some((step + 1, position))
    }

    /// A part of the program that is run on its own, and what its matching means.
    fn enclosed(&mut self, (step, position): Place) -> Option<Place> {
        let floor = self.scratch.choices.len();
        let (negative, matched, end) = match &self.steps[step] {
            Step::Ahead { negative, end } => (*negative, self.from(step + 1, position).is_some(), *end),
            Step::Behind { negative, widths, target, end } => {
                self.scratch.saved[*target] = position;
                (*negative, self.behind((step + 1, position), *widths), *end)
            }
            Step::Atomic { end } => return self.from(step + 1, position).map(|after| (*end, after)),
            _ => return None,
        };
        if negative {
            self.back_to(floor);
        }
        (matched != negative).then_some((end, position))
    }

    fn behind(&mut self, (step, position): Place, (shortest, longest): (usize, usize)) -> bool {
        let text = self.text;
        let starts = text[..position].char_indices().rev().map(|(at, _)| at);
        let starts = std::iter::once(position).chain(starts).enumerate();
        let mut fitting = starts.skip(shortest).take_while(|(width, _)| *width <= longest);
        fitting.any(|(_, start)| self.from(step, start).is_some())
    }

    fn again(&self, position: usize, group: usize, any_case: bool) -> Option<usize> {
        let (from, to) = self.scratch.group(group)?;
        let said = self.text.get(from..to)?;
        let here = self.text.get(position..position + said.len())?;
        let same = if any_case { here.to_lowercase() == said.to_lowercase() } else { here == said };
        same.then(|| position + said.len())
    }
}

/// What reading this many characters of a repeated set costs as much as a step.
const CHARACTERS_A_STEP: u64 = 4;

/// The literals of grammars are short: comparing their first byte first is quicker than the library's comparison.
fn starts_with(text: &[u8], literal: &[u8]) -> bool {
    text.first() == literal.first() && (literal.len() == 1 || text.starts_with(literal))
}

fn next_in(set: &CharSet, text: &str, position: usize) -> Option<usize> {
    let c = char_at(text, position)?;
    set.contains(c).then(|| position + c.len_utf8())
}

fn last_in(set: &CharSet, text: &str, position: usize) -> bool {
    text[..position].chars().next_back().is_some_and(|c| set.contains(c))
}

fn char_at(text: &str, position: usize) -> Option<char> {
    match text.as_bytes().get(position) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        Some(_) => text[position..].chars().next(),
        None => None,
    }
}

fn holds(assertion: Assertion, text: &str, position: usize) -> bool {
    let next = || text.as_bytes().get(position).copied();
    match assertion {
        Assertion::StartText => position == 0,
        Assertion::EndText => position == text.len(),
        Assertion::StartLine { .. } => position == 0 || text.as_bytes()[position - 1] == b'\n',
        Assertion::EndLine { .. } => next().is_none_or(|byte| byte == b'\n'),
        Assertion::WordBoundary => word_before(text, position) != word_after(text, position),
        Assertion::NotWordBoundary => word_before(text, position) == word_after(text, position),
        Assertion::LeftWordBoundary => !word_before(text, position) && word_after(text, position),
        Assertion::RightWordBoundary => word_before(text, position) && !word_after(text, position),
    }
}

fn word_before(text: &str, position: usize) -> bool {
    match position.checked_sub(1).map(|at| text.as_bytes()[at]) {
        Some(byte) if byte.is_ascii() => is_word(byte),
        Some(_) => text[..position].chars().next_back().is_some_and(regex_syntax::is_word_character),
        None => false,
    }
}

fn word_after(text: &str, position: usize) -> bool {
    match text.as_bytes().get(position) {
        Some(byte) if byte.is_ascii() => is_word(*byte),
        Some(_) => text[position..].chars().next().is_some_and(regex_syntax::is_word_character),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::highlight::first::Before;

    const PLENTY: u64 = 100_000;

    /// Where the first match is, trying one place after the other, and its groups.
    fn search(regex: &str, text: &str) -> Option<Vec<Option<(usize, usize)>>> {
        let pattern = Pattern::new(regex).unwrap();
        let mut scratch = Scratch { budget: PLENTY, ..Scratch::default() };
        let places = (0..=text.len()).filter(|at| text.is_char_boundary(*at));
        for at in places {
            let may_start = pattern.first.allow(Before::of(text, at), text.as_bytes().get(at));
            let matched = scratch.matches(&pattern, text, at).is_some();
            assert!(may_start || !matched, "{regex} matches {text:?} at {at} though it cannot begin so");
            if matched {
                return Some((0..scratch.groups()).map(|number| scratch.group(number)).collect());
            }
        }
        None
    }

    /// What the regular expression engine of `syntect` says.
    fn check(regex: &str, texts: &[&str]) {
        let oracle = fancy_regex::RegexBuilder::new(regex).oniguruma_mode(true).build().unwrap();
        for text in texts {
            let expected = oracle.captures(text).unwrap().map(|found| {
                let groups = 0..found.len();
                groups.map(|number| found.get(number).map(|group| (group.start(), group.end()))).collect()
            });
            assert_eq!(search(regex, text), expected, "{regex} in {text:?}");
        }
    }

    #[test]
    fn sets_and_repetitions() {
        check(r"[a-z&&[^c]]+", &["ccabc", "c", "", "éa"]);
        check(r"\w+(?=\()", &["let f(x)", "größe(", "x"]);
        check(r"a*?b|a{2,3}", &["aab", "aaaa", "a"]);
        check(r"(?i:straße|k)", &["STRASSE", "Straße", "\u{212a}"]);
        check(r"\h{2}\s\S\d?", &["f0 x9", "zz"]);
    }

    #[test]
    fn groups_and_their_repetition() {
        check(r"(a(b)?)+", &["abaab", "aa", "b"]);
        check(r"(?:(a)|b)*c", &["abbc", "bc", "ab"]);
        check(r"(['\x22])(.*?)\1", &["say 'a\"b' \"c\"", "'a\""]);
        check(r"(?:x*)*y", &["xxy", "xx", "y"]);
        check(r"(?>a|ab)c|(ab)c", &["abc", "ac"]);
    }

    #[test]
    fn places() {
        check(r"\bend\b", &["the end.", "endless", "end"]);
        check(r"\Ba", &["aa", "a"]);
        check(r"(?<!\.)\bx(?<=x)", &[".x x", ".x"]);
        check(r"(?<![\w$])x|\b\W|(?<!a|\w)é", &["ax x", "ax", "a-", "-", "aéé", "éx"]);
        check(r"a?\bb|^c|\B\d|(?:\b|-)e", &["cb ab", "ac", "a1", "1", "ae-e", "d."]);
        check(r"(?<=é)a(?!b)", &["éab éa", "a"]);
        check(r"(?m:^)\s*(?m:$)", &["a\n\n", "\n", "a"]);
        check(r"(?=\S)(?!//)", &["  //", " x", ""]);
        check(r"(?<=\.\.)x|(?<!ab)c(?![^d])", &["..x", ".x", "abc", "ac", "ace", "cd", "éc"]);
        check(r"a\z|b\Z", &["ab", "b\n", "a\n"]);
    }

    #[test]
    fn hostile_patterns_stop_when_the_budget_is_spent() {
        let pattern = Pattern::new(r"(?:(?:a+)+)+b").unwrap();
        let mut scratch = Scratch { budget: PLENTY, ..Scratch::default() };
        assert_eq!(scratch.matches(&pattern, &"a".repeat(500), 0), None);
        assert_eq!(scratch.budget, 0);
    }
}
