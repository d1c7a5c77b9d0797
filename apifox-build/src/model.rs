//! The model of the code to generate. Stage 7 builds it, and the following stages read it.

mod body;
mod header;
mod media;
mod operation;
mod outcome;
mod paging;
mod parameter;
mod place;
mod reached;
mod response;
mod schema;
mod style;

use std::collections::{BTreeMap, BTreeSet};

use crate::harvest::Places;
use crate::node::At;
pub(crate) use body::{Body, Representation};
pub(crate) use header::Header;
pub(crate) use media::Media;
pub(crate) use operation::Operation;
pub(crate) use outcome::Outcome;
pub(crate) use paging::{NextPage, PageArgument, Paging};
pub(crate) use parameter::{Parameter, ParameterEncoding, Part, PartContent};
pub(crate) use place::Place;
pub(crate) use reached::reached;
pub(crate) use response::{Content, Data, DocumentedResponse};
pub(crate) use schema::{Schema, Type};
pub(crate) use style::{Style, StyleSettings, Value};

/// A document that can be generated.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) title: String,
    /// The URL and description of each server.
    pub(crate) servers: Vec<(String, String)>,
    /// The types that operations reach, by Rust name.
    pub(crate) schemas: BTreeMap<String, Schema>,
    /// The operations, in the order of resources, then ids.
    pub(crate) operations: Vec<Operation>,
    /// The operations that the configuration excludes.
    pub(crate) left_out: BTreeSet<LeftOut>,
    /// Examples of responses that the client cannot read, with the place of the mismatch.
    pub(crate) misfits: BTreeMap<At, String>,
    /// The places of properties in their pages.
    pub(crate) places: Places,
    /// The SHA-256 of the named document, in hexadecimal.
    pub(crate) hash: String,
}

/// A documented operation that the configuration excludes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LeftOut {
    /// In upper case.
    pub(crate) method: String,
    /// The path as the page documents it.
    pub(crate) documented: String,
    pub(crate) template: String,
}

impl LeftOut {
    /// The method with each form of the path.
    pub(crate) fn routes(&self) -> [(String, String); 2] {
        [&self.documented, &self.template].map(|path| (self.method.clone(), path.clone()))
    }
}
