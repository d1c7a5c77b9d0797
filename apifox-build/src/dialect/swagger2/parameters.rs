//! Parameters outside the body: the keywords that Swagger 2.0 writes on the parameter move to its
//! `schema`.

use super::Swagger;
use super::arrays::Place;
use super::bodies::is_of_body;
use crate::node::{Kind, Map, Node};
use crate::reference::parameter_identity;
use crate::structure::structure;

/// Members of a parameter, or of a header, that describe its value.
const OF_SCHEMA: [&str; 23] = [
    "type", "format", "items", "enum", "default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "multipleOf", "pattern", "properties",
    "additionalProperties", "allOf", "nullable", "x-nullable", "x-isnullable", "title",
];

impl Swagger<'_> {
    /// Returns the parameters of an operation or of a path, with shared ones resolved. `None` where
    /// there is no array.
    pub(super) fn list_of_parameters(&mut self, holder: &Node) -> Option<Vec<Node>> {
        let items = holder.get("parameters")?.as_array()?.to_vec();
        Some(items.into_iter().map(|item| self.resolved_parameter(item)).collect())
    }

    /// Replaces a reference to a parameter by the parameter.
    pub(super) fn resolved_parameter(&mut self, mut parameter: Node) -> Node {
        if parameter.get("$ref").is_none() {
            self.place(&mut parameter);
            return parameter;
        }
        match self.followed(&parameter) {
            Some(mut target) if target.as_object().is_some() => {
                self.place(&mut target);
                target
            }
            _ => parameter, // in another page, or refused where 3.0 refuses it
        }
    }

    /// Corrects `in` where the meaning is beyond doubt.
    fn place(&mut self, parameter: &mut Node) {
        let written = parameter.get_str("in").map(str::to_owned);
        let place = written.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
        let has_schema = parameter.get("schema").is_some_and(|node| node.as_object().is_some());
        let corrected = match place.as_str() {
            "body" => "body",
            "formdata" | "form" => "formData",
            "" if has_schema && parameter.get_str("name").is_none_or(|name| name == "body") => "body",
            _ => return, // the rules of 3.0 handle the others
        };
        if written.as_deref() == Some(corrected) {
            return;
        }
        let at = parameter.get("in").unwrap_or(parameter).at;
        let message = match &written {
            Some(text) => format!("`in: {text}` is read as `{corrected}`"),
            None => format!("this parameter has no `in`; it is read as `in: {corrected}`"),
        };
        let hint = format!("write `in: {corrected}`");
        self.findings.repaired(at, "parameter-place", message, hint);
        parameter.insert("in", Node::string(at, corrected));
    }

    /// Whether to keep a parameter. An optional one in an unknown location can be left out of a
    /// correct call; a required one is refused where 3.0 refuses it.
    pub(super) fn has_place(&mut self, parameter: &Node) -> bool {
        let place = parameter.get_str("in").unwrap_or_default().trim().to_ascii_lowercase();
        let is_known = matches!(place.as_str(), "path" | "query" | "header" | "cookie");
        if is_known
            || parameter.get("$ref").is_some()
            || parameter.is_true("required")
            || parameter.as_object().is_none()
        {
            return true;
        }
        let message = format!("`in: {place}` is not a location of a parameter; the parameter is left out");
        let hint = "write path, query, header, body or formData";
        let at = parameter.get("in").unwrap_or(parameter).at;
        self.findings.lossy(at, "parameter-place", message, hint);
        false
    }

    /// Converts one parameter of the path, the query, or a header.
    pub(super) fn parameter(&mut self, node: &mut Node) {
        if node.as_object().is_none() || node.get("$ref").is_some() || is_of_body(node) {
            return;
        }
        let place = match node.get_str("in").unwrap_or_default().to_ascii_lowercase().as_str() {
            "query" => Place::Query,
            "header" => Place::Header,
            "path" => Place::Path,
            _ => Place::Other,
        };
        let mut schema = self.value_schema(node);
        let format = node.remove("collectionFormat");
        if let Some(serialization) = self.array_serialization(&mut schema, format, place) {
            serialization.describe(node);
            if place == Place::Query {
                let at = node.at;
                let (style, explode) = serialization.style();
                node.insert("style", Node::string(at, style));
                node.insert("explode", Node::new(at, Kind::Bool(explode)));
            }
        }
        self.replace_file(&mut schema);
        if is_empty(&schema) && node.get("content").is_none() {
            let message = "this parameter has no `type`; it is read as a string";
            self.findings.repaired(
                node.at,
                "parameter-schema",
                message,
                "write `type: string`, or its actual type",
            );
            schema.insert("type", Node::string(node.at, "string"));
        }
        if !is_empty(&schema) {
            node.insert("schema", schema);
        }
        if node.get("example").is_none()
            && let Some(example) = node.remove("x-example")
        {
            node.insert("example", example);
        }
    }

    /// Makes a string of a parameter that is declared twice with differences, which is correct for
    /// both declarations. (OpenAPI 3 merges identical declarations too.)
    pub(super) fn repeated(&mut self, parameters: &mut Vec<Node>) {
        let mut kept: Vec<Node> = Vec::with_capacity(parameters.len());
        for parameter in std::mem::take(parameters) {
            let identity = parameter_identity(&parameter);
            let first = kept
                .iter_mut()
                .find(|first| identity.is_some() && parameter_identity(first) == identity);
            let is_same = |first: &Node| {
                let schema = |node: &Node| node.get("schema").map(structure);
                let same = |key: &str| first.get(key) == parameter.get(key);
                schema(first) == schema(&parameter) && same("style") && same("explode")
            };
            let Some(first) = first.filter(|first| !is_same(first)) else {
                kept.push(parameter);
                continue;
            };
            let (place, name) = identity.unwrap_or_default();
            let message = format!(
                "the {place} parameter `{name}` is declared twice, with differences; it is read as the string that is sent"
            );
            let hint = "remove one of the two";
            self.findings.lossy(parameter.at, "repeated-parameter", message, hint);
            let at = first.at;
            for key in ["style", "explode", "example"] {
                first.remove(key);
            }
            first.insert("schema", Node::object(at, [("type", Node::string(at, "string"))]));
            if parameter.is_true("required") {
                first.insert("required", Node::new(at, Kind::Bool(true)));
            }
        }
        *parameters = kept;
    }

    /// Moves the members that describe the value out of a parameter or a header. A `schema`, as in
    /// OpenAPI 3, is used where nothing else describes the value.
    pub(super) fn value_schema(&mut self, node: &mut Node) -> Node {
        let value_members: Map = node
            .as_object_mut()
            .map(|members| {
                let mut value_members = Map::new();
                members.retain(|key, member| {
                    let is_note = ["x-apifox-enum", "x-apidog-enum", "x-ms-enum"].contains(&key);
                    let is_of_value = is_note || OF_SCHEMA.contains(&key);
                    if is_of_value {
                        value_members.insert(key.to_owned(), std::mem::take(member));
                    }
                    !is_of_value
                });
                value_members
            })
            .unwrap_or_default();
        let has_type = ["type", "items", "enum"]
            .iter()
            .any(|key| value_members.contains_key(key));
        match node.remove("schema").filter(|schema| schema.as_object().is_some()) {
            Some(schema) if !has_type => {
                let mut schema = schema;
                for (key, member) in value_members {
                    if schema.get(&key).is_none() && schema.get("$ref").is_none() {
                        schema.insert(&key, member);
                    }
                }
                schema
            }
            Some(schema) => {
                let message =
                    "the type is also written beside this `schema`, as in Swagger 2.0; the `schema` is left out";
                let hint = "remove one of the two";
                self.findings.lossy(schema.at, "parameter-schema", message, hint);
                Node::new(node.at, Kind::Object(value_members))
            }
            None => Node::new(node.at, Kind::Object(value_members)),
        }
    }

    /// Replaces a file outside a form by a string.
    fn replace_file(&mut self, schema: &mut Node) {
        if schema.get_str("type") != Some("file") {
            return;
        }
        let at = schema.get("type").unwrap_or(schema).at;
        let message = "a file can only be sent in a form; this parameter is read as a string";
        let hint = "write `in: formData`, or `type: string`";
        self.findings.lossy(at, "swagger-file", message, hint);
        schema.insert("type", Node::string(at, "string"));
    }
}

pub(super) fn is_empty(schema: &Node) -> bool {
    schema.as_object().is_some_and(Map::is_empty)
}
