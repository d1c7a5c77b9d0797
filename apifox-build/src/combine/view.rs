//! What schemas come to, for looking at.

use super::{Combiner, MOST_LOOKED};
use crate::finding::Findings;
use crate::node::{Kind, Node};
use crate::reference::schema_name;

/// Components are looked at within each other no deeper than this.
const DEEPEST: usize = 8;

impl Combiner<'_> {
    /// What a schema comes to, for looking at: references followed, `allOf` written out. Never put into the document, so what is being
    /// written out there does not matter here. A component that is looked at for its own sake is its own members there.
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
        if outer.is_some() || self.viewing.len() >= DEEPEST {
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
        // What was cut short within a component that is still looked at is not the whole of it.
        if self.cut >= depth {
            self.cut = usize::MAX;
            let is_whole = self.looked <= MOST_LOOKED;
            self.views
                .extend(name.filter(|_| is_whole).map(|name| (name, view.clone())));
        }
        view
    }

    fn viewed(&mut self, schema: &Node) -> Node {
        self.looked += 1;
        let mut view = schema.clone();
        if self.looked > MOST_LOOKED {
            return view;
        }
        let outside = (
            std::mem::take(&mut self.expanding),
            std::mem::take(&mut self.chain),
            std::mem::take(&mut self.nesting),
        );
        let mut silent = Findings::default();
        std::mem::swap(self.findings, &mut silent);
        // An `allOf` of one reference and nothing else is that reference, and is followed in its turn.
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
        std::mem::swap(self.findings, &mut silent);
        (self.expanding, self.chain, self.nesting) = outside;
        view
    }
}
