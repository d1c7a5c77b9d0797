//! Parameters, including the parts of multipart bodies.

use super::place::Place;
use super::schema::Type;
use super::style::{StyleSettings, Value};

/// A parameter.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    /// The name that is sent.
    pub(crate) name: String,
    /// The name under which its argument was published, if a path parameter was renamed since.
    pub(crate) published: Option<String>,
    /// The Rust name.
    pub(crate) rust: String,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) kind: Type,
    pub(crate) sent: ParameterEncoding,
    pub(crate) docs: String,
    /// A sentence each on the format, range, default and other constraints.
    pub(crate) facts: Vec<String>,
    /// A documented value, as JSON.
    pub(crate) example: Option<String>,
}

impl Parameter {
    /// Returns the name from which its Rust name is made.
    pub(crate) fn published_name(&self) -> &str {
        self.published.as_deref().unwrap_or(&self.name)
    }

    /// Returns a key that identifies it within its operation, independently of its Rust name:
    /// `query limit`.
    pub(crate) fn argument(&self) -> String {
        format!("{} {}", self.place.name(), self.published_name())
    }
}

/// The encoding of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ParameterEncoding {
    Styled(StyleSettings, Value),
    Part(Part),
}

/// The encoding of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) content: PartContent,
    /// Whether each item of an array is a part of its own (RFC 7578, 4.3).
    pub(crate) many: bool,
    /// The documented media type, if it is a single one.
    pub(crate) media_type: Option<String>,
}

/// The content of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartContent {
    Text,
    Json,
    File,
}
