//! The names in `required`.

use std::collections::BTreeSet;

use super::{Combiner, further_members, properties};
use crate::node::{Kind, Node};
use crate::structure::PARTLY_REQUIRED;

impl Combiner<'_> {
    /// Removes names from `required` that no part of a schema has as a property, which the editor
    /// leaves behind.
    pub(super) fn require_only_properties(&mut self, schema: &mut Node) {
        let known = properties(schema);
        let has_further = further_members(schema).is_some();
        let Some(Kind::Array(required)) = schema.get_mut("required").map(|node| &mut node.kind) else {
            return;
        };
        let is_known = |name: &mut Node| name.as_str().is_some_and(|name| known.contains_key(name));
        let unknown: Vec<Node> = required.extract_if(.., |name| !is_known(name)).collect();
        if required.is_empty() {
            schema.remove("required");
        }
        for name in unknown {
            self.report_unknown(name, has_further);
        }
    }

    /// Reports a required name that no property has.
    pub(super) fn report_unknown(&mut self, name: Node, has_further: bool) {
        let (message, hint) = if has_further {
            (
                "which `properties` does not describe: the type does not check that it is present",
                "describe it in `properties`, if it is always present",
            )
        } else {
            (
                "which is not a property of this object",
                "describe it in `properties`; or remove it from `required`, if no value has it",
            )
        };
        let message = format!("`required` names {}, {message}", name.to_value());
        self.findings.repaired(name.at, "unusual-schema", message, hint);
        self.findings.leave_out("a required name without a property", name);
    }
}

/// The names that each of several schemas requires in the same direction. Of a member that is
/// read-only or write-only in some of them, the others are in the other direction too.
pub(super) fn required_by_all(schemas: &[Node]) -> BTreeSet<Node> {
    let directions = |schema: &Node, name: &Node| {
        let property = name.as_str().and_then(|name| schema.get("properties")?.get(name));
        let is = |key| property.is_some_and(|property| property.is_true(key));
        (is("readOnly"), is("writeOnly"))
    };
    let required = schemas
        .iter()
        .map(|schema| schema.items("required").iter().cloned().collect::<BTreeSet<Node>>());
    let mut required = required.reduce(|all, next| &all & &next).unwrap_or_default();
    required.retain(|name| {
        let mut all = schemas.windows(2);
        all.all(|pair| matches!(pair, [one, other] if directions(one, name) == directions(other, name)))
    });
    required
}

/// The names that any of several schemas requires, or alternatives that it was merged of.
pub(super) fn required_by_any<'n>(schemas: impl IntoIterator<Item = &'n Node>) -> BTreeSet<Node> {
    let all = schemas.into_iter();
    all.flat_map(|schema| schema.items("required").iter().chain(schema.items(PARTLY_REQUIRED)))
        .cloned()
        .collect()
}
