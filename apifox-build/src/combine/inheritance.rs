//! Inheritance: a base with a `discriminator`, which other components extend by `allOf`. A reference to the base is one of those that
//! extend it, or the base itself; as a part of an `allOf` the base is its own members.

use std::collections::{BTreeMap, BTreeSet};

use super::Combiner;
use crate::node::{Kind, Map, Node};
use crate::reference::{mapped_name, schema_name, schema_ref};

/// The key, in a discriminator, of the component that takes what no tag names.
pub(super) const FALLBACK: &str = "fallback";

/// The key of a reference that means all that extend its target, though it is a part of an `allOf`.
pub(super) const WHOLE: &str = "whole";

/// A part of an `allOf` that the page does not have: what stood there was no extension of a base.
pub(super) fn whole(mut part: Node) -> Node {
    if part.get("$ref").is_some() {
        part.insert(WHOLE, Node::new(part.at, Kind::Bool(true)));
    }
    part
}

/// Puts the union in the place of each base, and the base's own members into a component beside it; the names of these, by the name of
/// the base.
pub(super) fn unite(components: &mut Map) -> BTreeMap<String, String> {
    let extended = extended(components);
    let mut own_names: BTreeMap<String, String> = BTreeMap::new();
    for name in extended.keys() {
        let numbered = (2..).map(|number| format!("{name} base {number}"));
        let mut names = std::iter::once(format!("{name} base")).chain(numbered);
        let free = names.find(|wanted| !components.contains_key(wanted) && own_names.values().all(|own| own != wanted));
        own_names.extend(free.map(|own| (name.clone(), own)));
    }
    let mut made = Map::new();
    for (name, children) in &extended {
        let (Some(base), Some(own)) = (components.get(name), own_names.get(name)) else {
            continue;
        };
        let mut content = base.clone();
        content.remove("discriminator");
        content.remove("nullable");
        made.insert(own.clone(), content);
        made.insert(name.clone(), union(base, own, children, &own_names));
    }
    components.extend(made);
    own_names
}

/// The children, and the base's own members where none of them is meant.
fn union(base: &Node, own: &str, children: &BTreeSet<String>, own_names: &BTreeMap<String, String>) -> Node {
    let at = base.at;
    let itself = |name: &String| own_names.get(name).unwrap_or(name).clone();
    let mut discriminator = base.get("discriminator").cloned().unwrap_or_default();
    if let Some(mapping) = discriminator.get_mut("mapping").and_then(Node::as_object_mut) {
        for target in mapping.values_mut() {
            let name = target.as_str().map(mapped_name);
            *target = Node::string(target.at, schema_ref(&name.iter().map(itself).collect::<String>()));
        }
    }
    discriminator.insert(FALLBACK, Node::string(at, own));
    let names = children.iter().map(itself).filter(|name| name != own);
    let references = names
        .chain([own.to_owned()])
        .map(|name| Node::reference(at, &schema_ref(&name)));
    let alternatives = Node::new(at, Kind::Array(references.collect()));
    let mut union = Node::object(at, [("oneOf", alternatives), ("discriminator", discriminator)]);
    for key in ["description", "nullable", "deprecated"] {
        if let Some(value) = base.get(key) {
            union.insert(key, value.clone());
        }
    }
    union
}

/// The bases, each with all components that extend it, be it by way of others, or that its mapping names.
fn extended(components: &Map) -> BTreeMap<String, BTreeSet<String>> {
    let is_base = |schema: &Node| {
        let tag = schema
            .get("discriminator")
            .and_then(|node| node.get_str("propertyName"));
        tag.is_some() && ["oneOf", "anyOf"].iter().all(|key| schema.get(key).is_none())
    };
    let mut extended: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, schema) in components {
        for base in ancestors(components, schema) {
            if base != *name && components.get(&base).is_some_and(is_base) {
                extended.entry(base).or_default().insert(name.to_string());
            }
        }
    }
    for (name, schema) in components.iter().filter(|(_, schema)| is_base(schema)) {
        let mapping = schema
            .get("discriminator")
            .into_iter()
            .flat_map(|node| node.members("mapping"));
        let targets = mapping.filter_map(|(_, target)| target.as_str());
        let targets = targets.map(mapped_name);
        let known: BTreeSet<String> = targets
            .filter(|target| components.contains_key(target) && *target != *name)
            .collect();
        if !known.is_empty() {
            extended.entry(name.to_string()).or_default().extend(known);
        }
    }
    extended
}

/// The components that a schema extends.
fn ancestors(components: &Map, schema: &Node) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut queue: Vec<&Node> = schema.items("allOf").iter().collect();
    while let Some(part) = queue.pop() {
        queue.extend(part.items("allOf"));
        if let Some(name) = part.get_str("$ref").and_then(schema_name)
            && let Some(target) = components.get(&name)
            && found.insert(name)
        {
            queue.push(target);
        }
    }
    found
}

impl Combiner<'_> {
    /// What a reference means as a part of an `allOf`: of a base, its own members, unless the part is a [`whole`] one.
    pub(super) fn part_target(&self, part: &Node) -> Option<(String, Node)> {
        let (name, target) = self.target(part)?;
        match self.bases.get(&name).filter(|_| !part.is_true(WHOLE)) {
            Some(own) => Some((own.clone(), self.components.get(own)?.clone())),
            None => Some((name, target.clone())),
        }
    }

    /// Whether an alternative of this component extends the component itself.
    pub(super) fn is_extended_by_its_alternatives(&self, name: &str) -> bool {
        let Some(schema) = self.components.get(name) else {
            return false;
        };
        let mut alternatives = ["oneOf", "anyOf"].iter().flat_map(|key| schema.items(key));
        alternatives.any(|node| {
            let target = self.target(node);
            target.is_some_and(|(_, target)| ancestors(&self.components, target).contains(name))
        })
    }

    /// The name by which a page knows a component.
    pub(super) fn documented_name(&self, component: &str) -> String {
        let mut bases = self.bases.iter();
        let base = bases.find_map(|(name, own)| (own == component).then_some(name));
        base.map_or(component, String::as_str).to_owned()
    }
}
