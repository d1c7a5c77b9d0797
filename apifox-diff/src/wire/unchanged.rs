//! Finds equal components, so that a comparison only costs what changed.

use std::collections::{BTreeMap, BTreeSet};

use apifox_build::internals::{Kind, Node, schema_name};

/// Returns the components that are equal on both sides, with everything they refer to.
pub(crate) fn unchanged<'a>(old: &'a Node, new: &'a Node) -> BTreeSet<&'a str> {
    let schemas = |root: &'a Node| root.components("schemas");
    let (old, new) = (schemas(old), schemas(new));
    let components = old.and_then(Node::as_object).into_iter().flatten();
    let same = components.filter(|(name, node)| new.and_then(|new| new.get(name)) == Some(*node));
    let mut refers: BTreeMap<&str, BTreeSet<String>> =
        same.map(|(name, node)| (name.as_str(), references(node))).collect();
    loop {
        let known: BTreeSet<&str> = refers.keys().copied().collect();
        refers.retain(|_, others| others.iter().all(|name| known.contains(name.as_str())));
        if refers.len() == known.len() {
            return known;
        }
    }
}

/// Returns the components that a part refers to, at any depth.
pub(super) fn references(node: &Node) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut queue = vec![node];
    while let Some(node) = queue.pop() {
        match &node.kind {
            Kind::Object(members) => {
                found.extend(node.get_str("$ref").and_then(schema_name));
                queue.extend(members.values());
            }
            Kind::Array(items) => queue.extend(items),
            _ => {}
        }
    }
    found
}
