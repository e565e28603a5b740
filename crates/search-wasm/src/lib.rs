//! The search engine as the browser loads it: bytes in, JSON out, and nothing decided here.
//!
//! The page writes a question or a file into the memory [`reserve`] gives, calls a function, and reads as many bytes
//! of JSON as it returned from where [`reply()`] points. Both places hold only until the next [`reserve`].

#![allow(unsafe_code, reason = "an exported name is unsafe: no other symbol may have it; the browser has no others")]

#[cfg(target_family = "wasm")]
mod allocator;
/// Elsewhere the shell is only compiled, never run.
#[cfg(not(target_family = "wasm"))]
mod allocator {
    pub(crate) fn keep() {}
    pub(crate) unsafe fn forget() {}
}

use std::cell::RefCell;

use studybook_search::engine::{Engine, Fault};
use studybook_search::pack::text;
use studybook_search::plan::Reading;
use studybook_search::reply;

/// The slot of a root.
const ROOT: u32 = 0;

/// No file of a pack is longer, in bytes.
const LONGEST: usize = 1 << 26;

struct Shell {
    engine: Option<Engine>,
    input: Vec<u8>,
    reply: String,
}

thread_local! {
    // The browser runs one engine in one thread, and a call ends before the next begins.
    static SHELL: RefCell<Shell> =
        const { RefCell::new(Shell { engine: None, input: Vec::new(), reply: String::new() }) };
}

/// Memory for the next call's input, or null if there cannot be so much.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn reserve(length: usize) -> *mut u8 {
    SHELL.with_borrow_mut(|shell| {
        shell.input = Vec::new();
        shell.reply = String::new();
        // SAFETY: input and reply are empty. Nothing else outlives a call but the engine, which only files change:
        // questions borrow it and have no other place to leave anything, and a file that was refused left nothing.
        unsafe { allocator::forget() };
        if length > LONGEST {
            return std::ptr::null_mut();
        }
        shell.input = vec![0; length];
        shell.input.as_mut_ptr()
    })
}

/// Takes the file that is the input: a root, or one that was wanted in that slot.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn load(slot: u32) -> usize {
    SHELL.with_borrow_mut(|shell| {
        let input = std::mem::take(&mut shell.input);
        let loaded = match &mut shell.engine {
            _ if slot == ROOT => Engine::open(&input).map(|engine| std::mem::forget(shell.engine.replace(engine))),
            Some(engine) => engine.load(slot, &input),
            None => Err(Fault::NoRoot),
        };
        if loaded.is_ok() {
            allocator::keep();
        }
        shell.reply(reply::loaded(loaded))
    })
}

/// Answers the question that is the input with at most so many documents; its last word may go on unless `typing` is 0.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn search(limit: usize, typing: u32) -> usize {
    answer(&|engine, query| reply::results(engine.search(query, limit, reading(typing))))
}

/// Counts the tags of all that answers a question.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn facets(typing: u32) -> usize {
    answer(&|engine, query| reply::facets(engine.facets(query, reading(typing))))
}

/// Where the last answer is.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn reply() -> *const u8 {
    SHELL.with_borrow(|shell| shell.reply.as_ptr())
}

fn reading(typing: u32) -> Reading {
    if typing == 0 { Reading::Whole } else { Reading::Typing }
}

fn answer(ask: &dyn Fn(&Engine, &str) -> String) -> usize {
    SHELL.with_borrow_mut(|shell| {
        let query = text(&shell.input).unwrap_or_default();
        let reply = shell.engine.as_ref().map_or_else(|| reply::fault(Fault::NoRoot), |engine| ask(engine, &query));
        shell.reply(reply)
    })
}

impl Shell {
    fn reply(&mut self, reply: String) -> usize {
        self.reply = reply;
        self.reply.len()
    }
}
