//! Packs that are not what they should be.

use studybook_search::pack::File;

/// A file's bytes with the right checksum, so that what reads the content is reached.
pub fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some((head, content)) = bytes.split_at_mut_checked(8) {
        // FNV-1a.
        let sum = content.iter().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
        head[4..].copy_from_slice(&sum.to_le_bytes());
    }
    bytes
}

/// What can happen to a file.
#[derive(Debug, Clone)]
pub enum Damage {
    /// Its end is missing.
    Cut(usize),
    /// These bytes are others.
    Change(Vec<(usize, u8)>),
    /// Some bytes are there twice.
    Repeat(usize, usize),
    /// It holds what another should hold.
    Swap(usize),
    /// It holds anything.
    Random(Vec<u8>),
}

/// Damages a file of a pack; places are taken modulo what there is.
pub fn damage(pack: &mut [File], file: usize, damage: &Damage) {
    let count = pack.len();
    let mut bytes = pack[file % count].bytes.clone();
    let length = bytes.len();
    match damage {
        Damage::Cut(at) => bytes.truncate(8 + at % length),
        Damage::Change(changes) => changes.iter().for_each(|(at, byte)| bytes[8 + at % (length - 8)] = *byte),
        Damage::Repeat(at, count) => {
            let (at, count) = (8 + at % (length - 8), count % 64);
            let repeated = bytes[at..(at + count).min(length)].to_vec();
            bytes.splice(at..at, repeated);
        }
        Damage::Swap(other) => bytes = pack[other % count].bytes.clone(),
        Damage::Random(random) => {
            bytes.truncate(8);
            bytes.extend(random);
        }
    }
    pack[file % count].bytes = resealed(bytes);
}
