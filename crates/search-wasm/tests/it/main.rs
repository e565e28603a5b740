//! The committed engines, run as a browser runs them but without one.

#![allow(clippy::disallowed_methods, reason = "the engines are files")]

#[path = "../../../search/tests/support/mod.rs"]
mod support;

mod module;

mod budget;
mod faults;
mod same;
