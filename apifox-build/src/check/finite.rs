//! Types that no value can be of, because they require themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::Schema;
use crate::finding::Findings;
use crate::node::{Kind, Node};
use crate::resolve::schema_name;

/// What leads from a type back to itself is not required: no answer could be read and no request made otherwise. What a replaced
/// component is made of is not looked at.
pub(super) fn mend(
    schemas: &mut BTreeMap<String, Schema>,
    replaced: &BTreeMap<String, String>,
    findings: &mut Findings,
) {
    let finite = finite(schemas, replaced);
    for (_, schema) in schemas.iter_mut().filter(|(name, _)| !replaced.contains_key(*name)) {
        let endless: Vec<Node> = needed(&schema.node)
            .filter(|(_, target)| !finite.contains(target))
            .map(|(name, _)| name.clone())
            .collect();
        for name in &endless {
            let message = format!(
                "a value of this type would hold one of the same type without end: {} is taken as not required",
                name.to_value()
            );
            let hint = "remove it from `required` by an overlay, or say `nullable: true`";
            findings.lossy(name.at, "endless", message, hint);
        }
        if let Some(Kind::Array(required)) = schema.node.get_mut("required").map(|node| &mut node.kind) {
            required.retain(|name| !endless.contains(name));
        }
    }
}

/// The components that have values. It grows from those that need no other; a union has values by being open.
fn finite(schemas: &BTreeMap<String, Schema>, replaced: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = replaced.keys().cloned().collect();
    loop {
        let before = found.len();
        for (name, schema) in schemas {
            let is_told = |target: &String| found.contains(target) || !schemas.contains_key(target);
            if needed(&schema.node).all(|(_, target)| is_told(&target)) {
                found.insert(name.clone());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// The names that an object requires and that are objects themselves, not lists or maps of such, with their components.
fn needed(node: &Node) -> impl Iterator<Item = (&Node, String)> {
    node.items("required").iter().filter_map(|name| {
        let property = node.get("properties")?.get(name.as_str()?)?;
        let target = property.get_str("$ref").and_then(schema_name)?;
        (!property.is_true("nullable")).then_some((name, target))
    })
}
