//! The build's side: the words of a collection, what is kept of its texts, and the pack they come to.
//!
//! No engine holds any of it: they are built without the feature `write`. How a file is encoded stands in
//! [`pack`](crate::pack), beside how it is read.

pub mod excerpt;
pub mod lexicon;
mod pack;
pub mod recall;
mod shape;

pub use pack::{PackWriter, Statistics};
pub use shape::Shape;
