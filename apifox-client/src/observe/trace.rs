//! Spans and events of the feature `tracing`. Their names and targets must be
//! constants, so a macro generates their constructors for each target.

use tracing::instrument::{Instrument, Instrumented};

use super::{Attempted, Done, Observers, Retrying};
use crate::error::Error;
use crate::operation::Operation;

/// The constructors of the spans and events of one target: see [`tracer!`](crate::tracer).
#[derive(Debug, Clone, Copy)]
pub struct Tracer {
    #[doc(hidden)]
    pub span: fn(&'static Operation) -> tracing::Span,
    #[doc(hidden)]
    pub attempt: fn(&Attempted),
    #[doc(hidden)]
    pub retry: fn(&Retrying),
    #[doc(hidden)]
    pub done: fn(&Done, Option<&Error>),
}

/// Creates a [`Tracer`](crate::observe::Tracer) with its own target, for
/// [`ClientBuilder::tracer`](crate::ClientBuilder::tracer). A crate built on this one passes its
/// own name, so that filters select its calls by that name (`RUST_LOG=my_api=debug`).
///
/// ```
/// let builder = apifox_client::Client::builder("https://api.example.com").tracer(apifox_client::tracer!("my_api"));
/// ```
#[macro_export]
#[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
macro_rules! tracer {
    ($target:literal) => {{
        use $crate::observe::milliseconds;
        use $crate::tracing::{Level, event, info_span};
        static TRACER: $crate::observe::Tracer = $crate::observe::Tracer {
        span: |operation| info_span!(target: $target, "call", operation = operation.id),
            attempt: |attempted| {
                event!(
                    name: "attempt",
                    target: $target,
                    Level::DEBUG,
                    attempt = attempted.attempt,
                    status = attempted.status,
                    error = attempted.error.map(|kind| kind.as_str()),
                    elapsed_ms = milliseconds(attempted.elapsed),
                    "attempt"
                )
            },
            retry: |retrying| {
                event!(
                    name: "retry",
                    target: $target,
                    Level::WARN,
                    attempt = retrying.attempt,
                    status = retrying.status,
                    error = retrying.error.as_str(),
                    wait_ms = milliseconds(retrying.wait),
                    "retry"
                )
            },
            done: |done, error| match error {
                None => event!(
                    name: "done",
                    target: $target,
                    Level::DEBUG,
                    attempts = done.attempts,
                    status = done.status,
                    elapsed_ms = milliseconds(done.elapsed),
                    "done"
                ),
                Some(error) => event!(
                    name: "done",
                    target: $target,
                    Level::WARN,
                    attempts = done.attempts,
                    status = done.status,
                    error = error.kind().as_str(),
                    elapsed_ms = milliseconds(done.elapsed),
                    "{error}"
                ),
            },
        };
        &TRACER
    }};
}

/// Returns the default tracer.
fn own() -> &'static Tracer {
    crate::tracer!("apifox_client")
}

/// The span `call`, which contains everything that a call does.
pub(crate) struct Span(tracing::Span);

impl Span {
    pub(crate) fn of(observers: &Observers, operation: &'static Operation) -> Self {
        Self((of(observers).span)(operation))
    }

    /// Returns a future that is polled and dropped within the span.
    pub(crate) fn around<F: Future>(&self, sending: F) -> Instrumented<F> {
        sending.instrument(self.0.clone())
    }

    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.in_scope(work)
    }
}

/// Returns the tracer of a client.
pub(super) fn of(observers: &Observers) -> &'static Tracer {
    observers.tracer.unwrap_or_else(own)
}

#[doc(hidden)]
#[must_use]
pub fn milliseconds(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
