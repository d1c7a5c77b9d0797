//! Fuzz targets: a function for each kind of input. It takes any bytes, and panics if an invariant
//! does not hold.
//!
//! `tests/replay.rs` runs the same functions on the inputs in `corpus/`, as a plain test; `engine/`
//! passes them to libFuzzer.

#![allow(clippy::unwrap_used)] // all of this is test code, which may panic

mod amounts;
mod calls;
mod loopback;
mod pages;
mod requests;
mod responses;
mod webhooks;

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
