//! Checks that everything the configuration names exists in the pages.

use std::collections::BTreeSet;

use super::checker::Checker;
use crate::config::Join;
use crate::join;
use crate::name::words::words;
use crate::node::{At, Kind, Map, Node};

impl Checker<'_> {
    /// Checks that the components that hand-written types replace exist.
    pub(super) fn check_replaced(&mut self) {
        let schemas = self.named.root.components("schemas");
        for name in self.replaced.keys() {
            if schemas.and_then(|schemas| schemas.get(name)).is_some() {
                continue;
            }
            let message = format!("`Config::replace` names `{name}`, but no component has this name");
            let hint = "correct the name in `Config::replace`, or give a type this `title` by an overlay";
            self.findings.fail(At::default(), "replaces-nothing", message, hint);
        }
    }

    /// Checks that configured spellings are used and make valid names.
    pub(super) fn check_spellings(&mut self) {
        let mut texts: BTreeSet<&str> = BTreeSet::new();
        if !self.spellings.is_empty() {
            collect_spellable(&self.named.root, &mut texts);
        }
        for (text, given) in self.spellings {
            if words(given).is_empty() {
                let message = format!("`{given}`, the spelling of `{text}`, does not contain ASCII letters");
                let hint = "write an ASCII name, such as `reason`";
                self.findings.fail(At::default(), "bad-spelling", message, hint);
            } else if !texts.contains(text.as_str()) {
                let message = format!("`spell` names `{text}`, but no property, parameter or value has this name");
                let hint = "write it in `spell` as the page does, or remove it";
                self.findings.fail(At::default(), "spells-nothing", message, hint);
            }
        }
    }

    /// Checks that the rules for joined properties are valid and apply to some object.
    pub(super) fn check_joins(&mut self, joins: &[Join]) {
        let schemas = self.named.root.components("schemas");
        let is_enum = |name: &str| {
            schemas
                .and_then(|all| all.get(name))
                .is_some_and(|node| node.get("enum").is_some())
        };
        let objects = schemas.and_then(Node::as_object).into_iter().flat_map(Map::values);
        let applied: Vec<&Join> = objects.flat_map(|object| join::of(joins, object, is_enum)).collect();
        for join in joins {
            let names: Vec<&str> = join.members.iter().map(|(name, _)| name.as_str()).collect();
            let names = names.join("` and `");
            if !join.is_sound() {
                let message = format!("the rule `{}`, which joins `{names}`, is not valid", join.name);
                let hint = "a rule has a name with an ASCII letter, and at least two members, each named once";
                self.findings.fail(At::default(), "bad-join", message, hint);
            } else if !applied.contains(&join) {
                let message = format!(
                    "`join` combines `{names}` into `{}`, but no object has them all as scalars that no earlier rule joins",
                    join.name
                );
                let hint = "write the names in `join` as the page does, or remove the rule";
                self.findings.fail(At::default(), "joins-nothing", message, hint);
            }
        }
    }
}

/// Collects what `spell` may name: properties, values and parameters.
fn collect_spellable<'n>(node: &'n Node, texts: &mut BTreeSet<&'n str>) {
    texts.extend(node.members("properties").map(|(name, _)| name));
    texts.extend(node.strings("enum"));
    texts.extend(node.get("in").and(node.get_str("name")));
    match &node.kind {
        Kind::Array(items) => items.iter().for_each(|item| collect_spellable(item, texts)),
        Kind::Object(members) => members.values().for_each(|member| collect_spellable(member, texts)),
        _ => {}
    }
}
