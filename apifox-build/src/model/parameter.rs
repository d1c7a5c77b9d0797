//! Parameters, parts of bodies among them.

use super::place::Place;
use super::schema::Type;
use super::style::{Value, Written};

/// One parameter.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    /// As it is sent.
    pub(crate) name: String,
    /// As it is written in Rust.
    pub(crate) rust: String,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) kind: Type,
    pub(crate) sent: Sent,
    pub(crate) docs: String,
    /// Format, range, default and the like, a sentence each.
    pub(crate) facts: Vec<String>,
    /// A documented value, as JSON.
    pub(crate) example: Option<String>,
}

impl Parameter {
    /// What tells it from the others of its operation, whatever it is called in Rust: `query limit`.
    pub(crate) fn argument(&self) -> String {
        format!("{} {}", self.place.name(), self.name)
    }
}

/// How a parameter is written where it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sent {
    Styled(Written, Value),
    Part(Part),
}

/// How one part is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) content: PartContent,
    /// A list: a part for each item (RFC 7578, 4.3).
    pub(crate) many: bool,
    /// The one that the page says, if it is one.
    pub(crate) media_type: Option<String>,
}

/// What is in a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartContent {
    Text,
    Json,
    File,
}
