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

    /// The end of an attempt that begins now, which is never after the end of
    /// the call.
    pub(crate) fn attempt(self, limit: Duration) -> Self {
        let at = Instant::now() + limit.min(FAR);
        if at < self.at {
            let kind = TimeoutKind::Attempt;
            Self { at, kind, limit }
        } else {
            self
        }
    }

    /// Runs `work` until the deadline; none when it comes first.
    pub(crate) async fn run<T>(self, work: impl Future<Output = T>) -> Option<T> {
        timeout_at(self.at, work).await.ok()
    }
}
