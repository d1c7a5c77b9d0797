//! Handlers: code that stands in for the API where the documented examples are not enough.

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::http::request::Parts;
use serde_json::Value;

use crate::raw::Pair;
use crate::response::CannedResponse;

/// Stands in for the API: returns responses that may depend on earlier calls.
///
/// The server asks the handler for each valid call, unless a script replaces the response of the
/// API. A call whose response is lost ([`Next::drop_connection`](crate::Next::drop_connection), a
/// cut, a delay) reaches the handler, because a real server would have carried it out. A call that
/// a script responds to ([`Next::respond`](crate::Next::respond)) does not. A script that changes a
/// response is first tried on the documented example.
pub trait Handler: Send + Sync + 'static {
    /// Returns the response to a call, or `None` to use the documented one.
    fn handle(&self, call: &HandlerCall<'_>) -> Option<HandlerResponse>;
}

/// A call that matches the document.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct HandlerCall<'a> {
    /// The id of the operation.
    pub operation: &'a str,
    /// The path, as sent.
    pub path: &'a str,
    /// The query, as sent, without the `?`.
    pub query: &'a str,
    /// The headers, including credentials.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
}

/// The response of a [`Handler`].
#[derive(Debug, Clone, PartialEq)]
pub struct HandlerResponse {
    status: StatusCode,
    body: Value,
}

impl HandlerResponse {
    /// Creates a JSON response. A status outside 200 to 999 becomes 500, because it cannot end a
    /// call.
    #[must_use]
    pub fn new(status: u16, body: Value) -> Self {
        let known = StatusCode::from_u16(status).ok().filter(|known| known.as_u16() >= 200);
        Self {
            status: known.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            body,
        }
    }
}

impl From<HandlerResponse> for CannedResponse {
    fn from(handled: HandlerResponse) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Self {
            status: handled.status,
            headers,
            body: Bytes::from(handled.body.to_string()),
            body_delay: std::time::Duration::ZERO,
        }
    }
}

impl<'a> HandlerCall<'a> {
    /// Returns the first value of a query parameter, decoded.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<String> {
        let pairs = Pair::all(self.query);
        pairs.iter().find(|pair| pair.name == name).map(Pair::value)
    }

    pub(crate) fn new(operation: &'a str, head: &'a Parts, body: &'a [u8]) -> Self {
        Self {
            operation,
            path: head.uri.path(),
            query: head.uri.query().unwrap_or_default(),
            headers: &head.headers,
            body,
        }
    }
}
