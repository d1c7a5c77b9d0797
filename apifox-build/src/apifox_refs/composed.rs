//! Components that are composed: their properties are those of their parts, wherever these are
//! described.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::node::{Kind, Map, Node};
use crate::reference::schema_name;

/// The keywords whose schemas describe properties of the same object.
const PARTS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// Whether a component has properties of other schemas.
pub(super) fn is_composed(component: &Map) -> bool {
    component.contains_key("$ref") || PARTS.iter().any(|key| component.contains_key(key))
}

/// The names of all properties of a schema.
pub(super) fn property_names(components: &Node, schema: &Node) -> BTreeSet<SmolStr> {
    let mut names = BTreeSet::new();
    add_names(components, schema, &mut Vec::new(), &mut names);
    names
}

fn add_names(components: &Node, schema: &Node, visited: &mut Vec<String>, names: &mut BTreeSet<SmolStr>) {
    if let Some(name) = schema.get_str("$ref").and_then(schema_name) {
        if let Some(target) = components.get(&name).filter(|_| !visited.contains(&name)) {
            visited.push(name);
            add_names(components, target, visited, names);
        }
        return;
    }
    names.extend(schema.members("properties").map(|(name, _)| SmolStr::new(name)));
    for part in PARTS.iter().flat_map(|key| schema.items(key)) {
        add_names(components, part, visited, names);
    }
}

/// Returns a schema with the overrides applied to each part that describes one of these properties.
/// Parts without them stay as they are. Properties that no part describes are added.
pub(super) fn overridden(components: &Node, schema: &Node, overrides: &Map) -> Node {
    let mut schema = schema.clone();
    override_parts(components, &mut schema, overrides, &mut Vec::new());
    let known = property_names(components, &schema);
    let is_added = |(name, value): &(&SmolStr, &Node)| !value.is_null() && !known.contains(*name);
    let added: Vec<(&SmolStr, &Node)> = overrides.iter().filter(is_added).collect();
    if !added.is_empty() {
        let mut properties = schema.get("properties").and_then(Node::as_object).cloned();
        let all = properties.get_or_insert_default();
        all.extend(added.into_iter().map(|(name, value)| (name.clone(), value.clone())));
        let at = schema.at;
        schema.insert(
            "properties",
            Node::new(at, Kind::Object(properties.unwrap_or_default())),
        );
    }
    schema
}

fn override_parts(components: &Node, schema: &mut Node, overrides: &Map, inside: &mut Vec<String>) {
    if let Some(name) = schema.get_str("$ref").and_then(schema_name) {
        let has_any = |target: &&Node| {
            let names = property_names(components, target);
            names.iter().any(|name| overrides.contains_key(name))
        };
        if let Some(target) = components.get(&name).filter(has_any)
            && !inside.contains(&name)
        {
            *schema = target.clone();
            inside.push(name);
            override_parts(components, schema, overrides, inside);
            inside.pop();
        }
        return;
    }
    if let Some(properties) = schema.get_mut("properties").and_then(Node::as_object_mut) {
        for (name, value) in overrides.iter().filter(|(_, value)| !value.is_null()) {
            if let Some(property) = properties.get_mut(name) {
                *property = value.clone();
            }
        }
        properties.retain(|name, _| !overrides.get(name).is_some_and(Node::is_null));
    }
    if let Some(Kind::Array(required)) = schema.get_mut("required").map(|node| &mut node.kind) {
        required.retain(|name| name.as_str().is_none_or(|name| !overrides.contains_key(name)));
    }
    if schema.get("required").is_some() && schema.items("required").is_empty() {
        schema.remove("required");
    }
    for key in PARTS {
        let parts = schema.get_mut(key).map(|node| &mut node.kind);
        if let Some(Kind::Array(parts)) = parts {
            for part in parts {
                override_parts(components, part, overrides, inside);
            }
        }
    }
}
