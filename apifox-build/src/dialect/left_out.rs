//! Parts of OpenAPI that nothing is generated from: each gets a note that says how to use it
//! nevertheless.

use super::Dialect;
use crate::grammar::Shape;
use crate::node::Node;

impl Dialect<'_> {
    pub(super) fn left_out_parts(&mut self, node: &Node, shape: Shape) {
        match shape {
            Shape::Operation => self.note_callbacks(node),
            Shape::Response => {
                self.note_links(node);
            }
            Shape::MediaType => self.note_items(node),
            _ => {}
        }
    }

    fn note_callbacks(&mut self, operation: &Node) {
        if let Some((node, names)) = named(operation, "callbacks") {
            let message = format!("no code is generated for callbacks, which are requests to you: {names}");
            let hint = "decode these requests with a type of your own";
            self.findings.note(node.at, "callbacks", message, hint);
        }
    }

    fn note_links(&mut self, response: &Node) {
        if let Some((node, names)) = named(response, "links") {
            let message = format!("links between operations are not followed: {names}");
            let hint = "call the other operation with the values of the response";
            self.findings.note(node.at, "links", message, hint);
        }
    }

    fn note_items(&mut self, content: &Node) {
        if let Some(node) = content.get("itemSchema") {
            let message =
                "no type is generated for `itemSchema`: items of the stream are returned as they are received";
            self.findings.note(
                node.at,
                "media-types",
                message,
                "decode the items with a type of your own",
            );
            self.findings.leave_out("itemSchema", node.clone());
        }
    }
}

/// Returns a non-empty member and the names in it.
fn named<'a>(node: &'a Node, key: &str) -> Option<(&'a Node, String)> {
    let member = node.get(key)?;
    let names = member.as_object().filter(|members| !members.is_empty())?;
    let names: Vec<&str> = names
        .keys()
        .map(smol_str::SmolStr::as_str)
        .filter(|name| !name.starts_with("x-"))
        .collect();
    (!names.is_empty()).then(|| (member, names.join(", ")))
}
