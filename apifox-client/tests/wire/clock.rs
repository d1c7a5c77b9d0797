//! A clock that the test controls, next to real sockets.
//!
//! Tokio's paused clock jumps to the next timer as soon as the runtime is idle, and waiting for a
//! socket counts as idle. It does not jump while blocking work is running, so a blocking task is
//! kept running: then time passes only through [`Clock::advance`].

use std::future::{Future, pending};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use tokio::select;
use tokio::task::{spawn_blocking, yield_now};

use crate::misbehave::{Event, Server};

/// Timers count in milliseconds, and round up.
pub(crate) const SLACK: Duration = Duration::from_millis(2);

/// Stops the time until it is dropped. The runtime's clock must be paused.
pub(crate) struct Clock {
    _release: Sender<()>,
}

impl Clock {
    pub(crate) fn hold() -> Self {
        let (release, work) = channel::<()>();
        drop(spawn_blocking(move || work.recv()));
        Self { _release: release }
    }

    /// Advances the time, and runs all tasks as far as possible before and after that.
    pub(crate) async fn advance(&self, time: Duration) {
        self.settle().await;
        tokio::time::advance(time).await;
        self.settle().await;
    }

    /// Awaits a call of a server that stalls. The time `limit` passes once it
    /// stalls, and none before, so the speed of the machine does not matter.
    pub(crate) async fn expire<T>(&self, limit: Duration, server: &mut Server, call: impl Future<Output = T>) -> T {
        let mut events = server.events();
        let time = async {
            while let Some(event) = events.recv().await {
                if event == Event::Stalls {
                    self.advance(limit + SLACK).await;
                }
            }
            pending::<T>().await
        };
        select! {
            biased;
            result = call => result,
            never = time => never,
        }
    }

    /// Runs all tasks as far as possible: data sent over loopback is available
    /// to its reader at once.
    pub(crate) async fn settle(&self) {
        for _ in 0..200 {
            yield_now().await;
        }
    }
}
