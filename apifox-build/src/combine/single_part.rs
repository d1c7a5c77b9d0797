//! An `allOf` of one part, which is replaced by that part.

use super::{is_unrestricted, with_annotations};
use crate::node::{Kind, Node};

/// Lifts the only part: one part with annotations is the usual way to describe a reference in
/// OpenAPI 3.0. Empty parts are ignored.
pub(super) fn lift_only_part(schema: &mut Node) {
    while let Some(Kind::Array(parts)) = schema.get_mut("allOf").map(|node| &mut node.kind) {
        parts.retain(|part| part.as_object().is_some_and(|members| !members.is_empty()));
        let parts = schema.items("allOf").to_vec();
        let mut non_empty = parts.iter().filter(|part| !is_unrestricted(part));
        let (Some(only), None) = (non_empty.next(), non_empty.next()) else {
            return;
        };
        let mut own = schema.clone();
        own.remove("allOf");
        let requires = |part: &Node| !part.items("required").is_empty();
        let mut annotations = parts.iter().filter(|part| is_unrestricted(part));
        if !is_unrestricted(&own) || requires(&own) || annotations.any(requires) {
            return;
        }
        let annotations = parts.iter().filter(|part| is_unrestricted(part));
        let only = annotations.fold(only.clone(), with_annotations);
        *schema = Node {
            at: schema.at,
            ..with_annotations(only, &own)
        };
    }
}
