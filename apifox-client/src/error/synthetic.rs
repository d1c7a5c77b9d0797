//! Creates responses and errors without a call, for tests of code that handles them.

use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::{ApiError, Error, TimeoutError};
use crate::auth::Auth;
use crate::config_error::{ConfigError, ConfigKind};
use crate::context::Context;
use crate::deadline::TimeoutKind;
use crate::operation::Operation;
use crate::response::{Head, Received, Response};

impl Error {
    /// Creates the error that a call of an operation returns for this response,
    /// for tests of code that handles errors. Its kind, code, message and
    /// everything else are those after a call with one attempt.
    ///
    /// A status or header that HTTP does not allow results in an [`Error::Config`].
    ///
    /// ```
    /// # use apifox_client::operation::Operation;
    /// # use apifox_client::{Error, Method};
    ///
    /// static PAY: Operation = Operation::new("pay", Method::POST, "/v1/pay")
    ///     .resource("pay");
    ///
    /// let body = r#"{"error": {"code": "card_declined", "message": "No."}}"#;
    /// match Error::of_response(&PAY, 402, &[("Request-Id", "req_1")], body) {
    ///     Error::Api(declined) => assert_eq!(declined.code(), Some("card_declined")),
    ///     other => panic!("{other}"),
    /// }
    /// ```
    #[must_use]
    pub fn of_response(operation: &'static Operation, status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let head = match new_head(operation, status, headers) {
            Ok(head) => head,
            Err(refused) => return refused.into(),
        };
        let body = Bytes::copy_from_slice(body.as_bytes());
        ApiError::new(&Received::new(
            Context::single_attempt(operation),
            head,
            body,
            Auth::none(),
        ))
        .into()
    }

    /// Creates the error that a call of an operation returns for this response, whose body is
    /// `value` as JSON, for tests of code that handles documented failures.
    ///
    /// A value that cannot be encoded, and a status or header that HTTP does
    /// not allow, result in an [`Error::Config`].
    ///
    /// ```
    /// # use apifox_client::operation::{DocumentedResponse, Operation};
    /// # use apifox_client::serde::{Deserialize, Serialize};
    /// use apifox_client::{Error, Method, failures};
    ///
    /// # static PAY: Operation = Operation::new("pay", Method::POST, "/v1/pay")
    /// #     .resource("pay")
    /// #     .responses(&[DocumentedResponse::new("402").media_type("application/json").schema("Problem", &["title"]).required(true)]);
    /// # #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    /// # #[serde(crate = "apifox_client::serde")]
    /// # pub struct Problem { pub title: String }
    /// # failures!(Pay, &PAY, { "402" => PaymentRequired(Problem) });
    /// let problem = Problem { title: "No funds.".to_owned() };
    /// let error = Error::of_failure(&PAY, 402, &[], &problem);
    /// assert_eq!(Pay::of(&error), Some(Pay::PaymentRequired(problem)));
    /// ```
    #[must_use]
    pub fn of_failure(
        operation: &'static Operation,
        status: u16,
        headers: &[(&str, &str)],
        body: &(impl Serialize + ?Sized),
    ) -> Self {
        match serde_json::to_string(body) {
            Ok(body) => {
                let json = ("Content-Type", "application/json");
                let headers: Vec<_> = std::iter::once(json).chain(headers.iter().copied()).collect();
                Self::of_response(operation, status, &headers, &body)
            }
            Err(error) => {
                let failed = ConfigError::new(ConfigKind::Setting, "the body of the response cannot be encoded");
                failed.with_source(error).of(operation).into()
            }
        }
    }

    /// Creates the error of a call that timed out before a response arrived,
    /// for tests of code that handles errors.
    ///
    /// ```
    /// use std::time::Duration;
    /// # use apifox_client::operation::Operation;
    /// # use apifox_client::{Error, Method, TimeoutKind};
    ///
    /// # static PAY: Operation = Operation::new("pay", Method::POST, "/v1/pay")
    /// #     .resource("pay");
    /// let error = Error::of_timeout(&PAY, TimeoutKind::Total, Duration::from_secs(80));
    /// assert!(error.may_have_been_sent() && !error.is_retryable());
    /// ```
    #[must_use]
    pub fn of_timeout(operation: &'static Operation, kind: TimeoutKind, limit: Duration) -> Self {
        TimeoutError::new(kind, limit, Context::single_attempt(operation)).into()
    }
}

impl<T> Response<T> {
    /// Creates the response of a successful call with this value, for tests of code that takes
    /// responses. It has no body, so [`raw`](Self::raw) is empty.
    ///
    /// ```
    /// use apifox_client::operation::Operation;
    /// use apifox_client::{Method, Response};
    ///
    /// static COUNT: Operation = Operation::new("count", Method::GET, "/v1/count")
    ///     .resource("count")
    ///     .idempotent(true);
    ///
    /// let response = Response::of_value(&COUNT, 200, &[("X-RateLimit-Remaining", "7")], 42)?;
    /// assert_eq!((*response, response.header("X-RateLimit-Remaining")), (42, Some(7)));
    /// # Ok::<(), apifox_client::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if HTTP does not allow the status or a header.
    pub fn of_value(
        operation: &'static Operation,
        status: u16,
        headers: &[(&str, &str)],
        value: T,
    ) -> Result<Self, Error> {
        let head = new_head(operation, status, headers)?;
        let received = Received::new(Context::single_attempt(operation), head, Bytes::new(), Auth::none());
        Ok(Self::new(value, received))
    }
}

fn new_head(operation: &'static Operation, status: u16, headers: &[(&str, &str)]) -> Result<Head, ConfigError> {
    let refused = |message| ConfigError::new(ConfigKind::Setting, message).of(operation);
    let status = StatusCode::from_u16(status).map_err(|_| refused("an HTTP status has three digits"))?;
    let mut came = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) else {
            return Err(refused("HTTP does not allow the name or value of a header"));
        };
        came.append(name, value);
    }
    Ok(Head::new(status, came))
}
