//! How components use each other.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::aliases::Aliases;
use super::is_unrestricted;
use crate::grammar::{self, Holds, Shape};
use crate::graph::{Dependencies, prune_leaves};
use crate::node::{Kind, Map, Node};
use crate::reference::schema_name;

/// The components that need care where they are used.
#[derive(Debug)]
pub(super) struct Uses {
    /// Those that contain themselves, or one that does.
    pub(super) recursive: BTreeSet<String>,
    /// Those that are only parts of an `allOf` with other parts.
    pub(super) only_parts: BTreeSet<String>,
}

impl Uses {
    pub(super) fn new(root: &mut Node, components: &mut Map) -> Self {
        Self {
            recursive: recursive(components),
            only_parts: only_parts(root, components),
        }
    }
}

fn recursive(components: &Map) -> BTreeSet<String> {
    let mut targets: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (name, schema) in components {
        add_referred(schema, false, targets.entry(name).or_default());
    }
    let known = |name: &&String| targets.contains_key(name.as_str());
    let dependencies: Dependencies<'_> = targets
        .iter()
        .map(|(name, targets)| (*name, targets.iter().filter(known).map(String::as_str).collect()))
        .collect();
    prune_leaves(dependencies).into_keys().map(str::to_owned).collect()
}

/// The numbers of references to a component.
#[derive(Debug, Default)]
struct Count {
    all: usize,
    /// Those among the parts of an `allOf` with other parts.
    parts: usize,
    /// Those among the alternatives of a choice.
    alternatives: usize,
}

fn only_parts(root: &mut Node, components: &mut Map) -> BTreeSet<String> {
    let aliases = Aliases::of(components);
    let mut uses: BTreeMap<String, Count> = BTreeMap::new();
    let mut count = |node: &mut Node, shape: Shape| {
        if shape != Shape::Schema {
            return;
        }
        let mut add = |name: String, count: fn(&mut Count) -> &mut usize| {
            for name in aliases.names(name) {
                *count(uses.entry(name).or_default()) += 1;
            }
        };
        if let Some(name) = node.get_str("$ref").and_then(schema_name) {
            add(name, |count| &mut count.all);
        }
        for name in bases(node) {
            add(name, |count| &mut count.parts);
        }
        let alternatives = ["oneOf", "anyOf"].iter().flat_map(|key| node.items(key));
        for name in alternatives.filter_map(base) {
            add(name, |count| &mut count.alternatives);
        }
    };
    grammar::walk(root, Shape::Document, &mut count);
    for (_, schema) in components.iter_mut().filter(|(name, _)| !aliases.contains(name)) {
        grammar::walk(schema, Shape::Schema, &mut count);
    }
    let is_part = |(name, schema): &(&SmolStr, &Node)| {
        let Some(count) = uses.get(name.as_str()) else {
            return is_unrestricted(schema); // nothing refers to it that a type is generated from
        };
        // Alternatives that only require names may stand beside the properties.
        count.all == count.parts || is_unrestricted(schema) && count.all <= count.parts + count.alternatives
    };
    let only = components.iter().filter(is_part);
    only.map(|(name, _)| name.to_string()).collect()
}

/// The components that are parts of a schema which other parts describe, too.
fn bases(schema: &Node) -> Vec<String> {
    let is_described = ["properties", "oneOf", "anyOf"]
        .iter()
        .any(|key| schema.get(key).is_some());
    let parts = schema.items("allOf");
    let restricting = parts.iter().filter(|part| !is_unrestricted(part)).count();
    if restricting > 1 || is_described {
        parts.iter().filter_map(base).collect()
    } else {
        Vec::new()
    }
}

/// The component that a part is, also by an `allOf` of its own. That of several parts has bases of
/// its own.
fn base(part: &Node) -> Option<String> {
    match part.items("allOf") {
        [only] if bases(part).is_empty() => base(only),
        _ => part.get_str("$ref").and_then(schema_name),
    }
}

/// The components that are referred to, other than by components that extend them.
pub(super) fn referred(root: &mut Node, components: &Map) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        let target = node.get_str("$ref").filter(|_| shape == Shape::Schema);
        found.extend(target.and_then(schema_name));
    });
    for schema in components.values() {
        add_referred(schema, true, &mut found);
    }
    found
}

fn add_referred(schema: &Node, extends: bool, found: &mut BTreeSet<String>) {
    found.extend(schema.get_str("$ref").and_then(schema_name));
    for (key, member) in schema.as_object().into_iter().flatten() {
        match (Shape::Schema.member(key), &member.kind) {
            (Holds::One(Shape::Schema), _) => add_referred(member, false, found),
            (Holds::List(Shape::Schema), Kind::Array(parts)) => {
                let is_base = |part: &&Node| extends && key == "allOf" && part.get("$ref").is_some();
                for part in parts.iter().filter(|part| !is_base(part)) {
                    add_referred(part, extends && key == "allOf", found);
                }
            }
            (Holds::Named(Shape::Schema), Kind::Object(named)) => {
                named.values().for_each(|value| add_referred(value, false, found));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    fn findings(schemas: &str) -> Vec<String> {
        let page = format!(
            "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
             {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Root'}}}}}}}}\n\
             components:\n  schemas:\n{schemas}"
        );
        let report = Config::new().page_text("page.yaml", page).generate();
        report
            .findings()
            .iter()
            .map(|finding| finding.message.clone())
            .collect()
    }

    #[test]
    fn what_a_base_requires_may_be_described_by_what_extends_it() {
        let base = "    Base: {type: object, required: [id], properties: {created: {type: string}}}\n";
        let extends = "    Root: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {id: {type: string}}}]}\n";
        assert_eq!(findings(&format!("{extends}{base}")), Vec::<String>::new());
        let uses = "    Root: {type: object, properties: {base: {$ref: '#/components/schemas/Base'}}}\n";
        assert_eq!(findings(&format!("{uses}{base}")).len(), 1);
        for within in [
            "    Root: {allOf: [{allOf: [{$ref: '#/components/schemas/Base'}]}, {type: object, properties: {id: {type: string}}}]}\n",
            "    Root: {allOf: [{$ref: '#/components/schemas/Base'}], oneOf: [{type: object, required: [a], properties: {id: {type: string}, a: {type: string}}}, \
             {type: object, required: [b], properties: {id: {type: string}, b: {type: string}}}]}\n",
        ] {
            assert_eq!(findings(&format!("{within}{base}")), Vec::<String>::new());
        }
        let root = "    Root: {allOf: [{$ref: '#/components/schemas/Alias'}, {type: object, properties: {id: {type: string}}}]}\n";
        let alias = "    Alias: {allOf: [{$ref: '#/components/schemas/Base'}]}\n";
        assert_eq!(findings(&format!("{root}{alias}{base}")), Vec::<String>::new());
        let neither = "    Root: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {key: {type: string}}}]}\n";
        assert_eq!(findings(&format!("{neither}{base}")).len(), 1);
    }
}
