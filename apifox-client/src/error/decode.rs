//! Errors of responses that do not match their documentation.

use std::error::Error as StdError;
use std::fmt;

use super::envelope::Envelope;
use super::failed_response::{ADVICE_ON_PAGES, FailedResponse};
use crate::effect::{Effect, Verdict};
use crate::json::Unread;
use crate::response::Received;
use crate::{text, union};

/// A 2xx response whose body is not what the operation documents.
#[derive(Debug)]
pub struct DecodeError {
    response: FailedResponse,
    kind: DecodeKind,
    schema: &'static str,
    /// The path in the body, such as `available[0].amount`.
    path: Option<String>,
    message: String,
    /// The code and message of a body that reports an outcome.
    outcome: Option<String>,
    cause: Option<JsonCause>,
}

/// How the body differs from its documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeKind {
    /// The body is empty.
    Empty,
    /// The body is not JSON, such as the HTML page of a proxy.
    NotJson,
    /// The body is JSON that does not match the documented schema.
    Schema,
    /// The body is a JSON object that has no property of the documented one.
    Unrelated,
    /// The body, or one event of a stream, exceeds the client's limit.
    TooLarge,
    /// Events were expected, but the media type of the response is not `text/event-stream`.
    NotEvents,
    /// The response comes from another URL than the one requested, whatever its status: the [custom
    /// HTTP client](crate::ClientBuilder::http_client) followed a redirect.
    Redirected,
    /// The page cannot be followed by another: it leads back to an earlier page, or says that there
    /// are more items but not where. See [`paging`](crate::paging).
    NoNextPage,
}

impl DecodeError {
    pub(crate) fn new(received: &Received, kind: DecodeKind, message: &str) -> Self {
        let (schema, documented) = received
            .expected()
            .map_or(("", &[][..]), |response| (response.schema, response.fields));
        let response = FailedResponse::new(received);
        let outcome = matches!(kind, DecodeKind::Schema | DecodeKind::Unrelated)
            .then(|| Envelope::of_outcome(response.body(), documented))
            .flatten();
        let outcome_line = outcome.and_then(|outcome| Some(format!("{}: {}", outcome.code?, outcome.message?)));
        Self {
            response,
            kind,
            schema,
            path: None,
            message: received.auth().redact_line(message, text::SHOWN),
            outcome: outcome_line.map(|outcome_line| received.auth().redact_line(&outcome_line, text::KEPT)),
            cause: None,
        }
    }

    /// Creates the error from that of the JSON parser.
    pub(crate) fn json(received: &Received, unread: &Unread) -> Self {
        let kind = if unread.is_json {
            DecodeKind::Schema
        } else {
            DecodeKind::NotJson
        };
        let (message, within_union) = union::take_path(&without_values(&unread.message));
        let mut this = Self::new(received, kind, &message);
        let outer = unread.path.clone();
        this.path = match within_union {
            Some(inner) => Some(union::joined(outer, &inner)),
            None => outer,
        }
        .map(|path| received.auth().redact_line(&path, text::SHOWN));
        this.cause = Some(JsonCause(this.message.clone()));
        this
    }

    /// Creates the error from that of the JSON parser for one event of a
    /// stream, whose data is the body of `received`.
    pub(crate) fn event(received: &Received, unread: &Unread) -> Self {
        Self {
            schema: "event",
            ..Self::json(received, unread)
        }
    }

    /// Returns how the body differs from its documentation.
    #[must_use]
    pub fn kind(&self) -> DecodeKind {
        self.kind
    }

    /// Returns the path in the body at which decoding stopped, such as `available[0].amount`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    pub(super) fn failed_response(&self) -> &FailedResponse {
        &self.response
    }

    /// Whether the call may have been carried out. A response that was not
    /// understood would not be understood the second time either.
    pub(super) fn verdict(&self) -> Verdict {
        let is_open = self.outcome.is_some() || self.response.is_page() || self.kind == DecodeKind::Redirected;
        Verdict::new(if is_open { Effect::Open } else { Effect::Done }, false)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.response.head().status.as_u16();
        write!(f, "{}: the server answered {status}", self.response.context())?;
        match self.kind {
            DecodeKind::TooLarge => write!(f, " with too large a body")?,
            DecodeKind::Redirected => write!(f, ", but from another URL")?,
            DecodeKind::NoNextPage => write!(f, " with a page after which the list cannot go on")?,
            DecodeKind::Empty | DecodeKind::NotJson | DecodeKind::NotEvents => {
                f.write_str(" with ")?;
                self.response.write_body_summary(f)?;
                if self.kind == DecodeKind::NotJson && self.response.is_declared_as_json() {
                    f.write_str(" (as declared)")?;
                }
                f.write_str(match self.kind {
                    DecodeKind::NotEvents => " in place of an event stream",
                    _ => " in place of JSON",
                })?;
            }
            DecodeKind::Schema | DecodeKind::Unrelated if self.schema.is_empty() => {
                f.write_str(", but not with the documented body")?;
            }
            DecodeKind::Schema | DecodeKind::Unrelated => {
                write!(f, ", but not with the documented {}", self.schema)?;
            }
        }
        if let Some(path) = &self.path {
            write!(f, ", at {}", text::named(path))?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        if let Some(outcome) = &self.outcome {
            write!(f, "; it says {}", text::quoted(outcome))?;
        }
        self.response.write_request_id(f)?;
        if self.kind == DecodeKind::NotJson && self.response.is_page() {
            write!(f, "; {ADVICE_ON_PAGES}")?;
        }
        self.verdict().write_end(self.response.context(), "", f)
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

/// The message of the JSON parser, without the values that it quotes.
#[derive(Debug)]
struct JsonCause(String);

impl fmt::Display for JsonCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for JsonCause {}

/// The types of the unexpected values that serde quotes.
const QUOTED: [&str; 6] = [
    "string", "integer", "floating point", "character", "unknown variant", "unknown field",
];

/// Removes the unexpected values that serde quotes: they are private data, and their type suffices.
fn without_values(message: &str) -> String {
    for kind in QUOTED {
        let quote = if kind == "string" { '"' } else { '`' };
        let start = text::first(message, &format!("{kind} {quote}")).map(|at| at + kind.len());
        // Take the last match, since the value may contain another.
        let end = text::last(message, &format!("{quote}, expected")).map(|at| at + 1);
        if let Some((start, end)) = start.zip(end)
            && start < end
        {
            return format!("{}{}", &message[..start], &message[end..]);
        }
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_strings_are_left_out_of_messages() {
        let error =
            serde_json::from_str::<Vec<i64>>(r#"["4242\", expected 4242"]"#).expect_err("a string is not a number");
        let shown = without_values(&error.to_string());
        assert_eq!(shown, "invalid type: string, expected i64 at line 1 column 24");
    }

    #[test]
    fn quoted_numbers_and_variants_are_left_out_of_messages() {
        for (message, shown) in [
            (
                "invalid type: integer `42`, expected a string",
                "invalid type: integer, expected a string",
            ),
            (
                "invalid type: floating point `4.2`, expected i64",
                "invalid type: floating point, expected i64",
            ),
            (
                "unknown variant `a`, expected b`, expected `c`",
                "unknown variant, expected `c`",
            ),
        ] {
            assert_eq!(without_values(message), shown);
        }
    }

    #[test]
    fn other_messages_stay_as_they_are() {
        for message in ["missing field `object` at line 1 column 2", "expected value", ""] {
            assert_eq!(without_values(message), message);
        }
    }
}
