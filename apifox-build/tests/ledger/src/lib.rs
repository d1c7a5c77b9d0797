//! The generated client of the fixture API.

// The page `many_linked_types` must compile without this. Only rustdoc, which checks every auto
// trait, needs it.
#![cfg_attr(doc, recursion_limit = "512")]
#![allow(clippy::pedantic)] // generated code contains texts and names of the page

include!(concat!(env!("OUT_DIR"), "/ledger.rs"));

pub mod calendar;
pub mod money;
pub mod named;
pub mod typed;

/// A page with joined members.
pub mod joined {
    include!(concat!(env!("OUT_DIR"), "/joined.rs"));
}

/// A page with configured types of formats.
pub mod formats {
    include!(concat!(env!("OUT_DIR"), "/formats.rs"));
}

/// The small pages of one idea each: the code of those that tests call, and the document and
/// operations of the others. With the feature `all-pages`, the code of all.
pub mod pages {
    include!(concat!(env!("OUT_DIR"), "/pages.rs"));
}
