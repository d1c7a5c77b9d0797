//! Choices whose alternatives only require properties of the object that they stand beside.

use std::collections::BTreeSet;

use super::choice::has_choice;
use super::required::{required_by_all, required_by_any};
use super::{Combiner, further_members, is_unrestricted, properties};
use crate::node::{Kind, Map, Node};
use crate::structure::PARTLY_REQUIRED;

impl Combiner<'_> {
    /// Whether the alternatives only require combinations of the object's own properties. They are
    /// then removed: what all of them require is required, and the rest makes no difference to the
    /// type.
    pub(super) fn only_require(&mut self, schema: &mut Node) -> bool {
        let own = properties(schema);
        if own.is_empty() || !has_choice(schema) {
            return false;
        }
        let target = |node: &Node| self.target(node).map_or(node, |(_, target)| target).clone();
        let choices = ["oneOf", "anyOf"].map(|key| schema.items(key).iter().map(target).collect::<Vec<Node>>());
        // A comparison compares the limits of alternatives.
        let adds_nothing = |one: &Node| is_unrestricted(one) || !self.keeps_alternatives && only_limits(one, &own);
        if !choices.iter().flatten().all(adds_nothing) {
            return false;
        }
        let only_requires = choices.iter().flatten().all(is_unrestricted);
        let always = choices.iter().flat_map(|alternatives| required_by_all(alternatives));
        let mut required: BTreeSet<Node> = schema.items("required").iter().cloned().collect();
        required.extend(always.filter(|name| is_known(name, &own)));
        let names = required_by_any(choices.iter().flatten().chain([&*schema]));
        let names = names.into_iter().filter(|name| !required.contains(name));
        let (known, unknown): (Vec<Node>, Vec<Node>) = names.partition(|name| is_known(name, &own));
        for (key, names) in [("required", required.into_iter().collect()), (PARTLY_REQUIRED, known)] {
            if !names.is_empty() {
                schema.insert(key, Node::new(schema.at, Kind::Array(names)));
            }
        }
        let has_further = further_members(schema).is_some();
        for name in unknown {
            self.report_unknown(name, has_further);
        }
        schema.remove("discriminator");
        for key in ["oneOf", "anyOf"] {
            // Limits are compared as those of alternatives.
            if let Some(choice) = schema.remove(key).filter(|_| only_requires) {
                self.findings.leave_out(key, choice);
            }
        }
        true
    }

    /// Settles such choices of the parts of an `allOf` if there are several choices, which would be
    /// combined with each other.
    pub(super) fn settle_only_required(&mut self, parts: &mut [Node]) {
        if parts.iter().filter(|part| has_choice(part)).count() < 2 {
            return;
        }
        for part in parts {
            let own = properties(part);
            let alternatives = ["oneOf", "anyOf"].iter().flat_map(|key| part.items(key));
            let mut names = alternatives.flat_map(|alternative| alternative.items("required"));
            if names.all(|name| is_known(name, &own)) && self.only_require(part) {
                self.report_partly_required(part);
            }
        }
    }

    /// Reports properties that only some of the removed alternatives require.
    pub(super) fn report_partly_required(&mut self, schema: &Node) {
        if schema.get(PARTLY_REQUIRED).is_some() {
            let message =
                "the type does not check which of these properties must be present: each of them may be absent";
            let hint = "document it in the description";
            self.findings.note(schema.at, "open-union", message, hint);
        }
    }
}

/// Whether an alternative adds nothing to a type: it requires properties of the object, or limits
/// their values.
fn only_limits(alternative: &Node, own: &Map) -> bool {
    const LIMITS: [&str; 11] = [
        "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "minItems", "maxItems", "uniqueItems",
    ];
    let mut rest = alternative.clone();
    rest.remove("properties");
    if rest.get_str("type") == Some("object") {
        rest.remove("type");
    }
    let is_limit = |(name, property): (&str, &Node)| {
        let mut rest = property.clone();
        for key in LIMITS {
            rest.remove(key);
        }
        let known = own.get(name);
        if known.is_some_and(|known| known.get("type") == rest.get("type")) {
            rest.remove("type");
        }
        let is_directed = rest.is_true("readOnly") || rest.is_true("writeOnly");
        known.is_some() && !is_directed && is_unrestricted(&rest)
    };
    is_unrestricted(&rest) && alternative.members("properties").all(is_limit)
}

fn is_known(name: &Node, properties: &Map) -> bool {
    name.as_str().is_some_and(|name| properties.contains_key(name))
}
