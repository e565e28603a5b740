//! The engine from outside: packs written and read back, and packs that are not what they should be.

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod broken;
