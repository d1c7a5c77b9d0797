//! What `apifox diff` prints, and its exit codes.

#![allow(clippy::unwrap_used)] // a test that unwraps fails where it should

mod ci;
#[path = "../../../apifox-build/tests/expected/mod.rs"]
mod expected;
mod program;
