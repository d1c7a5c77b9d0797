//! Examples of bodies: strings that hold JSON, with comments in it, and the forms of named
//! examples.

use jsonc_parser::{JsonValue, ParseOptions};
use smol_str::{SmolStr, ToSmolStr as _};

use super::{Dialect, is_placeholder, references};
use crate::grammar::{self, Shape};
use crate::node::{At, Kind, Map, Node};

impl Dialect<'_> {
    /// Rewrites the examples of all bodies as values.
    pub(super) fn examples(&mut self, root: &mut Node) {
        let components = root.get("components").cloned().unwrap_or_default();
        let schemas = components.get("schemas").cloned().unwrap_or_default();
        let shared = components.get("examples").cloned().unwrap_or_default();
        grammar::walk(root, Shape::Document, &mut |node, shape| match shape {
            Shape::RequestBody | Shape::Response => {
                for (media_type, content) in node
                    .get_mut("content")
                    .and_then(Node::as_object_mut)
                    .into_iter()
                    .flatten()
                {
                    self.named_examples(content, &shared);
                    if media_type.contains("json") || media_type == "*/*" {
                        self.parse_string_examples(content, &schemas);
                    }
                    self.unquoted_beside_schema(content, &schemas);
                }
            }
            Shape::Parameter | Shape::Header => {
                self.named_examples(node, &shared);
                self.unquoted_beside_schema(node, &schemas);
            }
            Shape::Schema => {
                for key in ["default", "example"] {
                    if let Some(mut value) = node.remove(key) {
                        self.unquoted_example(&mut value, node, &schemas);
                        node.insert(key, value);
                    }
                }
            }
            _ => {}
        });
    }

    /// Fixes the examples of a body or a parameter against the schema beside them.
    fn unquoted_beside_schema(&mut self, content: &mut Node, schemas: &Node) {
        let Some(schema) = content.remove("schema") else { return };
        if let Some(example) = content.get_mut("example") {
            self.unquoted_example(example, &schema, schemas);
        }
        for (_, example) in content
            .get_mut("examples")
            .and_then(Node::as_object_mut)
            .into_iter()
            .flatten()
        {
            if let Some(value) = example.get_mut("value") {
                self.unquoted_example(value, &schema, schemas);
            }
        }
        content.insert("schema", schema);
    }

    /// Rewrites `examples` as a map of named examples, each with its `value`.
    fn named_examples(&mut self, content: &mut Node, shared: &Node) {
        if let Some(at) = content
            .get("example")
            .filter(|example| is_placeholder(example))
            .map(|example| example.at)
        {
            self.placeholder_dropped(at);
            content.remove("example");
        }
        let Some(examples) = content.remove("examples") else {
            return;
        };
        let at = examples.at;
        let entries: Vec<(SmolStr, Node)> = match examples.kind {
            Kind::Object(named) => named.into_iter().collect(),
            Kind::Array(items) => items
                .into_iter()
                .enumerate()
                .map(|(index, item)| ((index + 1).to_smolstr(), item))
                .collect(),
            _ => Vec::new(),
        };
        let mut kept = Map::new();
        for (name, entry) in entries {
            let entry = match entry
                .get_str("$ref")
                .and_then(|text| text.strip_prefix("#/components/examples/"))
            {
                Some(target) => shared.get(target).unwrap_or(&entry).clone(),
                None => entry,
            };
            let is_entry = ["value", "externalValue", "$ref", "summary", "description"]
                .iter()
                .any(|key| entry.get(key).is_some());
            let entry = if is_entry { entry } else { self.wrapped(entry) };
            if entry.get("value").is_some_and(is_placeholder) {
                self.placeholder_dropped(entry.at);
            } else if !entry.is_null() {
                kept.insert(name, entry);
            }
        }
        if kept.is_empty() {
            return self.findings.note(
                at,
                "unusual-example",
                "there are no examples in `examples`",
                "remove it",
            );
        }
        content.insert("examples", Node::new(at, Kind::Object(kept)));
    }

    fn wrapped(&mut self, value: Node) -> Node {
        if value.is_null() || value.as_object().is_some_and(Map::is_empty) {
            return Node::default();
        }
        let at = value.at;
        let message = "this example has no `value` around it; it is read as the `value`";
        self.findings
            .repaired(at, "unusual-example", message, "write `value:` above it");
        Node::object(at, [("value", value)])
    }

    /// Parses string examples as JSON where the body is not a string.
    fn parse_string_examples(&mut self, content: &mut Node, schemas: &Node) {
        let schema = content
            .get("schema")
            .map(|schema| references::follow(schema, schemas))
            .cloned();
        let schema = schema.unwrap_or_default();
        if schema.get_str("type") == Some("string") {
            return;
        }
        if let Some(example) = content.get_mut("example")
            && !self.parse_string_example(example, &schema)
        {
            content.remove("example");
        }
        let Some(Kind::Object(named)) = content.get_mut("examples").map(|node| &mut node.kind) else {
            return;
        };
        named.retain(|_, entry| {
            entry
                .get_mut("value")
                .is_none_or(|value| self.parse_string_example(value, &schema))
        });
        if named.is_empty() {
            content.remove("examples");
        }
    }

    /// Parses one example and returns whether to keep it.
    fn parse_string_example(&mut self, example: &mut Node, schema: &Node) -> bool {
        let Some(text) = example.as_str() else { return true };
        let at = example.at;
        let known = schema.get("type").is_some() || schema.get("properties").is_some();
        match read(text, at) {
            // Without a type, a string that happens to be a number may be meant literally.
            Some(value) if known || matches!(value.kind, Kind::Object(_) | Kind::Array(_)) => {
                *example = value;
                self.findings.repaired(
                    at,
                    "unusual-example",
                    "this example is a string that contains JSON; it is parsed",
                    "write the JSON itself",
                );
                true
            }
            None if known || text.trim().is_empty() => {
                let message =
                    "this example is a string that is not JSON, where the body is not a string; it is left out";
                self.findings
                    .note(at, "unusual-example", message, "write the JSON that is sent");
                false
            }
            _ => true,
        }
    }
}

