//! Code to tokens: runs the grammar over a block's lines and says which class each piece has. The limits live here.

use syntect::parsing::ParseState;

use super::classes::{Class, ClassStack};
use super::languages::{self, Language};

/// A line of more bytes is not fed to the grammar.
const LONGEST_LINE: usize = 1_000;

/// A block of more bytes is not fed to the grammar.
const LONGEST_BLOCK: usize = 100_000;

/// Hands every piece of the text to `emit`, in order and without gaps.
pub(super) fn each(text: &str, language: Language, emit: &mut dyn FnMut(&str, Option<Class>)) {
    let Some(syntax) = language.syntax(text).filter(|_| text.len() <= LONGEST_BLOCK) else {
        return emit(text, None);
    };
    let mut state = ParseState::new(syntax);
    let mut classes = ClassStack::default();
    let mut buffer = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.find('\n').map_or(rest.len(), |at| at + 1));
        rest = after;
        let code = line.trim_end();
        if code.len() > LONGEST_LINE {
            emit(line, None);
            continue;
        }
        buffer.clear();
        buffer.push_str(code);
        buffer.push('\n');
        let Ok(ops) = state.parse_line(&buffer, languages::syntaxes()) else {
            emit(line, None);
            return emit(rest, None);
        };
        let mut done = 0;
        for (at, op) in &ops {
            let at = code.floor_char_boundary(*at);
            if at > done {
                emit(&code[done..at], classes.top());
                done = at;
            }
            classes.apply(op);
        }
        emit(&code[done..], classes.top());
        emit(&line[code.len()..], None);
    }
}
