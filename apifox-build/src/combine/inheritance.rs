//! Inheritance: a base with a `discriminator`, which other components extend by `allOf`. A
//! reference to the base means one of the components that extend it, or the base itself; as a part
//! of an `allOf` the base is its own properties.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::parts::{WHOLE, with_common};
use super::single_part::lift_only_part;
use super::{Combiner, further_members};
use crate::node::{Kind, Map, Node};
use crate::reference::{mapped_name, schema_name, schema_ref};
use crate::structure::{WORD, structure};

/// The key, in a discriminator, of the component that matches values without a known discriminator.
pub(super) const FALLBACK: &str = "fallback";

/// Replaces each base by the union, and moves the base's own properties into a component beside it.
/// Returns the names of these components by the name of the base.
pub(super) fn unite(components: &mut Map, referred: &BTreeSet<String>) -> BTreeMap<String, String> {
    components.values_mut().for_each(lift_discriminator);
    extend_by_nothing(components);
    let extended = extended(components, referred);
    let mut base_names: BTreeMap<String, String> = BTreeMap::new();
    for name in extended.keys() {
        let numbered = (2..).map(|number| format!("{name} base {number}"));
        let mut names = std::iter::once(format!("{name} base")).chain(numbered);
        let free = names
            .find(|candidate| !components.contains_key(candidate) && base_names.values().all(|own| own != candidate));
        base_names.extend(free.map(|own| (name.clone(), own)));
    }
    let mut made = Map::new();
    for (name, children) in &extended {
        let (Some(base), Some(own)) = (components.get(name), base_names.get(name)) else {
            continue;
        };
        let mut discriminator = discriminator(components, name).cloned().unwrap_or_default();
        let has_open_child = has_open_child(components, children, &discriminator);
        if !is_base(base) {
            // As one of the alternatives, the base matches what matches none of the others.
            retain_mapped(&mut discriminator, |target| mapped_name(target) != *name);
        }
        // A base that extends this one may divide its values further: by the same property, or as a
        // union by a property of its own.
        let mut names = base_names.clone();
        for (child, extension) in children
            .iter()
            .filter_map(|child| Some((child, components.get(child)?)))
        {
            if is_base(extension) && extended.contains_key(child) && !add_mapping(&mut discriminator, extension) {
                names.remove(child);
            }
        }
        let mut content = base.clone();
        content.remove("discriminator");
        content.remove("nullable");
        made.insert(own.clone(), content);
        let described = Described::of(components, name, base);
        let incomplete: BTreeMap<&String, bool> = children
            .iter()
            .filter_map(|child| Some((child, components.get(child)?)))
            .filter(|(_, schema)| described.is_lacking(components, schema))
            .map(|(child, schema)| (child, is_free(schema)))
            .collect();
        let fallback = if has_open_child {
            let at = base.at;
            let mut open = with_common(&Node::object(at, []), Node::reference(at, &schema_ref(own)));
            open.insert("additionalProperties", Node::object(at, []));
            open.insert(WORD, Node::string(at, "other"));
            open
        } else {
            Node::reference(base.at, &schema_ref(own))
        };
        made.insert(
            name.clone(),
            union((base, discriminator), own, (children, &incomplete), &names, fallback),
        );
    }
    components.extend(made);
    base_names
}

/// Moves a discriminator out of the only part of an `allOf` that has one: it distinguishes the
/// components that extend the whole.
fn lift_discriminator(schema: &mut Node) {
    let has_choice = |node: &Node| node.get("oneOf").is_some() || node.get("anyOf").is_some();
    if schema.get("discriminator").is_some() || has_choice(schema) {
        return;
    }
    let Some(Kind::Array(parts)) = schema.get_mut("allOf").map(|node| &mut node.kind) else {
        return;
    };
    let mut declaring = parts.iter_mut().filter(|part| part.get("discriminator").is_some());
    let (Some(part), None) = (declaring.next(), declaring.next()) else {
        return;
    };
    if part.get("$ref").is_none()
        && !has_choice(part)
        && let Some(discriminator) = part.remove("discriminator")
    {
        schema.insert("discriminator", discriminator);
    }
}

/// What a base describes, with the schemas that it extends.
struct Described<'a> {
    base: &'a str,
    properties: BTreeMap<&'a str, &'a Node>,
    /// Whether it describes further members.
    is_open: bool,
}

impl<'a> Described<'a> {
    fn of(components: &'a Map, base: &'a str, schema: &'a Node) -> Self {
        let extended = ancestors(components, schema);
        let mut all = extended.iter().filter_map(|name| components.get(name)).chain([schema]);
        Self {
            base,
            properties: described(components, schema),
            is_open: all.any(is_open),
        }
    }

