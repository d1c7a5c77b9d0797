//! Answers, and what a call gives.

use super::schema::Type;

/// What a server may answer with one status.
#[derive(Debug)]
pub(crate) struct Answer {
    /// `200`, `4XX` or `default`.
    pub(crate) status: String,
    pub(crate) media_type: String,
    pub(crate) content: Content,
    /// It can be had as a stream of events too.
    pub(crate) events: Option<Data>,
    /// Fields of the type that this operation does not document.
    pub(crate) omitted: Vec<String>,
    pub(crate) description: String,
}

/// A body of an answer.
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

/// What a call gives when it succeeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Json {
        kind: Type,
        /// JSON, or nothing: a status that never has a body is documented beside one that has.
        optional: bool,
        /// Or a stream of events, to who asks for it.
        events: bool,
    },
    Events,
    Bytes,
    Empty,
}

impl Outcome {
    /// The one thing that all answers of success can be read as. Stage 6 made one schema of those that are JSON.
    pub(crate) fn of(answers: &[Answer]) -> Self {
        let success: Vec<&Answer> = answers.iter().filter(|answer| answer.is_success()).collect();
        let json = success.iter().find_map(|answer| match &answer.content {
            Content::Json(kind) => Some(kind.clone()),
            Content::Events(_) | Content::Bytes | Content::Empty => None,
        });
        // A `201: Created` without content beside a 200 with one is what springfox writes everywhere: it says nothing of the body.
        let optional = success
            .iter()
            .any(|answer| matches!(answer.status.as_str(), "204" | "205"));
        let is_stream = |answer: &&Answer| matches!(answer.content, Content::Events(_)) || answer.events.is_some();
        let events = success.iter().any(is_stream);
        match json {
            _ if success.is_empty() || success.iter().any(|answer| answer.content == Content::Bytes) => Self::Bytes,
            Some(kind) => Self::Json { kind, optional, events },
            None if events => Self::Events,
            None => Self::Empty,
        }
    }

    /// The methods that a request of this result has beside those of every request.
    pub(crate) fn methods(&self) -> impl Iterator<Item = &'static str> {
        let name = match self {
            Self::Json { events: true, .. } => Some("events"),
            Self::Bytes => Some("stream"),
            Self::Json { .. } | Self::Events | Self::Empty => None,
        };
        name.into_iter()
    }
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        self.status.starts_with('2')
    }

    pub(crate) fn without_content(self) -> Self {
        Self {
            content: Content::Empty,
            events: None,
            omitted: Vec::new(),
            ..self
        }
    }

    /// What a call may fail with: not what comes before an answer (`1XX`).
    pub(crate) fn is_failure(&self) -> bool {
        !self.status.starts_with(['1', '2'])
    }
}
