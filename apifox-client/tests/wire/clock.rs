//! Time that passes only when the test says so, beside real sockets.
//!
//! Tokio's paused clock jumps to the next timer as soon as there is nothing to
//! do, and waiting for a socket counts as nothing to do. It does not jump while
//! blocking work is going on, so some is kept going: then the only way for
//! time to pass is [`Clock::advance`].

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use tokio::task::{spawn_blocking, yield_now};

/// Holds the time while it lives. The runtime's clock must be paused.
pub(crate) struct Clock {
    _release: Sender<()>,
}

impl Clock {
    pub(crate) fn hold() -> Self {
        let (release, work) = channel::<()>();
        drop(spawn_blocking(move || work.recv()));
        Self { _release: release }
    }

    /// Lets time pass, after all that can happen before has happened, and lets
    /// all happen that can happen then.
    pub(crate) async fn advance(&self, time: Duration) {
        self.settle().await;
        tokio::time::advance(time).await;
        self.settle().await;
    }

    /// Lets everybody go on until nobody can: what was sent over loopback is
    /// there for its reader at once.
    pub(crate) async fn settle(&self) {
        for _ in 0..200 {
            yield_now().await;
        }
    }
}
