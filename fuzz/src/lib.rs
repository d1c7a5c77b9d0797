//! Fuzz targets: a function for each kind of input. It takes any bytes, and panics if an invariant
//! does not hold.
//!
//! `tests/replay.rs` runs the same functions on the inputs in `corpus/`, as a plain test; `engine/`
//! passes them to libFuzzer.

#![allow(clippy::unwrap_used)] // all of this is test code, which may panic

mod amounts;
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
mod responses;
#[path = "../../apifox-build/tests/properties/runs.rs"]
mod runs;
#[path = "../../apifox-build/tests/properties/schemas.rs"]
mod schemas;
mod webhooks;
#[path = "../../apifox-build/tests/properties/words.rs"]
mod words;

pub use amounts::{key, money};
pub use pages::{document, overlay, page};
pub use requests::sandbox_request;
pub use responses::{error_body, response, retry_after};
pub use webhooks::webhook;

/// A function that takes any bytes and panics if an invariant does not hold.
pub type Target = fn(&[u8]);

/// All targets, by the names of their folders in `corpus/`.
pub const TARGETS: [(&str, Target); 10] = [
    ("document", document),
    ("error_body", error_body),
    ("key", key),
    ("money", money),
    ("overlay", overlay),
    ("page", page),
    ("response", response),
    ("retry_after", retry_after),
    ("sandbox_request", sandbox_request),
    ("webhook", webhook),
];
