//! The parts of an `allOf` that this stage makes.

use crate::node::{Kind, Node};
use crate::reference::schema_name;
use crate::structure::WORD;

/// The key of a reference that means all components that extend its target, although it is a part
/// of an `allOf`.
pub(super) const WHOLE: &str = "whole";

/// Marks a part of an `allOf` that this stage made: the reference in it was not an extension of a
/// base.
pub(super) fn whole(mut part: Node) -> Node {
    if part.get("$ref").is_some() {
        part.insert(WHOLE, Node::new(part.at, Kind::Bool(true)));
    }
    part
}

/// The component that an alternative is, alone or with the keywords beside the choice.
pub(super) fn component_of(alternative: &Node) -> Option<String> {
    let target = alternative.get_str("$ref").and_then(schema_name);
    target.or_else(|| component_of(alternative.items("allOf").last()?))
}

/// Adds the keywords beside the choice to an alternative, which keeps the name of its component.
pub(super) fn with_common(common: &Node, alternative: Node) -> Node {
    let at = alternative.at;
    let name = component_of(&alternative);
    let parts = vec![common.clone(), whole(alternative)];
    let mut conjunction = Node::object(at, [("allOf", Node::new(at, Kind::Array(parts)))]);
    if let Some(name) = name {
        conjunction.insert(WORD, Node::string(at, name));
    }
    conjunction
}
