//! An observer that keeps what it is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use apifox_client::observe::{Attempted, Done, Retrying};
use apifox_client::{ErrorKind, Observer};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What was told of the calls, in its order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Told {
    /// Operation, attempt, status, kind of failure.
    Attempt(&'static str, u32, Option<u16>, Option<ErrorKind>),
    /// Operation, attempt, wait.
    Retry(&'static str, u32, Duration),
    /// Operation, attempts, status, kind of failure, time.
    Done(&'static str, u32, Option<u16>, Option<ErrorKind>, Duration),
}

/// Keeps it, and tells of each wait at once.
pub(crate) struct Witness {
    told: Mutex<Vec<Told>>,
    waits: UnboundedSender<Duration>,
}

impl Witness {
    pub(crate) fn new() -> (Arc<Self>, UnboundedReceiver<Duration>) {
        let (waits, coming) = unbounded_channel();
        let told = Mutex::default();
        (Arc::new(Self { told, waits }), coming)
    }

    pub(crate) fn told(&self) -> Vec<Told> {
        self.told.lock().expect("no test panics holding it").clone()
    }

    /// The waits, in their order.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        let told = self.told();
        let waits = told.iter().filter_map(|told| match told {
            Told::Retry(_, _, wait) => Some(*wait),
            _ => None,
        });
        waits.collect()
    }

    fn keep(&self, told: Told) {
        self.told.lock().expect("no test panics holding it").push(told);
    }
}

impl Observer for Witness {
    fn attempt(&self, attempt: &Attempted) {
        self.keep(Told::Attempt(
            attempt.operation.id,
            attempt.attempt,
            attempt.status,
            attempt.error,
        ));
    }

    fn retry(&self, retry: &Retrying) {
        self.keep(Told::Retry(retry.operation.id, retry.attempt, retry.wait));
        let _ = self.waits.send(retry.wait);
    }

    fn done(&self, done: &Done) {
        self.keep(Told::Done(
            done.operation.id,
            done.attempts,
            done.status,
            done.error,
            done.elapsed,
        ));
    }
}
