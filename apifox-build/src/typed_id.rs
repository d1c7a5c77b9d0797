//! Strings with a type of their own: the mark `x-typed-id`, set by a page or an overlay.
//!
//! Invariant: all strings of one name have the same type, whatever their other keywords, and that
//! type accepts any string.

use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::node::{Kind, Node};

/// The key of the mark; its value is the name of the type.
pub(crate) const MARK: &str = "x-typed-id";

/// The name of a string's own type, if it has one.
pub(crate) fn of(schema: &Node) -> Option<&str> {
    let name = schema.get_str(MARK).filter(|name| is_name(name))?;
    let is_string = schema.get_str("type") == Some("string") && schema.get("enum").is_none();
    is_string.then_some(name)
}

fn is_name(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Reports and removes invalid marks.
pub(crate) fn drop_invalid(root: &mut Node, findings: &mut Findings) {
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        let Some(mark) = node.get(MARK).filter(|_| shape == Shape::Schema && of(node).is_none()) else {
            return;
        };
        let (message, hint) = if mark.as_str().is_some_and(is_name) {
            (
                format!("`{MARK}` is not on a plain string, and is ignored"),
                "write it beside `type: string`, without an `enum`",
            )
        } else {
            (
                format!("{} is not a type name: `{MARK}` is ignored", mark.json()),
                "write a name in Pascal case, such as `PaymentIntentId`",
            )
        };
        findings.lossy(mark.at, "typed-id", message, hint);
        node.remove(MARK);
    });
}

/// Keeps the keywords that two strings of one type have in common; a component keeps its own
/// annotations.
pub(crate) fn merge(kept: &mut Node, twin: &Node, is_component: bool) {
    let Kind::Object(members) = &kept.kind else { return };
    let keeps_own = |key: &str| is_component && ["description", "title", "deprecated"].contains(&key);
    let is_same = |key: &str| keeps_own(key) || kept.get(key).map(Node::json) == twin.get(key).map(Node::json);
    let other: Vec<_> = members.keys().filter(|key| !is_same(key)).cloned().collect();
    for key in other {
        kept.remove(&key);
    }
}
