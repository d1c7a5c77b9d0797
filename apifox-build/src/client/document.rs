//! The document against which a sandbox checks calls and from which it makes responses: the
//! generated operations as OpenAPI, without descriptions.
//!
//! Its parameters and bodies are those of the client: parts that the client leaves out, or requires
//! beyond the page, are so here. A path and a component have a line each, so that a review of the
//! generated file shows which of them changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::parts::{Parts, joined};
use crate::check::parameter::is_idempotency_key;
use crate::check::response::examples_of;
use crate::combine::union::OPEN;
use crate::discriminator::{ONLY, SHARED};
use crate::features::{Condition, Gate, Gates};
use crate::graph::transitive_closure;
use crate::model::{Checked, Operation, Place};
use crate::name::Named;
use crate::node::{At, Kind, Node};
use crate::reference::schema_name;
use crate::structure::{LOOSE, PARTLY_REQUIRED};

/// Keywords of a schema that do not restrict its values.
const WORDS: [&str; 10] = [
    "deprecated", "description", "example", "examples", "externalDocs", "title", "x-call", LOOSE, PARTLY_REQUIRED,
    "xml",
];

/// Generates the document: the operations that passed the checks, and the components they use.
pub(crate) fn document(named: &Named, checked: &Checked, gates: &Gates) -> Parts {
    let mut writer = Writer {
        misfits: &checked.misfits,
        text: String::new(),
        referred: BTreeSet::new(),
    };
    let root = &named.root;
    writer.text.push_str("{\"openapi\":\"3.0.3\",\"info\":");
    let version = root.get("info").and_then(|info| info.get_str("version"));
    writer.members(
        [("title", checked.title.as_str()), ("version", version.unwrap_or("1"))],
        |writer, _, text| {
            writer.string(text);
        },
    );
    writer.text.push_str(",\n\"paths\":{");
    let mut parts = Parts::default();
    parts.push(Condition::default(), &std::mem::take(&mut writer.text));
    let mut roots = Roots::new();
    let paths = paths(&mut writer, (root, checked), gates, &mut roots);
    parts.append(joined(paths, ","));
    parts.push(Condition::default(), "},\n\"components\":{\"schemas\":{");
    let components = root.get("components");
    let schemas = writer.schemas(components.and_then(|all| all.get("schemas")), roots, gates);
    parts.append(joined(schemas, ","));
    writer.text.push_str("},\n\"securitySchemes\":");
    let security = components.map(|all| all.members("securitySchemes"));
    writer.members(security.into_iter().flatten(), |writer, _, scheme| {
        let written = scheme.as_object().into_iter().flatten();
        let written = written.filter(|(key, _)| key.as_str() != "description");
        writer.members(written, |writer, _, node| writer.raw(node));
    });
    writer.text.push_str("}}\n");
    parts.push(Condition::default(), &writer.text);
    parts
}

/// The components that the operations of each resource refer to.
type Roots = BTreeMap<String, BTreeSet<String>>;

/// Generates each path on its own line, with its gate; the operations of a path that belongs to
/// several resources have their own gates.
fn paths(
    writer: &mut Writer<'_>,
    (root, checked): (&Node, &Checked),
    gates: &Gates,
    roots: &mut Roots,
) -> Vec<(Gate, Parts)> {
    let mut paths: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &checked.operations {
        paths.entry(&operation.template).or_default().push(operation);
    }
    let empty = Node::default();
    let mut members = Vec::new();
    for (path, mut operations) in paths {
        let item = root.get("paths").and_then(|paths| paths.get(path));
        operations.sort_by(|a, b| a.method.cmp(&b.method));
        let each = operations.iter().map(|operation| {
            let method = operation.method.to_lowercase();
            writer.key(&method);
            writer.operation(item.and_then(|item| item.get(&method)).unwrap_or(&empty), operation);
            let named = roots.entry(operation.resource.clone()).or_default();
            named.extend(std::mem::take(&mut writer.referred));
            writer.member(gates.of_resource(&operation.resource))
        });
        let each: Vec<(Gate, Parts)> = each.collect();
        let gate = Gate::any(each.iter().map(|(gate, _)| gate)).unwrap_or_default();
        writer.text.push('\n');
        writer.key(path);
        writer.text.push('{');
        let (_, mut parts) = writer.member(gate.clone());
        parts.append(joined(each, ","));
        parts.push(Condition::all([&gate]), "}");
        members.push((gate, parts));
    }
    // Adjacent paths with the same gate become one part.
    members.sort_by(|(a, _), (b, _)| a.cmp(b));
    members
}

/// Generates the constant with the document.
pub(crate) fn constant(document: &Parts) -> String {
    let document = document.expression();
    format!(
        "/// What of the pages a sandbox needs: OpenAPI, in JSON, of the operations of this file, without descriptions.\n\
         pub const DOCUMENT: &str = {document};\n"
    )
}

/// JSON under construction.
struct Writer<'a> {
    /// Examples that are not served.
    misfits: &'a BTreeMap<At, String>,
    text: String,
    /// The components that were referred to.
    referred: BTreeSet<String>,
}

