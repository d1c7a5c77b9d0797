//! Expanded views of schemas, for inspection.

use super::Combiner;
use crate::finding::Findings;
use crate::node::{Kind, Node};
use crate::reference::schema_name;

/// The depth to which the views of components are computed inside each other.
const MAX_DEPTH: usize = 8;

/// The depth of views inside each other beyond which a composition counts as too large, so that the
/// stack suffices.
const MAX_INSIDE: usize = 64;

impl Combiner<'_> {
    /// Returns the expanded view of a schema: references followed, `allOf` expanded. It is never
    /// put into the document, so it ignores what is being expanded there. A component that is
    /// viewed on its own is its own members there.
    pub(super) fn view(&mut self, schema: &Node) -> Node {
        let reference = schema.get_str("$ref").and_then(schema_name);
        let reference = reference.filter(|name| self.components.contains_key(name));
        let Some(name) = reference else {
            return self.viewed(schema);
        };
        if let Some(known) = self.views.get(&name) {
            return known.clone();
        }
        let outer = self.viewing.iter().position(|outer| *outer == name);
        if outer.is_some() || self.viewing.len() >= MAX_DEPTH {
            self.cut = self.cut.min(outer.unwrap_or_default());
            let mut members = self.components.get(&name).cloned().unwrap_or_default();
            for key in ["allOf", "oneOf", "anyOf"] {
                members.remove(key);
            }
            return members;
        }
        let depth = self.viewing.len();
        self.viewing.push(name);
        let view = self.viewed(schema);
        let name = self.viewing.pop();
        // A view that was cut inside a component that is still being viewed is incomplete.
        if self.cut >= depth {
            self.cut = usize::MAX;
            let is_whole = !self.is_too_large();
            self.views
                .extend(name.filter(|_| is_whole).map(|name| (name, view.clone())));
        }
        view
    }

    fn viewed(&mut self, schema: &Node) -> Node {
        self.visited += 1;
        if self.depth >= MAX_INSIDE {
            self.visited = self.limit + 1;
        }
        let mut view = schema.clone();
        if self.is_too_large() {
            return view;
        }
        self.depth += 1;
        let outside = (
            std::mem::take(&mut self.expanding),
            std::mem::take(&mut self.chain),
            std::mem::take(&mut self.nesting),
        );
        let mut silent = Findings::default();
        std::mem::swap(self.findings, &mut silent);
        // An `allOf` of a single reference is that reference, and is followed as well.
        for _ in 0..64 {
            let Some((name, target)) = self.target(&view) else {
                self.all_of(&mut view);
                if self.target(&view).is_none() {
                    break;
                }
                continue;
            };
            let (target, nullable) = (target.clone(), view.remove("nullable"));
            view = target;
            if let Some(nullable) = nullable.filter(|node| matches!(node.kind, Kind::Bool(true))) {
                view.insert("nullable", nullable);
            }
            self.expanding.push(name);
        }
        self.only_require(&mut view);
        self.depth -= 1;
        std::mem::swap(self.findings, &mut silent);
        (self.expanding, self.chain, self.nesting) = outside;
        view
    }
}
