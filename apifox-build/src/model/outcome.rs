//! What a call gives when it succeeds: one thing, or one of several that the status and the media type tell apart.

use super::response::{Content, DocumentedResponse};
use super::schema::Type;

/// What a call gives when it succeeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Json {
        kind: Type,
        /// JSON, or nothing: a status that has no body is documented beside one that has.
        optional: bool,
        /// Or a stream of events, to who asks for it.
        events: bool,
        /// Or the same in another media type, to who asks for it.
        accept: bool,
    },
    /// Several, of which one is JSON.
    OneOf {
        events: bool,
        /// One is no JSON, so it may be long.
        stream: bool,
    },
    Events,
    Bytes {
        events: bool,
    },
    Empty,
}

impl Outcome {
    /// The one thing that all successful responses can be read as, if there is one.
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
        // A `201: Created` without content beside a 200 with one is what springfox writes everywhere: it says nothing of the body.
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

    /// The methods that a request of this result has beside those of every request; as words of the macro that makes them, too.
    pub(crate) fn methods(&self) -> Vec<&'static str> {
        let (events, stream, accept) = match self {
            Self::Json { events, accept, .. } => (*events, false, *accept),
            Self::OneOf { events, stream } => (*events, *stream, false),
            Self::Bytes { events } => (*events, true, false),
            Self::Events | Self::Empty => (false, false, false),
        };
        let all = [("events", events), ("stream", stream), ("accept", accept)];
        all.into_iter()
            .filter(|(_, is_there)| *is_there)
            .map(|(name, _)| name)
            .collect()
    }
}
