//! Compositions that extend the component they are part of: each becomes a separate component, so
//! that the recursion goes through a name.

use std::collections::BTreeSet;

use super::single_part::lift_only_part;
use super::{Combiner, with_annotations};
use crate::node::Node;
use crate::reference::{schema_name, schema_ref};
use crate::structure::structure;

/// The number of aliases of aliases to follow.
const MAX_ALIASES: usize = 8;

impl Combiner<'_> {
    /// Returns the component that contains this schema, if the schema's `allOf` leads to it.
    pub(super) fn outer_part(&self, schema: &Node) -> Option<String> {
        self.outer(schema, &mut BTreeSet::new())
    }

    fn outer(&self, schema: &Node, seen: &mut BTreeSet<String>) -> Option<String> {
        schema.items("allOf").iter().find_map(|part| {
            let Some((name, target)) = self.part_target(part) else {
                return self.outer(part, seen);
            };
            if self.expanding[..self.chain].contains(&name) {
                return Some(name);
            }
            if seen.insert(name) {
                self.outer(&target, seen)
            } else {
                None
            }
        })
    }

    /// Whether a schema refers to a component that extends the target of another.
    pub(super) fn is_child(&self, schema: &Node, other: &Node) -> bool {
        let (child, base) = (self.referred(schema), self.referred(other));
        child.zip(base).is_some_and(|(child, base)| self.extends(&child, &base))
    }

    /// The component that a schema refers to, be it by an `allOf` of one part or by an alias.
    fn referred(&self, schema: &Node) -> Option<String> {
        let mut found = None;
        let mut schema = schema.clone();
        for _ in 0..MAX_ALIASES {
            lift_only_part(&mut schema);
            let Some((name, target)) = self.target(&schema) else {
                break;
            };
            let target = target.clone();
            found = Some(name);
            schema = target;
        }
        found
    }

    /// Whether the parts of a component lead to another one, or back to itself.
    pub(super) fn extends(&self, name: &str, base: &str) -> bool {
        let base = self.documented_name(base);
        let mut found: BTreeSet<String> = BTreeSet::new();
        let mut queue: Vec<&Node> = self.parts_of(name).iter().collect();
        while let Some(part) = queue.pop() {
            queue.extend(part.items("allOf"));
            let target = part.get_str("$ref").and_then(schema_name);
            if let Some(target) = target.filter(|target| !found.contains(target)) {
                queue.extend(self.parts_of(&target));
                found.insert(target);
            }
        }
        found.contains(&base)
    }

    /// The parts of a component; of a base, those of its own members.
    fn parts_of(&self, name: &str) -> &[Node] {
        let own = self.bases.get(name).map_or(name, String::as_str);
        self.components.get(own).map_or(&[], |schema| schema.items("allOf"))
    }

    /// Replaces such a composition by the name of a component, which is expanded once.
    pub(super) fn named_composition(&mut self, schema: &mut Node, base: &str) {
        let site = with_annotations(Node::object(schema.at, []), schema);
        let key = structure(schema);
        let name = if let Some(name) = self.merged.get(&key) {
            name.clone()
        } else {
            let suffix = if schema.get("allOf").is_some() {
                "extended"
            } else {
                "alternatives"
            };
            let name = self.free_name(format!("{base} {suffix}"));
            self.merged.insert(key, name.clone());
            self.made.insert(name.clone(), Node::object(schema.at, []));
            let outside = (std::mem::take(&mut self.expanding), std::mem::take(&mut self.merging));
            let inside = (
                std::mem::take(&mut self.composing),
                std::mem::take(&mut self.flattening),
            );
            let mut object = schema.clone();
            self.nesting += 1;
            self.schema(&mut object);
            self.nesting -= 1;
            (self.expanding, self.merging) = outside;
            (self.composing, self.flattening) = inside;
            self.made.insert(name.clone(), object);
            name
        };
        *schema = with_annotations(Node::reference(schema.at, &schema_ref(&name)), &site);
    }

    /// Returns the name, with a number if it is in use.
    pub(super) fn free_name(&self, name: String) -> String {
        let is_free = |name: &String| !self.components.contains_key(name) && !self.made.contains_key(name);
        let numbered = (2..).map(|number| format!("{name} {number}"));
        std::iter::once(name.clone())
            .chain(numbered)
            .find(is_free)
            .unwrap_or(name)
    }
}
