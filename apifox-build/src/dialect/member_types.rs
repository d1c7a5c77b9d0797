//! Members of the wrong JSON type: `parameters: null`, `tags: pets`, `properties: []`,
//! `required: 'true'`.

use super::Dialect;
use crate::grammar::{METHODS, Shape};
use crate::node::{At, Kind, Node};

/// The type of value that OpenAPI requires of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    String,
    Flag,
    Number,
    /// A number that is not negative, such as a length or a number of items.
    Count,
    List,
    /// An array of names.
    Names,
    Object,
    /// A schema, or `true` or `false`.
    SchemaOrFlag,
}

impl Expected {
    fn name(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Flag => "true or false",
            Self::Number => "a number",
            Self::Count => "a number of at least 0",
            Self::List => "an array",
            Self::Names => "an array of names",
            Self::Object => "an object",
            Self::SchemaOrFlag => "a schema",
        }
    }

    fn accepts(self, kind: &Kind) -> bool {
        match (self, kind) {
            (Self::Names, Kind::Array(items)) => items.iter().all(|item| item.as_str().is_some()),
            (Self::Count, Kind::Number(number)) => number.as_f64().is_some_and(|value| value >= 0.0),
            (Self::String, Kind::String(_))
            | (Self::Flag, Kind::Bool(_))
            | (Self::Number, Kind::Number(_))
            | (Self::List, Kind::Array(_))
            | (Self::Object, Kind::Object(_))
            | (Self::SchemaOrFlag, Kind::Object(_) | Kind::Bool(_)) => true,
            _ => false,
        }
    }
}

#[expect(clippy::match_same_arms, reason = "a table: one row for each object or idea")]
fn expected(shape: Shape, key: &str) -> Option<Expected> {
    use Expected::{Count, Flag, List, Names, Number, Object, SchemaOrFlag, String};
    let expected = match (shape, key) {
        (Shape::Plain, _) => return None,
        (_, "description" | "summary" | "title" | "format" | "pattern" | "$ref" | "operationId" | "style" | "in") => {
            String
        }
        (Shape::Parameter, "name") => String,
        (_, "deprecated" | "nullable" | "readOnly" | "writeOnly" | "uniqueItems" | "explode" | "allowReserved") => Flag,
        (_, "allowEmptyValue") | (Shape::Parameter | Shape::RequestBody | Shape::Header, "required") => Flag,
        (Shape::Schema, "minimum" | "maximum" | "multipleOf") => Number,
        (Shape::Schema, "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties") => {
            Count
        }
        (Shape::Schema, "required") | (Shape::Operation, "tags") => Names,
        (Shape::Schema, "enum" | "allOf" | "oneOf" | "anyOf") => List,
        (Shape::Document | Shape::Operation, "security" | "servers") | (Shape::Document, "tags") => List,
        (Shape::PathItem | Shape::Operation, "parameters") | (Shape::PathItem, "servers") => List,
        (Shape::Document, "info" | "paths" | "components") | (Shape::Components, _) => Object,
        (Shape::Operation, "requestBody" | "responses" | "callbacks") => Object,
        (Shape::Response, "headers" | "links") | (Shape::MediaType, "encoding") => Object,
        (Shape::RequestBody | Shape::Response | Shape::Parameter | Shape::Header, "content") => Object,
        (Shape::Schema, "properties" | "discriminator" | "externalDocs" | "xml") => Object,
        (Shape::Schema, "additionalProperties") => SchemaOrFlag,
        _ => return None,
    };
    Some(expected)
}

