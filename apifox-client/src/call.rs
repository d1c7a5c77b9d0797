//! One call under construction.

mod content;

use std::fmt::{self, Display};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{COOKIE, HeaderMap, HeaderName};

pub(crate) use self::content::Content;

use crate::client::Client;
use crate::encode;
use crate::error::{ConfigError, ConfigKind, Error};
use crate::operation::Operation;
use crate::response::{Received, Response};
use crate::send::{self, Reading};

/// The header that carries an idempotency key.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A call on its way; it stops where it is when it is dropped.
pub type Pending<T> = Pin<Box<dyn Future<Output = Result<Response<T>, Error>> + Send + 'static>>;

/// One request under construction: an operation, its arguments, and options.
///
/// Generated code makes and fills it. A mistake, such as an empty path
/// argument, is kept and comes out of [`send`](Self::send), before anything
/// is sent. `Debug` shows names, no values.
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    /// The template, argument by argument turned into the path.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Content>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) idempotency_key: Option<Arc<str>>,
    /// The first mistake.
    pub(crate) failure: Option<Box<ConfigError>>,
}

impl Call {
    /// A call of `operation` with no arguments yet.
    pub fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            client: client.clone(),
            operation,
            path: operation.template.to_owned(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            timeout: None,
            idempotency_key: None,
            failure: None,
        }
    }

    /// Fills `{name}` of the path. The value is percent-encoded but for
    /// unreserved characters; one that is empty, `.` or `..` is refused.
    pub fn path(mut self, name: &str, value: impl Display) -> Self {
        let place = format!("{{{name}}}");
        match encode::path_argument(&value.to_string()) {
            Err(why) => self.fail(ConfigKind::Path, format!("the path argument `{name}` {why}")),
            Ok(_) if !self.path.contains(&place) => {
                self.fail(ConfigKind::Path, format!("the path has no argument `{name}`"));
            }
            Ok(value) => self.path = self.path.replace(&place, &value),
        }
        self
    }

    /// Sets a query parameter, in place of any of the same name.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        self.query.retain(|(existing, _)| existing != name);
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sets a query parameter that is sent once for each value, in place of
    /// any of the same name.
    pub fn query_all<I>(mut self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: Display,
    {
        self.query.retain(|(existing, _)| existing != name);
        let named = |value: I::Item| (name.to_owned(), value.to_string());
        self.query.extend(values.into_iter().map(named));
        self
    }

    /// Sets a header, in place of one of the same name. The header of the
    /// credentials, and those that belong to the connection, are refused.
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
            self.fail(ConfigKind::Header, "a header has a name that HTTP does not allow");
            return self;
        };
        if encode::is_framing(&parsed) || self.carries_credentials(&parsed) {
            self.fail(
                ConfigKind::Header,
                format!("the header `{parsed}` is set by the client"),
            );
            return self;
        }
        if parsed == IDEMPOTENCY_KEY {
            return self.idempotency_key(value.to_string());
        }
        match encode::header_value(&value.to_string()) {
            Some(value) => {
                self.headers.insert(parsed, value);
            }
            None => self.fail(
                ConfigKind::Header,
                format!("the header `{parsed}` has a value with line breaks or characters beyond ASCII"),
            ),
        }
        self
    }

    /// Sends a cookie (RFC 6265), beside those that were set before.
    pub fn cookie(mut self, name: &str, value: impl Display) -> Self {
        let pair = format!("{name}={value}");
        let before = self.headers.get(COOKIE).and_then(|header| header.to_str().ok());
        let all = before.map_or_else(|| pair.clone(), |before| format!("{before}; {pair}"));
        match encode::cookie_pair(&pair).then(|| encode::header_value(&all)).flatten() {
            Some(all) => {
                self.headers.insert(COOKIE, all);
            }
            None => self.fail(
                ConfigKind::Header,
                format!("the cookie `{name}` holds blanks, quotes, commas, semicolons or characters beyond ASCII"),
            ),
        }
        self
    }

    /// How long this call may take in all, in place of the client's limit.
    pub fn timeout(mut self, limit: Duration) -> Self {
        if limit.is_zero() {
            self.fail(
                ConfigKind::Setting,
                "a time limit of zero leaves no time for any answer",
            );
        }
        self.timeout = Some(limit);
        self
    }

    /// Sends this `Idempotency-Key`, so that sending the same call with the
    /// same key again does not carry it out twice.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        let key = key.into();
        if key.trim().is_empty() || encode::header_value(&key).is_none() {
            self.fail(
                ConfigKind::Header,
                "the idempotency key is empty or holds characters that no header can carry",
            );
        } else {
            self.idempotency_key = Some(key.into());
        }
        self
    }

    /// Sends the call and decodes the answer.
    // Not `T: Send`: the value is made after the last wait, and rustc would have to walk every type that it links to.
    pub fn send<T: 'static>(self, decode: fn(&Received) -> Result<T, Error>) -> Pending<T> {
        Box::pin(async move {
            let received = send::send(self, Reading::Whole).await?.received;
            let value = decode(&received)?;
            Ok(Response::new(value, received))
        })
    }

    fn carries_credentials(&self, name: &HeaderName) -> bool {
        *name == reqwest::header::AUTHORIZATION
            || matches!(self.client.auth().prepared(), Ok(Some((carrier, _))) if carrier == name)
    }

    fn fail(&mut self, kind: ConfigKind, message: impl Into<String>) {
        self.keep(ConfigError::new(kind, message));
    }

    /// Of several mistakes the first is told.
    fn keep(&mut self, failure: ConfigError) {
        let operation = self.operation;
        self.failure.get_or_insert_with(|| Box::new(failure.of(operation)));
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query: Vec<_> = self.query.iter().map(|(name, _)| name).collect();
        let headers: Vec<_> = self.headers.keys().collect();
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("base_url", &self.client.base_url())
            .field("query", &query)
            .field("headers", &headers)
            .field("body", &self.body)
            .field("timeout", &self.timeout)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}
