//! Errors made without a call: for tests of what is done about them.

use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{ApiError, Error, TimeoutError};
use crate::auth::Auth;
use crate::config_error::{ConfigError, ConfigKind};
use crate::context::Context;
use crate::deadline::TimeoutKind;
use crate::operation::Operation;
use crate::response::{Head, Received};

impl Error {
    /// The error that a call of an operation ends with when this is the response: for tests of code that handles errors. Its kind, its
    /// code, its message, and everything else it can be asked, are what they are after a call with one attempt.
    ///
    /// Status and headers that HTTP does not allow give an [`Error::Config`] that says so.
    ///
    /// ```
    /// # use apifox_client::operation::Operation;
    /// # use apifox_client::{Error, Method};
    ///
    /// static PAY: Operation = Operation {
    ///     id: "pay", method: Method::POST, template: "/v1/pay", resource: "pay", idempotent: false, idempotency_key: false,
    ///     authenticated: true, accept: "application/json", answers: &[],
    /// };
    ///
    /// let body = r#"{"error": {"code": "card_declined", "message": "No."}}"#;
    /// match Error::of_response(&PAY, 402, &[("Request-Id", "req_1")], body) {
    ///     Error::Api(declined) => assert_eq!(declined.code(), Some("card_declined")),
    ///     other => panic!("{other}"),
    /// }
    /// ```
    #[must_use]
    pub fn of_response(operation: &'static Operation, status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let refused = |message| ConfigError::new(ConfigKind::Setting, message).of(operation).into();
        let Ok(status) = StatusCode::from_u16(status) else {
            return refused("a status of HTTP has three digits");
        };
        let mut came = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) else {
                return refused("a header is none that HTTP allows");
            };
            came.append(name, value);
        }
        let head = Head::new(status, came);
        let body = Bytes::copy_from_slice(body.as_bytes());
        ApiError::new(&Received::new(Context::made(operation), head, body, Auth::none())).into()
    }

    /// The error of a call that is out of time before a response came: for tests of code that handles errors.
    ///
    /// ```
    /// use std::time::Duration;
    /// # use apifox_client::operation::Operation;
    /// # use apifox_client::{Error, Method, TimeoutKind};
    ///
    /// # static PAY: Operation = Operation {
    /// #     id: "pay", method: Method::POST, template: "/v1/pay", resource: "pay", idempotent: false, idempotency_key: false,
    /// #     authenticated: true, accept: "application/json", answers: &[],
    /// # };
    /// let error = Error::of_timeout(&PAY, TimeoutKind::Total, Duration::from_secs(80));
    /// assert!(error.may_have_been_sent() && !error.is_retryable());
    /// ```
    #[must_use]
    pub fn of_timeout(operation: &'static Operation, kind: TimeoutKind, limit: Duration) -> Self {
        TimeoutError::new(kind, limit, Context::made(operation)).into()
    }
}
