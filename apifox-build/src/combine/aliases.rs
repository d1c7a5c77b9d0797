//! Components that are other names of components.

use std::collections::BTreeMap;

use super::single_part::lift_only_part;
use crate::node::{Map, Node};
use crate::reference::schema_name;

/// The component that each of them is another name of.
pub(super) struct Aliases(BTreeMap<String, String>);

impl Aliases {
    pub(super) fn of(components: &Map) -> Self {
        let targets = components.iter().map(|(name, schema)| (name, target(schema)));
        Self(
            targets
                .filter_map(|(name, target)| Some((name.to_string(), target?)))
                .collect(),
        )
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A component, and those that it is another name of, the last of which is none.
    pub(super) fn names(&self, name: String) -> Vec<String> {
        let mut found = Vec::new();
        let mut next = Some(name);
        while let Some(name) = next.filter(|name| !found.contains(name)) {
            next = self.0.get(&name).cloned();
            found.push(name);
        }
        found
    }
}

fn target(schema: &Node) -> Option<String> {
    let mut only = schema.clone();
    lift_only_part(&mut only);
    let is_described = ["properties", "oneOf", "anyOf", "allOf", "required"]
        .iter()
        .any(|key| only.get(key).is_some());
    only.get_str("$ref").and_then(schema_name).filter(|_| !is_described)
}
