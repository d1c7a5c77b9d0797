//! Members of a kind that OpenAPI does not want there: `parameters: null`, `tags: pets`, `properties: []`, `required: 'true'`.

use super::Dialect;
use crate::grammar::{METHODS, Shape};
use crate::node::{At, Kind, Node};

/// The kind of value OpenAPI wants of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Text,
    Flag,
    Number,
    /// A number that is not negative, of letters or items.
    Count,
    List,
    /// A list of names.
    Names,
    Object,
    /// A schema where `true` and `false` are allowed as well.
    SchemaOrFlag,
}

impl Wanted {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Flag => "true or false",
            Self::Number => "a number",
            Self::Count => "a number from 0",
            Self::List => "a list",
            Self::Names => "a list of names",
            Self::Object => "an object",
            Self::SchemaOrFlag => "a schema",
        }
    }

    fn accepts(self, kind: &Kind) -> bool {
        match (self, kind) {
            (Self::Names, Kind::Array(items)) => items.iter().all(|item| item.as_str().is_some()),
            (Self::Count, Kind::Number(number)) => number.as_f64().is_some_and(|value| value >= 0.0),
            (Self::Text, Kind::String(_))
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
fn wanted(shape: Shape, key: &str) -> Option<Wanted> {
    use Wanted::{Count, Flag, List, Names, Number, Object, SchemaOrFlag, Text};
    let wanted = match (shape, key) {
        (Shape::Plain, _) => return None,
        (_, "description" | "summary" | "title" | "format" | "pattern" | "$ref" | "operationId" | "style" | "in") => {
            Text
        }
        (Shape::Parameter, "name") => Text,
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
    Some(wanted)
}

impl Dialect<'_> {
    /// Mends the members of one object of the document.
    pub(super) fn members(&mut self, node: &mut Node, shape: Shape) {
        if node.is_null() && matches!(shape, Shape::MediaType | Shape::Header | Shape::Response) {
            self.mended(node.at, "null", Wanted::Object, "an empty one");
            node.kind = Kind::Object(crate::node::Map::new());
        }
        if let (Shape::Response, Kind::String(text)) = (shape, &node.kind) {
            let text = text.clone();
            self.mended(node.at, "a text", Wanted::Object, "its `description`");
            *node = Node::object(node.at, [("description", Node::string(node.at, text))]);
        }
        let Some(members) = node.as_object_mut() else { return };
        if shape == Shape::PathItem {
            let operations = members.iter_mut().filter(|(key, _)| METHODS.contains(&key.as_str()));
            for (_, operation) in operations.filter(|(_, operation)| operation.as_object().is_none()) {
                self.mended(
                    operation.at,
                    operation.kind.name(),
                    Wanted::Object,
                    "an operation that says nothing",
                );
                operation.kind = Kind::Object(crate::node::Map::new());
            }
        }
        members.retain(|key, member| {
            key.starts_with("x-") || wanted(shape, key).is_none_or(|wanted| self.member(key, member, wanted))
        });
        for kind in ["parameters", "requestBodies", "securitySchemes"] {
            let named = members.get_mut(kind).filter(|_| shape == Shape::Components);
            let Some(named) = named.and_then(Node::as_object_mut) else {
                continue;
            };
            named.retain(|name, node| {
                let keep = node.as_object().is_some();
                if !keep {
                    self.left_out(node.at, &format!("`{name}`"), node, Wanted::Object);
                }
                keep
            });
        }
        if let Some(Kind::Array(parameters)) = members.get_mut("parameters").map(|node| &mut node.kind) {
            parameters.retain(|parameter| {
                let keep = parameter.as_object().is_some();
                if !keep {
                    self.left_out(parameter.at, "an entry of `parameters`", parameter, Wanted::Object);
                }
                keep
            });
        }
    }

    /// Mends one member; whether it stays.
    fn member(&mut self, key: &str, member: &mut Node, wanted: Wanted) -> bool {
        if wanted.accepts(&member.kind) {
            return true;
        }
        let at = member.at;
        let name = format!("`{key}`");
        if member.is_null() {
            let message = format!("{name} is null, where {} belongs; it is taken as absent", wanted.name());
            self.findings.repaired(at, "wrong-kind", message, "remove it");
            return false;
        }
        let written = if wanted == Wanted::Text {
            self.written(member)
        } else {
            None
        };
        let Some(kind) = written
            .map(|(text, _)| Kind::String(text))
            .or_else(|| meant(member, wanted))
        else {
            self.left_out(at, &name, member, wanted);
            return false;
        };
        let was = member.kind.name();
        self.mended(at, &format!("{name} is {was}; that"), wanted, "what it means");
        member.kind = kind;
        true
    }

    fn mended(&mut self, at: At, what: &str, wanted: Wanted, taken: &str) {
        let message = format!("{what} stands where {} belongs; it is taken as {taken}", wanted.name());
        let hint = format!("write {} here", wanted.name());
        self.findings.repaired(at, "wrong-kind", message, hint);
    }

    fn left_out(&mut self, at: At, what: &str, value: &Node, wanted: Wanted) {
        let message = format!(
            "{what} is {}, where {} belongs; it is left out",
            value.kind.name(),
            wanted.name()
        );
        let hint = format!("write {} here, or remove it", wanted.name());
        if wanted == Wanted::Count || wanted == Wanted::Number {
            self.findings.note(at, "wrong-kind", message, hint); // a limit is the server's to enforce
        } else if value.is_null() {
            self.findings.repaired(at, "wrong-kind", message, hint);
        } else {
            self.findings.lossy(at, "wrong-kind", message, hint);
        }
    }
}

/// The value that a value of another kind stands for, if that is beyond doubt.
fn meant(node: &Node, wanted: Wanted) -> Option<Kind> {
    let at = node.at;
    match (wanted, &node.kind) {
        (Wanted::Text, Kind::Array(lines)) if lines.iter().all(|line| line.as_str().is_some()) => {
            let lines: Vec<&str> = lines.iter().filter_map(Node::as_str).collect();
            Some(Kind::String(lines.join("\n").into()))
        }
        (Wanted::Flag | Wanted::SchemaOrFlag, Kind::String(text)) => flag(text).map(Kind::Bool),
        (Wanted::Flag, Kind::Number(number)) => match number.as_i64() {
            Some(0) => Some(Kind::Bool(false)),
            Some(1) => Some(Kind::Bool(true)),
            _ => None,
        },
        (Wanted::Number | Wanted::Count, Kind::String(text)) => {
            let number: serde_json::Number = text.trim().parse().ok()?;
            let kind = Kind::Number(number);
            wanted.accepts(&kind).then_some(kind)
        }
        (Wanted::Names, Kind::String(name)) => {
            let names = name.split(',').map(str::trim).filter(|name| !name.is_empty());
            Some(Kind::Array(names.map(|name| Node::string(at, name)).collect()))
        }
        (Wanted::Names, Kind::Array(items)) => {
            let name = |item: &Node| match &item.kind {
                Kind::String(name) => Some(Node::string(item.at, name.clone())),
                Kind::Number(number) => Some(Node::string(item.at, number.to_string())),
                _ => item.get_str("name").map(|name| Node::string(item.at, name)),
            };
            Some(Kind::Array(items.iter().filter_map(name).collect()))
        }
        (Wanted::List, Kind::Object(members)) if !members.is_empty() => Some(Kind::Array(vec![node.clone()])),
        (Wanted::List, Kind::Object(_)) => Some(Kind::Array(Vec::new())),
        // A language without a difference between the two writes an empty object as an empty list.
        (Wanted::Object | Wanted::SchemaOrFlag, Kind::Array(items)) if items.is_empty() => {
            Some(Kind::Object(crate::node::Map::new()))
        }
        (Wanted::Object, Kind::Array(items)) => match items.as_slice() {
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
