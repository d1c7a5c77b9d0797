//! Constructs of Swagger 2 in an OpenAPI 3 page: bodies among the parameters, collection formats,
//! shared parts beside the components.

use super::parameters::schema_members;
use super::pointers::find;
use super::{Dialect, code};
use crate::grammar::{self, Shape};
use crate::node::{Kind, Map, Node};
use crate::reference::{schema_name, schema_ref};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl Dialect<'_> {
    /// Moves shared parameters and responses to the components.
    pub(super) fn shared_parts(&mut self, root: &mut Node) {
        for kind in ["parameters", "responses"] {
            let Some(Kind::Object(parts)) = root.get(kind).map(|node| node.kind.clone()) else {
                continue;
            };
            let at = root.remove(kind).unwrap_or_default().at;
            let message = format!("`{kind}` is at the root of the document; it is read as `components.{kind}`");
            self.findings
                .repaired(at, "swagger-2", message, format!("write `components: {{{kind}: …}}`"));
            if root.get("components").is_none() {
                root.insert("components", Node::object(at, []));
            }
            let Some(components) = root.get_mut("components") else {
                continue;
            };
            if components.get(kind).is_none_or(|node| node.as_object().is_none()) {
                components.insert(kind, Node::object(at, []));
            }
            let Some(shared) = components.get_mut(kind).and_then(Node::as_object_mut) else {
                continue;
            };
            for (name, part) in parts {
                shared.entry(name).or_insert(part);
            }
        }
    }

    pub(super) fn shared_references(&mut self, root: &mut Node) {
        let is_reference = |node: &Node, shape: Shape| {
            matches!(shape, Shape::Parameter | Shape::RequestBody | Shape::Response) && node.get("$ref").is_some()
        };
        if !grammar::any(root, Shape::Document, is_reference) {
            return;
        }
        let before = root.clone();
        grammar::walk(root, Shape::Document, &mut |node, shape| match shape {
            Shape::Parameter => self.shared_reference(node, "parameters", &before),
            Shape::RequestBody => self.shared_reference(node, "requestBodies", &before),
            Shape::Response => self.shared_reference(node, "responses", &before),
            _ => {}
        });
    }

    /// Fixes a reference to a shared part as Swagger 2 writes it, or one of a response or a body to
    /// the schema of its JSON.
    fn shared_reference(&mut self, node: &mut Node, kind: &'static str, before: &Node) {
        let Some(reference) = node.get("$ref").cloned() else {
            return;
        };
        let text = reference.as_str().unwrap_or_default();
        if let Some(name) = text
            .strip_prefix("#/")
            .and_then(|rest| rest.strip_prefix(kind)?.strip_prefix('/'))
        {
            let target = format!("#/components/{kind}/{name}");
            if find(before, &target).is_some() {
                let message = format!("{} is read as `{target}`", code(&reference));
                self.findings
                    .repaired(reference.at, "unusual-reference", message, format!("write '{target}'"));
                node.insert("$ref", Node::string(reference.at, target));
            }
            return;
        }
        let definition = text.strip_prefix("#/definitions/");
        let named = schema_name(text).or(definition.map(str::to_owned));
        let is_schema = |name: &String| find(before, text).or(find(before, &schema_ref(name))).is_some();
        if kind != "parameters" && named.as_ref().is_some_and(is_schema) {
            let message = format!(
                "{} is a schema; it is read as the schema of the JSON here",
                code(&reference)
            );
            let hint = "write it under `content: {application/json: {schema: …}}`";
            self.findings.repaired(reference.at, "unusual-reference", message, hint);
            node.remove("$ref");
            let schema = Node::reference(reference.at, text);
            node.insert("content", content(&["application/json".to_owned()], &schema));
        }
    }

    /// Makes the body of parameters `in: body` and `in: formData`, if the operation has no other.
    pub(super) fn body_parameters(&mut self, root: &mut Node) {
        let consumes: Vec<String> = root.strings("consumes").map(str::to_owned).collect();
        let paths = root.get_mut("paths").and_then(Node::as_object_mut);
        for item in paths.into_iter().flat_map(Map::values_mut) {
            let item_parameters = take_body_parameters(item);
            for (_, operation) in grammar::operations_of(item) {
                let has_body = operation
                    .get("requestBody")
                    .is_some_and(|body| body.get("$ref").is_some() || body.members("content").next().is_some());
                let mut parts = if has_body {
                    Vec::new()
                } else {
                    take_body_parameters(operation)
                };
                if !has_body {
                    parts.extend(item_parameters.iter().cloned());
                } else if !item_parameters.is_empty() {
                    let all = [operation.items("parameters"), &item_parameters].concat();
                    let at = operation.at;
                    operation.insert("parameters", Node::new(at, Kind::Array(all)));
                }
                if !parts.is_empty() && operation.as_object().is_some() {
                    let own: Vec<String> = operation.strings("consumes").map(str::to_owned).collect();
                    self.body_of(operation, &parts, if own.is_empty() { &consumes } else { &own });
                }
            }
        }
    }

    fn body_of(&mut self, operation: &mut Node, parts: &[Node], consumes: &[String]) {
        let (bodies, fields): (Vec<Node>, Vec<Node>) = parts.iter().cloned().partition(|part| place(part) == "body");
        if bodies.len() > 1 || (!bodies.is_empty() && !fields.is_empty()) {
            // It is unclear which is meant: they stay, and are refused.
            let all = [operation.items("parameters"), parts].concat();
            let at = operation.at;
            return operation.insert("parameters", Node::new(at, Kind::Array(all)));
        }
        for part in parts {
            let message = format!(
                "`in: {}` is converted to the `requestBody` of OpenAPI 3",
                part.get_str("in").unwrap_or_default()
            );
            self.findings
                .repaired(part.at, "swagger-2", message, "describe the body by `requestBody`");
        }
        let body = match bodies.into_iter().next() {
            Some(body) => request_body(body, consumes),
            None => self.form_body(fields, consumes),
        };
        operation.insert("requestBody", body);
    }

    fn form_body(&mut self, fields: Vec<Node>, consumes: &[String]) -> Node {
        let at = fields.first().map(|field| field.at).unwrap_or_default();
        let is_file = |field: &Node| {
            let schema = field.get("schema").unwrap_or(field);
            schema.get_str("type") == Some("file") || schema.get_str("format") == Some("binary")
        };
        let target = consumes.iter().find(|name| [FORM, MULTIPART].contains(&name.as_str()));
        let media_type = if fields.iter().any(is_file) {
            MULTIPART
        } else {
            target.map_or(FORM, String::as_str)
        };
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for mut field in fields {
            let Some(name) = field.get("name").filter(|name| name.as_str().is_some()).cloned() else {
                continue;
            };
            if let Some(format) = field
                .remove("collectionFormat")
                .filter(|format| format.as_str() != Some("multi"))
            {
                let message = format!(
                    "`collectionFormat` {} of a field is ignored: an array repeats the name of the field",
                    code(&format)
                );
                self.findings.lossy(
                    format.at,
                    "form-encoding",
                    message,
                    "remove it if the server accepts that",
                );
            }
            let is_needed = field.is_true("required");
            let members = schema_members(&mut field);
            let mut schema = field
                .remove("schema")
                .unwrap_or_else(|| Node::new(field.at, Kind::Object(members)));
            if let Some(text) = field.remove("description") {
                schema.insert("description", text);
            }
            properties.insert(name.as_str().unwrap_or_default().trim().to_owned(), schema);
            if is_needed {
                required.push(name);
            }
        }
        let is_needed = !required.is_empty();
        let mut schema = Node::object(at, [("type", Node::string(at, "object"))]);
        schema.insert("properties", Node::new(at, Kind::Object(properties)));
        if is_needed {
            schema.insert("required", Node::new(at, Kind::Array(required)));
        }
        let mut body = Node::object(at, [("content", content(&[media_type.to_owned()], &schema))]);
        if is_needed {
            body.insert("required", Node::new(at, Kind::Bool(true)));
        }
        body
    }

    /// Rewrites `collectionFormat` of Swagger 2.
    pub(super) fn collection_format(&mut self, node: &mut Node) {
        let Some(format) = node.remove("collectionFormat") else {
            return;
        };
        let at = format.at;
        let text = format.as_str().unwrap_or_default().to_owned();
        let in_query = node.get_str("in") == Some("query");
        let (style, explode) = match text.as_str() {
            "csv" if in_query => ("form", Some(false)),
            "multi" if in_query => ("form", Some(true)),
            "csv" => ("simple", None),
            "ssv" => ("spaceDelimited", None),
            "pipes" => ("pipeDelimited", None),
            other => (other, None), // not a style of OpenAPI 3: refused when styles are checked
        };
        let message = format!("`collectionFormat` {} is converted to `style: {style}`", code(&format));
        self.findings
            .repaired(at, "collection-format", message, "write `style` and `explode`");
        node.insert("style", Node::string(at, style));
        if let Some(explode) = explode {
            node.insert("explode", Node::new(at, Kind::Bool(explode)));
        }
    }
}

