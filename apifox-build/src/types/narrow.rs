//! Numbers of a format with a configured type.
//!
//! Invariant: only numbers that are never received have that type, since a response may contain any
//! number.

use std::collections::BTreeMap;

use crate::node::Node;

/// The type of a number without the configured type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wide {
    Integer,
    Unsigned,
    Number,
}

/// Returns the format and default type of a number with a configured type; `None` for other
/// schemas.
pub(super) fn narrow<'a>(node: &'a Node, formats: &BTreeMap<String, String>) -> Option<(&'a str, Wide)> {
    let format = node.get_str("format")?;
    let wide = match (node.get_str("type")?, format) {
        ("integer", "uint64") => Wide::Unsigned,
        ("integer", _) => Wide::Integer,
        ("number", _) => Wide::Number,
        _ => return None,
    };
    formats.contains_key(format).then_some((format, wide))
}
