//! A clock that the test controls, next to real sockets.
//!
//! Tokio's paused clock jumps to the next timer as soon as the runtime is idle, and waiting for a
//! socket counts as idle. It does not jump while blocking work is running, so a blocking task is
//! kept running: then time passes only through [`Clock::advance`].

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use tokio::task::{spawn_blocking, yield_now};

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

    /// Runs all tasks as far as possible: data sent over loopback is available
    /// to its reader at once.
    pub(crate) async fn settle(&self) {
        for _ in 0..200 {
            yield_now().await;
        }
    }
}
