//! Whatever arrives instead of a pack is answered with what is wrong: no trap, and no memory for lengths that are only
//! claimed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these tests fail by panicking")]

use studybook_search::pack::ROOT;
use studybook_search::plan::Reading;

use crate::module::Wasm;
use crate::support::{Random, Reader, converse, documents, pack, queries, transcript};

/// An engine may grow by so many bytes for each byte it is given, and by so many besides.
const GROWTH: (usize, usize) = (24, 1 << 20);

/// The slot of a root.
const ROOT_SLOT: u32 = 0;

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

    fn root(&mut self, bytes: &[u8]) -> String {
        self.given = self.given.max(bytes.len());
        let reply = self.wasm.load(ROOT_SLOT, bytes);
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
        let reply = engine.root(&root[..length]);
        assert!(reply.starts_with("{\"error\""), "{length}: {reply}");
    }
    for at in (0..root.len()).step_by(389) {
        let mut changed = root.clone();
        changed[at] ^= 16;
        let reply = engine.root(&changed);
        assert!(reply.starts_with("{\"error\""), "{at}: {reply}");
    }
    assert_eq!(engine.root(&root), "{}");
}

#[test]
fn something_else_and_another_version_are_told_apart() {
    let mut engine = Bounded::new();
    let mut root = root("en");
    root[3] += 1;
    assert!(engine.root(&root).contains("\"version\""));
    assert!(engine.root(b"<!doctype html><title>Not found</title>").contains("\"format\""));
    assert!(engine.root(b"").contains("\"format\""));
    assert!(engine.root(&self::root("de")).contains("\"version\""));
    assert!(engine.wasm.load(5 << 8 | u32::from(b't'), b"x").contains("\"format\""));
    assert!(engine.wasm.search("x", 10, Reading::Whole).contains("\"format\""));
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
        engine.wasm.clear();
        if engine.root(&file) == "{}" {
            for query in queries(3, 5) {
                engine.wasm.search(&query, 10, Reading::Typing);
                engine.wasm.facets(&query, Reading::Typing);
            }
        }
    }
}

#[test]
fn lengths_and_slots_that_cannot_be_are_refused() {
    let mut engine = Bounded::new();
    for number in [1 << 28, i32::MAX as u32, u32::MAX] {
        assert_eq!(engine.wasm.call("reserve", number), 0);
        for slot in [ROOT_SLOT, number] {
            let reply = engine.wasm.call("load", slot);
            assert!(engine.wasm.reply(reply).starts_with("{\"error\""));
        }
        let reply = engine.wasm.call("search", (number, number));
        assert!(engine.wasm.reply(reply).starts_with("{\"error\""));
    }
    assert!(engine.wasm.size() <= engine.least + GROWTH.1);
    assert_eq!(engine.root(&root("en")), "{}");
    for kind in 0..=u8::MAX {
        let reply = engine.wasm.load(u32::MAX << 8 | u32::from(kind), b"sb");
        assert!(reply.starts_with("{\"error\""), "{kind}: {reply}");
    }
}

#[test]
fn a_long_visit_takes_no_more_memory_than_a_short_one() {
    let pack = pack("en", &documents(100, 5), &[]);
    let mut engine = Wasm::new("en");
    let queries = queries(60, 9);
    let mut replies = transcript(&mut engine, &pack, &queries);
    let mut sizes = Vec::new();
    for _ in 0..3 {
        replies.clear();
        converse(&mut engine, &pack, &queries, &mut replies);
        sizes.push(engine.size());
    }
    assert!(sizes.windows(2).all(|pair| pair[0] == pair[1]), "{sizes:?} bytes of memory");
    assert!(replies.iter().all(|reply| !reply.starts_with("{\"wants\"")), "what is there is asked for again");
}
