//! A pack that is damaged, behind right checksums, is refused or answered; never with a panic, a long wait or much memory.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these tests fail by panicking")]

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use studybook_search::engine::{Answer, Engine, Wanted};
use studybook_search::pack::{File, ROOT};
use studybook_search::plan::Reading;

use crate::support::{Damage, damage, documents, most_taken, pack};

/// Bytes of memory for each byte of the pack, and besides.
const MEMORY: (usize, usize) = (160, 1 << 20);
/// What the slowest machine needs for the questions below is a hundredth of it.
const TIME: Duration = Duration::from_secs(10);

const QUERIES: [&str; 8] =
    ["cache", "\"lock memory\"", "shardre", "c*", "tag:Rust threads -lock", "title:queue", "数据", "the of"];

fn packs() -> &'static [Vec<File>; 2] {
    static PACKS: OnceLock<[Vec<File>; 2]> = OnceLock::new();
    PACKS.get_or_init(|| [40, 700].map(|count| pack("en", &documents(count, 3), &[&["cache", "memory"]])))
}

fn kinds() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<usize>().prop_map(Damage::Cut),
        prop::collection::vec((any::<usize>(), any::<u8>()), 1..6).prop_map(Damage::Change),
        prop::collection::vec((0..64_usize, prop::sample::select(vec![0, 1, 127, 128, 255])), 1..6)
            .prop_map(Damage::Change),
        (any::<usize>(), any::<usize>()).prop_map(|(at, count)| Damage::Repeat(at, count)),
        any::<usize>().prop_map(Damage::Swap),
        prop::collection::vec(any::<u8>(), 0..200).prop_map(Damage::Random),
    ]
}

/// Asks everything, loading what is wanted; faults are answers too.
fn ask(files: &BTreeMap<&str, &[u8]>) {
    let Ok(mut engine) = Engine::open(files[ROOT]) else { return };
    for query in QUERIES {
        for _ in 0..8 {
            let Ok(Answer::Wants(wanted)) = engine.search(query, 10, Reading::Typing) else { break };
            load(&mut engine, files, &wanted);
        }
        for _ in 0..8 {
            let Ok(Answer::Wants(wanted)) = engine.facets(query, Reading::Typing) else { break };
            load(&mut engine, files, &wanted);
        }
    }
}

fn load(engine: &mut Engine, files: &BTreeMap<&str, &[u8]>, wanted: &[Wanted]) {
    for file in wanted {
        let _is_refused = engine.load(file.slot, files.get(&*file.name).copied().unwrap_or_default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_damage_is_survived(which in 0..2_usize, file in any::<usize>(), kind in kinds(), in_root in any::<bool>()) {
        let mut pack = packs()[which].clone();
        let file = if in_root { pack.iter().position(|file| file.name == ROOT).unwrap() } else { file };
        damage(&mut pack, file, &kind);
        let files: BTreeMap<&str, &[u8]> = pack.iter().map(|file| (file.name.as_str(), &*file.bytes)).collect();
        let size: usize = files.values().map(|bytes| bytes.len()).sum();
        let begin = Instant::now();
        let ((), taken) = most_taken(|| ask(&files));
        prop_assert!(taken <= MEMORY.0 * size + MEMORY.1, "{taken} bytes for {size}");
        prop_assert!(begin.elapsed() < TIME, "{:?}", begin.elapsed());
    }
}
