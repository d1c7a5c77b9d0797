//! Stage 6, name: [`Spec`] → [`Named`]. Operations get ids and resources; every schema that becomes
//! a type gets its own name under `components`, which structural twins share. Published names are
//! kept (`lock`).
//!
//! Invariants: names are English, unique, at most 40 characters, and do not depend on the order of
//! pages or keys; equal names never have different structures.

mod aliases;
pub(crate) mod arguments;
pub(crate) mod ascii;
mod assign;
mod folders;
pub(crate) mod hoist;
mod latin;
pub(crate) mod lock;
pub(crate) mod operations;
pub(crate) mod order;
mod published;
mod response_site;
mod routes;
#[cfg(test)]
mod tests;
mod titles;
mod types;
mod unions;
mod verbs;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::finding::Findings;
use crate::harvest::Harvest;
use crate::node::Node;
use crate::resolve::Spec;
use crate::source::Sources;
use crate::typed_id;
use ascii::Spelling;
use hoist::Context;
use lock::{Lock, Orders, Spelled};
use operations::{OperationName, Route};
use order::{Order, Owner};

/// The document with all names assigned.
#[derive(Debug)]
pub(crate) struct Named {
    /// All schemas that become types are under `components.schemas` by their Rust names; elsewhere
    /// are only references to them, scalars, arrays and maps.
    pub(crate) root: Node,
    pub(crate) harvest: Harvest,
    pub(crate) operations: BTreeMap<Route, OperationName>,
    /// Types with a single value that are used by required properties: these are checked, others
    /// are open.
    pub(crate) constants: BTreeSet<String>,
    /// The places where types are used, with the type's name.
    sites: Vec<(String, String)>,
    lock: Lock,
}

/// Assigns all names; those in `lock` are kept.
pub(crate) fn name(spec: Spec, lock: Lock, config: &Config, sources: &Sources, findings: &mut Findings) -> Named {
    let Spec { mut root, mut harvest } = spec;
    let operations = operations::names(&root, &harvest, &lock, &config.reserved);
    operations::note_spelled(&root, &operations, &lock, findings);
    let mut context = Context {
        harvest: &mut harvest,
        sources,
        findings,
    };
    typed_id::drop_invalid(&mut root, context.findings);
    let names = hoist::hoist(&mut root, &operations, &lock, &mut context);
    let types = names.sites.iter().map(|(_, name)| name.as_str()).collect();
    lock.note_removed(&operations, &types, findings);
    Named {
        root,
        harvest,
        operations,
        constants: names.constants,
        sites: names.sites,
        lock,
    }
}

impl Named {
    /// Returns the order of the positional arguments of a type's `new`, or of an operation's
    /// method.
    pub(crate) fn order(&self, owner: Owner, name: &str) -> Order {
        self.lock.order(owner, name)
    }

    /// Returns how non-ASCII names are spelled in a type or an operation.
    pub(crate) fn spelling(&self, owner: Owner, name: &str) -> Spelling {
        self.lock.spelling(owner, name)
    }

    /// Returns the published types of whole responses of an operation: the status, `[]` for an
    /// array, and the name.
    pub(crate) fn published_responses(&self, id: &str) -> impl Iterator<Item = (&str, &str, &str)> {
        let all = self.lock.response_types(id);
        all.filter(|(_, place, _)| place.is_empty() || *place == "[]")
    }

    /// The places where types are used, with the type's name.
    pub(crate) fn sites(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sites.iter().map(|(site, name)| (site.as_str(), name.as_str()))
    }

    /// Returns the published names, extended by those of the current operations (by id) and types,
    /// with the order of positional arguments and the owners whose names are spelled in ASCII.
    pub(crate) fn locked(
        &self,
        ids: &BTreeSet<&str>,
        types: &BTreeSet<&str>,
        (orders, spelled): (Orders, Spelled),
    ) -> String {
        let mut lock = self.lock.clone();
        lock.lock_spelled(spelled);
        lock.lock_orders(orders);
        let paths = self.root.get("paths");
        let named = self
            .operations
            .iter()
            .filter(|(_, name)| ids.contains(name.id.as_str()));
        lock.lock_operations(named.map(|(route, name)| {
            let (method, path) = (route.0.to_lowercase(), route.1.as_str());
            let operation = paths.and_then(|paths| paths.get(path)?.get(&method));
            let endpoint = operation.and_then(|operation| self.harvest.endpoint.get(&operation.at));
            (route, endpoint.map(String::as_str), name)
        }));
        for (site, name) in self.sites.iter().filter(|(_, name)| types.contains(name.as_str())) {
            lock.lock_type(site, name);
        }
        lock.text()
    }
}
