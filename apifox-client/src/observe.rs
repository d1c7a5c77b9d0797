//! Observation of calls: for metrics, with an [`Observer`]; for logs, with the feature `tracing`.
//!
//! Both report the operation, the attempt, the status, the kind of failure, and durations; logs
//! also contain the message of the error that ends a call, at level `WARN`. Neither receives
//! bodies, headers, queries, path arguments or credentials.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::context::Context;
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::platform::Instant;
use crate::response::Received;

#[cfg(feature = "tracing")]
mod trace;

#[cfg(feature = "tracing")]
pub(crate) use self::trace::Span;
#[cfg(feature = "tracing")]
#[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
pub use self::trace::Tracer;
#[cfg(feature = "tracing")]
#[doc(hidden)]
pub use self::trace::milliseconds;

/// A placeholder for the span of the feature `tracing`.
#[cfg(not(feature = "tracing"))]
pub(crate) struct Span;

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(crate) fn of(_: &Observers, _: &Operation) -> Self {
        Self
    }

    #[allow(clippy::unused_self)] // used with the feature
    pub(crate) fn around<F: Future>(&self, sending: F) -> F {
        sending
    }

    #[allow(clippy::unused_self)]
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }
}

/// Observes every call of a client: see
/// [`ClientBuilder::observer`](crate::ClientBuilder::observer).
///
/// Each method runs on the task of the call and delays it, so it should return quickly. The default
/// implementations do nothing. For each call, `attempt` is called once per attempt, `retry` between
/// two attempts, and `done` at the end. A call that is dropped reports nothing more.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// # use apifox_client::{Client, Observer, observe};
///
/// #[derive(Default)]
/// struct Failures(AtomicU64);
///
/// impl Observer for Failures {
///     fn done(&self, done: &observe::Done) {
///         if done.error.is_some() {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
///
/// let failures = Arc::new(Failures::default());
/// # let builder = Client::builder("http://127.0.0.1:8080");
/// let client = builder.observer(failures.clone()).build()?;
/// # Ok::<(), apifox_client::Error>(())
/// ```
pub trait Observer: Send + Sync {
    /// Called when an attempt has ended, with a response or without.
    fn attempt(&self, _attempt: &Attempted) {}

    /// Called before the wait that follows a failed attempt, unless it was the last one.
    fn retry(&self, _retry: &Retrying) {}

    /// Called when the call has ended; for a stream, when its head has arrived.
    fn done(&self, _done: &Done) {}
}

/// An attempt that has ended.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempted {
    /// The called operation.
    pub operation: &'static Operation,
    /// The number of the attempt; the first is 1.
    pub attempt: u32,
    /// The status of the response, if one was received.
    pub status: Option<u16>,
    /// The kind of failure, if it failed. A response that does not match its
    /// documentation is detected only when the call is [`Done`].
    pub error: Option<ErrorKind>,
    /// The duration of the attempt.
    pub elapsed: Duration,
}

/// A wait before the next attempt.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Retrying {
    /// The called operation.
    pub operation: &'static Operation,
    /// The number of the failed attempt; the first is 1.
    pub attempt: u32,
    /// The status of the response, if one was received.
    pub status: Option<u16>,
    /// The kind of failure of that attempt.
    pub error: ErrorKind,
    /// The duration of the wait.
    pub wait: Duration,
}

/// A call that has ended.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Done {
    /// The called operation.
    pub operation: &'static Operation,
    /// The number of attempts; zero if an error was found before the first.
    pub attempts: u32,
    /// The status of the last response, if one was received.
    pub status: Option<u16>,
    /// The kind of failure, if the call failed.
    pub error: Option<ErrorKind>,
    /// The duration of the call, including all waits.
    pub elapsed: Duration,
}

/// The observers of a client's calls.
#[derive(Clone, Default)]
pub(crate) struct Observers {
    pub(crate) observer: Option<Arc<dyn Observer>>,
    #[cfg(feature = "tracing")]
    pub(crate) tracer: Option<&'static Tracer>,
}

/// Reports the progress of a call to its observers.
pub(crate) struct Reporter {
    observer: Option<Arc<dyn Observer>>,
    operation: &'static Operation,
    start: Instant,
    #[cfg(feature = "tracing")]
    tracer: &'static Tracer,
}

impl Reporter {
    pub(crate) fn new(observers: &Observers, operation: &'static Operation) -> Self {
        Self {
            observer: observers.observer.clone(),
            operation,
            start: Instant::now(),
            #[cfg(feature = "tracing")]
            tracer: trace::of(observers),
        }
    }

    /// Returns when the call began.
    pub(crate) fn start(&self) -> Instant {
        self.start
    }

    /// Whether nobody observes, so that the clock need not be read.
    fn is_off(&self) -> bool {
        cfg!(not(feature = "tracing")) && self.observer.is_none()
    }

    pub(crate) fn answered(&self, context: &Context, start: Instant, status: u16) {
        self.attempt(context, start, Some(status), None);
    }

    pub(crate) fn attempt_failed(&self, context: &Context, start: Instant, error: &Error) {
        self.attempt(context, start, error.status(), Some(error.kind()));
    }

    fn attempt(&self, context: &Context, start: Instant, status: Option<u16>, error: Option<ErrorKind>) {
        if self.is_off() {
            return;
        }
        let attempted = Attempted {
            operation: self.operation,
            attempt: context.attempts,
            status,
            error,
            elapsed: start.elapsed(),
        };
        #[cfg(feature = "tracing")]
        (self.tracer.attempt)(&attempted);
        if let Some(observer) = &self.observer {
            observer.attempt(&attempted);
        }
    }

    pub(crate) fn retry(&self, context: &Context, wait: Duration, failed: &Error) {
        if self.is_off() {
            return;
        }
        let retrying = Retrying {
            operation: self.operation,
            attempt: context.attempts,
            status: failed.status(),
            error: failed.kind(),
            wait,
        };
        #[cfg(feature = "tracing")]
        (self.tracer.retry)(&retrying);
        if let Some(observer) = &self.observer {
            observer.retry(&retrying);
        }
    }

    /// Reports that the call ended with a response, which decoding may refuse.
    pub(crate) fn done(&self, received: &Received, error: Option<&Error>) {
        let attempts = received.context().attempts;
        self.end(attempts, Some(received.status()), error);
    }

    pub(crate) fn failed(&self, error: &Error) {
        self.end(error.attempts(), error.status(), Some(error));
    }

    fn end(&self, attempts: u32, status: Option<u16>, error: Option<&Error>) {
        if self.is_off() {
            return;
        }
        let done = Done {
            operation: self.operation,
            attempts,
            status,
            error: error.map(Error::kind),
            elapsed: self.start.elapsed(),
        };
        #[cfg(feature = "tracing")]
        (self.tracer.done)(&done, error);
        if let Some(observer) = &self.observer {
            observer.done(&done);
        }
    }
}

impl fmt::Debug for dyn Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}
