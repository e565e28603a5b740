//! Any text in any language: tokens lie within it, in their order.

#![no_main]

use libfuzzer_sys::fuzz_target;
use studybook_search::analyze::{Analyzer, LANGUAGES};

fuzz_target!(|input: (u8, &str)| {
    let (language, text) = input;
    let language = LANGUAGES.get(usize::from(language)).copied().unwrap_or("und");
    let (mut start, mut position) = (0, 0);
    Analyzer::new(language).tokens(text, &mut |token| {
        assert!(text.get(token.start..token.end).is_some_and(|written| !written.is_empty()));
        assert!(token.start >= start && token.position >= position, "{language}: {text:?}");
        assert!(!token.term.is_empty() && !token.word.is_empty(), "{language}: {text:?}");
        start = token.start;
        position = token.position;
    });
});
