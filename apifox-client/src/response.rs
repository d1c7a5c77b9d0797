//! What comes back: the head, the body, and the response made of them.

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

/// Headers under which servers and gateways tell their id of a request, the
/// API's own before those of the gateways in front of it.
pub(crate) const REQUEST_ID_HEADERS: [&str; 8] = [
    "request-id",
    "x-request-id",
    "x-amzn-requestid",
    "x-amzn-request-id",
    "x-amz-request-id",
    "x-correlation-id",
    "x-trace-id",
    "cf-ray",
];

/// No sensible id is longer.
const LONGEST_REQUEST_ID: usize = 128;

/// A header that is text, without the spaces around it.
pub(crate) fn header_str<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

/// Status and headers of a response.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The request id made fit for messages; an error has it, a response that
    /// is well does not pay for it.
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

    /// The head as an error keeps it: its request id repeats no credentials.
    pub(crate) fn for_error(mut self, auth: &Auth) -> Self {
        let id = self.request_id();
        self.shown_id = id.map(|id| auth.redact_line(id, LONGEST_REQUEST_ID));
        self
    }

    #[inline(never)]
    pub(crate) fn request_id(&self) -> Option<&str> {
        let sent = || {
            let ids = self.headers.iter().filter_map(|(name, id)| {
                let rank = REQUEST_ID_HEADERS.iter().position(|known| name == known)?;
                Some((rank, id.to_str().ok().filter(|id| !id.trim().is_empty())?))
            });
            ids.min_by_key(|(rank, _)| *rank).map(|(_, id)| id)
        };
        self.shown_id.as_deref().or_else(sent)
    }

    /// ` (request id …)`, where there is one.
    pub(crate) fn write_request_id(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.request_id() {
            Some(id) => write!(f, " (request id {})", text::named(id)),
            None => Ok(()),
        }
    }

    /// The media type without its parameters, as it came.
    pub(crate) fn media_type(&self) -> Option<&str> {
        let value = header_map::get(&self.headers, &CONTENT_TYPE)?;
        let essence = value.split(';').next()?.trim();
        (!essence.is_empty()).then_some(essence)
    }

    /// Where a redirect points to: host and port only, since the rest may
    /// repeat what was sent.
    pub(crate) fn redirect_target(&self, auth: &Auth) -> Option<String> {
        if !self.status.is_redirection() {
            return None;
        }
        let target = header_map::get(&self.headers, &LOCATION)?;
        // What has no host of its own takes this one's; `//host/path` has one.
        let here = Url::parse("https://here.invalid").ok()?;
        Some(match here.join(target) {
            Ok(url) if url.host_str() == here.host_str() => "another path".to_owned(),
            Ok(url) if url.has_host() => text::named(&auth.redact_line(&authority(&url), text::SHOWN)),
            _ => "what is no address of the web".to_owned(),
        })
    }
}

/// Headers stay out: some carry sessions.
impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head")
            .field("status", &self.status.as_u16())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

/// A response as it came, before it is decoded.
#[derive(Clone)]
pub struct Received {
    context: Context,
    head: Head,
    body: Bytes,
    elapsed: Duration,
    /// To keep the credentials out of messages made of this response.
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

    /// The operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.context.operation
    }

    /// The documented response for this status.
    #[must_use]
    pub fn documented(&self) -> Option<&'static DocumentedResponse> {
        self.operation().response(self.head.status.as_u16())
    }

    /// The documented response that this one is held against: see
    /// [`Operation::expected`].
    pub(crate) fn expected(&self) -> Option<&'static DocumentedResponse> {
        self.operation()
            .expected(self.head.status.as_u16(), self.head.media_type())
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The same answer with another body, such as one event of it.
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

/// A decoded response and what is known of the call.
///
/// It derefs to the response, so fields and methods of `T` are reached directly.
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

    /// The response alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.received.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.received.headers()
    }

    /// A header, read as a `V`: a number, a boolean, a string, or whatever
    /// else is read from a string. None if it is absent, not text, or no `V`;
    /// [`headers`](Self::headers) has it as it came. Of several with one name
    /// it is the first.
    #[must_use]
    pub fn header<V: FromStr>(&self, name: &str) -> Option<V> {
        self.header_str(name)?.parse().ok()
    }

    /// A header, as it came. None if it is absent or not text.
    #[must_use]
    pub fn header_str(&self, name: &str) -> Option<&str> {
        header_str(self.headers(), name)
    }

    /// The media type of the body, as the header `Content-Type` has it,
    /// without parameters: `text/csv`.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.received.head.media_type()
    }

    /// The id under which the server knows the request: the first of the
    /// headers `request-id`, `x-request-id`, `x-amzn-requestid`,
    /// `x-amzn-request-id`, `x-amz-request-id`, `x-correlation-id`,
    /// `x-trace-id`, `cf-ray`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.received.head.request_id()
    }

    /// The idempotency key that was sent.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.received.context.idempotency_key.as_deref()
    }

    /// How many times the request was tried.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.received.context.attempts
    }

    /// The time from sending to the end of the body; of a stream, to its head.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.received.elapsed
    }

    /// The body as it came, without the compression of a server that sends
    /// gzip or deflate unasked; of a stream, nothing. Nothing is redacted in it.
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

/// Status and value; headers and the body as it came stay out.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
