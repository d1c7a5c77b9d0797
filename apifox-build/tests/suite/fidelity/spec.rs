//! An independent reader of documents, and the schemas that apply to a place in a value by plain
//! JSON Schema.

mod joined;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use super::case::{Part, Route};
use super::json::Json;
use super::yaml;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The documents of one page.
#[derive(Debug)]
pub(crate) struct Spec {
    documents: Vec<Json>,
    /// The components that extend another by `allOf`, by the name of the base.
    children: Mutex<BTreeMap<String, Vec<String>>>,
}

/// The schemas that apply to a value, through `$ref`, `allOf`, `oneOf`, `anyOf` and inheritance.
#[derive(Debug, Clone)]
pub(crate) struct Place<'a> {
    spec: &'a Spec,
    root: &'a Json,
    pub(crate) schemas: Vec<&'a Json>,
}

/// Where a schema stands, which decides whether a base in its `allOf` includes the components that
/// extend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    /// Not a component: the base does.
    Inline,
    /// A component or an alternative.
    Component,
    /// A part of the `allOf` of one.
    Part,
}

impl Spec {
    /// Reads a page; `None` if this reader cannot.
    pub(crate) fn read(name: &str, text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let is_document = ["yaml", "yml", "json"].iter().any(|ending| name.ends_with(ending));
        let documents: Vec<Json> = if name.ends_with("json") {
            vec![Json::parse(text).ok()?]
        } else {
            let blocks = if is_document {
                vec![text.to_owned()]
            } else {
                fenced(text)
            };
            blocks.iter().map(|block| yaml::read(block)).collect::<Option<_>>()?
        };
        let documents = documents.into_iter();
        let documents = documents
            .map(|document| joined::joined(document, Path::new(name)))
            .collect();
        let children = Mutex::default();
        Some(Self { documents, children })
    }

    /// The operation of this id.
    pub(crate) fn route_of(&self, id: &str) -> Option<Route> {
        for (path, item) in self.documents.iter().flat_map(paths) {
            for method in METHODS {
                let operation = item.get(method);
                if operation.and_then(|operation| operation.get("operationId")?.as_str()) == Some(id) {
                    return Some((method.to_uppercase(), path.clone()));
                }
            }
        }
        None
    }

    /// The schema of a part of an operation.
    pub(crate) fn place(&self, route: &Route, part: &Part) -> Option<Place<'_>> {
        self.documents.iter().find_map(|root| {
            let item = resolved(root, root.get("paths")?.get(&route.1)?)?;
            let operation = resolved(root, item.get(&route.0.to_lowercase())?)?;
            let holder = match part {
                Part::Body if root.get("swagger").is_some() => body_parameter(root, operation)?,
                Part::Body => operation.get("requestBody")?,
                Part::Status(status) => {
                    let mut responses = operation.get("responses")?.as_object()?.iter();
                    responses.find(|(key, _)| key.eq_ignore_ascii_case(status))?.1
                }
            };
            let schema = match root.get("swagger") {
                Some(_) => resolved(root, holder)?.get("schema")?,
                None => schema_of_json(resolved(root, holder)?)?,
            };
            let place = Place {
                spec: self,
                root,
                schemas: Vec::new(),
            };
            Some(place.of([schema]))
        })
    }

    /// The components whose `allOf` names this one.
    fn children(&self, root: &Json, pointer: &str) -> Vec<String> {
        let mut known = self.children.lock().unwrap();
        if known.is_empty() {
            let (components, start) = match root.get("definitions") {
                Some(definitions) => (Some(definitions), "#/definitions"),
                None => (
                    root.get("components").and_then(|node| node.get("schemas")),
                    "#/components/schemas",
                ),
            };
            for (name, schema) in components.and_then(Json::as_object).into_iter().flatten() {
                let parts = schema.get("allOf").and_then(Json::as_array).unwrap_or_default();
                for base in parts.iter().filter_map(|part| part.get("$ref")?.as_str()) {
                    let own = format!("{start}/{}", name.replace('~', "~0").replace('/', "~1"));
                    known.entry(decoded(base)).or_default().push(own);
                }
            }
        }
        known.get(&decoded(pointer)).cloned().unwrap_or_default()
    }
}

