//! A client of each page of the rows, as generated.

#![allow(clippy::pedantic)] // generated code holds the page's words and names

include!(concat!(env!("OUT_DIR"), "/pages.rs"));
