//! Alternatives that come to any JSON only when they are written out, such as those whose parts contradict each other: they come last, for
//! they take what is meant for the others, and once.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::components;
use crate::grammar::{self, Shape};
use crate::node::{Kind, Node};
use crate::reference::schema_name;

/// Puts such alternatives behind the others.
pub(super) fn put_last(root: &mut Node) {
    let known = any_components(root);
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        if shape != Shape::Schema || node.get("discriminator").is_some() {
            return;
        }
        if let Some(Kind::Array(alternatives)) = node.get_mut("oneOf").map(|node| &mut node.kind)
            && alternatives.iter().any(|part| is_any(&known, part))
        {
            let (any, mut told): (Vec<Node>, Vec<Node>) = std::mem::take(alternatives)
                .into_iter()
                .partition(|part| is_any(&known, part));
            told.extend(any.into_iter().take(1));
            *alternatives = told;
        }
    });
}

/// The components that are any JSON, be it by way of others.
fn any_components(root: &mut Node) -> BTreeSet<SmolStr> {
    let mut known = BTreeSet::new();
    let Some(schemas) = components(root) else { return known };
    loop {
        let before = known.len();
        for (name, schema) in &*schemas {
            if is_any(&known, schema) {
                known.insert(name.clone());
            }
        }
        if known.len() == before {
            return known;
        }
    }
}

fn is_any(known: &BTreeSet<SmolStr>, schema: &Node) -> bool {
    const TELLING: [&str; 6] = ["type", "enum", "properties", "items", "additionalProperties", "oneOf"];
    match schema.get_str("$ref").and_then(schema_name) {
        Some(name) => known.contains(name.as_str()),
        None => TELLING.iter().all(|key| schema.get(key).is_none()),
    }
}
