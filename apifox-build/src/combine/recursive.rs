//! Compositions that extend the component they are part of: each becomes a separate component, so
//! that the recursion goes through a name.

use std::collections::BTreeSet;

use super::inheritance::ancestors_by;
use super::single_part::lift_only_part;
use super::{Combiner, is_unrestricted, with_annotations};
use crate::node::Node;
use crate::reference::schema_ref;
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

    /// Whether a schema refers to a component that extends the target of another, or adds the same
    /// to it.
    pub(super) fn is_child(&self, schema: &Node, other: &Node) -> bool {
        let (child, base) = (self.referred(schema), self.referred(other));
        if let (Some(child), Some(base)) = (child, base) {
            return self.extends(&child, &base);
        }
        let (narrow, wide) = (schema.items("allOf"), other.items("allOf"));
        let mut own = other.clone();
        own.remove("allOf");
        let is_in_narrow = |wide: &Node| {
            let is_within = |narrow: &Node| structure(narrow) == structure(wide) || self.is_child(narrow, wide);
            narrow.iter().any(is_within)
        };
        !wide.is_empty() && is_unrestricted(&own) && wide.iter().all(is_in_narrow)
    }

    /// The component that a schema refers to, be it by an `allOf` of one part or by an alias.
    fn referred(&self, schema: &Node) -> Option<String> {
        let (mut found, mut schema) = (None, schema);
        for _ in 0..MAX_ALIASES {
            if schema.get("$ref").or(schema.get("allOf")).is_none() {
                break;
            }
            let mut reference = schema.clone();
            lift_only_part(&mut reference);
            let Some((name, target)) = self.target(&reference) else {
                break;
            };
            (found, schema) = (Some(name), target);
        }
        found
    }

    /// Whether the parts of a component lead to another one, or back to itself.
    pub(super) fn extends(&self, name: &str, base: &str) -> bool {
        let schema_of = |name: &str| {
            let own = self.bases.get(name).map_or(name, String::as_str); // its own members
            self.components.get(own)
        };
        let extended = schema_of(name).map(|schema| ancestors_by(schema, schema_of));
        extended.is_some_and(|extended| extended.contains(&self.documented_name(base)))
    }

    /// Replaces such a composition by the name of a component, which is expanded once. It is named
    /// after a base, or the component that contains it.
    pub(super) fn named_composition(&mut self, schema: &mut Node, base: Option<&str>) {
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
            let base = base.or(self.expanding.first().map(String::as_str)).unwrap_or("merged");
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
