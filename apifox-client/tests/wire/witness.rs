//! An observer that records calls.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use apifox_client::observe::{Attempted, Done, Retrying};
use apifox_client::{ErrorKind, Observer};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A recorded event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Observed {
    /// Operation, attempt, status, kind of failure.
    Attempt(&'static str, u32, Option<u16>, Option<ErrorKind>),
    /// Operation, attempt, wait.
    Retry(&'static str, u32, Duration),
    /// Operation, attempts, status, kind of failure, time.
    Done(&'static str, u32, Option<u16>, Option<ErrorKind>, Duration),
}

/// Records events, and sends each wait at once.
pub(crate) struct Witness {
    observed: Mutex<Vec<Observed>>,
    waits: UnboundedSender<Duration>,
}

impl Witness {
    pub(crate) fn new() -> (Arc<Self>, UnboundedReceiver<Duration>) {
        let (waits, coming) = unbounded_channel();
        let observed = Mutex::default();
        (Arc::new(Self { observed, waits }), coming)
    }

    pub(crate) fn observed(&self) -> Vec<Observed> {
        self.observed.lock().expect("no test panics holding it").clone()
    }

    /// Returns the waits in order.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        let observed = self.observed();
        let waits = observed.iter().filter_map(|observed| match observed {
            Observed::Retry(_, _, wait) => Some(*wait),
            _ => None,
        });
        waits.collect()
    }

    fn keep(&self, observed: Observed) {
        self.observed.lock().expect("no test panics holding it").push(observed);
    }
}

impl Observer for Witness {
    fn attempt(&self, attempt: &Attempted) {
        self.keep(Observed::Attempt(
            attempt.operation.id, attempt.attempt, attempt.status, attempt.error,
        ));
    }

    fn retry(&self, retry: &Retrying) {
        self.keep(Observed::Retry(retry.operation.id, retry.attempt, retry.wait));
        let _ = self.waits.send(retry.wait);
    }

    fn done(&self, done: &Done) {
        self.keep(Observed::Done(
            done.operation.id, done.attempts, done.status, done.error, done.elapsed,
        ));
    }
}
