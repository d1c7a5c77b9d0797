//! Where the properties of schemas stand, for whoever writes them in an order.

use std::collections::BTreeMap;

use crate::node::{At, Node};

/// Where properties stand whose schema lists them in another order than the page: in the place of which one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(BTreeMap<At, At>);

impl Places {
    /// To sort properties by. What a stage made stands nowhere, and comes last.
    pub(crate) fn of(&self, property: &Node) -> (bool, At) {
        let at = property.at;
        (at == At::default(), self.0.get(&at).copied().unwrap_or(at))
    }

    /// Lets each property stand in the place of another.
    pub(crate) fn extend(&mut self, moved: impl IntoIterator<Item = (At, At)>) {
        self.0.extend(moved);
    }

    pub(super) fn absorb(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}
