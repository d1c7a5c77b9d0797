//! The document that a sandbox checks calls against and makes answers from: what is generated, as OpenAPI, without its words.
//!
//! It says of parameters and bodies what the client does: what is left out there, or needed beyond the page, is so here. A path and
//! a component have a line each, so that a review of the generated file sees which of them changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::check::answer::example_of;
use crate::check::parameter::is_idempotency_key;
use crate::check::{Checked, Operation, Place};
use crate::name::Named;
use crate::node::{Kind, Node};
use crate::resolve::schema_name;

/// What of a schema says nothing of its values.
const WORDS: [&str; 8] = [
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "title",
    "x-call",
    "xml",
];

/// The operations that were found sound, and what they reach.
pub(crate) fn document(named: &Named, checked: &Checked) -> String {
    let mut writer = Writer::default();
    let root = &named.root;
    let mut paths: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &checked.operations {
        paths.entry(&operation.template).or_default().push(operation);
    }
    writer.text.push_str("{\"openapi\":\"3.0.3\",\"info\":");
    let version = root.get("info").and_then(|info| info.get_str("version"));
    writer.members(
        [("title", checked.title.as_str()), ("version", version.unwrap_or("1"))],
        |writer, _, text| {
            writer.string(text);
        },
    );
    writer.text.push_str(",\n\"paths\":");
    writer.lines(paths, |writer, path, operations| {
        let item = root.get("paths").and_then(|paths| paths.get(path));
        let mut sorted = operations;
        sorted.sort_by(|a, b| a.method.cmp(&b.method));
        let named = sorted
            .into_iter()
            .map(|operation| (operation.method.to_lowercase(), operation));
        writer.members(named, |writer, method, operation| {
            let empty = Node::default();
            writer.operation(item.and_then(|item| item.get(method)).unwrap_or(&empty), operation);
        });
    });
    writer.text.push_str(",\n\"components\":{\"schemas\":");
    let components = root.get("components");
    let schemas = writer.reached(components.and_then(|all| all.get("schemas")));
    writer.lines(schemas, |writer, _, text| writer.text.push_str(&text));
    writer.text.push_str(",\n\"securitySchemes\":");
    let security = components.map(|all| all.members("securitySchemes"));
    writer.members(security.into_iter().flatten(), |writer, _, scheme| {
        let told = scheme.as_object().into_iter().flatten();
        let told = told.filter(|(key, _)| key.as_str() != "description");
        writer.members(told, |writer, _, node| writer.raw(node));
    });
    writer.text.push_str("}}\n");
    writer.text
}

/// The constant that holds it.
pub(crate) fn constant(document: &str) -> String {
    let document = literal(document);
    format!(
        "/// What of the pages a sandbox needs: OpenAPI, in JSON, of the operations of this file, without descriptions.\n\
         pub const DOCUMENT: &str = {document};\n"
    )
}

