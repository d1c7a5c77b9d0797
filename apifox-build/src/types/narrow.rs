//! Numbers of a format that has a type by the configuration.
//!
//! Invariant: only what is never received is of that type, for a response may hold any number.

use std::collections::BTreeMap;

use crate::node::Node;

/// What a number of a configured format is without the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wide {
    Integer,
    Unsigned,
    Number,
}

/// A number of a configured format; `None` for all else.
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
