//! What a sandbox remembers of the calls it got.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use hyper::Method;
use hyper::header::{AUTHORIZATION, HeaderName};

/// What `Authorization` may begin with: the schemes in IANA's registry of HTTP
/// authentication schemes (RFC 9110, section 16.4.1).
const SCHEMES: [&str; 15] = [
    "Basic",
    "Bearer",
    "Concealed",
    "DPoP",
    "Digest",
    "GNAP",
    "HOBA",
    "Mutual",
    "Negotiate",
    "OAuth",
    "PrivateToken",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
    "Token", // not registered, and common
    "vapid",
];

/// A call as it came over the wire, but for its credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordedCall {
    method: Method,
    path: String,
    query: Option<String>,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl RecordedCall {
    /// `carrier` is the header the credentials are in.
    pub(crate) fn new(head: &hyper::http::request::Parts, body: Bytes, carrier: &HeaderName) -> Self {
        let shown = |(name, value): (&HeaderName, &hyper::header::HeaderValue)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = if *name == AUTHORIZATION {
                // Without a scheme all of it is the credentials, and of a broken header the part before the blank may be.
                let scheme = value.split_once(' ').map(|(scheme, _)| scheme);
                let is_known = |scheme: &&str| SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
                scheme.filter(is_known).unwrap_or("[redacted]").to_owned()
            } else if name == carrier {
                "[redacted]".to_owned()
            } else {
                value.into_owned()
            };
            (name.as_str().to_owned(), value)
        };
        Self {
            method: head.method.clone(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(str::to_owned),
            headers: head.headers.iter().map(shown).collect(),
            body,
        }
    }

    /// About how much memory it takes.
    fn size(&self) -> usize {
        let headers = self.headers.iter().map(|(name, value)| name.len() + value.len() + 48);
        let text = self.path.len() + self.query.as_deref().map_or(0, str::len);
        size_of::<Self>() + text + headers.sum::<usize>() + self.body.len()
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path, percent-encoded as it came.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query, percent-encoded as it came.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Names, in lower case, and values, as they arrived one after the other.
    /// Of `authorization` only the scheme is kept, if it is a known one.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let same = |(existing, _): &&(String, String)| existing.eq_ignore_ascii_case(name);
        self.headers.iter().find(same).map(|(_, value)| value.as_str())
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Names of headers, no values, and no body.
impl fmt::Debug for RecordedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("RecordedCall")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &headers)
            .field("body_len", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// How much is remembered, of all calls together, and the longest body.
pub(crate) const KEPT: usize = 64 * 1024 * 1024;

/// The list of calls, shared between the server and its owner.
#[derive(Clone, Default)]
pub(crate) struct Record(Arc<Mutex<Calls>>);

/// The latest calls, and their size.
#[derive(Default)]
struct Calls {
    all: VecDeque<RecordedCall>,
    size: usize,
}

impl Record {
    pub(crate) fn push(&self, call: RecordedCall) {
        self.calls_mut(|calls| {
            calls.size += call.size();
            calls.all.push_back(call);
            while calls.size > KEPT
                && let Some(oldest) = calls.all.pop_front()
            {
                calls.size -= oldest.size();
            }
        });
    }

    pub(crate) fn calls(&self) -> Vec<RecordedCall> {
        self.calls_mut(|calls| calls.all.iter().cloned().collect())
    }

    pub(crate) fn take(&self) -> Vec<RecordedCall> {
        self.calls_mut(std::mem::take).all.into()
    }

    /// A thread that panicked here left the list whole.
    fn calls_mut<T>(&self, work: impl FnOnce(&mut Calls) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
