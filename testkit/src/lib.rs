//! What the tests and build scripts of several crates use, without dependencies.

#![allow(clippy::missing_errors_doc, clippy::missing_panics_doc)] // a panic fails a test

pub mod case_files;
pub mod expected;
