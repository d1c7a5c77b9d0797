//! JSON bodies and responses without a schema.

use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::media_type::is_json;
use crate::node::{Map, Node};

/// Whether a body may be of any media type and the page gives neither a schema nor an example of
/// it, so that it need not be JSON.
pub(crate) fn is_anything(media_type: &str, content: &Node) -> bool {
    let schema = content.get("schema");
    let is_open = schema.is_none_or(|schema| schema.as_object().is_some_and(Map::is_empty));
    media_type.contains('*') && is_open && content.get("example").or(content.get("examples")).is_none()
}

/// Gives JSON bodies and responses without a schema, such as those with an example only, a schema
/// of any JSON.
pub(super) fn accept_any_json(root: &mut Node, findings: &mut Findings) {
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        let (Shape::Response | Shape::RequestBody) = shape else {
            return;
        };
        let contents = node.get_mut("content").and_then(Node::as_object_mut);
        for (media_type, media) in contents.into_iter().flatten() {
            let is_known = is_json(media_type) && (shape == Shape::Response || !media_type.contains('*'));
            let is_known = is_known && !is_anything(media_type, media);
            if is_known && media.get("schema").is_none() && media.as_object().is_some() {
                let message = "this JSON has no `schema`; any JSON is accepted";
                let hint = "write a schema, or `schema: {}` for any JSON; an example alone does not show which properties may be absent";
                findings.lossy(media.at, "missing-schema", message, hint);
                media.insert("schema", Node::object(media.at, []));
            }
        }
    });
}
