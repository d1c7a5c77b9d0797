//! One call under construction.

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
    /// The operation's own, if it has one.
    pub(crate) server: Option<&'static str>,
    /// The template, argument by argument turned into the path.
    pub(crate) path: Cow<'static, str>,
    pub(crate) query: Parameters,
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: Parameters,
    pub(crate) body: Option<Content>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
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

    /// Names the server that the operation has of its own: the call goes there
    /// in place of the client's base URL, to which a relative one is relative.
    /// Another host gets the credentials only where
    /// [`ClientBuilder::allow_host`](crate::ClientBuilder::allow_host) says so,
    /// and a client whose base URL is on loopback calls no other server; see
    /// [`ClientBuilder::own_servers`](crate::ClientBuilder::own_servers).
    pub fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// Fills `{name}` of the path. The value is percent-encoded but for the
    /// unreserved characters of RFC 3986; one that is empty, `.` or `..` is
    /// refused.
    pub fn path(self, name: &str, value: impl Display) -> Self {
        self.path_as(name, Style::SIMPLE, Value::scalar(value))
    }

    /// Fills `{name}` of the path in a style: simple, label or matrix. Every
    /// part of the value is percent-encoded like a scalar, the delimiters of
    /// the style stay as they are. What would be empty, `.` or `..` is refused,
    /// and so is what the style could not tell apart: a list or object inside
    /// another, or a dot in an item of an exploded label.
    pub fn path_as(mut self, name: &str, style: Style, value: Value) -> Self {
        let place = format!("{{{name}}}");
        match Place::Path.encode(name, style, value) {
            Err(error) => self.keep(error),
            Ok(_) if !self.path.contains(&place) => {
                self.fail(ConfigKind::Path, format!("the path has no argument `{name}`"));
            }
            Ok(text) => self.path = self.path.replace(&place, &text.unwrap_or_default()).into(),
        }
        self
    }

    /// Sets a query parameter, in place of what the same one was before. Name
    /// and value are percent-encoded but for the unreserved characters of RFC
    /// 3986; a space is `%20`.
    pub fn query(self, name: &str, value: impl Display) -> Self {
        self.query_as(name, Style::FORM, Value::scalar(value))
    }

    /// Sets a query parameter that is sent once for each value, in place of
    /// what the same one was before. Without values it is not sent.
    pub fn query_all<I>(self, name: &str, values: I) -> Self
    where
        I: IntoIterator,
        I::Item: Display,
    {
        self.query_as(name, Style::FORM, Value::list(values))
    }

    /// Sets a query parameter in a style: form, space- or pipe-delimited, or
    /// deep object. It comes in place of what the same parameter was before,
    /// also where its members went by their own names.
    ///
    /// In the exploded form style and in deep objects, a list inside repeats
    /// its name and an object inside goes into brackets, as in the bodies of
    /// forms. Elsewhere a list or object inside another is refused, and so is
    /// an item with a space or `|` in it where that is the delimiter.
    pub fn query_as(mut self, name: &str, style: Style, value: Value) -> Self {
        match Place::Query.encode(name, style, value) {
            Ok(text) => self.query.set(name, text),
            Err(error) => self.keep(error),
        }
        self
    }

    /// Sets a header, in place of one of the same name. The header of the
    /// credentials, and those that belong to the connection, are refused.
    pub fn header(self, name: &str, value: impl Display) -> Self {
        self.header_as(name, Style::SIMPLE, Value::scalar(value))
    }

    /// Sets a header in the simple style, in place of one of the same name.
    /// The parts of the value are sent as they are; a list or object inside
    /// another is refused, and so is an item with a comma in it, which would
    /// arrive as two. Of an empty list nothing is sent.
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
                self.keep(error);
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

    /// Sends a cookie (RFC 6265), beside those of other names. Its value is
    /// sent as it is; blanks, quotes, commas, semicolons, backslashes, control
    /// characters and characters beyond ASCII are refused.
    pub fn cookie(self, name: &str, value: impl Display) -> Self {
        self.cookie_as(name, Style::FORM, Value::scalar(value))
    }

    /// Sends a cookie in the form style, in place of what the same one was
    /// before. Exploded, every item or member is a cookie of its own, with
    /// lists and objects inside named as in the bodies of forms; joined, the
    /// items are in one cookie with commas between them.
    pub fn cookie_as(mut self, name: &str, style: Style, value: Value) -> Self {
        match Place::Cookie.encode(name, style, value) {
            Ok(text) => self.cookies.set(name, text),
            Err(error) => self.keep(error),
        }
        self
    }

    /// How long this call may take in all, with its attempts and the waits
    /// between them, in place of the client's limit.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.refuse_zero(limit);
        self.timeout = Some(limit);
        self
    }

    /// How long one attempt of this call may take, in place of the client's
    /// limit: more for a large upload, say.
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

    /// How often this call is tried, in place of the client's policy.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sends this `Idempotency-Key`, so that sending the same call with the
    /// same key again does not carry it out twice. All attempts of the call
    /// carry it, and with it a write is tried again where it may have been
    /// sent: so set it only where the API honours it. A key that is empty, or
    /// holds control characters (tabs too) or characters beyond ASCII, is refused.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        let key = key.into();
        if key.trim().is_empty() || key.contains(char::is_control) || encode::header_value(&key).is_none() {
            self.fail(
                ConfigKind::Header,
                "the idempotency key is empty or holds characters that no header can carry",
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
        self.keep(ConfigError::new(kind, message));
    }

    /// Of several mistakes the first is reported.
    fn keep(&mut self, failure: ConfigError) {
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