fn request_body(mut parameter: Node, consumes: &[String]) -> Node {
    let at = parameter.at;
    let json = ["application/json".to_owned()];
    let consumes = if consumes.is_empty() { &json[..] } else { consumes };
    let schema = parameter.remove("schema").unwrap_or_else(|| Node::object(at, []));
    let mut body = Node::object(at, [("content", content(consumes, &schema))]);
    for key in ["description", "required"] {
        if let Some(member) = parameter.remove(key) {
            body.insert(key, member);
        }
    }
    body
}

fn content(media_types: &[String], schema: &Node) -> Node {
    let content = |name: &String| (name.clone(), Node::object(schema.at, [("schema", schema.clone())]));
    Node::new(schema.at, Kind::Object(media_types.iter().map(content).collect()))
}

/// Removes the parameters that are a body, or fields of one, from the array and returns them.
fn take_body_parameters(holder: &mut Node) -> Vec<Node> {
    let Some(Kind::Array(items)) = holder.get_mut("parameters").map(|node| &mut node.kind) else {
        return Vec::new();
    };
    let is_body = |item: &Node| matches!(place(item).as_str(), "body" | "formdata");
    let (parts, rest) = std::mem::take(items).into_iter().partition(is_body);
    *items = rest;
    parts
}

fn place(parameter: &Node) -> String {
    parameter.get_str("in").unwrap_or_default().trim().to_ascii_lowercase()
}
