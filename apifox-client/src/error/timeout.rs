//! Errors of calls that timed out.

use std::fmt;
use std::time::Duration;

use crate::auth::Auth;
use crate::context::Context;
use crate::deadline::TimeoutKind;
use crate::effect::{Effect, Verdict};
use crate::response::Head;

/// The response did not arrive, or not completely, within the time limit.
#[derive(Debug)]
pub struct TimeoutError {
    kind: TimeoutKind,
    limit: Duration,
    context: Context,
    /// Host and port of the proxy in use.
    proxy: Option<String>,
    /// Present if the response had begun.
    head: Option<Head>,
    /// Whether the wait for the next piece of a stream timed out.
    between_pieces: bool,
    /// Whether any part of the request may have been sent.
    sent: bool,
}

impl TimeoutError {
    pub(crate) fn new(kind: TimeoutKind, limit: Duration, context: Context) -> Self {
        Self {
            kind,
            limit,
            context,
            proxy: None,
            head: None,
            between_pieces: false,
            sent: kind != TimeoutKind::Connect,
        }
    }

    /// Adds the proxy that the request goes through, if any.
    pub(crate) fn through(mut self, proxy: Option<&str>) -> Self {
        self.proxy = proxy.map(str::to_owned);
        self
    }

    /// Marks that the time limit expired before the request had a connection.
    pub(crate) fn unsent(mut self) -> Self {
        self.sent = false;
        self
    }

    pub(super) fn verdict(&self) -> Verdict {
        Verdict::new(if self.sent { Effect::Open } else { Effect::Unsent }, true)
    }

    /// Marks that a stream stopped sending: the limit is that of one wait.
    pub(crate) fn between_pieces(mut self) -> Self {
        self.between_pieces = true;
        self
    }

    /// Adds the response head; its request id is redacted.
    pub(crate) fn while_reading(mut self, head: Head, auth: &Auth) -> Self {
        self.head = Some(head.for_error(auth));
        self
    }

    /// Returns which limit expired.
    #[must_use]
    pub fn kind(&self) -> TimeoutKind {
        self.kind
    }

    /// Returns the limit.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    pub(super) fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            limit,
            context,
            proxy,
            head,
            between_pieces,
            sent,
        } = self;
        write!(f, "{context}: ")?;
        match head {
            None => {
                let missing = if *sent { "response" } else { "connection" };
                write!(f, "no {missing}")?;
                if let Some(proxy) = proxy {
                    write!(f, " through the proxy {proxy}")?;
                }
                write!(f, " within {limit:?}")?;
                if *kind == TimeoutKind::Connect {
                    let advice = "check the network and the base URL";
                    return self.verdict().write_end(context, advice, f);
                }
            }
            Some(head) => {
                let status = head.status.as_u16();
                let what = if *between_pieces {
                    "then no more of its body arrived"
                } else {
                    "not to the end"
                };
                write!(f, "answered {status}, but {what} within {limit:?}")?;
            }
        }
        f.write_str(match kind {
            TimeoutKind::Total => " (the limit for the whole call)",
            _ => " (the limit for one attempt)",
        })?;
        if let Some(head) = head {
            head.write_request_id(f)?;
        }
        self.verdict().write_end(context, "", f)
    }
}

impl std::error::Error for TimeoutError {}

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::*;
    use crate::Error;
    use crate::operation::Operation;

    static CREATE: Operation = Operation::new("create", Method::POST, "/v1/payouts")
        .resource("payouts")
        .accept("");

    fn unconnected(sent_before: bool, key: Option<&str>) -> Error {
        let context = Context {
            operation: &CREATE,
            idempotency_key: key.map(Into::into),
            attempts: if sent_before { 2 } else { 1 },
            sent_before,
            open_before: sent_before,
        };
        TimeoutError::new(TimeoutKind::Connect, Duration::from_secs(5), context).into()
    }

    #[test]
    fn an_unsent_attempt_does_not_hide_a_sent_one() {
        const START: &str = "no connection within 5s; check the network and the base URL; ";
        let title = "create (POST /v1/payouts)";
        let long = "k".repeat(65);
        for (error, sent, line) in [
            (
                unconnected(false, None),
                false,
                format!("{title}: {START}nothing was sent, it can be sent again"),
            ),
            (
                unconnected(true, Some("k-1")),
                true,
                format!(
                    "{title} after 2 attempts: {START}an earlier attempt may have been carried out; \
                     it can be sent again with the same idempotency key, k-1"
                ),
            ),
            (
                unconnected(true, Some(&long)),
                true,
                format!(
                    "{title} after 2 attempts: {START}an earlier attempt may have been carried out; \
                     it can be sent again with the same idempotency key"
                ),
            ),
        ] {
            assert_eq!(error.to_string(), line);
            assert_eq!(error.may_have_been_sent(), sent);
            assert!(error.is_retryable());
        }
        assert!(!unconnected(true, None).is_retryable());
    }
}
