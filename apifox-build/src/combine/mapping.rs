//! The `mapping` of discriminators: its entries are references to alternatives, by the names that the
//! choice lists.

use std::collections::BTreeSet;

use super::aliases::Aliases;
use super::parts::component_of;
use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::node::{Map, Node};
use crate::reference::{mapped_name, schema_ref};

/// Rewrites entries that are other names of alternatives, or other references to components. An
/// entry that names no component is left out.
pub(super) fn settle(root: &mut Node, components: &mut Map, findings: &mut Findings) {
    let mut mappings = Mappings {
        aliases: Aliases::of(components),
        names: components.keys().map(ToString::to_string).collect(),
        findings,
    };
    let mut settle = |node: &mut Node, shape: Shape| {
        if shape == Shape::Schema {
            mappings.settle(node);
        }
    };
    grammar::walk(root, Shape::Document, &mut settle);
    for schema in components.values_mut() {
        grammar::walk(schema, Shape::Schema, &mut settle);
    }
}

struct Mappings<'a> {
    aliases: Aliases,
    /// The names of all components.
    names: BTreeSet<String>,
    findings: &'a mut Findings,
}

impl Mappings<'_> {
    fn settle(&mut self, schema: &mut Node) {
        let alternatives = ["oneOf", "anyOf"].iter().flat_map(|key| schema.items(key));
        let listed: BTreeSet<String> = alternatives.filter_map(component_of).collect();
        let Some(discriminator) = schema.get_mut("discriminator") else {
            return;
        };
        if let Some(other) = discriminator
            .get("mapping")
            .filter(|mapping| mapping.as_object().is_none())
        {
            let message = format!(
                "`mapping` is {}, where an object belongs; it is left out",
                other.kind.name()
            );
            let hint = "write an object with a reference for each value of the property";
            self.findings.lossy(other.at, "wrong-kind", message, hint);
            discriminator.remove("mapping");
        }
        let Some(mapping) = discriminator.get_mut("mapping").and_then(Node::as_object_mut) else {
            return;
        };
        mapping.retain(|value, entry| {
            let known = self.component(value, entry);
            if let Some(name) = &known {
                let name = self.listed(name, &listed);
                *entry = Node::string(entry.at, schema_ref(name));
            }
            known.is_some()
        });
    }

    /// Returns the component that an entry names.
    fn component(&mut self, value: &str, entry: &Node) -> Option<String> {
        if let Some(name) = entry.as_str().map(mapped_name).filter(|name| self.names.contains(name)) {
            return Some(name);
        }
        let text = entry.as_str().or(entry.get_str("$ref")).unwrap_or_default();
        let last = text.rsplit(['/', '#']).next().unwrap_or_default();
        let candidates = [mapped_name(text), last.to_owned(), without_ending(last).to_owned()];
        let found = candidates.into_iter().find(|name| self.names.contains(name));
        if let Some(name) = &found {
            let message =
                format!("the mapping of `{value}` is not a reference to a component; it is read as one to `{name}`");
            let hint = format!("write '{}'", schema_ref(name));
            self.findings.repaired(entry.at, "unusual-reference", message, hint);
        } else {
            let message = format!("the mapping of `{value}` names no component; it is left out");
            let hint = "write a reference to the component by an overlay";
            self.findings.lossy(entry.at, "unusual-reference", message, hint);
        }
        found
    }

    /// Returns the name by which a choice lists a component.
    fn listed<'n>(&self, name: &'n String, listed: &'n BTreeSet<String>) -> &'n String {
        let original = |name: &String| self.aliases.names(name.clone()).pop();
        let mut same = listed.iter().filter(|other| original(other) == original(name));
        match (listed.contains(name), same.next(), same.next()) {
            (false, Some(other), None) => other,
            _ => name,
        }
    }
}

/// A file name without its ending.
fn without_ending(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use crate::{Config, Report};

    fn generated(listed: &str, [a, b]: [&str; 2]) -> Report {
        let page = format!(
            "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200': \
             {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Root'}}}}}}}}\n\
             components:\n  schemas:\n    Root:\n      oneOf: [{{$ref: '#/components/schemas/{listed}A'}}, {{$ref: '#/components/schemas/{listed}B'}}]\n      \
             discriminator: {{propertyName: kind, mapping: {{a: {a}, b: {b}}}}}\n    \
             AliasA: {{$ref: '#/components/schemas/A'}}\n    AliasB: {{allOf: [{{$ref: '#/components/schemas/B'}}]}}\n    \
             A: {{type: object, required: [kind], properties: {{kind: {{type: string}}, v: {{type: integer}}}}}}\n    \
             B: {{type: object, required: [kind], properties: {{kind: {{type: string}}, v: {{type: boolean}}}}}}\n"
        );
        Config::new().page_text("page.yaml", page).generate()
    }

    #[test]
    fn a_mapping_may_use_another_name_of_an_alternative() {
        for (listed, mapped) in [
            ("", ["'#/components/schemas/AliasA'", "AliasB"]),
            ("Alias", ["'#/components/schemas/A'", "B"]),
            ("", ["A", "B"]),
        ] {
            let report = generated(listed, mapped);
            assert_eq!(report.findings().len(), 0, "{:#?}", report.findings());
            let code = report.code().unwrap();
            assert!(code.contains("= \"a\"") && code.contains("= \"b\""), "{code}");
        }
    }

    #[test]
    fn an_entry_that_is_no_reference_to_a_component_is_reported() {
        let report = generated("", ["'#/definitions/A'", "./B.json"]);
        let codes: Vec<&str> = report.findings().iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["unusual-reference"; 2]);
        assert!(report.code().unwrap().contains("= \"b\""));
        let report = generated("", ["nowhere", "{$ref: '#/components/schemas/B'}"]);
        let codes: Vec<&str> = report.findings().iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["unusual-reference"; 2]);
        let code = report.code().unwrap();
        assert!(code.contains("= \"A\"") && code.contains("= \"b\""), "{code}");
    }
}
