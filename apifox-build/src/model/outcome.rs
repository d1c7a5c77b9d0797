//! The result of a successful call: one type, or several that the status and the media type
//! distinguish.

use super::response::{Content, DocumentedResponse};
use super::schema::Type;

/// The result of a successful call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Json {
        kind: Type,
        /// Whether a status without a body is documented, too.
        optional: bool,
        /// Whether the caller can request a stream of events instead.
        events: bool,
        /// Whether the caller can request another media type instead.
        accept: bool,
    },
    /// Several types, at least one of which is JSON.
    OneOf {
        events: bool,
        /// Whether one is not JSON, so that it may be a long stream.
        stream: bool,
    },
    Events,
    Bytes {
        events: bool,
    },
    Empty,
}

impl Outcome {
    /// Returns the type of all successful responses.
    pub(crate) fn of(responses: &[DocumentedResponse]) -> Self {
        let success: Vec<&DocumentedResponse> = responses.iter().filter(|response| response.is_success()).collect();
        let mut kinds: Vec<&Type> = Vec::new();
        for response in &success {
            if let Content::Json(kind) = &response.content
                && !kinds.contains(&kind)
            {
                kinds.push(kind);
            }
        }
        let is_stream = |response: &&DocumentedResponse| {
            matches!(response.content, Content::Events(_)) || response.events.is_some()
        };
        let events = success.iter().any(is_stream);
        let bytes = success.is_empty() || success.iter().any(|response| response.content == Content::Bytes);
        // springfox adds a `201: Created` without content to every operation: it does not mean that
        // the body is optional.
        let is_bodyless =
            |response: &&DocumentedResponse| response.content == Content::Empty && response.status != "201";
        match kinds[..] {
            [] if bytes => Self::Bytes { events },
            [] if events => Self::Events,
            [] => Self::Empty,
            [kind] if !bytes => Self::Json {
                kind: kind.clone(),
                optional: success.iter().any(is_bodyless),
                events,
                accept: success.iter().any(|response| !response.others.is_empty()),
            },
            _ => Self::OneOf { events, stream: bytes },
        }
    }

    /// The methods that a request with this result has in addition to those of every request, which
    /// are also keywords of the macro that generates them.
    pub(crate) fn methods(&self) -> Vec<&'static str> {
        let (events, stream, accept) = match self {
            Self::Json { events, accept, .. } => (*events, false, *accept),
            Self::OneOf { events, stream } => (*events, *stream, false),
            Self::Bytes { events } => (*events, true, false),
            Self::Events | Self::Empty => (false, false, false),
        };
        let all = [("events", events), ("stream", stream), ("accept", accept)];
        all.into_iter()
            .filter(|(_, exists)| *exists)
            .map(|(name, _)| name)
            .collect()
    }
}
