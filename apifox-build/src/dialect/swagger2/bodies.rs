//! Bodies: a parameter `in: body`, or those `in: formData`, become the `requestBody` of their
//! operation.

use super::Swagger;
use super::arrays::{Place, Serialization, is_file};
use super::parameters::is_empty;
use crate::media_type::without_parameters;
use crate::node::{At, Kind, Map, Node};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";
const JSON: &str = "application/json";

pub(super) fn is_of_body(parameter: &Node) -> bool {
    matches!(parameter.get_str("in"), Some("body" | "formData"))
}

fn is_body(parameter: &Node) -> bool {
    parameter.get_str("in") == Some("body")
}

/// Returns the parameters of the body, including those of the path that the operation does not
/// declare itself.
pub(super) fn with_path_parameters(mut own: Vec<Node>, item_parameters: &[Node]) -> Vec<Node> {
    let is_declared = |shared: &Node| {
        let is_same = |own: &Node| is_body(own) || own.get("name") == shared.get("name");
        own.iter().any(|own| is_body(own) == is_body(shared) && is_same(own))
    };
    let more: Vec<Node> = item_parameters
        .iter()
        .filter(|shared| !is_declared(shared))
        .cloned()
        .collect();
    own.extend(more);
    own
}

fn is_form(media_type: &Node) -> bool {
    [FORM, MULTIPART].contains(&without_parameters(media_type.as_str().unwrap_or_default()).as_str())
}

