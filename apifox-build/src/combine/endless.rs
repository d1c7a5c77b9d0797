//! Objects that require themselves: a property that leads an object back to itself infinitely is
//! made optional, as no value could have it. This runs before alternatives are distinguished by
//! what they require.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::finding::Findings;
use crate::graph::{Dependencies, prune_leaves};
use crate::node::{Kind, Map, Node};
use crate::reference::schema_name;

/// Removes properties from `required` that lead back to their object.
pub(crate) fn make_optional(schemas: &mut Map, findings: &mut Findings) {
    let endless = endless(schemas);
    let mut repaired = Map::new();
    for name in endless {
        let is_recursive = |site: &Node| {
            required_components(site)
                .iter()
                .any(|target| leads_to(schemas, target, &name))
        };
        let mut schema = schemas.get(&name).cloned().unwrap_or_default();
        for property in drop_required(&mut schema, &is_recursive) {
            let message = format!(
                "a value of this type would contain itself without end; {} is read as optional",
                property.to_value()
            );
            let hint = "remove it from `required` by an overlay, or write `nullable: true`";
            findings.lossy(property.at, "endless", message, hint);
        }
        repaired.insert(name, schema);
    }
    schemas.extend(repaired);
}

/// The components that have no finite value, since each would contain another one.
fn endless(schemas: &Map) -> Vec<SmolStr> {
    let required_components: Vec<(&SmolStr, Vec<String>)> = schemas
        .iter()
        .map(|(name, schema)| (name, required_components(schema)))
        .collect();
    let needs: Dependencies<'_> = required_components
        .iter()
        .map(|(name, required_components)| {
            let known = required_components
                .iter()
                .map(String::as_str)
                .filter(|name| schemas.contains_key(name));
            (name.as_str(), known.collect())
        })
        .collect();
    prune_leaves(needs).into_keys().map(SmolStr::from).collect()
}

fn leads_to(schemas: &Map, from: &str, to: &str) -> bool {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut queue = vec![from.to_owned()];
    while let Some(name) = queue.pop() {
        if name == to {
            return true;
        }
        if let Some(schema) = schemas.get(&name).filter(|_| seen.insert(name)) {
            queue.extend(required_components(schema));
        }
    }
    false
}

/// The components without a finite value that a schema requires. Arrays and maps may be empty, and
/// a choice may have another alternative.
fn required_components(schema: &Node) -> Vec<String> {
    if schema.is_true("nullable") {
        return Vec::new();
    }
    if let Some(name) = schema.get_str("$ref").and_then(schema_name) {
        return vec![name];
    }
    let mut all: Vec<String> = schema.items("allOf").iter().flat_map(required_components).collect();
    for key in ["oneOf", "anyOf"]
        .iter()
        .filter(|_| !schema.is_true(super::union::OPEN))
    {
        if let [only] = schema.items(key) {
            all.extend(required_components(only));
        }
    }
    let properties = schema.get("properties");
    for name in schema.strings("required") {
        all.extend(
            properties
                .and_then(|node| node.get(name))
                .map(required_components)
                .unwrap_or_default(),
        );
    }
    all
}

/// Removes properties that lead back from every `required` of a schema.
fn drop_required(schema: &mut Node, is_recursive: &dyn Fn(&Node) -> bool) -> Vec<Node> {
    let mut dropped = Vec::new();
    for key in ["allOf", "oneOf", "anyOf"] {
        if let Some(Kind::Array(parts)) = schema.get_mut(key).map(|node| &mut node.kind) {
            let parts = parts.iter_mut().flat_map(|part| drop_required(part, is_recursive));
            dropped.extend(parts);
        }
    }
    let properties = schema.get("properties").cloned().unwrap_or_default();
    if let Some(Kind::Array(required)) = schema.get_mut("required").map(|node| &mut node.kind) {
        let is_recursive_name = |name: &Node| {
            name.as_str()
                .and_then(|name| properties.get(name))
                .is_some_and(is_recursive)
        };
        let (recursive, kept) = std::mem::take(required).into_iter().partition(is_recursive_name);
        (*required, dropped) = (kept, [dropped, recursive].concat());
    }
    dropped
}
