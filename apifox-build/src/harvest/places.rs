//! The positions of properties, for output in order.

use std::collections::BTreeMap;

use crate::node::{At, Node};

/// The position of each property whose schema lists it in another order than the page, as that of
/// the property it takes the place of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(BTreeMap<At, At>);

impl Places {
    /// Returns a sort key for properties. A property that a stage created has no position, and is
    /// last.
    pub(crate) fn of(&self, property: &Node) -> (bool, At) {
        let at = property.at;
        (at == At::default(), self.0.get(&at).copied().unwrap_or(at))
    }

    /// Moves properties to the positions of others.
    pub(crate) fn extend(&mut self, moved: impl IntoIterator<Item = (At, At)>) {
        self.0.extend(moved);
    }

    pub(super) fn absorb(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}