    /// Whether a component that the mapping names does not extend the base, and does not describe
    /// all that the base describes.
    fn is_lacking(&self, components: &Map, child: &Node) -> bool {
        if child.get_str("type").is_some_and(|name| name != "object")
            || ancestors(components, child).iter().any(|name| name == self.base)
        {
            return false;
        }
        let own = described(components, child);
        let is_scalar = |node: &Node| matches!(node.get_str("type"), Some("string" | "integer" | "number" | "boolean"));
        // What only one of two objects or arrays describes would be lost.
        let is_complete = |(name, property): (&&str, &&Node)| {
            own.get(name)
                .is_some_and(|own| structure(own) == structure(property) || is_scalar(own) && is_scalar(property))
        };
        self.is_open || !self.properties.iter().all(is_complete)
    }
}

/// The properties that a schema describes, with those of the schemas that it extends.
fn described<'a>(components: &'a Map, schema: &'a Node) -> BTreeMap<&'a str, &'a Node> {
    let mut found = BTreeMap::new();
    for ancestor in ancestors(components, schema) {
        if let Some(ancestor) = components.get(&ancestor) {
            add_described(ancestor, &mut found);
        }
    }
    add_described(schema, &mut found);
    found
}

/// Adds the properties that a schema itself describes, with those of the parts of its `allOf`.
fn add_described<'a>(schema: &'a Node, found: &mut BTreeMap<&'a str, &'a Node>) {
    found.extend(schema.members("properties"));
    for part in schema.items("allOf") {
        add_described(part, found);
    }
}

/// Whether a component that describes further members extends a base whose mapping names others
/// only: a value that the mapping does not name may be such a component, and have any members.
fn has_open_child(components: &Map, children: &BTreeSet<String>, discriminator: &Node) -> bool {
    let mapped: BTreeSet<String> = targets(discriminator).collect();
    let mut unmapped = children.iter().filter(|child| !mapped.contains(*child));
    !mapped.is_empty() && unmapped.any(|child| components.get(child).is_some_and(is_open))
}

/// Whether a schema, or a part of it, describes further members.
fn is_open(schema: &Node) -> bool {
    let mut parts = schema.items("allOf").iter().chain([schema]);
    parts.any(|part| further_members(part).is_some())
}

/// Whether a schema is an object of any members.
fn is_free(schema: &Node) -> bool {
    const DESCRIBING: [&str; 7] = [
        "$ref", "allOf", "anyOf", "oneOf", "properties", "additionalProperties", "items",
    ];
    schema.get_str("type").is_none_or(|name| name == "object") && DESCRIBING.iter().all(|key| schema.get(key).is_none())
}

/// The union of the children, and the base's own properties for other values. The properties of the
/// base are added to incomplete children, which may be objects of any members.
fn union(
    (base, mut discriminator): (&Node, Node),
    own: &str,
    (children, incomplete): (&BTreeSet<String>, &BTreeMap<&String, bool>),
    base_names: &BTreeMap<String, String>,
    fallback: Node,
) -> Node {
    let at = base.at;
    let itself = |name: &String| base_names.get(name).unwrap_or(name).clone();
    point_at_own(&mut discriminator, base_names);
    discriminator.insert(FALLBACK, Node::string(at, own));
    let reference = |name: &str| Node::reference(at, &schema_ref(name));
    let children = children.iter().map(|child| (incomplete.get(child), itself(child)));
    let children = children.filter(|(_, name)| name != own);
    let alternatives = children.map(|(incomplete, name)| match incomplete {
        None => reference(&name),
        Some(is_free) => {
            let mut both = with_common(&reference(own), reference(&name));
            if *is_free {
                both.insert("additionalProperties", Node::object(at, []));
            }
            both
        }
    });
    let alternatives = alternatives.chain([fallback]).collect();
    let alternatives = Node::new(at, Kind::Array(alternatives));
    let mut union = Node::object(at, [("oneOf", alternatives), ("discriminator", discriminator)]);
    for key in ["description", "nullable", "deprecated"] {
        if let Some(value) = base.get(key) {
            union.insert(key, value.clone());
        }
    }
    union
}

/// Whether a component itself declares the property that distinguishes the components that extend
/// it, and has no other choice.
fn is_base(schema: &Node) -> bool {
    let tag = schema
        .get("discriminator")
        .and_then(|node| node.get_str("propertyName"));
    tag.is_some() && ["oneOf", "anyOf"].iter().all(|key| schema.get(key).is_none())
}

/// Returns what distinguishes the components that extend this one: its own discriminator, or that
/// of the nearest base that it extends.
fn discriminator<'a>(components: &'a Map, name: &str) -> Option<&'a Node> {
    let schema = components.get(name)?;
    if is_base(schema) {
        return schema.get("discriminator");
    }
    if ["oneOf", "anyOf"].iter().any(|key| schema.get(key).is_some()) {
        return None;
    }
    let bases = ancestors(components, schema).into_iter().filter(|base| base != name);
    let mut bases = bases.filter_map(|base| components.get(&base));
    bases.find(|base| is_base(base))?.get("discriminator")
}

/// Lets a mapping name the components with the bases' own properties instead of the bases.
pub(super) fn point_at_own(discriminator: &mut Node, base_names: &BTreeMap<String, String>) {
    if let Some(mapping) = discriminator.get_mut("mapping").and_then(Node::as_object_mut) {
        for target in mapping.values_mut() {
            let name = target.as_str().map(mapped_name).unwrap_or_default();
            *target = Node::string(target.at, schema_ref(base_names.get(&name).unwrap_or(&name)));
        }
    }
}

