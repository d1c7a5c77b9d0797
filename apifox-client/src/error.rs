//! The one error type, and what every error can be asked.

mod api;
mod classifier;
mod decode;
mod envelope;
mod failed_response;
mod kind;
mod made;
mod said;
mod timeout;
mod transport;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

pub use self::api::ApiError;
pub use self::decode::{DecodeError, DecodeKind};
pub use self::kind::ErrorKind;
pub use self::timeout::TimeoutError;
pub use self::transport::{TransportError, TransportKind};

use crate::config_error::{ConfigError, ConfigKind};
use crate::context::Context;
use crate::fate::{Fate, Verdict};
use crate::json::{may_be, value, without_mark};
use crate::operation::Operation;
use crate::response::{self, Head, header_str};

/// Why a call, or the making of a client, failed.
///
/// `Display` is one line for the person on call: which operation, what
/// happened, the server's own words where it has any, and what to do where
/// that is clear. What a server chose stands in quotes, unless it is one word;
/// of a body only its message is in it, and credentials never are.
///
/// ```
/// # use apifox_client::Error;
/// fn log(error: &Error) {
///     eprintln!("{error}");
///     if error.may_have_been_sent() && !error.is_retryable() {
///         eprintln!("look the object up before sending it again");
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The call or the client is not set up right; nothing was sent.
    Config(Box<ConfigError>),
    /// The server answered, and the response says that it failed.
    Api(Box<ApiError>),
    /// No response, or not all of it, within the time given.
    Timeout(Box<TimeoutError>),
    /// The connection failed.
    Transport(Box<TransportError>),
    /// The server answered with something that is not the documented response.
    Decode(Box<DecodeError>),
}

// Results are moved around a lot; a large error makes every one of them large.
const _: () = assert!(size_of::<Error>() <= 24);

impl Error {
    /// A mistake in the set-up that a crate built on this one has found. The
    /// message is shown as it is, so it must not hold credentials. For a kind
    /// other than [`ConfigKind::Setting`] there is [`ConfigError::new`].
    ///
    /// ```
    /// # use apifox_client::Error;
    /// let error = Error::config("no key is set");
    /// assert_eq!(error.to_string(), "configuration: no key is set");
    /// ```
    #[must_use]
    pub fn config(message: impl Into<String>) -> Self {
        ConfigError::new(ConfigKind::Setting, message).into()
    }

