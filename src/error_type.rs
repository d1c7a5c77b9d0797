//! The types of WooshPay's API errors.

use std::fmt;

use apifox_client::Error;

/// The `type` of an error in a response of WooshPay.
///
/// A type that WooshPay adds later is [`Unknown`](Self::Unknown), with its name.
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
    /// `idempotency_error`: an idempotency key was reused for another request.
    Idempotency,
    /// `invalid_request_error`: the request is wrong, or not allowed.
    InvalidRequest,
    /// A type that this version does not know.
    Unknown(String),
}

impl ErrorType {
    /// Returns the type of an [`Error::Api`], or `None` for other errors and for bodies without a
    /// type.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        match error {
            Error::Api(response) => response.kind().map(Self::from),
            _ => None,
        }
    }

    /// Returns the type as WooshPay writes it.
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