/// Keeps the values of a mapping that name some components.
fn retain_mapped(discriminator: &mut Node, is_kept: impl Fn(&str) -> bool) {
    if let Some(mapping) = discriminator.get_mut("mapping").and_then(Node::as_object_mut) {
        mapping.retain(|_, target| target.as_str().is_none_or(&is_kept));
    }
}

/// Adds the values that another base has for the components that extend it. Returns whether the
/// same property distinguishes both.
fn add_mapping(discriminator: &mut Node, base: &Node) -> bool {
    let Some(other) = base.get("discriminator") else {
        return false;
    };
    if other.get_str("propertyName") != discriminator.get_str("propertyName") {
        return false;
    }
    let own = discriminator.get("mapping").and_then(Node::as_object);
    let mut mapping = own.cloned().unwrap_or_default();
    for (value, target) in other.members("mapping") {
        mapping.entry(value.into()).or_insert_with(|| target.clone());
    }
    if !mapping.is_empty() {
        discriminator.insert("mapping", Node::new(other.at, Kind::Object(mapping)));
    }
    true
}

/// Rewrites aliases in mappings. A component that is only an `allOf` of another one is an alias of
/// it; where a mapping names it, it extends the other one by nothing.
fn extend_by_nothing(components: &mut Map) {
    let bases = components.values().filter(|schema| is_base(schema));
    let mapped: BTreeSet<String> = bases.flat_map(mapped).collect();
    for (name, schema) in components.iter_mut() {
        if mapped.contains(name.as_str()) && is_alias(schema) {
            let at = schema.at;
            let nothing = Node::object(at, [("type", Node::string(at, "object"))]);
            if let Some(Kind::Array(parts)) = schema.get_mut("allOf").map(|node| &mut node.kind) {
                parts.push(nothing);
            }
        }
    }
}

fn is_alias(schema: &Node) -> bool {
    let mut only = schema.clone();
    lift_only_part(&mut only);
    schema.get("allOf").is_some() && only.get("$ref").is_some()
}

/// The bases, each with all components that extend it directly or indirectly, or that its mapping
/// names. A component that extends a base and is itself extended is a base too, if it is referred
/// to.
fn extended(components: &Map, referred: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<String>> {
    let has_children = |name: &str| {
        let Some(schema) = components.get(name) else {
            return false;
        };
        let inherits = || !is_alias(schema) && discriminator(components, name).is_some();
        is_base(schema) || referred.contains(name) && inherits()
    };
    let mut extended: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, schema) in components.iter().filter(|(_, schema)| !is_alias(schema)) {
        for base in ancestors(components, schema) {
            if base != *name && has_children(&base) {
                extended.entry(base).or_default().insert(name.to_string());
            }
        }
    }
    for (name, schema) in components.iter().filter(|(_, schema)| is_base(schema)) {
        let known: BTreeSet<String> = mapped(schema)
            .filter(|target| components.contains_key(target) && *target != *name)
            .collect();
        if !known.is_empty() {
            extended.entry(name.to_string()).or_default().extend(known);
        }
    }
    extended
}

/// The components that the mapping of a base names.
fn mapped(base: &Node) -> impl Iterator<Item = String> {
    base.get("discriminator").into_iter().flat_map(targets)
}

fn targets(discriminator: &Node) -> impl Iterator<Item = String> {
    let targets = discriminator
        .members("mapping")
        .filter_map(|(_, target)| target.as_str());
    targets.map(mapped_name)
}

/// The components that a schema extends, the nearest first.
fn ancestors(components: &Map, schema: &Node) -> Vec<String> {
    ancestors_by(schema, |name| components.get(name))
}

/// The components that a schema extends, the nearest first, where `schema_of` returns a component.
pub(super) fn ancestors_by<'a>(schema: &'a Node, schema_of: impl Fn(&str) -> Option<&'a Node>) -> Vec<String> {
    let mut found = Vec::new();
    let mut queue: VecDeque<&Node> = schema.items("allOf").iter().collect();
    while let Some(part) = queue.pop_front() {
        queue.extend(part.items("allOf"));
        if let Some(name) = part.get_str("$ref").and_then(schema_name)
            && let Some(target) = schema_of(&name)
            && !found.contains(&name)
        {
            found.push(name);
            queue.push_back(target);
        }
    }
    found
}

impl Combiner<'_> {
    /// Returns the target of a reference as a part of an `allOf`: of a base its own properties,
    /// unless the part is a [`whole`] one.
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
            target.is_some_and(|(_, target)| ancestors(&self.components, target).iter().any(|base| base == name))
        })
    }

    /// The name of a component in the page.
    pub(super) fn documented_name(&self, component: &str) -> String {
        let mut bases = self.bases.iter();
        let base = bases.find_map(|(name, own)| (own == component).then_some(name));
        base.map_or(component, String::as_str).to_owned()
    }
}
