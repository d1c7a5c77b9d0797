//! The tests of the generator, in one program: one test is linked once, not once for each file.
//!
//! `cargo test -p apifox-build --test suite rows::` runs those of one file.

#![allow(clippy::unwrap_used)] // a failed `unwrap` fails the test

mod added_pages;
mod again;
mod compositions;
mod corpus;
mod described;
mod dialect;
mod diff;
mod doc_lines;
mod editor_order;
mod features;
mod fidelity;
mod fixtures;
mod folder;
mod generation;
mod identifiers;
mod joined;
mod manifest;
mod merge_keys;
mod mutation;
mod names;
mod nothing_lost;
mod only;
mod oracle;
mod overlays;
mod pages;
mod pagination;
mod path_arguments;
mod positions;
mod program;
mod properties;
mod published_order;
mod refusals;
mod rows;
mod samples;
mod saved_pages;
mod several_files;
mod spelling;
mod surface;
mod surface_of;
mod typed_ids;
mod wire;
mod workspace;