/// The schema of the first media type that is JSON.
fn schema_of_json(holder: &Json) -> Option<&Json> {
    let content = holder.get("content")?.as_object()?;
    let mut media_types = content.iter();
    let (_, media) = media_types.find(|(name, _)| name.to_lowercase().contains("json") || *name == "*/*")?;
    media.get("schema")
}

/// Swagger 2.0 has the body among the parameters.
fn body_parameter<'a>(root: &'a Json, operation: &'a Json) -> Option<&'a Json> {
    let parameters = operation.get("parameters")?.as_array()?.iter();
    let mut found = parameters.filter_map(|parameter| resolved(root, parameter));
    found.find(|parameter| parameter.get("in").and_then(Json::as_str) == Some("body"))
}

impl<'a> Place<'a> {
    /// The place of these schemas.
    fn of(&self, schemas: impl IntoIterator<Item = &'a Json>) -> Self {
        let mut found = Vec::new();
        schemas.into_iter().for_each(|schema| self.add(schema, &mut found));
        let (spec, root) = (self.spec, self.root);
        Self {
            spec,
            root,
            schemas: found,
        }
    }

    fn add(&self, schema: &'a Json, found: &mut Vec<&'a Json>) {
        self.add_as(schema, Position::Inline, found);
    }

    /// Adds a schema. In the `allOf` of a component or an alternative, a base does not include the
    /// components that extend it.
    fn add_as(&self, schema: &'a Json, position: Position, found: &mut Vec<&'a Json>) {
        if found.iter().any(|known| std::ptr::eq(*known, schema)) {
            return;
        }
        found.push(schema);
        if let Some(pointer) = schema.get("$ref").and_then(Json::as_str)
            && let Some(target) = pointed(self.root, pointer)
        {
            self.add_as(target, Position::Component, found);
            let has_parts = target.get("oneOf").or(target.get("anyOf")).is_some();
            if !has_parts && position != Position::Part && self.is_distinguished(target, 0) {
                self.add_children(target, pointer, found);
            }
        }
        let part = match position {
            Position::Inline => Position::Inline,
            _ => Position::Part,
        };
        for (key, position) in [
            ("allOf", part),
            ("oneOf", Position::Component),
            ("anyOf", Position::Component),
        ] {
            for part in schema.get(key).and_then(Json::as_array).unwrap_or_default() {
                self.add_as(part, position, found);
            }
        }
        for key in ["then", "else"] {
            schema.get(key).into_iter().for_each(|part| self.add(part, found));
        }
        for key in ["dependentSchemas", "dependencies"] {
            let parts = schema.get(key).and_then(Json::as_object).into_iter().flatten();
            parts.for_each(|(_, part)| self.add(part, found));
        }
    }

    /// Whether a discriminator distinguishes the components that extend this one: its own, or that
    /// of its base.
    fn is_distinguished(&self, schema: &'a Json, depth: usize) -> bool {
        let parts = schema.get("allOf").and_then(Json::as_array).unwrap_or_default();
        let mut bases = parts
            .iter()
            .filter_map(|part| pointed(self.root, part.get("$ref")?.as_str()?));
        schema.get("discriminator").is_some() || depth < 8 && bases.any(|base| self.is_distinguished(base, depth + 1))
    }

    fn add_children(&self, base: &'a Json, pointer: &str, found: &mut Vec<&'a Json>) {
        let mapping = base
            .get("discriminator")
            .and_then(|discriminator| discriminator.get("mapping"));
        let mapped = mapping.and_then(Json::as_object).into_iter().flatten();
        let mut pointers: Vec<String> = mapped
            .filter_map(|(_, target)| target.as_str().map(str::to_owned))
            .collect();
        pointers.extend(self.spec.children(self.root, pointer));
        for child in pointers {
            let child = if child.contains('/') {
                child
            } else {
                format!("#/components/schemas/{child}")
            };
            if let Some(schema) = pointed(self.root, &child)
                && !found.iter().any(|known| std::ptr::eq(*known, schema))
            {
                self.add_as(schema, Position::Component, found);
                self.add_children(schema, &child, found);
            }
        }
    }

    /// Whether a schema here has the member in its `properties`, or describes further members.
    pub(crate) fn names(&self, member: &str) -> bool {
        self.is_free()
            || self.schemas.iter().any(|schema| {
                has_property(schema, member) || further(schema).is_some() || schema.get("patternProperties").is_some()
            })
    }

