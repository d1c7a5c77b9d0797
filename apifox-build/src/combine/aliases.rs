//! Components that are other names of components.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::component_of;
use super::single_part::lift_only_part;
use crate::grammar::{self, Shape};
use crate::node::{Map, Node};
use crate::reference::{mapped_name, schema_name, schema_ref};

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

/// Replaces another name of an alternative in a mapping by the name that the choice lists.
pub(super) fn name_mapped(root: &mut Node, components: &mut Map) {
    let aliases = Aliases::of(components);
    let mut rewrite = |node: &mut Node, shape: Shape| {
        if shape == Shape::Schema {
            name_mapped_in(node, &aliases);
        }
    };
    grammar::walk(root, Shape::Document, &mut rewrite);
    for schema in components.values_mut() {
        grammar::walk(schema, Shape::Schema, &mut rewrite);
    }
}

fn name_mapped_in(schema: &mut Node, aliases: &Aliases) {
    let alternatives = ["oneOf", "anyOf"].iter().flat_map(|key| schema.items(key));
    let listed: BTreeSet<String> = alternatives.filter_map(component_of).collect();
    let mapping = schema.get_mut("discriminator").and_then(|node| node.get_mut("mapping"));
    for target in mapping
        .and_then(Node::as_object_mut)
        .into_iter()
        .flat_map(Map::values_mut)
    {
        let Some(name) = target.as_str().map(mapped_name) else {
            continue;
        };
        let original = aliases.names(name.clone()).pop();
        let is_same = |other: &&String| aliases.names((*other).clone()).pop() == original;
        let mut same = listed.iter().filter(is_same);
        if !listed.contains(&name)
            && let (Some(other), None) = (same.next(), same.next())
        {
            *target = Node::string(target.at, schema_ref(other));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    #[test]
    fn a_mapping_may_use_another_name_of_an_alternative() {
        for (listed, mapped) in [("", "Alias"), ("Alias", ""), ("", "")] {
            let page = format!(
                "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
                 {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Root'}}}}}}}}\n\
                 components:\n  schemas:\n    Root:\n      oneOf: [{{$ref: '#/components/schemas/{listed}A'}}, {{$ref: '#/components/schemas/{listed}B'}}]\n      \
                 discriminator: {{propertyName: kind, mapping: {{a: '#/components/schemas/{mapped}A', b: {mapped}B}}}}\n    \
                 AliasA: {{$ref: '#/components/schemas/A'}}\n    AliasB: {{allOf: [{{$ref: '#/components/schemas/B'}}]}}\n    \
                 A: {{type: object, required: [kind], properties: {{kind: {{type: string}}, v: {{type: integer}}}}}}\n    \
                 B: {{type: object, required: [kind], properties: {{kind: {{type: string}}, v: {{type: boolean}}}}}}\n"
            );
            let report = Config::new().page_text("page.yaml", page).generate();
            assert_eq!(report.findings().len(), 0, "{:#?}", report.findings());
            let code = report.code().unwrap();
            assert!(code.contains("= \"a\"") && code.contains("= \"b\""), "{code}");
        }
    }
}