    /// Which of the kinds it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Config(_) => ErrorKind::Config,
            Self::Api(_) => ErrorKind::Api,
            Self::Timeout(_) => ErrorKind::Timeout,
            Self::Transport(_) => ErrorKind::Transport,
            Self::Decode(_) => ErrorKind::Decode,
        }
    }

    /// The status of the response, if one came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.head().map(|head| head.status.as_u16())
    }

    /// The headers of the response, if one came. Nothing is redacted in them.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.head().map(|head| &head.headers)
    }

    /// A header of the response, read as a `T`: a number, a boolean, a string, or
    /// whatever else is read from a string. None if no response came, or the
    /// header is absent, not text, or no `T`.
    ///
    /// ```
    /// # use apifox_client::Error;
    /// fn left(error: &Error) -> Option<u64> {
    ///     error.header("X-RateLimit-Remaining")
    /// }
    /// ```
    #[must_use]
    pub fn header<T: FromStr>(&self, name: &str) -> Option<T> {
        header_str(self.headers()?, name)?.parse().ok()
    }

    /// The id under which the server knows the request, if it gave one: see
    /// [`Response::request_id`](crate::Response::request_id).
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.head().and_then(Head::request_id)
    }

    /// The idempotency key that was sent. With the same key, the same call can
    /// be sent again without being carried out twice.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.context()?.idempotency_key.as_deref()
    }

    /// How many times the request was tried; zero when it never was.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.context().map_or(0, |context| context.attempts)
    }

    /// The id of the operation, such as `get_balance`; none for an error from
    /// the making of a client.
    #[must_use]
    pub fn operation_id(&self) -> Option<&str> {
        match self {
            Self::Config(error) => error.operation().map(|operation| operation.id),
            _ => self.context().map(|context| context.operation.id),
        }
    }

    /// Whether the same call may succeed when it is sent again, and cannot be
    /// carried out twice by that: the failure is a passing one, and either
    /// nothing was sent, or the operation only reads, or an idempotency key
    /// was sent ([the table](crate#retries)). Attempts are made by the same
    /// rule; where it is still true after the last one, it can be sent again
    /// later, a write with the same [key](Self::idempotency_key).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.context()
            .is_some_and(|context| self.verdict().is_retryable(context))
    }

    /// How long the server asks to wait before the next call (`Retry-After`,
    /// in seconds or as a date).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.head().and_then(response::retry_after)
    }

    /// Whether the server may have seen the request, in any of the attempts.
    /// False for a mistake in the configuration and for failures to resolve,
    /// connect, or agree on TLS; true as soon as the first byte may have left.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.context()
            .is_some_and(|context| self.verdict().may_have_been_sent(context))
    }

    /// Whether the server may have carried the call out, in any of the
    /// attempts. False only where nothing else can be true: each attempt was
    /// not sent, or was refused by the API with a status of 400 to 499 other
    /// than 408 and 409. Once it is true, only the API can tell: look the
    /// object up, or send the same call again with the same
    /// [key](Self::idempotency_key).
    #[must_use]
    pub fn may_have_been_carried_out(&self) -> bool {
        self.context()
            .is_some_and(|context| self.verdict().may_have_been_carried_out(context))
    }

    /// Whether the failure is one that passes by itself.
    pub(crate) fn passes(&self) -> bool {
        self.verdict().passes
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::Config(_) => Verdict::new(Fate::Unsent, false),
            Self::Api(error) => error.verdict(),
            Self::Timeout(error) => error.verdict(),
            Self::Transport(error) => error.verdict(),
            Self::Decode(error) => error.verdict(),
        }
    }

    /// The body of the response, as it came, up to its first 64 KiB. It is
    /// shown nowhere else. A body of gzip or deflate, which nobody asked for, is
    /// decompressed where that is possible. Nothing is redacted in it.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        match self {
            Self::Api(error) => Some(error.failed_response().body()),
            Self::Decode(error) => Some(error.failed_response().body()),
            _ => None,
        }
    }

    /// The body of the response as a documented type; none if there is no body
    /// or it is not of that type.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        value(without_mark(self.body()?)).ok()
    }

    /// The status, as documented (`404`, `4XX` or `default`), of the response
    /// closest to the one that came; for [`failures!`](crate::failures).
    ///
    /// None when this is no [`ApiError`] of `operation`, when its status is one
    /// of success, when nothing is documented for it, or when the body is not
    /// an object and the documented one is, or shares no field with it.
    #[must_use]
    pub fn documented_failure(&self, operation: &'static Operation) -> Option<&'static str> {
        let Self::Api(error) = self else {
            return None;
        };
        let response = error.failed_response();
        let status = response.head().status;
        if status.is_success() || !std::ptr::eq(response.context().operation, operation) {
            return None;
        }
        let documented = operation.response(status.as_u16())?;
        let body = without_mark(response.body());
        may_be(body, documented).then_some(documented.status)
    }

    fn head(&self) -> Option<&Head> {
        match self {
            Self::Config(_) => None,
            Self::Api(error) => Some(error.failed_response().head()),
            Self::Decode(error) => Some(error.failed_response().head()),
            Self::Timeout(error) => error.head(),
            Self::Transport(error) => error.head(),
        }
    }

    pub(crate) fn context(&self) -> Option<&Context> {
        match self {
            Self::Config(_) => None,
            Self::Api(error) => Some(error.failed_response().context()),
            Self::Decode(error) => Some(error.failed_response().context()),
            Self::Timeout(error) => Some(error.context()),
            Self::Transport(error) => Some(error.context()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Timeout(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    /// The cause below: of the socket, of TLS, of the JSON reader.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Config(error) => error.source(),
            Self::Api(error) => error.source(),
            Self::Timeout(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Decode(error) => error.source(),
        }
    }
}

impl From<ConfigError> for Error {
    #[cold]
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

impl From<ApiError> for Error {
    #[cold]
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

impl From<TimeoutError> for Error {
    #[cold]
    fn from(error: TimeoutError) -> Self {
        Self::Timeout(Box::new(error))
    }
}

impl From<TransportError> for Error {
    #[cold]
    fn from(error: TransportError) -> Self {
        Self::Transport(Box::new(error))
    }
}

impl From<DecodeError> for Error {
    #[cold]
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}
