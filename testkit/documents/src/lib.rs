//! Random documents, edits of documents, and what holds of the generator's result for every
//! document.

#![allow(clippy::unwrap_used)] // all of this is test code, which may panic
#![allow(clippy::missing_errors_doc, clippy::missing_panics_doc)] // an error or a panic fails a test

pub mod allocations;
pub mod dice;
pub mod document;
pub mod documented;
pub mod edits;
pub mod laws;
mod operations;
pub mod runs;
mod schemas;
mod words;