impl Writer<'_> {
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
        let empty = Node::default();
        let is_success = |(status, _): (&str, &Node)| status.starts_with('2');
        // An operation without a documented success gets one.
        let success = (!node.members("responses").any(is_success)).then_some(("2XX", &empty));
        self.members(node.members("responses").chain(success), |writer, _, response| {
            writer.text.push_str("{\"description\":\"\"");
            if response.members("content").next().is_some() && operation.method != "HEAD" {
                writer.text.push_str(",\"content\":");
                writer.members(response.members("content"), |writer, _, content| {
                    let mut examples = examples_of(content);
                    let example = examples.find(|example| !writer.misfits.contains_key(&example.at));
                    writer.content(content, example);
                });
            }
            writer.text.push('}');
        });
        // Omitted if the page states no security: then the client's configuration decides.
        if !operation.authenticated {
            self.text.push_str(",\"security\":[]");
        } else if let Some(security) = node.get("security").filter(|node| node.as_array() != Some(&[])) {
            self.text.push_str(",\"security\":");
            self.raw(security);
        }
        self.text.push('}');
    }

    /// Writes the parameters that the client sends, required as in the client.
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
        let written = [
            ("schema", content.get("schema")),
            ("encoding", content.get("encoding")),
            ("example", example),
        ];
        let written = written.into_iter().filter_map(|(key, node)| Some((key, node?)));
        self.members(written, |writer, key, node| writer.schema_or_raw(key == "schema", node));
    }

    /// Generates all components that are referred to, directly or indirectly, each on its own line,
    /// with its gate.
    fn schemas(&mut self, schemas: Option<&Node>, roots: Roots, gates: &Gates) -> Vec<(Gate, Parts)> {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut queue: Vec<String> = roots.values().flatten().cloned().collect();
        while let Some(name) = queue.pop() {
            if let Some(node) = schemas
                .and_then(|all| all.get(&name))
                .filter(|_| !texts.contains_key(&name))
            {
                self.text.push('\n');
                self.key(&name);
                self.schema(node);
                let needed = std::mem::take(&mut self.referred);
                queue.extend(needed.iter().cloned());
                needs.insert(name.clone(), needed);
                texts.insert(name, std::mem::take(&mut self.text));
            }
        }
        let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (resource, names) in roots.into_iter().filter(|_| gates.is_any()) {
            for name in transitive_closure(names, &needs) {
                users.entry(name).or_default().insert(resource.clone());
            }
        }
        let members = texts.into_iter().map(|(name, text)| {
            self.text = text;
            self.member(
                users
                    .get(&name)
                    .map_or_else(Gate::default, |users| gates.of_shared(users)),
            )
        });
        let mut members: Vec<(Gate, Parts)> = members.collect();
        members.sort_by(|(a, _), (b, _)| a.cmp(b));
        members
    }

    /// Returns the text written so far, as a member with this gate.
    fn member(&mut self, gate: Gate) -> (Gate, Parts) {
        let mut parts = Parts::default();
        parts.push(Condition::all([&gate]), &std::mem::take(&mut self.text));
        (gate, parts)
    }

    fn key(&mut self, key: &str) {
        self.string(key);
        self.text.push(':');
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
        let written = members
            .iter()
            .filter(|(key, _)| !WORDS.contains(&key.as_str()) && *key != OPEN)
            .filter(|(_, value)| !value.is_true(SHARED)) // a discriminator that excludes no alternative
            .filter(|(key, _)| *key != ONLY || node.get("enum").is_none())
            .map(|(key, value)| (if key == ONLY { "enum" } else { key.as_str() }, value));
        self.members(written, |writer, key, value| match (key, &value.kind) {
            ("$ref", Kind::String(reference)) => {
                writer.referred.extend(schema_name(reference));
                writer.string(reference);
            }
            ("properties", Kind::Object(properties)) => {
                writer.members(properties, |writer, _, property| writer.schema(property));
            }
            // A value of an open union may match none of its alternatives.
            ("oneOf", Kind::Array(all)) if node.is_true(OPEN) => {
                let any = Node::object(node.at, []);
                writer.list(all.iter().chain([&any]), Self::schema);
            }
            ("allOf" | "oneOf" | "anyOf", Kind::Array(all)) => writer.list(all, Self::schema),
            ("items" | "not" | "additionalProperties", _) => writer.schema(value),
            ("discriminator", _) => writer.discriminator(value, node.items("oneOf")),
            _ => writer.raw(value),
        });
    }

    /// Converts to OpenAPI's form: stage 5b wrote the values in the order of the alternatives.
    fn discriminator(&mut self, node: &Node, alternatives: &[Node]) {
        let references = alternatives.iter().filter_map(|one| one.get_str("$ref"));
        let lists = node
            .items("values")
            .iter()
            .map(|list| list.as_array().unwrap_or_default());
        let written = lists.zip(references).flat_map(|(values, reference)| {
            let values = values.iter().filter_map(Node::as_str);
            values.map(move |value| (value, reference))
        });
        let mapping: BTreeMap<&str, &str> = written.collect();
        self.text.push_str("{\"propertyName\":");
        self.string(node.get_str("propertyName").unwrap_or_default());
        self.text.push_str(",\"mapping\":");
        self.members(mapping, |writer, _, reference| writer.string(reference));
        if let Some(values_type) = node.get_str("type") {
            self.text.push_str(",\"x-type\":");
            self.string(values_type);
        }
        self.text.push('}');
    }

    fn members<K: AsRef<str>, V>(
        &mut self,
        all: impl IntoIterator<Item = (K, V)>,
        mut write: impl FnMut(&mut Self, &str, V),
    ) {
        self.text.push('{');
        for (index, (key, value)) in all.into_iter().enumerate() {
            self.text.push_str(if index == 0 { "" } else { "," });
            self.key(key.as_ref());
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
