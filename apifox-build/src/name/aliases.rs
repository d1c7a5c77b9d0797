//! Components that are not types themselves, and the references between entries.

use std::collections::{BTreeMap, BTreeSet};

use super::hoist::{Hoister, is_type};
use super::types::Entry;
use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::node::{Kind, Node};
use crate::reference::{schema_name, schema_ref};

/// A reference to an entry that has no name yet.
pub(super) fn placeholder(index: usize) -> String {
    schema_ref(&format!("\u{0}{index}"))
}

pub(super) fn placeholder_index(reference: &str) -> Option<usize> {
    schema_name(reference)?.strip_prefix('\u{0}')?.parse().ok()
}

impl Hoister<'_> {
    /// Expands components that are only a scalar, an array, a map or another component's name where
    /// they are used: users expect `Vec<Payout>`, not a wrapper around it.
    pub(super) fn inline_aliases(&mut self, root: &mut Node, findings: &mut Findings) {
        let is_alias = |entry: &Entry| entry.component.is_some() && !is_type(&entry.node);
        let mut aliases: BTreeMap<usize, Node> = self
            .entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| is_alias(entry))
            .map(|(index, entry)| (index, entry.node.clone()))
            .collect();
        if aliases.is_empty() {
            return;
        }
        break_circles(&mut aliases, findings);
        let mut expand = |node: &mut Node, shape: Shape| {
            loop {
                let target = node
                    .get_str("$ref")
                    .filter(|_| shape == Shape::Schema)
                    .and_then(placeholder_index);
                let Some(alias) = target.and_then(|index| aliases.get(&index)) else {
                    return;
                };
                let site = std::mem::replace(node, alias.clone());
                node.at = site.at;
                for (key, value) in site.as_object().into_iter().flatten().filter(|(key, _)| *key != "$ref") {
                    node.insert(key, value.clone());
                }
            }
        };
        grammar::walk(root, Shape::Document, &mut expand);
        for (_, entry) in self
            .entries
            .iter_mut()
            .enumerate()
            .filter(|(index, _)| !aliases.contains_key(index))
        {
            grammar::walk(&mut entry.node, Shape::Schema, &mut expand);
        }
        for index in aliases.into_keys() {
            self.entries[index].node = Node::default();
        }
    }
}

/// Replaces aliases that contain themselves (an array of such arrays, or a name for itself) by any
/// JSON where they refer back, as they would expand infinitely.
fn break_circles(aliases: &mut BTreeMap<usize, Node>, findings: &mut Findings) {
    let mut leads_to: BTreeMap<usize, BTreeSet<usize>> = aliases
        .iter()
        .map(|(index, node)| (*index, aliases_in(node, aliases)))
        .collect();
    for (index, alias) in aliases.iter_mut() {
        let back: BTreeSet<usize> = leads_to[index]
            .iter()
            .copied()
            .filter(|target| reaches(*target, *index, &leads_to))
            .collect();
        if back.is_empty() {
            continue;
        }
        grammar::walk(alias, Shape::Schema, &mut |node, shape| {
            let target = node.get_str("$ref").and_then(placeholder_index);
            if shape == Shape::Schema && target.is_some_and(|target| back.contains(&target)) {
                let hint = "put an object with properties in the circle";
                let message = "this array, map or name contains itself with no object with properties in between; any JSON is accepted here";
                findings.lossy(node.at, "circular-reference", message, hint);
                node.remove("$ref");
            }
        });
        if let Some(targets) = leads_to.get_mut(index) {
            targets.retain(|target| !back.contains(target));
        }
    }
}

fn aliases_in(node: &Node, aliases: &BTreeMap<usize, Node>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    grammar::inspect(node, &mut |part| {
        let target = part.get_str("$ref").and_then(placeholder_index);
        found.extend(target.filter(|target| aliases.contains_key(target)));
    });
    found
}

fn reaches(start: usize, goal: usize, leads_to: &BTreeMap<usize, BTreeSet<usize>>) -> bool {
    let (mut seen, mut pending) = (BTreeSet::new(), vec![start]);
    while let Some(index) = pending.pop() {
        if index == goal {
            return true;
        }
        if seen.insert(index) {
            pending.extend(leads_to.get(&index).into_iter().flatten());
        }
    }
    false
}

pub(super) fn point_at_reference(node: &mut Node, keys: &BTreeMap<String, usize>) {
    let index = node
        .get_str("$ref")
        .and_then(schema_name)
        .and_then(|name| keys.get(&name).copied());
    if let (Some(index), Some(reference)) = (index, node.get_mut("$ref")) {
        reference.kind = Kind::String(placeholder(index).into());
    }
}

pub(super) fn point_at_entries(node: &mut Node, keys: &BTreeMap<String, usize>) {
    grammar::walk(node, Shape::Schema, &mut |node, shape| {
        if shape == Shape::Schema {
            point_at_reference(node, keys);
        }
    });
}

pub(super) fn point_at_names(node: &mut Node, shape: Shape, names: &BTreeMap<usize, String>) {
    grammar::walk(node, shape, &mut |node, shape| {
        let index = node
            .get_str("$ref")
            .filter(|_| shape == Shape::Schema)
            .and_then(placeholder_index);
        if let (Some(name), Some(reference)) = (index.and_then(|index| names.get(&index)), node.get_mut("$ref")) {
            reference.kind = Kind::String(schema_ref(name).into());
        }
    });
}
