//! The search engine as the browser loads it: bytes in, JSON out, and nothing decided here.
//!
//! The page writes a question or a file into the memory [`reserve`] gives, calls a function, and reads as many bytes
//! of JSON as it returned from where [`reply()`] points. Both places hold only until the next call.

#![allow(unsafe_code, reason = "an exported name is unsafe: no other symbol may have it; the browser has no others")]

#[cfg(target_family = "wasm")]
mod allocator;

use std::cell::RefCell;

use studybook_search::engine::Engine;
use studybook_search::pack::{Defect, text};
use studybook_search::plan::Reading;
use studybook_search::{engine::Fault, reply};

/// No file of a pack is longer, in bytes.
const LONGEST: usize = 1 << 26;

struct Shell {
    engine: Engine,
    input: Vec<u8>,
    reply: String,
}

thread_local! {
    // The browser runs one engine in one thread, and a call ends before the next begins.
    static SHELL: RefCell<Shell> =
        const { RefCell::new(Shell { engine: Engine::new(), input: Vec::new(), reply: String::new() }) };
}

/// Memory for the next call's input, or null if there cannot be so much.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
    SHELL.with_borrow_mut(|shell| {
        shell.input = Vec::new();
        if length > LONGEST || shell.input.try_reserve_exact(length).is_err() {
            return std::ptr::null_mut();
        }
        shell.input.resize(length, 0);
        shell.input.as_mut_ptr()
    })
}

/// Takes a file: the input is its name and then its bytes.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn load(name_length: usize, bytes_length: usize) -> usize {
    answer(&mut |engine, input| {
        let parts = input.split_at_checked(name_length).filter(|(_, bytes)| bytes.len() == bytes_length);
        let named = parts.and_then(|(name, bytes)| Some((text(name)?, bytes)));
        let foreign = Err(Fault::Defect(Defect::Foreign));
        reply::loaded(named.map_or(foreign, |(name, bytes)| engine.load(name, bytes)))
    })
}

/// Answers the question that is the input with at most so many documents; its last word may go on unless `typing` is 0.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn search(query_length: usize, limit: usize, typing: u32) -> usize {
    let reading = if typing == 0 { Reading::Whole } else { Reading::Typing };
    answer(&mut |engine, input| {
        let query = input.get(..query_length).and_then(text);
        reply::results(engine.search(query.unwrap_or_default(), limit, reading))
    })
}

/// Counts the tags of all that answers the last question.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn facets() -> usize {
    answer(&mut |engine, _| reply::facets(engine.facets()))
}

/// The tags most documents have.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn popular() -> usize {
    answer(&mut |engine, _| reply::popular(engine.popular_tags()))
}

/// Where the last answer is.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn reply() -> *const u8 {
    SHELL.with_borrow(|shell| shell.reply.as_ptr())
}

fn answer(ask: &mut dyn FnMut(&mut Engine, &[u8]) -> String) -> usize {
    SHELL.with_borrow_mut(|shell| {
        let input = std::mem::take(&mut shell.input);
        shell.reply = ask(&mut shell.engine, &input);
        shell.reply.len()
    })
}
