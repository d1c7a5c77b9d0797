//! What a document becomes: all that is generated, as data. Stage 7 makes it, and the stages after it read it.

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
pub(crate) use parameter::{Parameter, Part, PartContent, Sent};
pub(crate) use place::Place;
pub(crate) use reached::reached;
pub(crate) use response::{Content, Data, DocumentedResponse};
pub(crate) use schema::{Schema, Type};
pub(crate) use style::{Style, Value, Written};

/// A document that can be generated.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) title: String,
    /// URL and description of each host.
    pub(crate) servers: Vec<(String, String)>,
    /// By Rust name; only what an operation reaches.
    pub(crate) schemas: BTreeMap<String, Schema>,
    /// In the order of resources, then ids.
    pub(crate) operations: Vec<Operation>,
    /// By the configuration: neither generated nor refused.
    pub(crate) left_out: BTreeSet<LeftOut>,
    /// Examples of responses that the client cannot read, and where within them.
    pub(crate) misfits: BTreeMap<At, String>,
    /// Where the properties of types stand.
    pub(crate) places: Places,
    /// SHA-256 of the named document, in hexadecimal.
    pub(crate) hash: String,
}

/// An operation that is documented and, by the configuration, not generated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LeftOut {
    /// In upper case.
    pub(crate) method: String,
    /// The path as the page has it.
    pub(crate) documented: String,
    pub(crate) template: String,
}

#[cfg(feature = "diff")]
impl LeftOut {
    /// Method and path, by either way to write the path.
    pub(crate) fn routes(&self) -> [(String, String); 2] {
        [&self.documented, &self.template].map(|path| (self.method.clone(), path.clone()))
    }
}
