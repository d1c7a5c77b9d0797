//! Generates a typed Rust client from Apifox pages, at compile time.
//!
//! Apifox (and Apidog, its international edition) publishes an API as pages: Markdown around an OpenAPI 3.0 document that is full
//! of `x-apifox-*` extensions. This crate reads such pages, resolves what the extensions mean, and writes a Rust client for them.
//! The client needs one dependency, `apifox-client`.
//!
//! ```no_run
//! // in `main` of build.rs
//! apifox_build::Config::new().pages("spec").write("api.rs").emit_cargo();
//! ```
//!
//! ```ignore
//! // src/lib.rs: ignored here because only a build script makes the file
//! include!(concat!(env!("OUT_DIR"), "/api.rs"));
//! ```
//!
//! # The program `apifox`
//!
//! With the feature `cli` (off by default; it brings `clap`), the package has a program for whoever maintains pages:
//!
//! ```sh
//! cargo install apifox-build --features cli
//! apifox check spec                  # every finding, and how many of each kind
//! apifox show --stage resolve spec   # the document that an overlay speaks of
//! ```
//!
//! `apifox show` prints what a [`Stage`] made of the pages: YAML up to `check`, Rust from `types` on. Both take pages and folders of
//! pages, read as [`Config::pages`] reads them, and exit with 0, with 1 when something was refused, with 2 when the command line is
//! wrong.
//!
//! # Published names
//!
//! A file `names.lock` beside the pages keeps every published name, whatever the vendor renames: see [`Config::names_lock`].
//!
//! # What a run gives
//!
//! An API whose types hold each other in lists more than some thirty deep meets rustc's limit on recursion when its auto traits are
//! looked at, in `cargo doc` for one: write `#![recursion_limit = "512"]` at the top of the crate.
//!
//! Nothing here panics, exits or prints: a run gives a [`Report`] with the code, or with [`Finding`]s that say what is wrong, where,
//! and what to do. [`Report::emit_cargo`] hands them to cargo.

mod check;
mod clean;
mod client;
mod combine;
mod compose;
mod config;
mod dialect;
mod finding;
mod grammar;
mod input;
mod manifest;
mod name;
mod node;
mod overlay;
mod page;
mod parse;
mod pipeline;
mod provenance;
mod report;
mod resolve;
mod source;
mod stage;
mod structure;
mod surface;
mod types;
mod write;

pub use config::{Config, OnRefusal};
pub use finding::{Finding, Location, Severity};
pub use input::is_page;
pub use manifest::{MANIFEST, Manifest};
pub use provenance::{Provenance, Record};
pub use report::{Operation, Report};
pub use stage::Stage;
pub use surface::surface;
