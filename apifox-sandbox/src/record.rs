//! The calls that a sandbox has received.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use hyper::Method;
use hyper::header::{AUTHORIZATION, HeaderName};

/// The schemes that `Authorization` may start with: IANA's registry of HTTP authentication schemes
/// (RFC 9110, section 16.4.1).
const SCHEMES: [&str; 15] = [
    "Basic", "Bearer", "Concealed", "DPoP", "Digest", "GNAP", "HOBA", "Mutual", "Negotiate", "OAuth", "PrivateToken",
    "SCRAM-SHA-1", "SCRAM-SHA-256", "Token", // not registered, but common
    "vapid",
];

/// A call as received, without its credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordedCall {
    method: Method,
    path: String,
    query: Option<String>,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl RecordedCall {
    /// `carrier` is the header with the credentials.
    pub(crate) fn new(head: &hyper::http::request::Parts, body: Bytes, carrier: &HeaderName) -> Self {
        let shown = |(name, value): (&HeaderName, &hyper::header::HeaderValue)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = if *name == AUTHORIZATION {
                // Without a known scheme, the whole value may be a secret.
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

    /// Returns about how much memory the call takes, in bytes.
    fn size(&self) -> usize {
        let headers = self.headers.iter().map(|(name, value)| name.len() + value.len() + 48);
        let text = self.path.len() + self.query.as_deref().map_or(0, str::len);
        size_of::<Self>() + text + headers.sum::<usize>() + self.body.len()
    }

    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the path, percent-encoded as received.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the query, percent-encoded as received, without the `?`.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Returns all headers in the order received, names in lower case. Of `authorization` only the
    /// scheme is kept, if it is a known one.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// Returns the first value of a header. Case is ignored in `name`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let same = |(existing, _): &&(String, String)| existing.eq_ignore_ascii_case(name);
        self.headers.iter().find(same).map(|(_, value)| value.as_str())
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// Shows the names of headers, but neither their values nor the body.
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

/// The greatest size of all recorded calls together, and of one body, in bytes.
pub(crate) const KEPT: usize = 64 * 1024 * 1024;

/// The recorded calls, shared between the server and its owner.
#[derive(Clone, Default)]
pub(crate) struct Record(Arc<Mutex<Calls>>);

/// The latest calls, and their total size.
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

    /// A panic while the lock was held cannot have left the list inconsistent.
    fn calls_mut<T>(&self, work: impl FnOnce(&mut Calls) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
