//! Responses, and the changes that a script makes to them.

use crate::delayed_body::DelayedBody;
use crate::pointer::{self, Edit};
use crate::script_error::ScriptError;
use bytes::{Bytes, BytesMut};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde::de::IgnoredAny;
use serde_json::Value;
use std::time::Duration;

/// A change to a response. Changes are made in the order of the script.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Edit(String, Edit),
    Body(Bytes),
    Json(Bytes),
    Header(HeaderName, HeaderValue),
    /// Makes the body invalid JSON.
    Malform,
    /// Appends spaces to the body, up to this length in bytes.
    Pad(usize),
}

/// A complete response.
#[derive(Debug, Clone)]
pub(crate) struct CannedResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The delay between head and body.
    pub(crate) body_delay: Duration,
}

impl CannedResponse {
    pub(crate) fn new(status: u16) -> Result<Self, ScriptError> {
        // A status below 200 does not end a call for an HTTP client.
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

    /// Creates a documented response.
    ///
    /// # Errors
    ///
    /// The status does not end a call.
    pub(crate) fn documented(status: u16, media_type: &str, body: String) -> Result<Self, String> {
        let mut response = Self::new(status).map_err(|error| error.to_string())?;
        response.body = body.into();
        if let Ok(media_type) = HeaderValue::from_str(media_type)
            && !media_type.is_empty()
        {
            response.headers.insert(CONTENT_TYPE, media_type);
        }
        Ok(response)
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

    pub(crate) fn into_response(self) -> Response<DelayedBody> {
        let mut response = Response::new(DelayedBody::after(self.body_delay, self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }

    /// Returns the bytes on the wire, cut after `after` bytes of the body. `Content-Length` still
    /// gives the full length.
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

/// Returns the first half of a body, changed if it is still valid JSON.
fn malformed(body: &[u8]) -> Bytes {
    let mut half = BytesMut::from(&body[..body.len() / 2]);
    if serde_json::from_slice::<IgnoredAny>(&half).is_ok() || half.is_empty() {
        // After a value this is trailing data; inside one it stays open.
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
    fn a_cut_response_promises_the_whole_body() {
        let mut response = CannedResponse::new(200).expect("it ends a call");
        response.body = Bytes::from_static(b"{\"a\":1}");
        assert_eq!(response.cut(3), "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{\"a");
    }
}
