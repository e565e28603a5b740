//! Hashes of everything a step reads: what has the same key is the same.

use std::hash::{BuildHasherDefault, Hash, Hasher};

/// A hash of everything a step reads.
pub type Key = [u8; 32];

/// The key of a value.
pub fn key(value: &impl Hash) -> Key {
    let mut hasher = KeyHasher(blake3::Hasher::new());
    value.hash(&mut hasher);
    *hasher.0.finalize().as_bytes()
}

/// Lets values that can be hashed at all be hashed without collisions.
struct KeyHasher(blake3::Hasher);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let bytes = *self.0.finalize().as_bytes();
        u64::from_be_bytes(bytes[..8].try_into().expect("a hash is longer"))
    }
}

/// For tables of keys: a key is a hash already.
pub type Keyed = BuildHasherDefault<KeyBytes>;

/// Takes some bytes of a key as they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyBytes(u64);

impl Hasher for KeyBytes {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    fn write_usize(&mut self, _: usize) {
        // The length: all keys have the same.
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
