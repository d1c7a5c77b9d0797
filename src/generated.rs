//! Includes the generated code. No other file does.
//!
//! With the feature `generate`, it is the output of the build script; without it, the committed
//! snapshot. A test checks that both are the same, byte for byte.

// The tests of the generator check the style of generated code.
#![allow(clippy::all, clippy::pedantic)]

#[cfg(feature = "generate")]
include!(concat!(env!("OUT_DIR"), "/wooshpay.rs"));

#[cfg(not(feature = "generate"))]
include!("generated/wooshpay.rs");
