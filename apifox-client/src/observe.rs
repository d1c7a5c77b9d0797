//! What others are told of a call on its way: for metrics, by an
//! [`Observer`]; for logs, with the feature `tracing`.
//!
//! Both learn which operation it is, which attempt, status, kind of failure,
//! and durations; logs also the one line of an error with which a call ends, at
//! the level `WARN`. Bodies, headers, queries, paths with their arguments and
//! credentials are passed to neither.

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

/// Without the feature `tracing` there is no span to be in.
#[cfg(not(feature = "tracing"))]
pub(crate) struct Span;

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(crate) fn of(_: &Watchers, _: &Operation) -> Self {
        Self
    }

    #[allow(clippy::unused_self)] // with the feature it is used
    pub(crate) fn around<F: Future>(&self, sending: F) -> F {
        sending
    }

    #[allow(clippy::unused_self)]
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }
}

/// Is told of every call of a client: see
/// [`ClientBuilder::observer`](crate::ClientBuilder::observer).
///
/// Each method is called on the task of the call, which waits for it, so it
/// should be quick: count, and return. What is not implemented does nothing.
/// For each call, `attempt` comes once an attempt, `retry` between two of
/// them, and `done` at the end; a call that is dropped tells nothing more.
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
    /// An attempt has ended, with a response or without.
    fn attempt(&self, _attempt: &Attempted) {}

    /// The failed attempt is not the last one: now comes the wait.
    fn retry(&self, _retry: &Retrying) {}

    /// The call has ended. For a stream: its head has come.
    fn done(&self, _done: &Done) {}
}

/// An attempt that has ended.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Attempted {
    /// The operation that is called.
    pub operation: &'static Operation,
    /// Which attempt it was; the first is 1.
    pub attempt: u32,
    /// The status of the response, if one came.
    pub status: Option<u16>,
    /// The kind of failure, if it was one. A response that is not the
    /// documented one is only seen when the call is [`Done`].
    pub error: Option<ErrorKind>,
    /// From the beginning of the attempt to its end.
    pub elapsed: Duration,
}

/// A wait before the next attempt.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Retrying {
    /// The operation that is called.
    pub operation: &'static Operation,
    /// The attempt that has failed; the first is 1.
    pub attempt: u32,
    /// The status of the response, if one came.
    pub status: Option<u16>,
    /// How that attempt failed.
    pub error: ErrorKind,
    /// How long the wait is.
    pub wait: Duration,
}

/// A call that has ended.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Done {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// How many attempts there were; none for a mistake found before the first.
    pub attempts: u32,
    /// The status of the last response, if one came.
    pub status: Option<u16>,
    /// The kind of failure, if it was one.
    pub error: Option<ErrorKind>,
    /// From the beginning of the call to its end, with all waits.
    pub elapsed: Duration,
}

/// Who watches the calls of a client.
#[derive(Clone, Default)]
pub(crate) struct Watchers {
    pub(crate) observer: Option<Arc<dyn Observer>>,
    #[cfg(feature = "tracing")]
    pub(crate) tracer: Option<&'static Tracer>,
}

/// Tells those who watch a call.
pub(crate) struct Watch {
    observer: Option<Arc<dyn Observer>>,
    operation: &'static Operation,
    start: Instant,
    #[cfg(feature = "tracing")]
    tracer: &'static Tracer,
}

impl Watch {
    pub(crate) fn new(watchers: &Watchers, operation: &'static Operation) -> Self {
        Self {
            observer: watchers.observer.clone(),
            operation,
            start: Instant::now(),
            #[cfg(feature = "tracing")]
            tracer: trace::of(watchers),
        }
    }

    /// When the call began.
    pub(crate) fn start(&self) -> Instant {
        self.start
    }

    /// The clock is not read if nobody observes.
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

    /// The call ends with a response that came, and that decoding may refuse.
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
