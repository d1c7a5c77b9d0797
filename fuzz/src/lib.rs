//! What a fuzzer throws at the project: a function for each kind of input, which takes any bytes and panics where a law is broken.
//!
//! The same functions take the inputs in `corpus/` in a plain test, `tests/replay.rs`; `engine/` hands them to libFuzzer.

#![allow(clippy::unwrap_used)] // all of this is test code: it fails where it should

mod amounts;
mod answers;
mod calls;
#[allow(dead_code)] // the property tests use more of it
#[path = "../../apifox-build/tests/properties/dice.rs"]
mod dice;
#[allow(dead_code)]
#[path = "../../apifox-build/tests/properties/document.rs"]
mod document;
#[path = "../../apifox-build/tests/documented/mod.rs"]
mod documented;
#[path = "../../apifox-build/tests/mutation/edits.rs"]
mod edits;
#[allow(dead_code)]
#[path = "../../apifox-build/tests/properties/laws.rs"]
mod laws;
mod loopback;
#[path = "../../apifox-build/tests/properties/operations.rs"]
mod operations;
mod pages;
mod requests;
#[path = "../../apifox-build/tests/properties/runs.rs"]
mod runs;
#[path = "../../apifox-build/tests/properties/schemas.rs"]
mod schemas;
mod webhooks;
#[path = "../../apifox-build/tests/properties/words.rs"]
mod words;

pub use amounts::{key, money};
pub use answers::{answer, error_body, retry_after};
pub use pages::{document, overlay, page};
pub use requests::sandbox_request;
pub use webhooks::webhook;

/// Takes any bytes and does nothing, unless a law is broken: then it panics.
pub type Target = fn(&[u8]);

/// All targets, by the names of their folders in `corpus/`.
pub const TARGETS: [(&str, Target); 10] = [
    ("answer", answer),
    ("document", document),
    ("error_body", error_body),
    ("key", key),
    ("money", money),
    ("overlay", overlay),
    ("page", page),
    ("retry_after", retry_after),
    ("sandbox_request", sandbox_request),
    ("webhook", webhook),
];