    /// Whether no schema describes any members, so that all are allowed.
    pub(crate) fn is_free(&self) -> bool {
        let says = |schema: &&Json| {
            let has_properties = schema.get("properties").and_then(Json::as_object);
            has_properties.is_some_and(|properties| !properties.is_empty())
                || matches!(schema.get("additionalProperties"), Some(Json::Bool(false)))
        };
        !self.schemas.iter().any(says)
    }

    pub(crate) fn requires(&self, member: &str) -> bool {
        let required = |schema: &&Json| {
            let names = schema.get("required").and_then(Json::as_array).unwrap_or_default();
            names.iter().any(|name| name.as_str() == Some(member))
        };
        self.schemas.iter().any(required)
    }

    /// The names of all properties here.
    pub(crate) fn properties(&self) -> Vec<&'a str> {
        let of = |schema: &&'a Json| schema.get("properties").and_then(Json::as_object);
        let mut names: Vec<&str> = self
            .schemas
            .iter()
            .filter_map(of)
            .flat_map(|members| members.keys().map(String::as_str))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The place of a member.
    pub(crate) fn member(&self, name: &str) -> Self {
        let of = |schema: &&'a Json| {
            let property = schema.get("properties").and_then(|properties| properties.get(name));
            property.or_else(|| further(schema))
        };
        self.of(self.schemas.iter().filter_map(of))
    }

    /// The place of further members, if `additionalProperties` describes them.
    pub(crate) fn further(&self) -> Option<Self> {
        let described: Vec<&Json> = self
            .schemas
            .iter()
            .filter_map(|schema| further(schema))
            .filter(|schema| schema.as_object().is_some())
            .collect();
        (!described.is_empty()).then(|| self.of(described))
    }

    /// The place of an item.
    pub(crate) fn item(&self, index: usize) -> Self {
        let of = |schema: &&'a Json| {
            let listed = schema.get("items").filter(|items| items.as_array().is_some());
            let prefix = schema.get("prefixItems").or(listed).and_then(Json::as_array);
            let rest = if listed.is_some() { "additionalItems" } else { "items" };
            let first = prefix.and_then(|items| items.get(index));
            first
                .or_else(|| schema.get(rest))
                .or_else(|| schema.get("unevaluatedItems"))
        };
        self.of(self.schemas.iter().filter_map(of))
    }

    /// Renders the schemas as a line.
    pub(crate) fn excerpt(&self) -> String {
        let texts: Vec<String> = self.schemas.iter().map(ToString::to_string).collect();
        texts.join(" ∘ ").chars().take(600).collect()
    }
}

fn has_property(schema: &Json, member: &str) -> bool {
    schema
        .get("properties")
        .is_some_and(|properties| properties.get(member).is_some())
}

/// Returns the schema of further members: a schema, or `true`.
fn further(schema: &Json) -> Option<&Json> {
    let rest = schema
        .get("additionalProperties")
        .or_else(|| schema.get("unevaluatedProperties"));
    rest.filter(|rest| **rest != Json::Bool(false))
}

fn paths(document: &Json) -> impl Iterator<Item = (&String, &Json)> {
    document.get("paths").and_then(Json::as_object).into_iter().flatten()
}

fn resolved<'a>(root: &'a Json, node: &'a Json) -> Option<&'a Json> {
    let mut node = node;
    for _ in 0..16 {
        let Some(pointer) = node.get("$ref").and_then(Json::as_str) else {
            return Some(node);
        };
        node = pointed(root, pointer)?;
    }
    None
}

fn pointed<'a>(root: &'a Json, pointer: &str) -> Option<&'a Json> {
    let mut node = root;
    for token in decoded(pointer).strip_prefix('#')?.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        node = match node {
            Json::Array(items) => items.get(token.parse::<usize>().ok()?)?,
            node => node.get(&token)?,
        };
    }
    Some(node)
}

fn decoded(pointer: &str) -> String {
    percent_encoding::percent_decode_str(pointer)
        .decode_utf8_lossy()
        .into_owned()
}

fn fenced(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            is_inside = !is_inside && (line.starts_with("```yaml") || line.starts_with("```yml"));
            if is_inside {
                blocks.push(String::new());
            }
        } else if let Some(block) = blocks.last_mut().filter(|_| is_inside) {
            block.push_str(line);
            block.push('\n');
        }
    }
    blocks
}
