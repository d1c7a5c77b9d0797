//! The methods that start a script.

use apifox_client::operation::Operation;

use crate::script::{AtRandom, Next, Sequential};
use crate::scripts::Order;
use crate::server::Server;

/// Starts scripts whose steps are drawn at random. Returned by
/// [`Server::at_random`](Server::at_random).
#[derive(Debug)]
#[must_use = "a script does nothing until `play`"]
pub struct Random<'s> {
    server: &'s Server,
    seed: u64,
}

impl Server {
    /// Starts a script for one operation: the outcomes of its next calls, in order. The
    /// [crate documentation](crate#scripts) shows how to write one.
    ///
    /// A refused call (an unknown operation, wrong credentials) uses no step. The newest script of
    /// an operation replaces the older ones.
    pub fn on(&self, operation: &'static Operation) -> Next<'_, Sequential> {
        Next::new(self, Some(operation), Order::Sequence { open_ended: false })
    }

    /// Starts a script for all operations that have no script of their own: the outcomes of the
    /// next calls, whichever operation they are for.
    pub fn on_every_operation(&self) -> Next<'_, Sequential> {
        Next::new(self, None, Order::Sequence { open_ended: false })
    }

    /// Starts a script whose steps are drawn at random, by weight. With the same seed, a call with
    /// the same [number](crate::CALL_HEADER) always gets the same step.
    pub fn at_random(&self, seed: u64) -> Random<'_> {
        Random::new(self, seed)
    }
}

impl<'s> Random<'s> {
    pub(crate) fn new(server: &'s Server, seed: u64) -> Self {
        Self { server, seed }
    }

    /// Starts a script for one operation.
    pub fn on(self, operation: &'static Operation) -> Next<'s, AtRandom> {
        Next::new(self.server, Some(operation), Order::Random { seed: self.seed })
    }

    /// Starts a script for all operations that have no script of their own.
    pub fn on_every_operation(self) -> Next<'s, AtRandom> {
        Next::new(self.server, None, Order::Random { seed: self.seed })
    }
}
