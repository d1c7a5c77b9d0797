//! The client of the fixture API, as generated.

// The page `many_linked_types` must compile without this; only rustdoc, which looks at every auto trait, needs more, and an optimised
// build, as the fuzzer's is, which asks for `Unpin`.
#![cfg_attr(any(doc, fuzzing, not(debug_assertions)), recursion_limit = "512")]
#![allow(clippy::pedantic)] // generated code contains texts and names of the page

include!(concat!(env!("OUT_DIR"), "/ledger.rs"));

pub mod money;
pub mod named;
pub mod typed;

/// A page with members that are one value.
pub mod joined {
    include!(concat!(env!("OUT_DIR"), "/joined.rs"));
}

/// A page with formats that are types.
pub mod formats {
    include!(concat!(env!("OUT_DIR"), "/formats.rs"));
}

/// The code of small pages of one idea each.
pub mod pages {
    include!(concat!(env!("OUT_DIR"), "/pages.rs"));
}
