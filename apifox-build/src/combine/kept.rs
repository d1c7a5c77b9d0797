//! What is documented of a schema that accepts more once combined, kept for a comparison.

use std::collections::BTreeSet;

use super::choice::Choice;
use super::merge::boolean_of_all;
use super::union::is_null;
use super::{Combiner, is_unrestricted};
use crate::node::{Kind, Node};
use crate::structure::{ALTERNATIVES, PARTS, structure};

/// The depth of kept alternatives inside each other at which no more are kept, as those of recursive
/// choices multiply.
const MAX_KEPT: usize = 3;

impl Combiner<'_> {
    /// Whether alternatives are kept here.
    pub(super) const fn keeps(&self) -> bool {
        self.keeps_alternatives && self.kept < MAX_KEPT
    }

    /// Combines alternatives that are kept. A comparison reads them like other schemas.
    pub(super) fn kept(&mut self, alternatives: &mut [Node]) {
        self.kept += 1;
        for alternative in alternatives {
            self.schema(alternative);
        }
        self.kept -= 1;
    }

    /// Keeps what is documented of a schema that becomes any JSON: the alternatives of a choice, or
    /// else the parts.
    pub(super) fn keep_documented(&self, any: &mut Node, documented: &Node) {
        if !self.keeps() {
            return;
        }
        let mut own = documented.clone();
        let mut parts = own.remove("allOf").map_or_else(Vec::new, into_items);
        let mut choices = Choice::take(&mut own);
        parts.push(own);
        parts.retain(|part| !is_unrestricted(part));
        if let (true, [choice]) = (parts.is_empty(), choices.as_mut_slice()) {
            let alternatives = distinct(std::mem::take(&mut choice.alternatives));
            any.insert(ALTERNATIVES, Node::new(any.at, Kind::Array(alternatives)));
            return;
        }
        parts.extend(choices.into_iter().map(|choice| {
            let mut part = Node::object(any.at, []);
            choice.restore(&mut part);
            part
        }));
        self.keep_parts(any, parts);
    }

    /// Keeps the parts of a schema that becomes any JSON.
    pub(super) fn keep_parts(&self, any: &mut Node, parts: Vec<Node>) {
        if self.keeps() && self.can_compose() {
            any.insert(PARTS, Node::new(any.at, Kind::Array(parts)));
        }
    }

    /// Keeps the strings, numbers or arrays that one was merged of.
    pub(super) fn keep_merged(&self, mut merged: Node, views: &[&Node]) -> Node {
        if self.keeps() {
            // Some may be merged already.
            let values = views.iter().flat_map(|view| match view.items(ALTERNATIVES) {
                [] => std::slice::from_ref(*view),
                inner => inner,
            });
            let values = Kind::Array(values.cloned().collect());
            merged.insert(ALTERNATIVES, Node::new(merged.at, values));
        }
        merged
    }

    /// Merges several booleans. A comparison compares the description of each.
    pub(super) fn boolean_of(&self, schema: &Node, views: &[&Node]) -> Node {
        if !self.keeps() {
            return boolean_of_all(views);
        }
        let boolean = Node::object(schema.at, [("type", Node::string(schema.at, "boolean"))]);
        self.keep_merged(boolean, views)
    }
}

fn into_items(list: Node) -> Vec<Node> {
    match list.kind {
        Kind::Array(items) => items,
        _ => Vec::new(),
    }
}

/// Returns the alternatives without null, and equal ones once.
fn distinct(mut alternatives: Vec<Node>) -> Vec<Node> {
    let mut known = BTreeSet::new();
    alternatives.retain(|node| !is_null(node) && known.insert(structure(node)));
    alternatives
}

/// Whether a key of a schema is for a comparison only.
pub(super) fn is_kept(key: &str) -> bool {
    key == ALTERNATIVES || key == PARTS
}
