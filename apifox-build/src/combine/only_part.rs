//! An `allOf` of one part, which is that part.

use super::{says_nothing, with_texts};
use crate::node::{Kind, Node};

/// One part, and texts, are the usual way to describe a reference in OpenAPI 3.0. Empty parts say nothing.
pub(super) fn lift_only_part(schema: &mut Node) {
    while let Some(Kind::Array(parts)) = schema.get_mut("allOf").map(|node| &mut node.kind) {
        parts.retain(|part| part.as_object().is_some_and(|members| !members.is_empty()));
        let parts = schema.items("allOf").to_vec();
        let mut telling = parts.iter().filter(|part| !says_nothing(part));
        let (Some(only), None) = (telling.next(), telling.next()) else {
            return;
        };
        let mut texts = schema.clone();
        texts.remove("allOf");
        let requires = |part: &Node| !part.items("required").is_empty();
        let mut silent = parts.iter().filter(|part| says_nothing(part));
        if !says_nothing(&texts) || requires(&texts) || silent.any(requires) {
            return;
        }
        let silent = parts.iter().filter(|part| says_nothing(part));
        let only = silent.fold(only.clone(), with_texts);
        *schema = Node {
            at: schema.at,
            ..with_texts(only, &texts)
        };
    }
}
