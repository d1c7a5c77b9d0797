//! What the configuration names must be in the pages.

use std::collections::BTreeSet;

use super::checker::Checker;
use crate::config::Join;
use crate::join;
use crate::name::words::words;
use crate::node::{At, Kind, Map, Node};

impl Checker<'_> {
    /// A hand-written type takes the place of a component, which must exist.
    pub(super) fn replaced_are_there(&mut self) {
        let components = self.named.root.get("components");
        let schemas = components.and_then(|components| components.get("schemas"));
        for name in self.replaced.keys() {
            if schemas.and_then(|schemas| schemas.get(name)).is_some() {
                continue;
            }
            let message = format!("`{name}` is to be replaced by a hand-written type, but no component has this name");
            let hint = "mend the name in `Config::replace`, or give a type this `title` by an overlay";
            self.findings.fail(At::default(), "replaces-nothing", message, hint);
        }
    }

    /// What is to be spelled otherwise must be there, and the words must make a name.
    pub(super) fn spelled_are_there(&mut self) {
        let mut texts: BTreeSet<&str> = BTreeSet::new();
        if !self.spellings.is_empty() {
            spelled_in(&self.named.root, &mut texts);
        }
        for (text, given) in self.spellings {
            if words(given).is_empty() {
                let message = format!("`{given}`, by which `{text}` is to be called, has no word of ASCII letters");
                let hint = "write one, such as `reason`";
                self.findings.fail(At::default(), "bad-spelling", message, hint);
            } else if !texts.contains(text.as_str()) {
                let message =
                    format!("`{text}` is to be spelled otherwise, but no property, parameter or value is called so");
                let hint = "write it in `spell` as the page does, or remove it";
                self.findings.fail(At::default(), "spells-nothing", message, hint);
            }
        }
    }

    /// Properties that are one value must be in some object.
    pub(super) fn joined_are_there(&mut self, joins: &[Join]) {
        let components = self.named.root.get("components");
        let schemas = components.and_then(|components| components.get("schemas"));
        let is_enum = |name: &str| {
            schemas
                .and_then(|all| all.get(name))
                .is_some_and(|node| node.get("enum").is_some())
        };
        let objects = schemas.and_then(Node::as_object).into_iter().flat_map(Map::values);
        let met: Vec<&Join> = objects.flat_map(|object| join::of(joins, object, is_enum)).collect();
        for join in joins {
            let names: Vec<&str> = join.members.iter().map(|(name, _)| name.as_str()).collect();
            let names = names.join("` and `");
            if !join.is_sound() {
                let message = format!("`{}`, which joins `{names}`, is no rule", join.name);
                let hint = "a rule has a name with an ASCII letter, and at least two members, each named once";
                self.findings.fail(At::default(), "bad-join", message, hint);
            } else if !met.contains(&join) {
                let message = format!(
                    "`{names}` are to be one `{}`, but no object has them as scalars, free of other rules",
                    join.name
                );
                let hint = "write the names in `join` as the page does, or remove the rule";
                self.findings.fail(At::default(), "joins-nothing", message, hint);
            }
        }
    }
}

/// What `spell` may name: properties, values and parameters.
fn spelled_in<'n>(node: &'n Node, texts: &mut BTreeSet<&'n str>) {
    texts.extend(node.members("properties").map(|(name, _)| name));
    texts.extend(node.strings("enum"));
    texts.extend(node.get("in").and(node.get_str("name")));
    match &node.kind {
        Kind::Array(items) => items.iter().for_each(|item| spelled_in(item, texts)),
        Kind::Object(members) => members.values().for_each(|member| spelled_in(member, texts)),
        _ => {}
    }
}
