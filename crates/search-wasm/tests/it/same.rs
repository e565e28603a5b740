//! The engine in the browser replies as the engine on this machine does, byte for byte.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these tests fail by panicking")]

use crate::module::Wasm;
use crate::support::{Native, documents, pack, queries, transcript};

fn check(language: &str, count: usize, asked: usize) {
    let pack = pack(language, &documents(count, 7), &[&["cached", "lockless"], &["serial", "k8s", "memory"]]);
    let queries = queries(asked, count as u64);
    let native = transcript(&mut Native::default(), &pack, &queries);
    let wasm = transcript(&mut Wasm::new(language), &pack, &queries);
    if let Some((native, wasm)) = native.iter().zip(&wasm).find(|(native, wasm)| native != wasm) {
        let same = native.bytes().zip(wasm.bytes()).take_while(|(native, wasm)| native == wasm).count();
        let near = |reply: &str| reply.chars().skip(same.saturating_sub(100)).take(200).collect::<String>();
        panic!("{language}, {count} documents: {} became {}", near(native), near(wasm));
    }
    assert_eq!(native.len(), wasm.len());
}

#[test]
fn a_pack_of_one_file_is_answered_the_same() {
    check("en", 0, 20);
    check("en", 12, 800);
}

#[test]
fn a_pack_of_many_files_is_answered_the_same() {
    check("en", 300, 800);
}

#[test]
fn a_pack_whose_root_names_what_is_shown_is_answered_the_same() {
    check("en", 5_100, 20);
}

#[test]
fn long_postings_are_answered_the_same() {
    check("en", 1_500, 250);
}

#[test]
fn languages_without_a_stemmer_are_answered_the_same() {
    check("und", 100, 300);
}
