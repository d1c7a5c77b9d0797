//! Alternatives that turn out to accept any JSON only once expanded, such as those whose parts
//! contradict each other: they are moved to the end, since they would match the values of the
//! others, and kept once.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::components;
use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::node::{Kind, Node};
use crate::reference::schema_name;
use crate::structure::ALTERNATIVES;

/// Moves such alternatives after the others. A union with a discriminator that has one accepts any
/// JSON.
pub(super) fn move_last(root: &mut Node, keeps_alternatives: bool, findings: &mut Findings) {
    let mut known = any_components(root);
    while widen_tagged(root, &known, keeps_alternatives, findings) {
        known = any_components(root);
    }
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        if shape != Shape::Schema || node.get("discriminator").is_some() {
            return;
        }
        if let Some(Kind::Array(alternatives)) = node.get_mut("oneOf").map(|node| &mut node.kind)
            && alternatives.iter().any(|part| is_any(&known, part))
        {
            let (any, mut typed): (Vec<Node>, Vec<Node>) = std::mem::take(alternatives)
                .into_iter()
                .partition(|part| is_any(&known, part));
            let count = if keeps_alternatives { usize::MAX } else { 1 };
            typed.extend(any.into_iter().take(count));
            *alternatives = typed;
        }
    });
}

/// Widens unions with a discriminator of which an alternative accepts any JSON. Returns whether
/// there was one.
fn widen_tagged(root: &mut Node, known: &BTreeSet<SmolStr>, keeps_alternatives: bool, findings: &mut Findings) -> bool {
    let mut has_widened = false;
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        let is_tagged = shape == Shape::Schema && node.get("discriminator").is_some();
        if is_tagged && node.items("oneOf").iter().any(|part| is_any(known, part)) {
            let message = "an alternative of this union accepts any JSON, and so does the union";
            let hint = "describe the alternative by an overlay; its own finding says why it accepts any JSON";
            findings.lossy(node.at, "merged-alternatives", message, hint);
            if let Some(alternatives) = node.remove("oneOf").filter(|_| keeps_alternatives) {
                node.insert(ALTERNATIVES, alternatives);
            }
            node.remove("discriminator");
            has_widened = true;
        }
    });
    has_widened
}

/// The components that accept any JSON, directly or through others.
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
    const TYPE_KEYWORDS: [&str; 6] = ["type", "enum", "properties", "items", "additionalProperties", "oneOf"];
    match schema.get_str("$ref").and_then(schema_name) {
        Some(name) => known.contains(name.as_str()),
        None => TYPE_KEYWORDS.iter().all(|key| schema.get(key).is_none()),
    }
}
