//! The documented responses of an operation.

use super::schema::Type;

/// The response with a status and media type.
#[derive(Debug, Clone)]
pub(crate) struct DocumentedResponse {
    /// `200`, `4XX` or `default`.
    pub(crate) status: String,
    pub(crate) media_type: String,
    pub(crate) content: Content,
    /// The data of events, if the response is also available as a stream of events.
    pub(crate) events: Option<Data>,
    /// Further media types of the same value.
    pub(crate) others: Vec<String>,
    /// The fields of the type that this operation does not document.
    pub(crate) omitted: Vec<String>,
    pub(crate) description: String,
}

/// The content of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Json(Type),
    /// `text/event-stream`.
    Events(Data),
    /// Anything else, which is returned as bytes.
    Bytes,
    Empty,
}

/// The data of an event.
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

    /// Whether a call fails with this response. Interim responses (`1XX`) are not failures.
    pub(crate) fn is_failure(&self) -> bool {
        !self.status.starts_with(['1', '2'])
    }
}
