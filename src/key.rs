//! Hashes of everything a step reads: what has the same key is the same. 128 bits of SipHash: no two things met by accident
//! have the same, and it takes a fraction of the time of a hash that withstands an attacker, who could only spoil the
//! preview of his own content.

use std::hash::{BuildHasherDefault, Hash, Hasher};

use siphasher::sip128::{Hasher128, SipHasher13};

/// A hash of everything a step reads.
pub type Key = u128;

/// The key of a value.
pub fn key(value: &(impl Hash + ?Sized)) -> Key {
    let mut hasher = SipHasher13::new();
    value.hash(&mut hasher);
    hasher.finish128().as_u128()
}

/// For tables of keys: a key is a hash already.
pub type Keyed = BuildHasherDefault<KeyBits>;

/// Takes some bits of a key as they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyBits(u64);

impl Hasher for KeyBits {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u128(&mut self, key: u128) {
        self.0 = key as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
