//! Stage 6, name: [`Spec`] → [`Named`]. Operations get ids and resources; every schema that becomes a type gets a name of its own
//! under `components`, structural twins one name together.
//!
//! Invariants: names are English, unique, and do not depend on the order of pages or keys; equal names never have different
//! structures.

pub(crate) mod hoist;
pub(crate) mod operations;
mod types;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::clean::Harvest;
use crate::finding::Findings;
use crate::node::Node;
use crate::resolve::Spec;
use crate::source::Sources;
use operations::{OperationName, Route};

/// The document in which everything has its name.
#[derive(Debug)]
pub(crate) struct Named {
    /// All schemas that become types stand under `components.schemas` by their Rust names; elsewhere are only references to them,
    /// scalars, lists and maps.
    pub(crate) root: Node,
    pub(crate) harvest: Harvest,
    pub(crate) operations: BTreeMap<Route, OperationName>,
    /// Types with one value only, on required properties: they are checked, others are open.
    pub(crate) constants: BTreeSet<String>,
}

/// Names everything.
pub(crate) fn name(spec: Spec, sources: &Sources, findings: &mut Findings) -> Named {
    let Spec { mut root, mut harvest } = spec;
    let operations = operations::names(&root);
    let constants = hoist::hoist(&mut root, &operations, &mut harvest, sources, findings);
    Named {
        root,
        harvest,
        operations,
        constants,
    }
}