/// The text as a Rust literal. JSON escapes all controls itself, but for those of the direction of text, which Rust takes for an
/// attack on who reads the file.
fn literal(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for char in json.chars() {
        match char {
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => drop(write!(text, "\\u{:04x}", u32::from(char))),
            other => text.push(other),
        }
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

/// JSON under construction.
#[derive(Default)]
struct Writer {
    text: String,
    /// Components that were referred to, and of those the ones whose own references are not known yet.
    seen: BTreeSet<String>,
    queue: Vec<String>,
}

impl Writer {
    fn operation(&mut self, node: &Node, operation: &Operation) {
        self.text.push_str("{\"operationId\":");
        self.string(&operation.id);
        self.parameters(node, operation);
        if let Some(body) = node
            .get("requestBody")
            .filter(|body| body.members("content").next().is_some())
        {
            let parts = &operation.parameters;
            let is_needed = || parts.iter().any(|part| part.place == Place::Part && part.required);
            let required = operation.body.as_ref().map_or_else(is_needed, |body| body.required);
            let _ = write!(self.text, ",\"requestBody\":{{\"required\":{required},\"content\":");
            self.members(body.members("content"), |writer, _, content| {
                writer.content(content, None);
            });
            self.text.push('}');
        }
        self.text.push_str(",\"responses\":");
        self.members(node.members("responses"), |writer, _, response| {
            writer.text.push_str("{\"description\":\"\"");
            if response.members("content").next().is_some() && operation.method != "HEAD" {
                writer.text.push_str(",\"content\":");
                writer.members(response.members("content"), |writer, _, content| {
                    writer.content(content, example_of(content));
                });
            }
            writer.text.push('}');
        });
        // Nothing where nobody says who may call: it is the client's set-up that decides.
        if !operation.authenticated {
            self.text.push_str(",\"security\":[]");
        } else if let Some(security) = node.get("security").filter(|node| node.as_array() != Some(&[])) {
            self.text.push_str(",\"security\":");
            self.raw(security);
        }
        self.text.push('}');
    }

    /// Those that the client sends, needed where it needs them.
    fn parameters(&mut self, node: &Node, operation: &Operation) {
        let parameters = node.items("parameters").iter().filter_map(|node| {
            let (name, place) = (node.get_str("name")?, node.get_str("in")?);
            let mut sent = operation.parameters.iter();
            let sent = sent.find(|sent| sent.name == name && sent.place.name() == place);
            (sent.is_some() || is_idempotency_key(node)).then(|| (node, sent.is_some_and(|sent| sent.required)))
        });
        self.text.push_str(",\"parameters\":");
        self.list(parameters, |writer, (node, required)| {
            writer.text.push_str(if required {
                "{\"required\":true"
            } else {
                "{\"required\":false"
            });
            for (key, value) in node.as_object().into_iter().flatten() {
                if matches!(
                    key.as_str(),
                    "name" | "in" | "style" | "explode" | "allowReserved" | "schema"
                ) {
                    writer.text.push(',');
                    writer.string(key);
                    writer.text.push(':');
                    writer.schema_or_raw(key == "schema", value);
                }
            }
            writer.text.push('}');
        });
    }

    fn content(&mut self, content: &Node, example: Option<&Node>) {
        let told = [
            ("schema", content.get("schema")),
            ("encoding", content.get("encoding")),
            ("example", example),
        ];
        let told = told.into_iter().filter_map(|(key, node)| Some((key, node?)));
        self.members(told, |writer, key, node| writer.schema_or_raw(key == "schema", node));
    }

    /// All components that were referred to, each written, and those that they refer to in turn.
    fn reached(&mut self, schemas: Option<&Node>) -> BTreeMap<String, String> {
        let mut written = BTreeMap::new();
        let before = std::mem::take(&mut self.text);
        while let Some(name) = self.queue.pop() {
            if let Some(node) = schemas.and_then(|all| all.get(&name)) {
                self.schema(node);
                written.insert(name, std::mem::take(&mut self.text));
            }
        }
        self.text = before;
        written
    }

    fn schema_or_raw(&mut self, is_schema: bool, node: &Node) {
        if is_schema {
            self.schema(node);
        } else {
            self.raw(node);
        }
    }

    fn schema(&mut self, node: &Node) {
        let Some(members) = node.as_object() else {
            return self.raw(node); // `additionalProperties: false`
        };
        let told = members.iter().filter(|(key, _)| !WORDS.contains(&key.as_str()));
        self.members(told, |writer, key, value| match (key, &value.kind) {
            ("$ref", Kind::String(reference)) => {
                let name = schema_name(reference).filter(|name| !writer.seen.contains(name));
                if let Some(name) = name {
                    writer.seen.insert(name.clone());
                    writer.queue.push(name);
                }
                writer.string(reference);
            }
            ("properties", Kind::Object(properties)) => {
                writer.members(properties, |writer, _, property| writer.schema(property));
            }
            ("allOf" | "oneOf" | "anyOf", Kind::Array(all)) => writer.list(all, Self::schema),
            ("items" | "not" | "additionalProperties", _) => writer.schema(value),
            ("discriminator", _) => writer.discriminator(value, node.items("oneOf")),
            _ => writer.raw(value),
        });
    }

    /// As OpenAPI has it: stage 5b wrote the values in the order of the alternatives.
    fn discriminator(&mut self, node: &Node, alternatives: &[Node]) {
        let references = alternatives.iter().filter_map(|one| one.get_str("$ref"));
        let mapping: BTreeMap<&str, &str> = node.strings("values").zip(references).collect();
        self.text.push_str("{\"propertyName\":");
        self.string(node.get_str("propertyName").unwrap_or_default());
        self.text.push_str(",\"mapping\":");
        self.members(mapping, |writer, _, reference| writer.string(reference));
        self.text.push('}');
    }

    fn members<K: AsRef<str>, V>(
        &mut self,
        all: impl IntoIterator<Item = (K, V)>,
        write: impl FnMut(&mut Self, &str, V),
    ) {
        self.object(all, "", write);
    }

    /// The same, each on a line of its own.
    fn lines<K: AsRef<str>, V>(
        &mut self,
        all: impl IntoIterator<Item = (K, V)>,
        write: impl FnMut(&mut Self, &str, V),
    ) {
        self.object(all, "\n", write);
    }

    fn object<K: AsRef<str>, V>(
        &mut self,
        all: impl IntoIterator<Item = (K, V)>,
        before: &str,
        mut write: impl FnMut(&mut Self, &str, V),
    ) {
        self.text.push('{');
        for (index, (key, value)) in all.into_iter().enumerate() {
            self.text.push_str(if index == 0 { "" } else { "," });
            self.text.push_str(before);
            self.string(key.as_ref());
            self.text.push(':');
            write(self, key.as_ref(), value);
        }
        self.text.push('}');
    }

    fn list<V>(&mut self, all: impl IntoIterator<Item = V>, mut write: impl FnMut(&mut Self, V)) {
        self.text.push('[');
        for (index, value) in all.into_iter().enumerate() {
            self.text.push_str(if index == 0 { "" } else { "," });
            write(self, value);
        }
        self.text.push(']');
    }

    fn raw(&mut self, node: &Node) {
        self.text.push_str(&node.json());
    }

    fn string(&mut self, text: &str) {
        // Writing to memory cannot fail.
        self.text.push_str(&serde_json::to_string(text).unwrap_or_default());
    }
}
