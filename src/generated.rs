//! The only door to generated code.
//!
//! With the feature `generate` it is what the build script just wrote from the pages, without it
//! the committed snapshot. Both are the same bytes; a test holds them together.

// Written for the compiler and for rustdoc; the generator's own tests look after its style.
#![allow(clippy::all, clippy::pedantic)]

#[cfg(feature = "generate")]
include!(concat!(env!("OUT_DIR"), "/wooshpay.rs"));

#[cfg(not(feature = "generate"))]
include!("generated/wooshpay.rs");