impl Swagger<'_> {
    /// Adds the body that these parameters describe to the operation.
    pub(super) fn body(&mut self, operation: &mut Node, parts: Vec<Node>, consumes: &[Node]) {
        if parts.is_empty() {
            return;
        }
        let mut distinct: Vec<Node> = Vec::new();
        for part in parts {
            if distinct.contains(&part) {
                let message = "this part of the body is declared twice identically; one of them is used";
                self.findings
                    .repaired(part.at, "unusual-parameter", message, "remove one of the two");
            } else {
                distinct.push(part);
            }
        }
        let has_body = operation.get("requestBody").is_some();
        let (kept, left_out) = chosen(distinct, consumes, has_body);
        if left_out.iter().any(|part| part.is_true("required")) {
            return self.keep_as_parameters(operation, kept.into_iter().chain(left_out));
        }
        for part in left_out {
            let message = format!(
                "a request has one body, and another one is declared; this `in: {}` is left out",
                part.get_str("in").unwrap_or_default()
            );
            let hint = "remove the one that the server does not read";
            self.findings.lossy(part.at, "several-body-parameters", message, hint);
        }
        let body = match kept.as_slice() {
            [] => return,
            [body] if is_body(body) => self.request_body(body.clone(), consumes),
            _ => self.form(kept, consumes),
        };
        operation.insert("requestBody", body);
    }

    /// Leaves all candidates among the parameters where it is unclear which is meant, for an
    /// overlay to fix or for check to refuse.
    fn keep_as_parameters(&mut self, operation: &mut Node, parts: impl Iterator<Item = Node>) {
        let at = operation.at;
        let mut all = operation.items("parameters").to_vec();
        for mut part in parts {
            let schema = self.value_schema(&mut part);
            part.remove("collectionFormat");
            part.insert("schema", schema);
            all.push(part);
        }
        operation.insert("parameters", Node::new(at, Kind::Array(all)));
    }

    fn request_body(&mut self, mut parameter: Node, consumes: &[Node]) -> Node {
        let at = parameter.at;
        let mut schema = self.body_schema(&mut parameter);
        if parameter.is_true("x-nullable") {
            schema.insert("nullable", Node::new(at, Kind::Bool(true)));
        }
        let is_binary = is_file(Some(&schema));
        let media_types = self.media_of_body(&schema, consumes, is_binary);
        let example = parameter.remove("x-example").or_else(|| parameter.remove("x-examples"));
        let example = parameter.remove("example").or(example);
        let mut content = Map::new();
        for media_type in &media_types {
            let name = media_type.as_str().unwrap_or_default();
            let mut media = Node::object(media_type.at, [("schema", schema.clone())]);
            let own = example.as_ref().and_then(|example| example_of(example, name));
            if let Some(own) = own {
                media.insert("example", own);
            }
            content.insert(name, media);
        }
        let mut body = Node::object(at, [("content", Node::new(at, Kind::Object(content)))]);
        let members = parameter.as_object().into_iter().flatten();
        for (key, member) in members.filter(|(key, _)| !matches!(key.as_str(), "name" | "in")) {
            body.insert(key, member.clone());
        }
        body
    }

    fn body_schema(&mut self, body: &mut Node) -> Node {
        let at = body.at;
        if let Some(mut schema) = body.remove("schema").filter(|schema| schema.as_object().is_some()) {
            as_binary(&mut schema);
            return schema;
        }
        let mut beside = self.value_schema(body);
        body.remove("collectionFormat");
        if is_empty(&beside) {
            let message = "this body has no `schema`; any JSON can be sent";
            self.findings
                .repaired(at, "swagger-2", message, "write `schema: {type: …}` in the parameter");
        } else {
            let message = "the type of this body is written on the parameter; it is read as its `schema`";
            self.findings
                .repaired(at, "swagger-2", message, "write `schema: {type: …}` in the parameter");
        }
        as_binary(&mut beside);
        beside
    }

    /// The media types under which a body is sent. Only an object is sent as a form.
    fn media_of_body(&mut self, schema: &Node, consumes: &[Node], is_binary: bool) -> Vec<Node> {
        let is_object = self.is_object(schema);
        let (kept, left_out): (Vec<Node>, Vec<Node>) = consumes
            .iter()
            .cloned()
            .partition(|media_type| is_object || !is_form(media_type));
        for media_type in left_out {
            let message = format!(
                "only an object is sent as `{}`; this media type of the body is left out",
                media_type.as_str().unwrap_or_default()
            );
            let hint = "describe the fields of a form by parameters `in: formData`";
            self.findings.lossy(schema.at, "swagger-media-type", message, hint);
        }
        if kept.is_empty() {
            let usual = if is_binary { "application/octet-stream" } else { JSON };
            return vec![Node::string(schema.at, usual)];
        }
        kept
    }

    fn is_object(&self, schema: &Node) -> bool {
        let Some(target) = self.followed(schema) else {
            return false;
        };
        match target.get_str("type") {
            Some(name) => name == "object",
            None => ["properties", "allOf", "additionalProperties"]
                .iter()
                .any(|key| target.get(key).is_some()),
        }
    }

    /// Builds the form with these fields.
    fn form(&mut self, fields: Vec<Node>, consumes: &[Node]) -> Node {
        let at = fields.first().map(|field| field.at).unwrap_or_default();
        let has_file = fields
            .iter()
            .any(|field| is_file(Some(field)) || is_file(field.get("schema")) || is_file(field.get("items")));
        let media_types = self.media_of_form(at, consumes, has_file);
        let is_of = |name: &str| media_types.iter().any(|media_type| media_type.as_str() == Some(name));
        let place = if is_of(FORM) { Place::Field } else { Place::Part };
        let (mut properties, mut required, mut encoding) = (Map::new(), Vec::new(), Map::new());
        for mut field in fields {
            let Some(name) = self.field_name(&field, &properties) else {
                continue;
            };
            let is_required = self.is_required(&field);
            let (schema, serialization) = self.field(&mut field, place);
            if matches!(
                serialization,
                Some(Serialization::Commas | Serialization::Blanks | Serialization::Bars)
            ) {
                let (style, explode) = serialization.unwrap_or(Serialization::Commas).style();
                let explode = Node::new(field.at, Kind::Bool(explode));
                let style = Node::string(field.at, style);
                encoding.insert(
                    name.clone(),
                    Node::object(field.at, [("style", style), ("explode", explode)]),
                );
            }
            if is_required {
                required.push(Node::string(field.at, name.clone()));
            }
            properties.insert(name, schema);
        }
        let mut schema = Node::object(at, [("type", Node::string(at, "object"))]);
        schema.insert("properties", Node::new(at, Kind::Object(properties)));
        let is_required = !required.is_empty();
        if is_required {
            schema.insert("required", Node::new(at, Kind::Array(required)));
        }
        let mut content = Map::new();
        for media_type in media_types {
            let name = media_type.as_str().unwrap_or_default();
            let mut media = Node::object(media_type.at, [("schema", schema.clone())]);
            if name == FORM && !encoding.is_empty() {
                media.insert("encoding", Node::new(at, Kind::Object(encoding.clone())));
            }
            content.insert(name, media);
        }
        let mut body = Node::object(at, [("content", Node::new(at, Kind::Object(content)))]);
        if is_required {
            body.insert("required", Node::new(at, Kind::Bool(true)));
        }
        body
    }

    /// Whether a field is required; `required: 'true'` counts as well.
    fn is_required(&mut self, field: &Node) -> bool {
        let Some(flag) = field.get("required") else {
            return false;
        };
        let is_text = flag
            .as_str()
            .is_some_and(|text| text.trim().eq_ignore_ascii_case("true"));
        if is_text {
            let message = "`required` is a string; it is read as a boolean";
            self.findings
                .repaired(flag.at, "wrong-kind", message, "write true or false here");
        }
        is_text || field.is_true("required")
    }

    /// Returns the name of a field that is not declared yet.
    fn field_name(&mut self, field: &Node, known: &Map) -> Option<String> {
        let name = field.get_str("name").unwrap_or_default().trim();
        let message = if name.is_empty() {
            "this field of a form has no name; it is left out".to_owned()
        } else if known.contains_key(name) {
            format!("the field `{name}` is declared twice; the first one is used")
        } else {
            return Some(name.to_owned());
        };
        let hint = "give every field a unique name";
        self.findings.lossy(field.at, "form-field", message, hint);
        None
    }

    /// Returns the schema of a field, and its serialization if it is an array.
    fn field(&mut self, field: &mut Node, place: Place) -> (Node, Option<Serialization>) {
        let mut schema = self.value_schema(field);
        let format = field.remove("collectionFormat");
        let serialization = self.array_serialization(&mut schema, format, place);
        if is_empty(&schema) {
            schema.insert("type", Node::string(field.at, "string"));
        }
        as_binary(&mut schema);
        if let Some(items) = schema.get_mut("items") {
            as_binary(items);
        }
        let example = field.remove("x-example");
        for (key, member) in [
            ("description", field.remove("description")),
            ("example", field.remove("example").or(example)),
        ] {
            if let Some(member) = member.filter(|_| schema.get("$ref").is_none()) {
                schema.insert(key, member);
            }
        }
        if let Some(serialization) = &serialization {
            serialization.describe(&mut schema);
        }
        (schema, serialization)
    }

    /// The media types of a form; others in `consumes` are reported, as no form can be sent as
    /// them.
    fn media_of_form(&mut self, at: At, consumes: &[Node], has_file: bool) -> Vec<Node> {
        let mut kept: Vec<Node> = Vec::new();
        let mut others: Vec<String> = Vec::new();
        for media_type in consumes {
            let name = media_type.as_str().unwrap_or_default();
            let essence = without_parameters(name);
            if essence == MULTIPART || (essence == FORM && !has_file) {
                kept.push(Node::string(media_type.at, essence));
            } else if essence != "*/*" {
                others.push(format!("`{name}`"));
            }
        }
        kept.dedup();
        let what = if has_file { "a form with a file" } else { "a form" };
        let others = others.join(", ");
        if kept.is_empty() {
            let usual = if has_file { MULTIPART } else { FORM };
            if !others.is_empty() {
                let message = format!("{what} is sent as `{usual}`, not as {others}, which `consumes` names");
                let hint = format!("write `consumes: [{usual}]` in the operation");
                self.findings.repaired(at, "swagger-media-type", message, hint);
            }
            kept.push(Node::string(at, usual));
        } else if !others.is_empty() {
            let message = format!("{what} is not sent as {others}, which `consumes` names too");
            self.findings.note(at, "swagger-media-type", message, "");
        }
        kept
    }
}