impl Dialect<'_> {
    /// Fixes the members of one object of the document.
    pub(super) fn members(&mut self, node: &mut Node, shape: Shape) {
        if node.is_null() && matches!(shape, Shape::MediaType | Shape::Header | Shape::Response) {
            self.report_fixed(node.at, "null", Expected::Object, "an empty one");
            node.kind = Kind::Object(crate::node::Map::new());
        }
        if let (Shape::Response, Kind::String(text)) = (shape, &node.kind) {
            let text = text.clone();
            self.report_fixed(node.at, "a string", Expected::Object, "its `description`");
            *node = Node::object(node.at, [("description", Node::string(node.at, text))]);
        }
        let Some(members) = node.as_object_mut() else { return };
        if shape == Shape::PathItem {
            let operations = members.iter_mut().filter(|(key, _)| METHODS.contains(&key.as_str()));
            for (_, operation) in operations.filter(|(_, operation)| operation.as_object().is_none()) {
                self.report_fixed(
                    operation.at,
                    operation.kind.name(),
                    Expected::Object,
                    "an empty operation",
                );
                operation.kind = Kind::Object(crate::node::Map::new());
            }
        }
        members.retain(|key, member| {
            key.starts_with("x-") || expected(shape, key).is_none_or(|expected| self.member(key, member, expected))
        });
        for kind in ["parameters", "requestBodies", "securitySchemes"] {
            let named = members.get_mut(kind).filter(|_| shape == Shape::Components);
            let Some(named) = named.and_then(Node::as_object_mut) else {
                continue;
            };
            named.retain(|name, node| {
                let keep = node.as_object().is_some();
                if !keep {
                    self.report_left_out(node.at, &format!("`{name}`"), node, Expected::Object);
                }
                keep
            });
        }
        if let Some(Kind::Array(parameters)) = members.get_mut("parameters").map(|node| &mut node.kind) {
            parameters.retain(|parameter| {
                let keep = parameter.as_object().is_some();
                if !keep {
                    self.report_left_out(parameter.at, "an entry of `parameters`", parameter, Expected::Object);
                }
                keep
            });
        }
    }

    /// Fixes one member and returns whether to keep it.
    fn member(&mut self, key: &str, member: &mut Node, expected: Expected) -> bool {
        if expected.accepts(&member.kind) {
            return true;
        }
        let at = member.at;
        let name = format!("`{key}`");
        if member.is_null() {
            let message = format!(
                "{name} is null, where {} belongs; it is read as absent",
                expected.name()
            );
            self.findings.repaired(at, "wrong-kind", message, "remove it");
            return false;
        }
        let was = member.kind.name();
        match (expected, &mut member.kind) {
            (Expected::String, _) => self.as_written(member),
            (Expected::Names, Kind::Array(items)) => items.iter_mut().for_each(|item| self.as_written(item)),
            _ => {}
        }
        let kind = Some(&member.kind).filter(|kind| expected.accepts(kind)).cloned();
        let Some(kind) = kind.or_else(|| converted(member, expected)) else {
            self.report_left_out(at, &name, member, expected);
            return false;
        };
        let message = format!(
            "{name} is {was}, where {} belongs; its meaning is clear, so it is converted",
            expected.name()
        );
        let hint = format!("write {} here", expected.name());
        self.findings.repaired(at, "wrong-kind", message, hint);
        member.kind = kind;
        true
    }

    /// Replaces a number or a boolean by the string in the page.
    fn as_written(&mut self, value: &mut Node) {
        if let Some((text, _)) = self.source_text(value) {
            value.kind = Kind::String(text);
        }
    }

    fn report_fixed(&mut self, at: At, what: &str, expected: Expected, read_as: &str) {
        let message = format!(
            "{what} is used where {} belongs; it is read as {read_as}",
            expected.name()
        );
        let hint = format!("write {} here", expected.name());
        self.findings.repaired(at, "wrong-kind", message, hint);
    }

    fn report_left_out(&mut self, at: At, what: &str, value: &Node, expected: Expected) {
        let message = format!(
            "{what} is {}, where {} belongs; it is left out",
            value.kind.name(),
            expected.name()
        );
        let hint = format!("write {} here, or remove it", expected.name());
        if expected == Expected::Count || expected == Expected::Number {
            self.findings.note(at, "wrong-kind", message, hint); // limits are enforced by the server
        } else if value.is_null() {
            self.findings.repaired(at, "wrong-kind", message, hint);
        } else {
            self.findings.lossy(at, "wrong-kind", message, hint);
        }
    }
}

/// Returns the value that a value of another type stands for, if that is beyond doubt.
fn converted(node: &Node, expected: Expected) -> Option<Kind> {
    let at = node.at;
    match (expected, &node.kind) {
        (Expected::String, Kind::Array(lines)) if lines.iter().all(|line| line.as_str().is_some()) => {
            let lines: Vec<&str> = lines.iter().filter_map(Node::as_str).collect();
            Some(Kind::String(lines.join("\n").into()))
        }
        (Expected::Flag | Expected::SchemaOrFlag, Kind::String(text)) => flag(text).map(Kind::Bool),
        (Expected::Flag, Kind::Number(number)) => match number.as_i64() {
            Some(0) => Some(Kind::Bool(false)),
            Some(1) => Some(Kind::Bool(true)),
            _ => None,
        },
        (Expected::Number | Expected::Count, Kind::String(text)) => {
            let number: serde_json::Number = text.trim().parse().ok()?;
            let kind = Kind::Number(number);
            expected.accepts(&kind).then_some(kind)
        }
        (Expected::Names, Kind::String(name)) => {
            let names = name.split(',').map(str::trim).filter(|name| !name.is_empty());
            Some(Kind::Array(names.map(|name| Node::string(at, name)).collect()))
        }
        (Expected::Names, Kind::Array(items)) => {
            let name = |item: &Node| match &item.kind {
                Kind::String(name) => Some(Node::string(item.at, name.clone())),
                _ => item.get_str("name").map(|name| Node::string(item.at, name)),
            };
            Some(Kind::Array(items.iter().filter_map(name).collect()))
        }
        (Expected::List, Kind::Object(members)) if !members.is_empty() => Some(Kind::Array(vec![node.clone()])),
        (Expected::List, Kind::Object(_)) => Some(Kind::Array(Vec::new())),
        // PHP and similar languages write an empty object as an empty array.
        (Expected::Object | Expected::SchemaOrFlag, Kind::Array(items)) if items.is_empty() => {
            Some(Kind::Object(crate::node::Map::new()))
        }
        (Expected::Object, Kind::Array(items)) => match items.as_slice() {
            [only] => only.as_object().map(|members| Kind::Object(members.clone())),
            _ => None,
        },
        _ => None,
    }
}

fn flag(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}
