//! Generates a typed Rust client from Apifox pages, at compile time.
//!
//! Apifox (and Apidog, its international edition) publishes an API as pages: Markdown around an
//! OpenAPI document with many `x-apifox-*` extensions. This crate reads such pages, resolves the
//! extensions, and writes a Rust client. It also reads plain OpenAPI 3.0 to 3.2 and Swagger 2.0.
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
//! A file `apifox.yaml` beside `Cargo.toml` holds the whole configuration, for the build script
//! ([`Config::from_manifest`]) and for the program `apifox`: see [`Manifest`].
//!
//! # The program `apifox`
//!
//! The crate `apifox-cli` provides the program `apifox` for maintainers of pages: it adds, fetches,
//! checks and compares them. `cargo install apifox-cli` installs it. The crate `apifox-diff`
//! is its comparison as a library, and lists the public items of generated code.
//!
//! # Published names
//!
//! A file `names.lock` beside the pages keeps every published name, whatever the vendor renames:
//! see [`Config::names_lock`].
//!
//! # A part of an API
//!
//! [`Config::only`] generates some of the resources, for callers that need part of the API;
//! [`Config::resource_features`] gives each a cargo feature, so that the choice is made when the
//! code is compiled. Either way, types that no generated resource uses are absent, and all names
//! stay the same.
//!
//! # Deeply nested types
//!
//! An API whose types contain each other in arrays more than about thirty levels deep reaches
//! rustc's recursion limit (E0275) when its auto traits are checked: in `cargo doc`, in a release
//! build, in a spawned task. Then write `#![recursion_limit = "512"]` at the top of the crate.
//!
//! # The result of a run
//!
//! Nothing here panics, exits or prints: a run returns a [`Report`] with the code, or with
//! [`Finding`]s that describe the problem, its position and the fix. [`Report::emit_cargo`] passes
//! them to cargo.

mod apifox_refs;
mod check;
mod clean;
mod client;
mod combine;
mod config;
mod decimal;
mod described;
mod dialect;
mod discriminator;
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
#[doc(hidden)]
pub mod internals;
mod join;
mod literal;
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
mod template;
mod typed_id;
mod types;
mod write;

pub use config::{Config, OnRefusal};
pub use finding::{Finding, Severity};
pub use input::is_page;
pub use location::Location;
pub use manifest::{MANIFEST, Manifest, Tracked};
pub use report::{Operation, Report};
pub use stage::Stage;
