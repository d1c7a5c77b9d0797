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
//! # The manifest
//!
//! A file `apifox.yaml` beside `Cargo.toml` says all of that once, for the build script ([`Config::from_manifest`]) and for the program
//! below: see [`Manifest`].
//!
//! # The program `apifox`
//!
//! With the feature `cli` (off by default; it brings the crates of a command line), the package has a program for whoever maintains
//! pages:
//!
//! ```sh
//! cargo install apifox-build --features cli
//! apifox add ~/Downloads/pages       # takes saved pages in, byte for byte, and records where they came from
//! apifox check                       # every finding in its source, and how many of each kind
//! apifox explain dangling-ref        # what a finding means, with an example
//! apifox show --stage resolve        # the document that an overlay speaks of: what a stage made of the pages
//! apifox census                      # what the pages contain, counted
//! apifox diff                        # what changed since the last release, how bad it is, which version it asks for
//! apifox bless                       # renews the committed snapshot, its surface and the published names
//! ```
//!
//! The pages are those of the manifest, or those that are named. It exits with 0, with 1 when something was refused, with 2 when the
//! command line is wrong or a file cannot be read.
//!
//! # The surface
//!
//! [`surface`] lists the public items of generated code, one line an item: what a reviewer reads of a change.
//!
//! # Published names
//!
//! A file `names.lock` beside the pages keeps every published name, whatever the vendor renames: see [`Config::names_lock`].
//!
//! # A part of an API
//!
//! [`Config::only`] generates some of the resources, for who needs no more; [`Config::resource_features`] gives each a cargo feature, so
//! that who compiles the code chooses. Either way a type that none of them reaches is not there, and all names stay what they are.
//!
//! # What a run gives
//!
//! An API whose types hold each other in lists more than some thirty deep meets rustc's limit on recursion (E0275) when its auto traits
//! are looked at: in `cargo doc`, in a release build, in a spawned task. Then write `#![recursion_limit = "512"]` at the top of the crate.
//!
//! Nothing here panics, exits or prints: a run gives a [`Report`] with the code, or with [`Finding`]s that say what is wrong, where,
//! and what to do. [`Report::emit_cargo`] hands them to cargo.

mod check;
mod clean;
mod client;
mod combine;
mod compose;
mod config;
mod described;
mod dialect;
#[cfg(feature = "cli")]
pub mod diff;
mod features;
mod file_name;
mod files;
mod finding;
mod format;
mod generate;
mod grammar;
mod graph;
mod harvest;
mod hash;
mod input;
mod join;
mod location;
mod manifest;
mod media_type;
mod model;
mod name;
mod node;
mod nullable;
mod overlay;
mod page;
mod parse;
mod path_variables;
mod pipeline;
mod positions;
mod provenance;
mod published_order;
mod reference;
mod report;
mod resolve;
mod same_route;
mod show;
mod source;
mod stage;
mod status_name;
mod structure;
mod surface;
mod template;
mod typed_id;
mod types;
mod write;

pub use config::{Config, OnRefusal};
pub use finding::{Finding, Severity};
pub use input::is_page;
pub use location::Location;
pub use manifest::{MANIFEST, Manifest, Tracked};
pub use provenance::{Provenance, Record};
pub use report::{Operation, Report};
pub use stage::Stage;
pub use surface::surface;
