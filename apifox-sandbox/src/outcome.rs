//! What a script does with one call.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::endpoint::Asked;
use crate::late::LateBody;
use crate::pointer::{self, Edit};
use crate::script_error::ScriptError;

/// What a script does with one call, and when.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) action: Action,
    pub(crate) delay: Duration,
    /// For an answer only: between its head and its body.
    pub(crate) body_delay: Duration,
    /// For an answer only.
    pub(crate) changes: Vec<Change>,
    /// For an answer only: after how many bytes of the body the connection
    /// ends.
    pub(crate) cut: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// What the sandbox answers of its own.
    Example,
    /// The documented example of a status.
    ExampleOf(u16),
    Answer(Answer),
    /// These bytes and then the end of the connection.
    Raw(Bytes),
    /// The end of the connection, with the body of the request unread.
    DropUnread,
}

/// A change of an answer. They are made in the order they were asked for.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Edit(String, Edit),
    Body(Bytes),
    Json(Bytes),
    Header(HeaderName, HeaderValue),
    /// Not JSON any more.
    Malform,
    /// Spaces behind the body, up to this length.
    Pad(usize),
}

/// An answer, whole.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Between head and body.
    pub(crate) body_delay: Duration,
}

impl Outcome {
    pub(crate) fn new(action: Action) -> Self {
        Self {
            action,
            delay: Duration::ZERO,
            body_delay: Duration::ZERO,
            changes: Vec::new(),
            cut: None,
        }
    }

    /// Whether it answers, so that the answer can be changed.
    pub(crate) fn is_answer(&self) -> bool {
        matches!(self.action, Action::Example | Action::ExampleOf(_) | Action::Answer(_))
    }

    /// The answer to a call; none where the outcome is not one, or is left to the sandbox.
    pub(crate) fn answer(&self, asked: &Asked<'_>) -> Result<Option<Answer>, ScriptError> {
        let missing = |status: Option<u16>| {
            let operation = asked.endpoint.id.clone();
            move |reason: String| ScriptError::NoExample {
                operation,
                status,
                reason,
            }
        };
        let mut answer = match &self.action {
            Action::Raw(_) | Action::DropUnread => return Ok(None),
            Action::Answer(answer) => answer.clone(),
            // Without a change nothing needs to be known of it.
            Action::Example if self.is_left_to_the_sandbox() => return Ok(None),
            Action::Example => asked.success().map_err(missing(None))?,
            Action::ExampleOf(status) => asked.of_status(*status).map_err(missing(Some(*status)))?,
        };
        for change in &self.changes {
            answer.change(change, &asked.endpoint.id)?;
        }
        match self.cut {
            Some(after) if after >= answer.body.len() => Err(ScriptError::Cut {
                after,
                length: answer.body.len(),
            }),
            _ => {
                answer.body_delay = self.body_delay;
                Ok(Some(answer))
            }
        }
    }

    /// Whether the API carries the call out, whatever becomes of the response.
    pub(crate) fn is_carried_out(&self) -> bool {
        matches!(self.action, Action::Example | Action::Raw(_))
    }

    fn is_left_to_the_sandbox(&self) -> bool {
        self.changes.is_empty() && self.cut.is_none() && self.body_delay.is_zero()
    }

    /// What it does, for a report.
    pub(crate) fn label(&self) -> String {
        let what = match &self.action {
            Action::Example => "the example".to_owned(),
            Action::ExampleOf(status) => format!("the example of {status}"),
            Action::Answer(answer) => format!("answer {}", answer.status.as_u16()),
            Action::Raw(bytes) if bytes.is_empty() => "drop the connection".to_owned(),
            Action::Raw(bytes) => format!("{} raw bytes", bytes.len()),
            Action::DropUnread => "drop the connection unread".to_owned(),
        };
        match self.cut {
            Some(after) => format!("{what}, cut after {after} bytes"),
            None => what,
        }
    }
}

