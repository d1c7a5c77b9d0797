//! A composition that extends the very component it is within: a component of its own, so that what repeats is a name.

use std::collections::BTreeSet;

use super::{Combiner, with_texts};
use crate::node::Node;
use crate::reference::schema_ref;
use crate::structure::structure;

impl Combiner<'_> {
    /// The component that holds this schema, if the schema's `allOf` leads to it.
    pub(super) fn outer_part(&self, schema: &Node) -> Option<String> {
        self.outer(schema, &mut BTreeSet::new())
    }

    fn outer(&self, schema: &Node, seen: &mut BTreeSet<String>) -> Option<String> {
        schema.items("allOf").iter().find_map(|part| {
            let Some((name, target)) = self.target(part) else {
                return self.outer(part, seen);
            };
            if self.expanding[..self.chain].contains(&name) {
                return Some(name);
            }
            if seen.insert(name) {
                self.outer(target, seen)
            } else {
                None
            }
        })
    }

    /// Puts the name of such a composition in its place. What it comes to is written out once.
    pub(super) fn named_composition(&mut self, schema: &mut Node, base: &str) {
        let site = with_texts(Node::object(schema.at, []), schema);
        let key = structure(schema);
        let name = if let Some(name) = self.merged.get(&key) {
            name.clone()
        } else {
            let word = if schema.get("allOf").is_some() {
                "extended"
            } else {
                "alternatives"
            };
            let name = self.free_name(format!("{base} {word}"));
            self.merged.insert(key, name.clone());
            self.made.insert(name.clone(), Node::object(schema.at, []));
            let outside = (std::mem::take(&mut self.expanding), std::mem::take(&mut self.merging));
            let composing = std::mem::take(&mut self.composing);
            let mut object = schema.clone();
            self.nesting += 1;
            self.schema(&mut object);
            self.nesting -= 1;
            (self.expanding, self.merging) = outside;
            self.composing = composing;
            self.made.insert(name.clone(), object);
            name
        };
        *schema = with_texts(Node::reference(schema.at, &schema_ref(&name)), &site);
    }

    /// The name, with a number if a component has it.
    pub(super) fn free_name(&self, name: String) -> String {
        let is_free = |name: &String| !self.components.contains_key(name) && !self.made.contains_key(name);
        let numbered = (2..).map(|number| format!("{name} {number}"));
        std::iter::once(name.clone())
            .chain(numbered)
            .find(is_free)
            .unwrap_or(name)
    }
}
