//! Search as readers meet it: the browser's engine, reading a pack, answers as tantivy does.
#![allow(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "these tests read collections from disk, and fail by panicking"
)]

mod collections;
mod oracle;
mod promises;
mod questions;
