//! Parameters: whole rows of the editor as names, types as in Swagger 2, `content`, and examples
//! that are variables of the editor.

use super::{Dialect, append_description, is_placeholder};
use crate::grammar::{self, Shape};
use crate::media_type::is_token;
use crate::node::{Kind, Map, Node};

/// Members that Swagger 2 writes on the parameter and OpenAPI 3 in its `schema`.
const OF_SCHEMA: [&str; 14] = [
    "type", "format", "items", "enum", "default", "minimum", "maximum", "minLength", "maxLength", "minItems",
    "maxItems", "pattern", "properties", "nullable",
];

impl Dialect<'_> {
    /// Fixes one parameter, apart from its schema.
    pub(super) fn parameter(&mut self, node: &mut Node) {
        if node.as_object().is_none() || node.get("$ref").is_some() {
            return;
        }
        self.parameter_place(node);
        self.parameter_name(node);
        self.collection_format(node);
        self.parameter_schema(node);
        if node.get_str("in") == Some("path") && !node.is_true("required") {
            let message = "a path parameter is always required";
            self.findings
                .note(node.at, "unusual-parameter", message, "write `required: true`");
            node.insert("required", Node::new(node.at, Kind::Bool(true)));
        }
        if let Some(example) = node.get("example").filter(|example| is_placeholder(example)) {
            let at = example.at;
            self.placeholder_dropped(at);
            node.remove("example");
        }
        if let Some(examples) = node
            .get("examples")
            .filter(|examples| examples.as_object().is_none_or(Map::is_empty))
        {
            let at = examples.at;
            self.findings
                .note(at, "unusual-example", "there are no examples in `examples`", "");
            node.remove("examples");
        }
    }

    pub(super) fn placeholder_dropped(&mut self, at: crate::node::At) {
        let message = "a variable of the editor is not a value; it is left out";
        self.findings.note(
            at,
            "unusual-example",
            message,
            "write a real value to have one in the docs",
        );
    }

    fn parameter_place(&mut self, node: &mut Node) {
        let Some(place) = node.get_str("in").map(str::to_owned) else {
            return;
        };
        let lower = place.trim().to_ascii_lowercase();
        if lower != place && matches!(lower.as_str(), "path" | "query" | "header" | "cookie") {
            let at = node.get("in").map_or(node.at, |place| place.at);
            self.findings.repaired(
                at,
                "parameter-place",
                format!("`in: {place}` is read as `{lower}`"),
                "write it in lower case",
            );
            node.insert("in", Node::string(at, lower));
        }
    }

    fn parameter_name(&mut self, node: &mut Node) {
        let Some(name) = node.get_str("name").map(str::to_owned) else {
            return;
        };
        let at = node.get("name").map_or(node.at, |name| name.at);
        let mut clean = name.trim();
        if node.get_str("in") == Some("header")
            && let Some((first, _)) = clean.split_once(',')
            && is_token(first.trim())
        {
            clean = first.trim();
        }
        if clean != name && !clean.is_empty() {
            let message = format!("the parameter's name `{}` is read as `{clean}`", shorten(&name));
            self.findings
                .repaired(at, "unusual-parameter", message, format!("write `name: {clean}`"));
            node.insert("name", Node::string(at, clean));
        }
    }

    fn parameter_schema(&mut self, node: &mut Node) {
        if node.get("schema").is_some_and(|schema| !schema.is_null()) {
            return;
        }
        let at = node.at;
        let content = node.members("content").next();
        if let Some((media_type, content)) = content.map(|(name, content)| (name.to_owned(), content.clone())) {
            self.parameter_content(node, &media_type, &content);
            return;
        }
        let mut members = schema_members(node);
        let (code, message) = if members.is_empty() {
            members.insert("type".to_owned(), Node::string(at, "string"));
            (
                "parameter-schema",
                "this parameter has no `schema`; it is read as a string",
            )
        } else {
            (
                "parameter-schema",
                "the type is written on the parameter, not in its `schema`; it is read as the schema",
            )
        };
        self.findings
            .repaired(at, code, message, "write `schema: {type: …}` in the parameter");
        node.insert("schema", Node::new(at, Kind::Object(members)));
    }

    /// Replaces `content` by its schema. JSON becomes the string that is sent.
    fn parameter_content(&mut self, node: &mut Node, media_type: &str, content: &Node) {
        let at = node.at;
        let is_json = media_type.contains("json");
        if let Some(described) = content.get("schema").filter(|_| is_json) {
            self.findings.leave_out("JSON of a parameter", described.clone());
        }
        let schema = content.get("schema").filter(|_| !is_json).cloned();
        let schema = schema.unwrap_or_else(|| Node::object(at, [("type", Node::string(at, "string"))]));
        if is_json {
            append_description(node, "The value is a JSON string.");
        }
        let message = if schema.get_str("type") == Some("string") {
            "this parameter is described by `content`; it is read as the string that is sent"
        } else {
            "this parameter is described by `content`; its schema is used, and the media type is ignored"
        };
        self.findings
            .repaired(at, "unusual-parameter", message, "describe it by `schema`");
        node.insert("schema", schema);
        node.remove("content");
    }

    /// Types parameters that accept anything, or one of several scalars, as strings.
    pub(super) fn type_parameters_as_strings(&mut self, root: &mut Node) {
        let schemas = root.components("schemas").cloned().unwrap_or_default();
        grammar::walk(root, Shape::Document, &mut |node, shape| {
            let Some(schema) = node.get_mut("schema").filter(|_| shape == Shape::Parameter) else {
                return;
            };
            if !accepts_several_scalars(schema) && !is_untyped(super::references::follow(schema, &schemas)) {
                return;
            }
            let message = "this parameter has no single type; it is read as the string that is sent";
            self.findings
                .note(schema.at, "unusual-parameter", message, "write its actual type");
            if accepts_several_scalars(schema) {
                self.findings.keep_documented(schema.clone());
            }
            schema.remove("oneOf");
            schema.remove("$ref");
            schema.insert("type", Node::string(schema.at, "string"));
            // The remaining keywords were not written for a string.
            self.remove_keywords_of_other_types(schema);
            self.default_value(schema);
        });
    }
}

/// Moves the members that belong in a schema out of a parameter of Swagger 2.
pub(super) fn schema_members(node: &mut Node) -> Map {
    let members = OF_SCHEMA
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), node.remove(key)?)));
    members.collect()
}

fn is_untyped(schema: &Node) -> bool {
    const TYPE_KEYWORDS: [&str; 8] = ["type", "$ref", "enum", "properties", "items", "oneOf", "anyOf", "allOf"];
    schema.as_object().is_some() && TYPE_KEYWORDS.iter().all(|key| schema.get(key).is_none())
}

fn accepts_several_scalars(schema: &Node) -> bool {
    let parts = schema.items("oneOf");
    let is_scalar = |part: &Node| {
        part.get("enum").is_none() && matches!(part.get_str("type"), Some("string" | "integer" | "number" | "boolean"))
    };
    !parts.is_empty() && parts.iter().all(is_scalar)
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= 60 {
        return name.to_owned();
    }
    name.chars().take(59).chain(['…']).collect()
}
