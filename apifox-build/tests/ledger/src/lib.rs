//! The client of the fixture API, as generated.

#![allow(clippy::pedantic)] // generated code holds the page's words and names

include!(concat!(env!("OUT_DIR"), "/ledger.rs"));

/// The code of small pages of one idea each.
pub mod pages {
    include!(concat!(env!("OUT_DIR"), "/pages.rs"));
}
