//! Search as readers meet it: the browser's engine, reading a pack, answers as tantivy does.

mod collections;
mod oracle;
mod questions;
