//! Spans and events of the feature `tracing`. Their names are constants.

use tracing::instrument::{Instrument, Instrumented};
use tracing::{Level, event, info_span};

use super::{Attempted, Done, Retrying};
use crate::error::ErrorKind;
use crate::operation::Operation;

/// The target of all of them.
const TARGET: &str = "apifox_client";

/// The span `call`, in which all that a call does is done.
pub(crate) struct Span(tracing::Span);

impl Span {
    pub(crate) fn of(operation: &'static Operation) -> Self {
        Self(info_span!(target: TARGET, "call", operation = operation.id))
    }

    /// A future that is polled and dropped within.
    pub(crate) fn around<F: Future>(&self, sending: F) -> Instrumented<F> {
        sending.instrument(self.0.clone())
    }

    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.in_scope(work)
    }
}

pub(super) fn attempt(attempted: &Attempted) {
    event!(
        name: "attempt",
        target: TARGET,
        Level::DEBUG,
        attempt = attempted.attempt,
        status = attempted.status,
        error = attempted.error.map(ErrorKind::as_str),
        elapsed_ms = milliseconds(attempted.elapsed),
        "attempt"
    );
}

pub(super) fn retry(retrying: &Retrying) {
    event!(
        name: "retry",
        target: TARGET,
        Level::WARN,
        attempt = retrying.attempt,
        status = retrying.status,
        error = retrying.error.as_str(),
        wait_ms = milliseconds(retrying.wait),
        "retry"
    );
}

pub(super) fn done(done: &Done) {
    event!(
        name: "done",
        target: TARGET,
        Level::DEBUG,
        attempts = done.attempts,
        status = done.status,
        error = done.error.map(ErrorKind::as_str),
        elapsed_ms = milliseconds(done.elapsed),
        "done"
    );
}

fn milliseconds(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
