//! Documented headers of responses.

/// A header that a successful response documents.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    /// The name of the header.
    pub(crate) name: String,
    /// The Rust name.
    pub(crate) rust: String,
    /// The path of its Rust type; `None` for a string.
    pub(crate) kind: Option<String>,
    pub(crate) docs: String,
    /// The statuses that document it; empty if all do.
    pub(crate) statuses: Vec<String>,
}
