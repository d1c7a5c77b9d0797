//! The deadlines of a call.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::platform::{self, FAR, Instant, timeout_at};

/// Which limit expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutKind {
    /// The connect timeout; nothing was sent.
    Connect,
    /// The limit for one attempt; while a stream is read, for the wait for its next piece.
    Attempt,
    /// The limit for the whole call.
    Total,
}

/// The deadline of a call or of an attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    at: Instant,
    pub(crate) kind: TimeoutKind,
    pub(crate) limit: Duration,
}

impl Deadline {
    /// Returns the deadline of the whole call.
    pub(crate) fn total(start: Instant, limit: Duration) -> Self {
        Self {
            at: start + limit.min(FAR),
            kind: TimeoutKind::Total,
            limit,
        }
    }

    /// Returns the deadline of an attempt that begins at `start`; it is never
    /// after that of the call.
    pub(crate) fn attempt(self, start: Instant, limit: Duration) -> Self {
        let at = start + limit.min(FAR);
        if at < self.at {
            let kind = TimeoutKind::Attempt;
            Self { at, kind, limit }
        } else {
            self
        }
    }

    /// Whether a wait that begins now ends before the deadline.
    pub(crate) fn outlasts(self, wait: Duration) -> bool {
        Instant::now().checked_add(wait).is_some_and(|end| end < self.at)
    }

    /// Returns a future that completes at the deadline, for work in several
    /// steps, each of which is run [`before`] it.
    pub(crate) fn alarm(self) -> impl Future<Output = ()> {
        platform::alarm(self.at)
    }

    /// Runs `work` until the deadline; returns `None` if that comes first.
    pub(crate) async fn run<T>(self, work: impl Future<Output = T>) -> Option<T> {
        timeout_at(self.at, work).await.ok()
    }
}

/// Runs `work` until the alarm completes; returns `None` if that comes first. A
/// completed alarm is not polled again.
pub(crate) fn before<'a, T>(
    mut alarm: Pin<&'a mut impl Future<Output = ()>>,
    mut work: Pin<&'a mut impl Future<Output = T>>,
) -> impl Future<Output = Option<T>> {
    poll_fn(move |cx| match work.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => is_over(alarm.as_mut(), cx).map(|()| None),
    })
}

/// Polls the alarm; compiled once for all that is done before it.
#[inline(never)]
fn is_over(alarm: Pin<&mut impl Future<Output = ()>>, cx: &mut Context<'_>) -> Poll<()> {
    alarm.poll(cx)
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn work_that_never_yields_is_stopped_too() {
        let deadline = Deadline::total(Instant::now(), Duration::from_secs(1));
        tokio::time::advance(Duration::from_secs(2)).await;
        // Each poll uses the task's budget; once it is used up, nothing else that the task awaits
        // makes progress.
        let busy = async {
            let permits = Semaphore::new(1);
            for _ in 0..10_000 {
                drop(permits.acquire().await);
            }
        };
        assert!(before(pin!(deadline.alarm()), pin!(busy)).await.is_none());
    }
}
