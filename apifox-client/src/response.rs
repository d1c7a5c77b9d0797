//! The response: its head, its body, and the decoded value.

mod date;
mod retry_after;

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use url::Url;

pub(crate) use self::retry_after::retry_after;

use crate::auth::Auth;
use crate::base_url::authority;
use crate::context::Context;
use crate::operation::{DocumentedResponse, Operation};
use crate::{header_map, text};

/// Headers in which servers and gateways return a request id, the API's own
/// before those of the gateways in front of it.
const REQUEST_ID_HEADERS: &str = "request-id x-request-id x-amzn-requestid x-amzn-request-id x-amz-request-id \
    x-correlation-id x-trace-id cf-ray";

/// The longest request id that is accepted.
const LONGEST_REQUEST_ID: usize = 128;

/// Returns a header that is text, without surrounding whitespace.
pub(crate) fn header_str<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

/// Status and headers of a response.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The redacted request id; set for errors only, so that a successful
    /// response does not pay for it.
    shown_id: Option<String>,
}

impl Head {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap) -> Self {
        Self {
            status,
            headers,
            shown_id: None,
        }
    }

    /// Returns the head for an error: its request id is redacted.
    pub(crate) fn for_error(mut self, auth: &Auth) -> Self {
        let id = self.request_id();
        self.shown_id = id.map(|id| auth.redact_line(id, LONGEST_REQUEST_ID));
        self
    }

    #[inline(never)]
    pub(crate) fn request_id(&self) -> Option<&str> {
        let sent = || {
            let ids = self.headers.iter().filter_map(|(name, id)| {
                let rank = REQUEST_ID_HEADERS.split(' ').position(|known| name == known)?;
                Some((rank, id.to_str().ok().filter(|id| !id.trim().is_empty())?))
            });
            ids.min_by_key(|(rank, _)| *rank).map(|(_, id)| id)
        };
        self.shown_id.as_deref().or_else(sent)
    }

    /// Writes ` (request id …)` if there is one.
    pub(crate) fn write_request_id(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.request_id() {
            Some(id) => write!(f, " (request id {})", text::named(id)),
            None => Ok(()),
        }
    }

    /// Returns the media type without its parameters.
    pub(crate) fn media_type(&self) -> Option<&str> {
        let value = header_map::get(&self.headers, &CONTENT_TYPE)?;
        let essence = text::before(value, b';').trim();
        (!essence.is_empty()).then_some(essence)
    }

    /// Returns the target of a redirect: host and port only, since the rest may
    /// repeat what was sent.
    pub(crate) fn redirect_target(&self, auth: &Auth) -> Option<String> {
        if !self.status.is_redirection() {
            return None;
        }
        // Some servers send characters beyond ASCII, which the URL standard converts.
        let target = String::from_utf8_lossy(self.headers.get(LOCATION)?.as_bytes());
        // A relative reference resolves to this host; `//host/path` has its own.
        let here = Url::parse("https://here.invalid").ok()?;
        Some(match here.join(&target) {
            Ok(url) if url.host_str() == here.host_str() => "another path".to_owned(),
            Ok(url) if url.has_host() => text::named(&auth.redact_line(&authority(&url), text::SHOWN)),
            _ => "an invalid URL".to_owned(),
        })
    }
}

/// Omits headers, since some contain session ids.
impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head")
            .field("status", &self.status.as_u16())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

/// A response before it is decoded.
#[derive(Clone)]
pub struct Received {
    context: Context,
    head: Head,
    body: Bytes,
    elapsed: Duration,
    /// Redacts credentials in messages about this response.
    auth: Auth,
}

impl Received {
    pub(crate) fn new(context: Context, head: Head, body: Bytes, auth: Auth) -> Self {
        Self {
            context,
            head,
            body,
            elapsed: Duration::ZERO,
            auth,
        }
    }

    pub(crate) fn after(mut self, elapsed: Duration) -> Self {
        self.elapsed = elapsed;
        self
    }

    /// Returns the operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.context.operation
    }

    /// Returns the documented response for this status.
    #[must_use]
    pub fn documented(&self) -> Option<&'static DocumentedResponse> {
        self.operation().response(self.head.status.as_u16())
    }

    /// Returns the documented response that this one is compared with: see [`Operation::expected`].
    pub(crate) fn expected(&self) -> Option<&'static DocumentedResponse> {
        self.operation()
            .expected(self.head.status.as_u16(), &|| self.head.media_type())
    }

    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the same response with another body, such as one of its events.
    pub(crate) fn with_body(&self, body: Bytes) -> Self {
        Self { body, ..self.clone() }
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    pub(crate) fn head(&self) -> &Head {
        &self.head
    }

    pub(crate) fn auth(&self) -> &Auth {
        &self.auth
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("context", &self.context)
            .field("head", &self.head.clone().for_error(&self.auth))
            .field("body_len", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A decoded response with the details of its call.
///
/// It dereferences to the decoded value, so the fields and methods of `T` can be used directly.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    received: Received,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, received: Received) -> Self {
        Self { value, received }
    }

    pub(crate) fn value_mut(&mut self) -> &mut T {
        &mut self.value
    }

    pub(crate) fn received(&self) -> &Received {
        &self.received
    }

    /// Returns the decoded value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.received.status()
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.received.headers()
    }

    /// Parses a header as a `V`: a number, a boolean, a string, or any other
    /// type that implements `FromStr`. Returns `None` if it is absent, not
    /// text, or not a `V`; [`headers`](Self::headers) returns the raw value. Of
    /// several headers with this name the first is used.
    #[must_use]
    pub fn header<V: FromStr>(&self, name: &str) -> Option<V> {
        self.header_str(name)?.parse().ok()
    }

    /// Returns a header as a string. Returns `None` if it is absent or not text.
    #[must_use]
    pub fn header_str(&self, name: &str) -> Option<&str> {
        header_str(self.headers(), name)
    }

    /// Returns the media type of the body from `Content-Type`, without parameters: `text/csv`.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.received.head.media_type()
    }

    /// Returns the id that the server gave the request: the first of the headers `request-id`,
    /// `x-request-id`, `x-amzn-requestid`, `x-amzn-request-id`, `x-amz-request-id`,
    /// `x-correlation-id`, `x-trace-id`, `cf-ray`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.received.head.request_id()
    }

    /// Returns the idempotency key that was sent.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.received.context.idempotency_key.as_deref()
    }

    /// Returns the number of attempts.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.received.context.attempts
    }

    /// Returns the time from sending to the end of the body; for a stream, to its head.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.received.elapsed
    }

    /// Returns the body as received; an unrequested gzip or deflate encoding is
    /// decoded. It is empty for a stream, and it is not redacted.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.received.body
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Omits headers and the raw body.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
