//! Answers, and what a script changes of them.

use crate::late::LateBody;
use crate::pointer::{self, Edit};
use crate::script_error::ScriptError;
use bytes::{Bytes, BytesMut};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde::de::IgnoredAny;
use serde_json::Value;
use std::time::Duration;

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

    pub(crate) fn change(&mut self, change: &Change, operation: &str) -> Result<(), ScriptError> {
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
