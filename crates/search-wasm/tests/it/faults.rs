//! Whatever arrives instead of a pack is answered with what is wrong: no trap, and no memory for lengths that are only
//! claimed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these tests fail by panicking")]

use studybook_search::pack::ROOT;
use studybook_search::plan::Reading;

use crate::module::Wasm;
use crate::support::{Random, Reader, documents, pack, queries, transcript};

/// An engine may grow by so many bytes for each byte it is given, and by so many besides.
const GROWTH: (usize, usize) = (24, 1 << 20);

struct Bounded {
    wasm: Wasm,
    least: usize,
    given: usize,
}

impl Bounded {
    fn new() -> Self {
        let wasm = Wasm::new("en");
        Self { least: wasm.size(), wasm, given: 0 }
    }

    fn load(&mut self, name: &str, bytes: &[u8]) -> String {
        self.given = self.given.max(bytes.len());
        let reply = self.wasm.load(name, bytes);
        let allowed = self.least + GROWTH.1 + GROWTH.0 * self.given;
        assert!(self.wasm.size() <= allowed, "{} bytes of memory, {allowed} allowed", self.wasm.size());
        reply
    }
}

/// The root of a small pack.
fn root(language: &str) -> Vec<u8> {
    let files = pack(language, &documents(30, 3), &[]);
    files.into_iter().find(|file| file.name == ROOT).unwrap().bytes
}

#[test]
fn a_root_cut_short_or_changed_is_named_damaged() {
    let root = root("en");
    let mut engine = Bounded::new();
    for length in (0..root.len()).step_by(397) {
        let reply = engine.load(ROOT, &root[..length]);
        assert!(reply.starts_with("{\"error\""), "{length}: {reply}");
    }
    for at in (0..root.len()).step_by(389) {
        let mut changed = root.clone();
        changed[at] ^= 16;
        let reply = engine.load(ROOT, &changed);
        assert!(reply.starts_with("{\"error\""), "{at}: {reply}");
    }
    assert_eq!(engine.load(ROOT, &root), "{}");
}

#[test]
fn something_else_and_another_version_are_told_apart() {
    let mut engine = Bounded::new();
    let mut root = root("en");
    root[3] += 1;
    assert!(engine.load(ROOT, &root).contains("\"kind\":\"version\""));
    assert!(engine.load(ROOT, b"<!doctype html><title>Not found</title>").contains("\"kind\":\"format\""));
    assert!(engine.load(ROOT, b"").contains("\"kind\":\"format\""));
    assert!(engine.load(ROOT, &self::root("de")).contains("\"kind\":\"version\""));
    assert!(engine.load("t00000000000000.txt", b"x").contains("not loaded"));
    assert!(engine.wasm.search("x", 10, Reading::Whole).contains("not loaded"));
}

#[test]
fn random_bytes_under_a_right_checksum_are_answered() {
    let random = &mut Random(11);
    let mut engine = Bounded::new();
    let root = root("en");
    for _ in 0..150 {
        let mut content = root[8..].to_vec();
        for _ in 0..1 + random.below(8) {
            let at = random.below(content.len().min(400));
            content[at] = random.below(256) as u8;
        }
        let sum = content.iter().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
        let file = [&root[..4], &sum.to_le_bytes(), &content].concat();
        if engine.load(ROOT, &file) == "{}" {
            for query in queries(3, 5) {
                engine.wasm.search(&query, 10, Reading::Typing);
                engine.wasm.facets();
            }
        }
    }
}

#[test]
fn lengths_that_cannot_be_are_refused() {
    let mut engine = Bounded::new();
    for length in [1 << 28, i32::MAX as u32, u32::MAX] {
        assert_eq!(engine.wasm.call("reserve", length), 0);
        for call in [("load", (length, length)), ("load", (3, length)), ("load", (length, 0))] {
            engine.wasm.put(&[b"root.txt"]);
            let reply = engine.wasm.call(call.0, call.1);
            assert!(engine.wasm.reply(reply).starts_with("{\"error\""));
        }
        let reply = engine.wasm.call("search", (length, length, length));
        assert!(engine.wasm.reply(reply).starts_with("{\"error\""));
    }
    assert!(engine.wasm.size() <= engine.least + GROWTH.1);
}

#[test]
fn a_long_visit_takes_no_more_memory_than_a_short_one() {
    let pack = pack("en", &documents(100, 5), &[]);
    let mut engine = Wasm::new("en");
    let queries = queries(60, 9);
    transcript(&mut engine, &pack, &queries);
    let size = engine.size();
    for _ in 0..2 {
        transcript(&mut engine, &pack, &queries);
    }
    assert!(engine.size() <= size + size / 4, "{size} bytes became {}", engine.size());
}