/// Splits the body that is meant from what is declared beside it: the fields where `consumes` names
/// nothing but forms, otherwise the first body.
fn chosen(parts: Vec<Node>, consumes: &[Node], has_body: bool) -> (Vec<Node>, Vec<Node>) {
    if has_body {
        return (Vec::new(), parts);
    }
    let (mut body, fields): (Vec<Node>, Vec<Node>) = parts.into_iter().partition(is_body);
    let is_of_forms = !consumes.is_empty() && consumes.iter().all(is_form);
    if body.is_empty() || (is_of_forms && !fields.is_empty()) {
        return (fields, body);
    }
    let mut left_out = body.split_off(1);
    left_out.extend(fields);
    (body, left_out)
}

/// Whether a schema is `type: file`, or the equivalent of `AutoRest` in a body.
pub(super) fn is_file_type(schema: &Node) -> bool {
    match schema.get_str("type") {
        Some("file") => true,
        Some("object") => schema.get_str("format") == Some("file"),
        _ => false,
    }
}

/// Rewrites a file as a string of bytes.
pub(super) fn as_binary(schema: &mut Node) -> bool {
    let is_file = is_file_type(schema);
    if is_file {
        let at = schema.get("type").unwrap_or(schema).at;
        schema.insert("type", Node::string(at, "string"));
        schema.insert("format", Node::string(at, "binary"));
    }
    is_file
}

/// Returns the example for a media type: one of several by their media types, or the one that is
/// JSON.
pub(super) fn example_of(example: &Node, media_type: &str) -> Option<Node> {
    let keys = example.as_object().into_iter().flatten();
    let is_by_type = keys.clone().next().is_some() && keys.clone().all(|(key, _)| key.contains('/'));
    if is_by_type {
        let mut keys = keys;
        let found = keys.find(|(key, _)| without_parameters(key) == without_parameters(media_type));
        return found.map(|(_, example)| example.clone());
    }
    media_type.contains("json").then(|| example.clone())
}
