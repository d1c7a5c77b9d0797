//! The tests of the crate, in one program: it is linked once, not once for each file.
//!
//! `cargo test --test suite webhook::` runs those of one file. With all features:
//! `cargo test --workspace`.

#![recursion_limit = "256"] // for a whole object in `json!`

#[cfg(all(feature = "blocking", feature = "sandbox-lenient"))]
mod blocking;
#[cfg(feature = "sandbox-lenient")]
mod calls;
#[cfg(all(feature = "described", feature = "sandbox", feature = "webhook"))]
mod checkout;
mod client;
mod currency;
#[cfg(feature = "described")]
mod described;
#[cfg(feature = "sandbox-lenient")]
mod example;
#[cfg(all(feature = "described", feature = "sandbox", feature = "webhook"))]
mod flow;
#[cfg(feature = "sandbox-lenient")]
mod golden;
mod hosts;
#[cfg(feature = "sandbox-lenient")]
mod loopback;
mod money;
#[cfg(feature = "sandbox-lenient")]
mod names;
mod readme;
#[cfg(feature = "sandbox-lenient")]
mod sandbox_alone;
#[cfg(feature = "sandbox-lenient")]
mod sandbox_scripts;
#[cfg(feature = "sandbox-lenient")]
mod secrets;
#[cfg(feature = "generate")]
mod snapshot;
#[cfg(feature = "webhook")]
mod webhook;
