//! Any bytes as the files of a pack, behind right envelopes: the first byte says how long the root is, then files follow.

#![no_main]

use libfuzzer_sys::fuzz_target;
use studybook_search::engine::{Answer, Engine};
use studybook_search::pack::VERSION;
use studybook_search::plan::Reading;

fn sealed(kind: u8, content: &[u8]) -> Vec<u8> {
    // FNV-1a.
    let sum = content.iter().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    [&[b's', b'b', kind, VERSION], &sum.to_le_bytes()[..], content].concat()
}

fn take<'d>(data: &mut &'d [u8]) -> &'d [u8] {
    let Some((length, rest)) = data.split_first() else { return &[] };
    let (content, rest) = rest.split_at((usize::from(*length) * 4).min(rest.len()));
    *data = rest;
    content
}

fuzz_target!(|data: &[u8]| {
    let mut data = data;
    let Ok(mut engine) = Engine::open(&sealed(b'r', take(&mut data))) else { return };
    for query in ["a", "\"a b\"", "abcdef", "a* -b", "tag:a", "title:b"] {
        for _ in 0..4 {
            let Ok(Answer::Wants(files)) = engine.search(query, 10, Reading::Typing) else { break };
            for file in files {
                let _is_refused = engine.load(file.slot, &sealed(file.name.as_bytes()[0], take(&mut data)));
            }
        }
        let _counts = engine.facets(query, Reading::Typing);
    }
});
