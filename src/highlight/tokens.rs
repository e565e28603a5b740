//! Code to tokens: runs the grammar over a block's lines and says which class each piece has. The limits live here.

use super::classes::{Class, ClassStack};
use super::grammar;
use super::languages::Language;
use super::machine::Machine;

/// A line of more bytes is not fed to the grammar.
const LONGEST_LINE: usize = 1_000;

/// A block of more bytes is not fed to the grammar.
const LONGEST_BLOCK: usize = 100_000;

/// Steps of matching a block may take, for each of its bytes and besides. A step takes some nanoseconds.
const BLOCK_STEPS: (u64, u64) = (300, 200_000);

/// Steps a line may take, likewise, so that one hostile line does not take the colours of all that follow.
const LINE_STEPS: (u64, u64) = (1_000, 50_000);

/// Hands every piece of the text to `emit`, in order and without gaps.
pub(super) fn each(text: &str, language: Language, emit: &mut dyn FnMut(&str, Option<Class>)) {
    let syntax = language.syntax(text).filter(|_| text.len() <= LONGEST_BLOCK);
    let Some(start) = syntax.and_then(grammar::start) else {
        return emit(text, None);
    };
    let mut machine = Machine::new(start);
    let mut classes = ClassStack::default();
    let mut buffer = String::new();
    let mut changes = Vec::new();
    let mut left = budget(BLOCK_STEPS, text);
    for line in text.split_inclusive('\n') {
        let code = line.trim_end();
        if code.len() > LONGEST_LINE {
            emit(line, None);
            continue;
        }
        buffer.clear();
        buffer.push_str(code);
        buffer.push('\n');
        changes.clear();
        left -= machine.read(&buffer, left.min(budget(LINE_STEPS, code)), &mut changes);
        let mut done = 0;
        for (at, change) in &changes {
            let at = code.floor_char_boundary(*at);
            if at > done {
                emit(&code[done..at], classes.top());
                done = at;
            }
            classes.apply(change);
        }
        emit(&code[done..], classes.top());
        emit(&line[code.len()..], None);
    }
}

fn budget((each_byte, besides): (u64, u64), text: &str) -> u64 {
    each_byte * text.len() as u64 + besides
}
