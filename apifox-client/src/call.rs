//! A call under construction.

mod content;
mod raw;

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{COOKIE, HeaderMap, HeaderName};

pub(crate) use self::content::Content;

use crate::client::Client;
use crate::config_error::{ConfigError, ConfigKind};
use crate::encode::{self, Parameters, Place, Style, Value};
use crate::idempotency::IDEMPOTENCY_KEY;
use crate::operation::Operation;
use crate::retry::Retry;

/// A call under construction: an operation, its arguments, and options.
///
/// Generated code creates and fills it. An error, such as an empty path
/// argument, is kept and returned by [`send`](Self::send) before anything is
/// sent. The `Debug` output contains names but no values.
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    /// The operation's own server, if it has one.
    pub(crate) server: Option<&'static str>,
    /// The template, in which arguments are replaced one by one.
    pub(crate) path: Cow<'static, str>,
    pub(crate) query: Parameters,
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: Parameters,
    pub(crate) body: Option<Content>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) idempotency_key: Option<Arc<str>>,
    /// The first error.
    pub(crate) failure: Option<Box<ConfigError>>,
}

impl Call {
    /// Creates a call of `operation` without arguments.
    pub fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            client: client.clone(),
            operation,
            server: None,
            path: Cow::Borrowed(operation.template),
            query: Parameters::default(),
            headers: HeaderMap::new(),
            cookies: Parameters::default(),
            body: None,
            timeout: None,
            attempt_timeout: None,
            retry: None,
            idempotency_key: None,
            failure: None,
        }
    }

    /// Sets the operation's own server, which replaces the client's base URL; a relative URL is
    /// resolved against the base URL. Another host receives the credentials only if
    /// [`ClientBuilder::allow_host`](crate::ClientBuilder::allow_host) allows it. A client whose
    /// base URL is on loopback calls no other server; see
    /// [`ClientBuilder::own_servers`](crate::ClientBuilder::own_servers).
    pub fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// Replaces `{name}` in the path. The value is percent-encoded except for the unreserved
    /// characters of RFC 3986; an empty value, `.` and `..` are refused.
    pub fn path(self, name: &str, value: impl Display) -> Self {
        self.path_as(name, Style::SIMPLE, Value::scalar(value))
    }

    /// Replaces `{name}` in the path in a style: simple, label or matrix. Every part of the value
    /// is percent-encoded like a scalar; the delimiters of the style are not. A result that is
    /// empty, `.` or `..` is refused, and so is an ambiguous value: an array or object inside
    /// another, or a dot in an item of an exploded label.
    pub fn path_as(mut self, name: &str, style: Style, value: Value) -> Self {
        let place = format!("{{{name}}}");
        match Place::Path.encode(name, style, value) {
            Err(error) => self.keep_first_failure(error),
            Ok(_) if !self.path.contains(&place) => {
                self.fail(ConfigKind::Path, format!("the path has no argument `{name}`"));
            }
            Ok(text) => self.path = self.path.replace(&place, &text.unwrap_or_default()).into(),
        }
        self
    }

    /// Sets a query parameter and replaces an earlier value. Name and value are percent-encoded
    /// except for the unreserved characters of RFC 3986; a space becomes `%20`.
    pub fn query(self, name: &str, value: impl Display) -> Self {
        self.query_as(name, Style::FORM, Value::scalar(value))
    }

    /// Sets a query parameter that is repeated for each value, and replaces
    /// earlier values. Without values it is not sent.
    pub fn query_all<I>(self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: Display,
    {
        self.query_as(name, Style::FORM, Value::list(values))
    }

    /// Sets a query parameter in a style: form, space- or pipe-delimited, or
    /// deep object. It replaces an earlier value of the parameter, even if its
    /// members were sent under their own names.
    ///
    /// In the exploded form style and in deep objects, a nested array repeats its name and a nested
    /// object is written with brackets, as in form bodies. In other styles, a nested array or
    /// object is refused, and so is an item that contains the delimiter, a space or `|`.
    pub fn query_as(mut self, name: &str, style: Style, value: Value) -> Self {
        match Place::Query.encode(name, style, value) {
            Ok(text) => self.query.set(name, text),
            Err(error) => self.keep_first_failure(error),
        }
        self
    }

    /// Sets a header and replaces one of the same name. The header of the
    /// credentials, and those of the connection, are refused.
    pub fn header(self, name: &str, value: impl Display) -> Self {
        self.header_as(name, Style::SIMPLE, Value::scalar(value))
    }

    /// Sets a header in the simple style and replaces one of the same name. The parts of the value
    /// are sent verbatim. A nested array or object is refused, and so is an item with a comma,
    /// which would be received as two. An empty array is not sent.
    pub fn header_as(mut self, name: &str, style: Style, value: Value) -> Self {
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
        match Place::Header.encode(parsed.as_str(), style, value) {
            Ok(text) => self.set_header(parsed, text),
            Err(error) => {
                self.keep_first_failure(error);
                self
            }
        }
    }

    fn set_header(mut self, name: HeaderName, text: Option<String>) -> Self {
        if name == COOKIE {
            self.cookies.clear();
        }
        let Some(text) = text else {
            if name == IDEMPOTENCY_KEY {
                self.idempotency_key = None;
            }
            self.headers.remove(name);
            return self;
        };
        if name == IDEMPOTENCY_KEY {
            return self.idempotency_key(text);
        }
        match encode::header_value(&text) {
            Some(value) => {
                self.headers.insert(name, value);
            }
            None => self.fail(
                ConfigKind::Header,
                format!("the header `{name}` has a value with line breaks or characters beyond ASCII"),
            ),
        }
        self
    }

    /// Sends a cookie (RFC 6265) in addition to those of other names. Its value
    /// is sent verbatim; spaces, quotes, commas, semicolons, backslashes,
    /// control characters and characters beyond ASCII are refused.
    pub fn cookie(self, name: &str, value: impl Display) -> Self {
        self.cookie_as(name, Style::FORM, Value::scalar(value))
    }

    /// Sends a cookie in the form style and replaces an earlier value. Exploded, every item or
    /// member is a separate cookie, and nested arrays and objects are named as in form bodies;
    /// joined, one cookie holds the items, separated by commas.
    pub fn cookie_as(mut self, name: &str, style: Style, value: Value) -> Self {
        match Place::Cookie.encode(name, style, value) {
            Ok(text) => self.cookies.set(name, text),
            Err(error) => self.keep_first_failure(error),
        }
        self
    }

    /// Limits the time of this call, including all attempts and the waits
    /// between them; overrides the client's limit.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.refuse_zero(limit);
        self.timeout = Some(limit);
        self
    }

    /// Limits the time of one attempt of this call, for example to allow a
    /// large upload; overrides the client's limit.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.refuse_zero(limit);
        self.attempt_timeout = Some(limit);
        self
    }

    fn refuse_zero(&mut self, limit: Duration) {
        if limit.is_zero() {
            self.fail(
                ConfigKind::Setting,
                "a time limit of zero leaves no time for any response",
            );
        }
    }

    /// Sets the retry policy of this call; overrides the client's.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sends this `Idempotency-Key`, so that repeating the call with the same key does not carry it
    /// out twice. All attempts of the call carry it, and a write with a key is retried after it may
    /// have been sent, so set it only if the API honours it. A key is refused if it is empty,
    /// begins or ends with a space, which servers drop, or contains control characters (including
    /// tabs) or characters beyond ASCII.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        let key = key.into();
        let is_trimmed = !key.is_empty() && key.trim() == key;
        if !is_trimmed || key.contains(char::is_control) || encode::header_value(&key).is_none() {
            self.fail(
                ConfigKind::Header,
                "the idempotency key is empty, has spaces around it, or contains characters that a header cannot carry",
            );
        } else {
            self.idempotency_key = Some(key.into());
        }
        self
    }

    fn carries_credentials(&self, name: &HeaderName) -> bool {
        *name == reqwest::header::AUTHORIZATION
            || matches!(self.client.auth().prepared(), Ok(Some((carrier, _))) if carrier == name)
    }

    fn fail(&mut self, kind: ConfigKind, message: impl Into<String>) {
        self.keep_first_failure(ConfigError::new(kind, message));
    }

    /// Keeps the first of several errors.
    fn keep_first_failure(&mut self, failure: ConfigError) {
        let operation = self.operation;
        self.failure.get_or_insert_with(|| Box::new(failure.of(operation)));
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.keys().collect();
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("base_url", &self.client.base_url())
            .field("query", &self.query.names())
            .field("headers", &headers)
            .field("cookies", &self.cookies.names())
            .field("body", &self.body)
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}
