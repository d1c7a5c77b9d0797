//! Additions of OpenAPI 3.2: further methods, a parameter for the whole query, and examples as
//! data.

use super::Dialect;
use super::references::follow;
use crate::grammar::{METHODS, Shape};
use crate::node::{Kind, Map, Node};

const FORM: &str = "application/x-www-form-urlencoded";

/// The members of a path item that are not operations.
const OF_PATH: [&str; 5] = ["$ref", "description", "parameters", "servers", "summary"];

impl Dialect<'_> {
    /// Fixes operations of methods that a path item of OpenAPI 3.0 has no member for. A method in
    /// another spelling is corrected; any other is refused, as the client does not support it.
    pub(super) fn methods(&mut self, root: &mut Node) {
        let paths = root.get_mut("paths").and_then(Node::as_object_mut);
        for (path, item) in paths.into_iter().flatten() {
            let Some(members) = item.as_object_mut() else { continue };
            let mut found: Vec<(String, Node)> = Vec::new();
            if let Some(Kind::Object(others)) = members.remove("additionalOperations").map(|node| node.kind) {
                found.extend(others.into_iter().map(|(method, node)| (method.to_string(), node)));
            }
            members.retain(|key, node| {
                let is_known = METHODS.contains(&key) || OF_PATH.contains(&key) || key.starts_with("x-");
                let is_operation = key == "query" || METHODS.contains(&key.trim().to_ascii_lowercase().as_str());
                let is_moved = !is_known && (is_operation || node.get("responses").is_some());
                if is_moved {
                    found.push((key.to_owned(), std::mem::take(node)));
                }
                !is_moved
            });
            for (method, node) in found.into_iter().filter(|(method, _)| !method.starts_with("x-")) {
                self.other_method(path, &method, node, members);
            }
        }
    }

    fn other_method(&mut self, path: &str, method: &str, operation: Node, members: &mut Map) {
        let known = method.trim().to_ascii_lowercase();
        if METHODS.contains(&known.as_str()) && !members.contains_key(&known) {
            let message = format!("the method `{method}` is read as `{known}`");
            let hint = format!("write `{known}`, as a member of the path");
            self.findings.repaired(operation.at, "method", message, hint);
            members.insert(known, operation);
            return;
        }
        let message = format!("no client is generated for the method `{}`", method.to_uppercase());
        let hint = "send the request by hand, or describe it by another method if the server accepts one";
        self.findings.refuse(operation.at, "method", message, hint);
        self.findings.operation_refused(method, path);
    }

    /// Rewrites a form that is the whole query as an object in the form style, whose fields are
    /// parameters.
    pub(super) fn querystring(&mut self, node: &mut Node) {
        if node.get_str("in") != Some("querystring") {
            return;
        }
        let content = node.members("content").find(|(media_type, _)| *media_type == FORM);
        let Some(schema) = content.and_then(|(_, content)| content.get("schema")).cloned() else {
            return; // refused as a location of a parameter
        };
        let target = follow(&schema, &self.schemas);
        if target.get_str("type") != Some("object") && target.get("properties").is_none() {
            return;
        }
        let at = node.at;
        let message = "the whole query is described as a form; its fields become parameters";
        self.report_downgraded(at, message);
        node.remove("content");
        node.insert("in", Node::string(at, "query"));
        node.insert("style", Node::string(at, "form"));
        node.insert("explode", Node::new(at, Kind::Bool(true)));
        node.insert("schema", schema);
        if node.get_str("name").is_none_or(str::is_empty) {
            node.insert("name", Node::string(at, "query"));
        }
    }

    /// Rewrites examples that separate the data from its serialized form.
    pub(super) fn data_values(&mut self, node: &mut Node, shape: Shape) {
        if matches!(
            shape,
            Shape::Parameter | Shape::Header | Shape::MediaType | Shape::Components
        ) {
            let examples = node.get_mut("examples").and_then(Node::as_object_mut);
            for (_, example) in examples.into_iter().flatten() {
                self.data_value(example);
            }
        }
    }

    fn data_value(&mut self, example: &mut Node) {
        if example.get("value").is_some() {
            return;
        }
        let data = example.remove("dataValue");
        let written = example.remove("serializedValue");
        if let Some(value) = data.or(written) {
            let message = "this example is converted to the `value` of OpenAPI 3.0";
            self.report_downgraded(value.at, message);
            example.insert("value", value);
        }
    }
}
