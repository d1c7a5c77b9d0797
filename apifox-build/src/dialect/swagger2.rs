//! Swagger 2.0 documents: converted to OpenAPI 3.0 as a whole before any other rule runs, so every
//! later rule and stage sees 3.0.
//!
//! Every node keeps its origin, so a later finding has its position in the page as written.
//! Equivalent constructs need no findings of their own: one note at `swagger` reports the
//! conversion. Constructs that 3.0 cannot express, and those that Swagger 2.0 does not allow, each
//! have a finding.

mod arrays;
mod bodies;
mod parameters;
mod responses;
mod schemas;
mod security;
mod servers;

use std::collections::BTreeMap;

use super::pointers::find;
use super::references::Moved;
use crate::finding::Findings;
use crate::grammar::METHODS;
use crate::node::{At, Kind, Map, Node};

/// The state that the parts of the conversion share.
struct Swagger<'a> {
    /// The document as written, used to resolve references.
    before: Node,
    /// The media types at the root.
    consumes: Vec<Node>,
    produces: Vec<Node>,
    /// Host and path of the API.
    address: servers::Address,
    moved: Moved,
    /// How OpenAPI 3 writes each reference to a schema.
    references: BTreeMap<String, Option<String>>,
    findings: &'a mut Findings,
}

/// Converts a Swagger 2.0 document to OpenAPI 3.0; leaves any other as it is.
pub(crate) fn upgrade(root: &mut Node, findings: &mut Findings) {
    if !is_swagger_2(root) {
        return;
    }
    let before = root.clone();
    let mut swagger = Swagger {
        before,
        moved: Moved::default(),
        consumes: Vec::new(),
        produces: Vec::new(),
        address: servers::Address::default(),
        references: BTreeMap::new(),
        findings,
    };
    swagger.document(root);
}

/// Whether the version is 2; it may be a string or a number.
fn is_swagger_2(root: &Node) -> bool {
    let version = match root.get("swagger").map(|node| &node.kind) {
        Some(Kind::String(text)) => text.trim().to_owned(),
        Some(Kind::Number(number)) => number.to_string(),
        _ => return false,
    };
    root.get("openapi").is_none() && (version == "2" || version.starts_with("2."))
}

