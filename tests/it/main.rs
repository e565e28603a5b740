//! The integration tests, in one binary: library in, output out; the binary; the tree itself.

mod abuse;
mod cli;
mod diagnostics;
mod dialects;
mod docs;
mod golden;
mod laws;
mod ratchet;
mod search;
mod serve;
mod write;
