//! Components that may be null. A Rust type is not nullable, so each use of such a component is.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::grammar::{self, Shape};
use crate::node::{At, Kind, Node};
use crate::reference::schema_name;
use crate::structure::{ALTERNATIVES, PARTS};

/// Moves the `nullable` of each component schema to the references to it, and returns the names and
/// positions of these components. A component that only refers to a nullable one is nullable as
/// well.
pub(crate) fn move_to_uses(root: &mut Node) -> Vec<(SmolStr, At)> {
    let mut carried: BTreeSet<SmolStr> = BTreeSet::new();
    let mut found = Vec::new();
    loop {
        let mut nullable = BTreeSet::new();
        let schemas = root.get_mut("components").and_then(|node| node.get_mut("schemas"));
        for (name, schema) in schemas.and_then(Node::as_object_mut).into_iter().flatten() {
            // A component that refers to itself is reached again; the second time it is only
            // cleared.
            if schema.is_true("nullable") && schema.remove("nullable").is_some() && carried.insert(name.clone()) {
                nullable.insert(name.clone());
                found.push((name.clone(), schema.at));
            }
        }
        if nullable.is_empty() {
            return found;
        }
        mark_uses(root, Shape::Document, &nullable);
    }
}

/// Marks references to nullable components, also in what is kept for a comparison.
fn mark_uses(root: &mut Node, shape: Shape, nullable: &BTreeSet<SmolStr>) {
    grammar::walk(root, shape, &mut |node, shape| {
        if shape != Shape::Schema {
            return;
        }
        let name = node.get_str("$ref").and_then(schema_name);
        if name.is_some_and(|name| nullable.contains(name.as_str())) {
            node.insert("nullable", Node::new(node.at, Kind::Bool(true)));
        }
        for key in [ALTERNATIVES, PARTS] {
            if let Some(Kind::Array(kept)) = node.get_mut(key).map(|node| &mut node.kind) {
                for one in kept {
                    mark_uses(one, Shape::Schema, nullable);
                }
            }
        }
    });
}

/// Moves `nullable` of the alternatives of unions, which are settled, to the unions, and so to
/// their uses.
pub(crate) fn move_through_unions(root: &mut Node) {
    while !move_to_uses(root).is_empty() {
        grammar::walk(root, Shape::Document, &mut |node, shape| {
            if shape == Shape::Schema {
                lift(node);
            }
        });
    }
}

/// Moves null among the alternatives of a union to the union; some are known to allow it only once
/// combined.
pub(crate) fn lift(schema: &mut Node) {
    let Some(Kind::Array(alternatives)) = schema.get_mut("oneOf").map(|node| &mut node.kind) else {
        return;
    };
    let mut nullable = false;
    for alternative in alternatives {
        nullable |= alternative
            .remove("nullable")
            .is_some_and(|node| node.as_bool() == Some(true));
    }
    if nullable {
        let yes = Node::new(schema.at, Kind::Bool(true));
        schema.insert("nullable", yes);
    }
}
