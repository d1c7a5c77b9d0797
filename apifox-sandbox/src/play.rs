//! Whoever plays the API behind a server: what keeps state where the document alone knows examples.

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::http::request::Parts;
use serde_json::Value;

use crate::answer::Answer;
use crate::raw::Pair;

/// Plays an API: gives responses that depend on the calls before.
///
/// It is asked for each call that is right and whose script, if it has one, does
/// not put another response in the place of the API's own. A call whose response
/// is lost on its way ([`Next::drop_connection`](crate::Next::drop_connection), a
/// cut or a delay) is played, as a server would have carried it out; one that is
/// answered by a script ([`Next::answer`](crate::Next::answer)) is not. A script
/// that changes a response is tried on the documented example before it is played.
pub trait Play: Send + Sync + 'static {
    /// The response to a call; `None` leaves it to the document.
    fn play(&self, call: &PlayedCall<'_>) -> Option<Played>;
}

/// A call that is right by its document.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct PlayedCall<'a> {
    /// The operation's id.
    pub operation: &'a str,
    /// The path, as it was sent.
    pub path: &'a str,
    /// The query, as it was sent, without its `?`.
    pub query: &'a str,
    /// The headers, credentials among them.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
}

/// The response of whoever plays the API.
#[derive(Debug, Clone, PartialEq)]
pub struct Played {
    status: StatusCode,
    body: Value,
}

impl Played {
    /// A response of JSON. A status below 200 or above 999 ends no call: it is
    /// taken for 500.
    #[must_use]
    pub fn new(status: u16, body: Value) -> Self {
        let known = StatusCode::from_u16(status).ok().filter(|known| known.as_u16() >= 200);
        Self {
            status: known.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            body,
        }
    }
}

impl From<Played> for Answer {
    fn from(played: Played) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Self {
            status: played.status,
            headers,
            body: Bytes::from(played.body.to_string()),
            body_delay: std::time::Duration::ZERO,
        }
    }
}

impl<'a> PlayedCall<'a> {
    /// The first value of a parameter of the query, decoded.
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
