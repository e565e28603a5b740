//! Full-text search that answers without a server: text to [terms](analyze), terms to a [pack] of files when a
//! site is built, and an engine that reads as little of it as a question needs.
//!
//! Nothing here reads a file or knows of HTML, tantivy or the browser.
#![cfg_attr(
    not(feature = "write"),
    allow(dead_code, reason = "encoders stand beside decoders, and engines hold no encoders")
)]

pub mod analyze;
pub mod bm25;
pub mod engine;
mod letters;
pub mod pack;
pub mod plan;
pub mod proximity;
pub mod query;
pub mod reply;
pub mod snippet;
pub mod spelling;
#[cfg(feature = "write")]
pub mod write;