impl Answer {
    pub(crate) fn new(status: u16) -> Result<Self, ScriptError> {
        // What is below is not the end of a call to an HTTP client.
        let status = StatusCode::from_u16(status)
            .ok()
            .filter(|known| known.as_u16() >= 200)
            .ok_or(ScriptError::Status(status))?;
        Ok(Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            body_delay: Duration::ZERO,
        })
    }

    /// A documented answer.
    ///
    /// # Errors
    ///
    /// The status ends no call.
    pub(crate) fn documented(status: u16, media_type: &str, body: String) -> Result<Self, String> {
        let mut answer = Self::new(status).map_err(|error| error.to_string())?;
        answer.body = body.into();
        if let Ok(media_type) = HeaderValue::from_str(media_type)
            && !media_type.is_empty()
        {
            answer.headers.insert(CONTENT_TYPE, media_type);
        }
        Ok(answer)
    }

    fn change(&mut self, change: &Change, operation: &str) -> Result<(), ScriptError> {
        match change {
            Change::Edit(pointer, edit) => {
                let operation = || operation.to_owned();
                let mut document: Value =
                    serde_json::from_slice(&self.body).map_err(|_| ScriptError::NotJson { operation: operation() })?;
                pointer::edit(&mut document, pointer, edit).map_err(|reason| ScriptError::Pointer {
                    operation: operation(),
                    pointer: pointer.clone(),
                    reason,
                })?;
                self.body = document.to_string().into();
            }
            Change::Body(body) => self.body = body.clone(),
            Change::Json(body) => {
                self.body = body.clone();
                let json = HeaderValue::from_static("application/json");
                self.headers.entry(CONTENT_TYPE).or_insert(json);
            }
            Change::Header(name, value) => drop(self.headers.insert(name, value.clone())),
            Change::Malform => self.body = malformed(&self.body),
            Change::Pad(length) => {
                let mut body = BytesMut::from(&self.body[..]);
                body.resize(body.len().max(*length), b' ');
                self.body = body.freeze();
            }
        }
        Ok(())
    }

    pub(crate) fn into_response(self) -> Response<LateBody> {
        let mut response = Response::new(LateBody::after(self.body_delay, self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }

    /// The bytes on the wire up to the place in the body where they end; the
    /// head promises the whole of it.
    pub(crate) fn cut(&self, after: usize) -> Bytes {
        let reason = self.status.canonical_reason().unwrap_or("");
        let mut bytes = BytesMut::from(format!("HTTP/1.1 {} {reason}\r\n", self.status.as_u16()).as_bytes());
        for (name, value) in self.headers.iter().filter(|(name, _)| *name != CONTENT_LENGTH) {
            for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
                bytes.extend_from_slice(part);
            }
        }
        bytes.extend_from_slice(format!("content-length: {}\r\n\r\n", self.body.len()).as_bytes());
        bytes.extend_from_slice(&self.body[..after.min(self.body.len())]);
        bytes.freeze()
    }
}

/// The first half of a body, made sure that it is no JSON of its own.
fn malformed(body: &[u8]) -> Bytes {
    let mut half = BytesMut::from(&body[..body.len() / 2]);
    if serde_json::from_slice::<IgnoredAny>(&half).is_ok() || half.is_empty() {
        // Behind a value it is too much, and inside one it stays open.
        half.extend_from_slice(b"{");
    }
    half.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_json_is_never_json() {
        for body in [
            "", "1", "12", "1234", "\"a\"", "{}", "[]", "[1,2]", "null", "  1 ", "1    ",
        ] {
            let malformed = malformed(body.as_bytes());
            assert!(serde_json::from_slice::<IgnoredAny>(&malformed).is_err(), "{body}");
        }
    }

    #[test]
    fn a_cut_answer_promises_the_whole_body() {
        let mut answer = Answer::new(200).expect("it ends a call");
        answer.body = Bytes::from_static(b"{\"a\":1}");
        assert_eq!(answer.cut(3), "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{\"a");
    }
}
