//! WooshPay's kinds of API errors.

use std::fmt;

use apifox_client::Error;

/// The `type` of an error WooshPay answers with.
///
/// Open: a kind WooshPay adds is [`Unknown`](Self::Unknown), with its text.
///
/// ```
/// use wooshpay::{Error, ErrorType};
///
/// fn is_declined(error: &Error) -> bool {
///     ErrorType::of(error) == Some(ErrorType::Card)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorType {
    /// `api_error`: something went wrong at WooshPay.
    Api,
    /// `card_error`: the card cannot be charged.
    Card,
    /// `idempotency_error`: an idempotency key was used again for another request.
    Idempotency,
    /// `invalid_request_error`: the request is wrong, or not allowed.
    InvalidRequest,
    /// A kind this version does not know.
    Unknown(String),
}

impl ErrorType {
    /// The kind of an [`Error::Api`] whose body names one; `None` for all else.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        match error {
            Error::Api(answer) => answer.kind().map(Self::from),
            _ => None,
        }
    }

    /// As WooshPay writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Api => "api_error",
            Self::Card => "card_error",
            Self::Idempotency => "idempotency_error",
            Self::InvalidRequest => "invalid_request_error",
            Self::Unknown(text) => text,
        }
    }
}

impl From<&str> for ErrorType {
    fn from(text: &str) -> Self {
        match text {
            "api_error" => Self::Api,
            "card_error" => Self::Card,
            "idempotency_error" => Self::Idempotency,
            "invalid_request_error" => Self::InvalidRequest,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

impl fmt::Display for ErrorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
