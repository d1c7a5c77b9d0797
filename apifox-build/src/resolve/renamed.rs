//! Renaming of a component in its page, with everything that refers to it.

use smol_str::SmolStr;

use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::node::{Kind, Map, Node};
use crate::reference::{mapped_name, schema_name, schema_ref};

/// Renames a component: references to it, and mappings of discriminators. Its old name stays the
/// value that identifies it for a discriminator without a mapping.
pub(super) fn rename(root: &mut Node, old: &str, new: &str, findings: &mut Findings) {
    let Some(components) = root.get_mut("components").and_then(|node| node.get_mut("schemas")) else {
        return;
    };
    let mut bases = Vec::new();
    if let Some(schema) = components.remove(old) {
        let message =
            format!("the component `{old}` of this page differs from that of other pages; here it is called `{new}`");
        findings.note(
            schema.at,
            "overlapping-pages",
            message,
            "rename it by an overlay (`title`), or fix the page that is wrong",
        );
        let parts = schema.items("allOf").iter();
        bases.extend(parts.filter_map(|part| schema_name(part.get_str("$ref")?)));
        components.insert(new, schema);
    }
    for base in bases {
        if let Some(base) = components.get_mut(&base).filter(|base| listed(base).next().is_none()) {
            map(base, old, new);
        }
    }
    let to = SmolStr::new(schema_ref(new));
    let is_old_name = |text: &str| mapped_name(text) == old;
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        if shape != Shape::Schema {
            return;
        }
        if let Some(reference) = node.get_mut("$ref")
            && reference.as_str().and_then(schema_name).as_deref() == Some(old)
        {
            reference.kind = Kind::String(to.clone());
        }
        if listed(node).any(|name| name == old) {
            map(node, old, new);
        }
        let mapping = node.get_mut("discriminator").and_then(|node| node.get_mut("mapping"));
        for target in mapping
            .and_then(Node::as_object_mut)
            .into_iter()
            .flat_map(Map::values_mut)
        {
            if target.as_str().is_some_and(is_old_name) {
                target.kind = Kind::String(to.clone());
            }
        }
    });
}

/// The components that a choice lists.
fn listed(schema: &Node) -> impl Iterator<Item = String> {
    let alternatives = ["oneOf", "anyOf"].iter().flat_map(|key| schema.items(key));
    alternatives.filter_map(|node| schema_name(node.get_str("$ref")?))
}

/// Maps the old name to the new one, where a discriminator has neither.
fn map(schema: &mut Node, old: &str, new: &str) {
    let Some(discriminator) = schema
        .get_mut("discriminator")
        .filter(|node| node.as_object().is_some())
    else {
        return;
    };
    let at = discriminator.at;
    let is_mapped = discriminator
        .members("mapping")
        .any(|(value, target)| value == old || target.as_str().is_some_and(|text| mapped_name(text) == old));
    if is_mapped {
        return;
    }
    if discriminator.get("mapping").is_none() {
        discriminator.insert("mapping", Node::object(at, []));
    }
    if let Some(mapping) = discriminator.get_mut("mapping") {
        mapping.insert(old, Node::string(at, schema_ref(new)));
    }
}
