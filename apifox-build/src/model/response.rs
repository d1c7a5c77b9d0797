//! Responses of an operation.

use super::schema::Type;

/// What a server may answer with one status.
#[derive(Debug, Clone)]
pub(crate) struct DocumentedResponse {
    /// `200`, `4XX` or `default`.
    pub(crate) status: String,
    pub(crate) media_type: String,
    pub(crate) content: Content,
    /// It can be had as a stream of events too.
    pub(crate) events: Option<Data>,
    /// Further media types of the same value.
    pub(crate) others: Vec<String>,
    /// Fields of the type that this operation does not document.
    pub(crate) omitted: Vec<String>,
    pub(crate) description: String,
}

/// A body of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Json(Type),
    /// `text/event-stream`.
    Events(Data),
    /// Anything else: handed over as bytes.
    Bytes,
    Empty,
}

/// What the data of an event is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Data {
    Text,
    Json(Type),
}

impl DocumentedResponse {
    pub(crate) fn is_success(&self) -> bool {
        self.status.starts_with('2')
    }

    pub(crate) fn without_content(self) -> Self {
        Self {
            content: Content::Empty,
            events: None,
            others: Vec::new(),
            omitted: Vec::new(),
            ..self
        }
    }

    /// What a call may fail with: not what comes before a response (`1XX`).
    pub(crate) fn is_failure(&self) -> bool {
        !self.status.starts_with(['1', '2'])
    }
}