/// Parses JSON, tolerating comments and superfluous commas.
fn read(text: &str, at: At) -> Option<Node> {
    if let Ok(value) = serde_json::from_str(text) {
        return node(value, at);
    }
    let options = ParseOptions {
        allow_loose_object_property_names: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
        ..ParseOptions::default()
    };
    let value = jsonc_parser::parse_to_value(text, &options).ok()??;
    tolerant(value, at)
}

fn node(value: serde_json::Value, at: At) -> Option<Node> {
    use serde_json::Value;
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Bool(value) => Kind::Bool(value),
        Value::Number(number) => Kind::Number(number),
        Value::String(text) => Kind::String(text.into()),
        Value::Array(items) => Kind::Array(items.into_iter().map(|item| node(item, at)).collect::<Option<_>>()?),
        Value::Object(members) => {
            let members = members.into_iter().map(|(key, member)| Some((key, node(member, at)?)));
            Kind::Object(members.collect::<Option<_>>()?)
        }
    };
    Some(Node::new(at, kind))
}

fn tolerant(value: JsonValue<'_>, at: At) -> Option<Node> {
    let kind = match value {
        JsonValue::Null => Kind::Null,
        JsonValue::Boolean(value) => Kind::Bool(value),
        JsonValue::Number(number) => Kind::Number(number.parse().ok()?),
        JsonValue::String(text) => Kind::String(text.into()),
        JsonValue::Array(items) => Kind::Array(
            items
                .into_iter()
                .map(|item| tolerant(item, at))
                .collect::<Option<_>>()?,
        ),
        JsonValue::Object(members) => {
            let members = members
                .into_iter()
                .map(|(key, member)| Some((key.into_owned(), tolerant(member, at)?)));
            Kind::Object(members.collect::<Option<_>>()?)
        }
    };
    Some(Node::new(at, kind))
}
