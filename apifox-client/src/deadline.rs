//! Points in time that a call must not pass.

use std::future::Future;
use std::time::Duration;

use crate::error::TimeoutKind;
use crate::platform::{FAR, Instant, timeout_at};

/// When a call, or an attempt of it, is over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    at: Instant,
    pub(crate) kind: TimeoutKind,
    pub(crate) limit: Duration,
}

impl Deadline {
    /// The end of the whole call.
    pub(crate) fn total(start: Instant, limit: Duration) -> Self {
        Self {
            at: start + limit.min(FAR),
            kind: TimeoutKind::Total,
            limit,
        }
    }

    /// The end of an attempt that begins at `start`, which is never after the
    /// end of the call.
    pub(crate) fn attempt(self, start: Instant, limit: Duration) -> Self {
        let at = start + limit.min(FAR);
        if at < self.at {
            let kind = TimeoutKind::Attempt;
            Self { at, kind, limit }
        } else {
            self
        }
    }

    /// Whether something that begins now and takes so long is over before it.
    pub(crate) fn outlasts(self, wait: Duration) -> bool {
        Instant::now().checked_add(wait).is_some_and(|end| end < self.at)
    }

    /// Runs `work` until the deadline; none when it comes first.
    pub(crate) async fn run<T>(self, work: impl Future<Output = T>) -> Option<T> {
        timeout_at(self.at, work).await.ok()
    }
}
