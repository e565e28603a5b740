//! Any text as a question to a small pack.

#![no_main]

#[path = "../../crates/search/tests/support/mod.rs"]
mod support;

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use studybook_search::pack::File;

thread_local! {
    static PACK: RefCell<Vec<File>> = RefCell::default();
}

fuzz_target!(|query: &str| {
    PACK.with_borrow_mut(|pack| {
        if pack.is_empty() {
            *pack = support::pack("en", &support::documents(40, 1), &[&["cache", "memory", "k8s"]]);
        }
        let replies = support::transcript(&mut support::Native::default(), pack, &[query.to_owned(), query.to_owned()]);
        assert!(replies.iter().all(|reply| !reply.starts_with("{\"error\"")), "{replies:?}");
    });
});
