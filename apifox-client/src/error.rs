//! The error type of the crate.

mod api;
mod classifier;
mod decode;
mod envelope;
mod error_json;
mod failed_response;
mod kind;
mod synthetic;
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
use crate::effect::{Effect, Verdict};
use crate::json::{may_match, value, without_bom};
use crate::operation::Operation;
use crate::response::{self, Head, header_str};

/// Why a call, or building a client, failed.
///
/// `Display` writes one line for operators: the operation, what happened, the server's message if
/// there is one, and advice where the remedy is clear. Text chosen by the server is quoted unless
/// it is a single word. Of a body only its message is shown; credentials never are.
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
    /// The call or the client is misconfigured; nothing was sent.
    Config(Box<ConfigError>),
    /// The server responded that the call failed.
    Api(Box<ApiError>),
    /// The response did not arrive, or not completely, within the time limit.
    Timeout(Box<TimeoutError>),
    /// The connection failed.
    Transport(Box<TransportError>),
    /// The response does not match its documentation.
    Decode(Box<DecodeError>),
}

// A large error would make every `Result` large.
const _: () = assert!(size_of::<Error>() <= 24);

impl Error {
    /// Creates a configuration error, for crates built on this one. The message
    /// is shown verbatim, so it must not contain credentials.
    /// [`ConfigError::new`] takes a kind other than [`ConfigKind::Setting`].
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

    /// Returns the kind of the error.
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

    /// Returns the status of the response, if one was received.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.head().map(|head| head.status.as_u16())
    }

    /// Returns the headers of the response, if one was received. They are not redacted.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.head().map(|head| &head.headers)
    }

    /// Parses a header of the response as a `T`: a number, a boolean, a string, or any other type
    /// that implements `FromStr`. Returns `None` if no response was received, or if the header is
    /// absent, not text, or not a `T`.
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

    /// Returns the id that the server gave the request, if any: see
    /// [`Response::request_id`](crate::Response::request_id).
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.head().and_then(Head::request_id)
    }

    /// Returns the idempotency key that was sent. The same call can be sent
    /// again with the same key without being carried out twice.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.context()?.idempotency_key.as_deref()
    }

    /// Returns the number of attempts; zero if the request was never sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.context().map_or(0, |context| context.attempts)
    }

    /// Returns the id of the operation, such as `get_balance`; `None` for an
    /// error from building a client.
    #[must_use]
    pub fn operation_id(&self) -> Option<&str> {
        match self {
            Self::Config(error) => error.operation().map(|operation| operation.id),
            _ => self.context().map(|context| context.operation.id),
        }
    }

    /// Whether sending the same call again may succeed without carrying it out twice: the failure
    /// is transient, and nothing was sent, the operation only reads, or an idempotency key was sent
    /// ([the table](crate#retries)). Retries follow the same rule. If it is still true after the
    /// last attempt, the call can be sent again later; a write with the same
    /// [key](Self::idempotency_key).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.context()
            .is_some_and(|context| self.verdict().is_retryable(context))
    }

    /// Returns how long the server asks to wait before the next call
    /// (`Retry-After`, in seconds or as a date).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.head().and_then(response::retry_after)
    }

    /// Whether the server may have received the request, in any of the attempts. False for
    /// configuration errors and for failures to resolve, connect, or complete the TLS handshake;
    /// true as soon as the first byte may have been sent.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.context()
            .is_some_and(|context| self.verdict().may_have_been_sent(context))
    }

    /// Whether the server may have carried out the call, in any of the attempts. False only if this
    /// is certain: each attempt was not sent, or the API refused it with a status of 400 to 499
    /// other than 408 and 409. If it is true, look the object up, or send the same call again with
    /// the same [key](Self::idempotency_key).
    #[must_use]
    pub fn may_have_been_carried_out(&self) -> bool {
        self.context()
            .is_some_and(|context| self.verdict().may_have_been_carried_out(context))
    }

    /// Whether the failure is transient.
    pub(crate) fn is_transient(&self) -> bool {
        self.verdict().is_transient
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::Config(_) => Verdict::new(Effect::Unsent, false),
            Self::Api(error) => error.verdict(),
            Self::Timeout(error) => error.verdict(),
            Self::Transport(error) => error.verdict(),
            Self::Decode(error) => error.verdict(),
        }
    }

    /// Returns the body of the response, up to its first 64 KiB. It is shown nowhere else and is
    /// not redacted. An unrequested gzip or deflate encoding is decoded where possible.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        match self {
            Self::Api(error) => Some(error.failed_response().body()),
            Self::Decode(error) => Some(error.failed_response().body()),
            _ => None,
        }
    }

    /// Parses the body of the response as a documented type. Returns `None` if
    /// there is no body or it is not of that type.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        value(without_bom(self.body()?)).ok()
    }

    /// Returns the documented status (`404`, `4XX` or `default`) of the response that best matches
    /// the received one; used by [`failures!`](crate::failures).
    ///
    /// Returns `None` if this is not an [`ApiError`] of `operation`, if the status is a success, if
    /// no response is documented for it, or if the documented body is an object and the received
    /// one is not or shares no field with it.
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
        let body = without_bom(response.body());
        may_match(body, documented).then_some(documented.status)
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
    /// Returns the underlying error: of the socket, of TLS, or of the JSON parser.
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

macro_rules! from_boxed {
    ($($variant:ident($error:ty))*) => {$(
        impl From<$error> for Error {
            #[cold]
            fn from(error: $error) -> Self {
                Self::$variant(Box::new(error))
            }
        }
    )*};
}

from_boxed! { Config(ConfigError) Api(ApiError) Timeout(TimeoutError) Transport(TransportError) Decode(DecodeError) }
