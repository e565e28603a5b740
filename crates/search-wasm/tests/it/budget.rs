//! What an engine weighs on the way to the browser.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these tests fail by panicking")]

use crate::module::path;

/// Bytes of the English engine as a content delivery network sends it: lower it when it is beaten. The budget is 24 KiB, which is 24,576.
const ENGLISH: usize = 23_730;

#[test]
fn the_english_engine_is_small() {
    let engine = std::fs::read(path("en")).unwrap();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &engine[..], &mut compressed, &parameters).unwrap();
    assert!(compressed.len() <= ENGLISH, "{} bytes, {ENGLISH} allowed", compressed.len());
}
