//! The generated client of each page of the rows.

#![allow(clippy::pedantic)] // generated code contains texts and names of the page

include!(concat!(env!("OUT_DIR"), "/pages.rs"));