impl Swagger<'_> {
    fn document(&mut self, root: &mut Node) {
        let at = root.remove("swagger").unwrap_or_default().at;
        root.insert("openapi", Node::string(at, "3.0.3"));
        let message = "this is Swagger 2.0; it is converted to OpenAPI 3.0";
        self.findings.note(at, "swagger-2", message, "");
        self.consumes = self.media_types(root, "consumes").unwrap_or_default();
        self.produces = self.media_types(root, "produces").unwrap_or_default();
        self.components(root);
        self.moved = Moved::of(root);
        self.security(root);
        self.root_servers(root);
        self.other_paths(root);
        let items = root.get_mut("paths").and_then(Node::as_object_mut);
        for (path, item) in items.into_iter().flatten() {
            if !path.starts_with("x-") {
                self.path_item(item);
            }
        }
        self.schemas(root);
    }

    /// Moves shared parts to `components`. References to them are also replaced by the parts: what
    /// a shared body becomes depends on the referring operation.
    fn components(&mut self, root: &mut Node) {
        for (key, kind) in [
            ("definitions", "schemas"),
            ("parameters", "parameters"),
            ("responses", "responses"),
        ] {
            let Some(mut parts) = root.remove(key) else { continue };
            let members = parts.as_object_mut();
            match kind {
                "parameters" => self.shared_parameters(members),
                "responses" => self.shared_responses(members),
                _ => {}
            }
            section(root, parts.at, kind, parts);
        }
    }

    fn shared_parameters(&mut self, parameters: Option<&mut Map>) {
        let Some(parameters) = parameters else { return };
        for (_, parameter) in &mut *parameters {
            let shared = std::mem::take(parameter);
            *parameter = self.resolved_parameter(shared);
            self.parameter(parameter);
        }
        parameters.retain(|_, parameter| !bodies::is_of_body(parameter));
    }

    fn shared_responses(&mut self, responses: Option<&mut Map>) {
        let produces = self.produces.clone();
        for (_, response) in responses.into_iter().flatten() {
            self.response_reference(response);
            self.response(response, &produces);
        }
    }

    /// Reports operations that are distinguished by their query, which are in an extension of
    /// `AutoRest` and have no equivalent in OpenAPI 3.0.
    fn other_paths(&mut self, root: &Node) {
        let Some(paths) = root.get("x-ms-paths") else { return };
        let names = paths
            .as_object()
            .into_iter()
            .flatten()
            .map(|(path, _)| format!("`{path}`"));
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            let message = format!("operations under `x-ms-paths` are not generated: {}", names.join(", "));
            let hint = "describe each by a path and parameters, under `paths`";
            self.findings.lossy(paths.at, "other-paths", message, hint);
        }
    }

    fn path_item(&mut self, item: &mut Node) {
        self.item_reference(item);
        let shared = self.list_of_parameters(item);
        let (of_body, others) = split(shared.clone().unwrap_or_default());
        if let Some(at) = shared.and_then(|_| item.get("parameters")).map(|node| node.at) {
            item.insert("parameters", self.converted(at, others));
        }
        let operations = item.as_object_mut().into_iter().flatten();
        for (_, operation) in operations.filter(|(key, _)| METHODS.contains(&key.as_str())) {
            if operation.as_object().is_some() {
                self.operation(operation, &of_body);
            }
        }
    }

    /// Copies operations from elsewhere in the page, to be converted where they are used.
    fn item_reference(&mut self, item: &mut Node) {
        let Some(reference) = item.get("$ref").cloned() else {
            return;
        };
        let target = reference.as_str().and_then(|text| find(&self.before, text));
        let Some(target) = target.filter(|target| target.as_object().is_some() && target.get("$ref").is_none()) else {
            return; // refused where 3.0 refuses it
        };
        let mut own = std::mem::replace(item, target.clone());
        own.remove("$ref");
        for (key, member) in own.as_object().into_iter().flatten() {
            item.insert(key, member.clone());
        }
        let message = "the operations of this path are elsewhere in the page; they are moved here";
        self.findings.note(reference.at, "unusual-reference", message, "");
    }

    fn operation(&mut self, operation: &mut Node, item_parameters: &[Node]) {
        let consumes = self.media_types(operation, "consumes");
        let produces = self.media_types(operation, "produces");
        let own = self.list_of_parameters(operation);
        let place = operation.get("parameters").map_or(operation.at, |node| node.at);
        let (of_body, others) = split(own.clone().unwrap_or_default());
        if own.is_some() {
            operation.insert("parameters", self.converted(place, others));
        }
        let of_body = bodies::with_path_parameters(of_body, item_parameters);
        let consumes = consumes.unwrap_or_else(|| self.consumes.clone());
        self.body(operation, of_body, &consumes);
        let produces = produces.unwrap_or_else(|| self.produces.clone());
        self.responses(operation, &produces);
        self.own_servers(operation);
    }

    fn converted(&mut self, at: At, mut parameters: Vec<Node>) -> Node {
        parameters.retain(|parameter| self.has_place(parameter));
        for parameter in &mut parameters {
            self.parameter(parameter);
        }
        self.repeated(&mut parameters);
        Node::new(at, Kind::Array(parameters))
    }

    /// Follows a chain of references to its end; `None` where one of them is dangling.
    fn followed(&self, node: &Node) -> Option<Node> {
        let mut current = node;
        for _ in 0..16 {
            let Some(reference) = current.get("$ref") else {
                return Some(current.clone());
            };
            current = find(&self.before, reference.as_str()?)?;
        }
        None
    }

    /// Reads the media types of `consumes` or `produces`; `None` where it is absent, which differs
    /// from an empty array.
    fn media_types(&mut self, holder: &mut Node, key: &str) -> Option<Vec<Node>> {
        let list = holder.remove(key)?;
        let items = match list.kind {
            Kind::Null => return None,
            Kind::Array(items) => items,
            kind => {
                let message = format!("`{key}` is {}, where an array belongs", kind.name());
                let hint = format!("write `{key}: [application/json]`, with the actual media types");
                self.findings.repaired(list.at, "wrong-kind", message, hint);
                vec![Node::new(list.at, kind)]
            }
        };
        let mut kept: Vec<Node> = Vec::new();
        for item in items {
            let Some(text) = item.as_str().map(str::trim) else {
                let message = format!("{} is not a media type; it is left out", item.kind.name());
                self.findings
                    .repaired(item.at, "swagger-media-type", message, "write `type/subtype`");
                continue;
            };
            let node = Node::string(item.at, self.media_type(item.at, text));
            if !kept.contains(&node) {
                kept.push(node);
            }
        }
        Some(kept)
    }

    /// Expands the short names of well-known media types, such as `json`.
    fn media_type(&mut self, at: At, text: &str) -> String {
        let full_name = match text.to_ascii_lowercase().as_str() {
            "json" => "application/json",
            "xml" => "application/xml",
            "text" => "text/plain",
            "html" => "text/html",
            _ => return text.to_owned(),
        };
        let message = format!("`{text}` is read as the media type `{full_name}`");
        self.findings
            .repaired(at, "swagger-media-type", message, format!("write `{full_name}`"));
        full_name.to_owned()
    }
}

/// Moves a section to the components; existing members of an OpenAPI 3 section stay.
fn section(root: &mut Node, at: At, kind: &str, parts: Node) {
    if root.get("components").is_none_or(|node| node.as_object().is_none()) {
        root.insert("components", Node::object(at, []));
    }
    let Some(components) = root.get_mut("components") else {
        return;
    };
    match (components.get_mut(kind).and_then(Node::as_object_mut), parts.kind) {
        (Some(known), Kind::Object(parts)) => {
            for (name, part) in parts {
                known.entry(name).or_insert(part);
            }
        }
        (Some(_), _) => {}
        (None, parts) => components.insert(kind, Node::new(at, parts)),
    }
}

/// Splits parameters into those that are a body, or fields of one, and the others.
fn split(parameters: Vec<Node>) -> (Vec<Node>, Vec<Node>) {
    parameters.into_iter().partition(bodies::is_of_body)
}
