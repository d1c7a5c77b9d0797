//! Responses: `schema`, `examples` and `produces` become the `content` of OpenAPI 3, and headers
//! get a schema of their own.

use super::Swagger;
use super::arrays::{Place, is_file};
use super::bodies::{as_binary, example_of, is_file_type};
use super::parameters::is_empty;
use crate::media_type::{is_json, without_parameters};
use crate::node::{Kind, Map, Node};

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

impl Swagger<'_> {
    pub(super) fn responses(&mut self, operation: &mut Node, produces: &[Node]) {
        let responses = operation.get_mut("responses").and_then(Node::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            // `x-200:label` is a further response in Apifox; other extensions are not responses.
            let is_extension = status
                .strip_prefix("x-")
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
            if !is_extension {
                self.response_reference(response);
                self.response(response, produces);
            }
        }
    }

    /// Replaces a reference by the shared response; a reference to a schema becomes the schema of
    /// the response.
    pub(super) fn response_reference(&mut self, response: &mut Node) {
        let Some(reference) = response.get("$ref").cloned() else {
            return;
        };
        let text = reference.as_str().unwrap_or_default().to_owned();
        if text.starts_with("#/definitions/") {
            if self.followed(response).is_some() {
                let message = format!("`{text}` is a schema; it is read as the schema of the response");
                let hint = "write it under `schema`";
                self.findings.repaired(reference.at, "unusual-reference", message, hint);
                response.remove("$ref");
                response.insert("schema", Node::reference(reference.at, &text));
            }
            return;
        }
        if let Some(target) = self.followed(response).filter(|target| target.as_object().is_some()) {
            *response = target;
        }
    }

    pub(super) fn response(&mut self, response: &mut Node, produces: &[Node]) {
        if response.as_object().is_none() || response.get("$ref").is_some() {
            return;
        }
        for (_, header) in response
            .get_mut("headers")
            .and_then(Node::as_object_mut)
            .into_iter()
            .flatten()
        {
            self.header(header);
        }
        let schema = response.remove("schema").filter(|schema| schema.as_object().is_some());
        let examples = response.remove("examples").filter(|node| node.as_object().is_some());
        let example = examples.or_else(|| response.remove("example"));
        if response.get("content").is_some() {
            if let Some(schema) = schema {
                let message = "this response also has `content`, as in OpenAPI 3; the `schema` is left out";
                let hint = "remove one of the two";
                self.findings.lossy(schema.at, "swagger-media-type", message, hint);
            }
            return;
        }
        if schema.is_none() && example.is_none() {
            return;
        }
        let content = self.content(schema.as_ref(), example.as_ref(), produces);
        if !content.is_empty() {
            let at = response.at;
            response.insert("content", Node::new(at, Kind::Object(content)));
        }
    }

    fn content(&mut self, schema: Option<&Node>, example: Option<&Node>, produces: &[Node]) -> Map {
        let mut media_types = match schema {
            Some(schema) => self.media_of_response(schema, produces),
            None => Vec::new(),
        };
        let named: Vec<Node> = example.into_iter().flat_map(media_types_of).collect();
        for media_type in &named {
            let name = media_type.as_str().unwrap_or_default();
            let is_declared =
                |known: &Node| without_parameters(known.as_str().unwrap_or_default()) == without_parameters(name);
            if media_types.iter().any(is_declared) {
                continue;
            }
            if schema.is_none() || !is_json(name) {
                media_types.push(media_type.clone()); // a response that has an example of this type has the type
            }
        }
        let mut content = Map::new();
        for media_type in media_types {
            let name = media_type.as_str().unwrap_or_default();
            let mut media = Node::object(media_type.at, []);
            if let Some(schema) = schema {
                let mut schema = schema.clone();
                as_binary(&mut schema);
                media.insert("schema", schema);
            }
            let own = example.and_then(|example| {
                let of_other_json = || {
                    named
                        .iter()
                        .find(|one| is_json(name) && is_json(one.as_str().unwrap_or_default()))
                };
                example_of(example, name).or_else(|| example_of(example, of_other_json()?.as_str()?))
            });
            if let Some(own) = own {
                media.insert("example", own);
            }
            content.insert(name, media);
        }
        content
    }

    /// The media types of a response; those of JSON do not apply to a file.
    fn media_of_response(&mut self, schema: &Node, produces: &[Node]) -> Vec<Node> {
        if !is_file(Some(schema)) {
            if produces.is_empty() {
                return vec![Node::string(schema.at, JSON)];
            }
            return produces.to_vec();
        }
        let (json, files): (Vec<Node>, Vec<Node>) = produces
            .iter()
            .cloned()
            .partition(|media_type| is_json(media_type.as_str().unwrap_or_default()));
        if !json.is_empty() && !is_file_type(schema) {
            return produces.to_vec(); // the page declares JSON
        }
        let is_declared = json.iter().any(|media_type| media_type.as_str() != Some("*/*"));
        if is_declared {
            let message = "`produces` names JSON, which a file is not; the response is returned as bytes";
            let hint = "write the media type of the file, such as `produces: [application/octet-stream]`";
            self.findings.note(schema.at, "swagger-file", message, hint);
        }
        if files.is_empty() {
            return vec![Node::string(schema.at, BYTES)];
        }
        files
    }

    fn header(&mut self, header: &mut Node) {
        if header.as_object().is_none() || header.get("$ref").is_some() {
            return;
        }
        let mut schema = self.value_schema(header);
        let format = header.remove("collectionFormat");
        if let Some(serialization) = self.array_serialization(&mut schema, format, Place::ResponseHeader) {
            serialization.describe(header);
        }
        if !is_empty(&schema) {
            header.insert("schema", schema);
        }
    }
}

/// The media types that examples are given for.
fn media_types_of(examples: &Node) -> Vec<Node> {
    let keys = examples.as_object().into_iter().flatten();
    let keys = keys.filter(|(key, _)| key.contains('/'));
    keys.map(|(key, example)| Node::string(example.at, key.clone()))
        .collect()
}
