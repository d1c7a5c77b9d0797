//! How a script begins.

use apifox_client::operation::Operation;

use crate::script::{InOrder, Next, Random};
use crate::server::Server;
use crate::stage::Order;

impl Server {
    /// A script for one operation: what its calls get, one after the other.
    /// The [first page](crate#scripts) shows how to write one.
    ///
    /// A call that is refused (of no operation, without credentials) has no
    /// turn in a script. An operation's newest script is the one that counts.
    pub fn on(&self, operation: &'static Operation) -> Next<'_, InOrder> {
        Next::new(self, Some(operation), Order::Sequence { open_ended: false })
    }

    /// A script for all operations that have none of their own: what the next
    /// calls get, whichever they are.
    pub fn on_every_operation(&self) -> Next<'_, InOrder> {
        Next::new(self, None, Order::Sequence { open_ended: false })
    }

    /// Scripts whose steps come at random, each by its weight. With the same
    /// seed, a call with the same [number](crate::CALL_HEADER) gets the same.
    pub fn at_random(&self, seed: u64) -> Random<'_> {
        Random::new(self, seed)
    }
}
