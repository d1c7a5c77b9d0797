//! Hoisting: every inline object and enum becomes a named component; structural twins become one.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use smol_str::SmolStr;

use super::aliases::{placeholder, placeholder_index, point_at_entries, point_at_reference};
use super::lock::Lock;
use super::operations::{OperationName, Route};
use super::published::Names;
use super::types::{Entry, Hint, Owner, singular_key};
use super::unions;
use super::words::words;
use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::harvest::Harvest;
use crate::media_type::{is_event_stream, is_json};
use crate::node::{Kind, Map, Node};
use crate::source::Sources;
use crate::status_name::status_name;
use crate::structure::structure;
use crate::typed_id;

/// The inputs of naming, and the findings.
pub(crate) struct Context<'a> {
    pub(crate) harvest: &'a mut Harvest,
    pub(crate) sources: &'a Sources,
    pub(crate) findings: &'a mut Findings,
}

/// Hoists all inline types of the document and names all components.
pub(crate) fn hoist(
    root: &mut Node,
    operations: &BTreeMap<Route, OperationName>,
    lock: &Lock,
    context: &mut Context<'_>,
) -> Names {
    let components = root.get_mut("components").and_then(|node| node.remove("schemas"));
    let Some(Kind::Object(components)) = components.map(|node| node.kind) else {
        return Names::default();
    };
    let mut hoister = Hoister {
        sources: context.sources,
        entries: Vec::new(),
        by_structure: BTreeMap::new(),
        roots: BTreeMap::new(),
        folded: BTreeMap::new(),
    };
    hoister.components(components);
    hoister.paths(root, operations);
    hoister.inline_aliases(root, context.findings);
    hoister.finish(root, lock, context)
}

/// The structure of the JSON of a response.
fn json_of(response: &Node) -> Option<String> {
    let mut contents = response.members("content");
    let (_, json) = contents.find(|(media_type, _)| is_json(media_type))?;
    json.get("schema").map(structure)
}

/// The structure of the first media type of a body, JSON before others. Another type in another media
/// type has a place of its own.
fn main_of(holder: &Node) -> Option<String> {
    let contents = || {
        let all = holder
            .members("content")
            .filter(|(media_type, _)| !is_event_stream(media_type));
        all.filter_map(|(media_type, media)| Some((media_type, media.get("schema")?)))
    };
    let json = contents().find(|(media_type, _)| *media_type == "application/json");
    let json = json.or_else(|| contents().find(|(media_type, _)| is_json(media_type)));
    json.or_else(|| contents().next()).map(|(_, schema)| structure(schema))
}

pub(super) struct Hoister<'a> {
    pub(super) sources: &'a Sources,
    pub(super) entries: Vec<Entry>,
    /// Entries by their structure, for finding twins.
    by_structure: BTreeMap<String, usize>,
    /// The entries of whole request and response bodies.
    pub(super) roots: BTreeMap<SmolStr, usize>,
    /// Inline entries that are twins of a component, with its entry.
    pub(super) folded: BTreeMap<usize, usize>,
}

impl Hoister<'_> {
    /// Adds the components first: their keys are names, and inline twins are merged into them.
    fn components(&mut self, components: Map) {
        let keys: BTreeMap<String, usize> = components
            .keys()
            .enumerate()
            .map(|(index, key)| (key.to_string(), index))
            .collect();
        let mut schemas: Vec<(_, Node)> = components.into_iter().collect();
        for (key, node) in &mut schemas {
            point_at_entries(node, &keys);
            self.entries.push(Entry {
                component: Some(key.to_string()),
                node: Node::default(),
                origins: vec![node.at],
                hints: BTreeSet::new(),
                constant: false,
            });
        }
        for (index, (key, mut node)) in schemas.into_iter().enumerate() {
            let hint = Hint::of_component(index, &key);
            self.children(&mut node, &hint);
            self.entries[index].node = node;
        }
        // The vendor distinguishes two components of one structure; an inline twin then belongs to
        // neither.
        let mut twins: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, entry) in self.entries.iter().enumerate().filter(|(_, entry)| {
            entry.component.is_some() && (is_object(&entry.node) || typed_id::of(&entry.node).is_some())
        }) {
            twins.entry(self.identity(&entry.node, false)).or_default().push(index);
        }
        for (identity, indices) in twins {
            if let [component] = indices[..]
                && let Some(inline) = self.by_structure.insert(identity, component)
            {
                let hints = std::mem::take(&mut self.entries[inline].hints);
                self.entries[component].hints.extend(hints);
                let twin = std::mem::take(&mut self.entries[inline].node);
                if typed_id::of(&twin).is_some() {
                    typed_id::merge(&mut self.entries[component].node, &twin, true);
                }
                self.folded.insert(inline, component);
            }
        }
    }

    fn paths(&mut self, root: &mut Node, operations: &BTreeMap<Route, OperationName>) {
        let keys: BTreeMap<String, usize> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(index, entry)| Some((entry.component.clone()?, index)))
            .collect();
        let Some(Kind::Object(paths)) = root.get_mut("paths").map(|node| &mut node.kind) else {
            return;
        };
        for (path, item) in paths {
            for (method, operation) in grammar::operations_of(item) {
                grammar::walk(operation, Shape::Operation, &mut |node, shape| {
                    if shape == Shape::Schema {
                        point_at_reference(node, &keys);
                    }
                });
                if let Some(name) = operations.get(&(method.to_uppercase(), path.to_string())) {
                    self.operation(operation, name);
                }
            }
        }
    }

    fn operation(&mut self, operation: &mut Node, names: &OperationName) {
        let id = names.id.as_str();
        if let Some(Kind::Array(parameters)) = operation.get_mut("parameters").map(|node| &mut node.kind) {
            for parameter in parameters {
                let name = parameter.get_str("name").unwrap_or_default();
                let is_of_path = parameter.get_str("in") == Some("path");
                let published = names.published_argument(name).filter(|_| is_of_path);
                let name = published.unwrap_or(name).to_owned();
                if let Some(schema) = parameter.get_mut("schema") {
                    self.schema(schema, &Hint::of_operation(id, "", "parameter").below(&name), false);
                }
            }
        }
        if let Some(body) = operation.get_mut("requestBody") {
            self.content(body, &Hint::of_operation(id, "request", "request"));
        }
        let responses = operation.get_mut("responses").and_then(Node::as_object_mut);
        // Where `default` is the only response, stage 3 made it that of success too.
        let has_failures = responses
            .as_ref()
            .is_some_and(|all| all.keys().any(|key| key != "default" && key != "2XX"));
        let mut first: Option<String> = None;
        for (status, response) in responses.into_iter().flatten() {
            let is_success = status.starts_with('2') || !has_failures;
            let kind = if is_success { "response" } else { "error" };
            let mut kind = kind.to_owned();
            // Responses that differ are distinguished by their statuses, in Rust too.
            if is_success && let Some(json) = json_of(response) {
                let first = first.get_or_insert_with(|| json.clone());
                if *first != json {
                    kind = format!("{}_response", status_name(status).to_snake_case());
                }
            }
            self.content(response, &Hint::of_operation(id, &kind, status));
        }
    }

    fn content(&mut self, holder: &mut Node, hint: &Hint) {
        let main = main_of(holder);
        let content = holder.get_mut("content").and_then(Node::as_object_mut);
        for (media_type, media) in content.into_iter().flatten() {
            let Some(schema) = media.get_mut("schema") else {
                continue;
            };
            if is_event_stream(media_type) {
                self.schema(schema, &hint.below("event"), false);
            } else if main.as_ref().is_none_or(|main| *main == structure(schema)) {
                self.schema(schema, hint, false);
            } else {
                self.schema(schema, &hint.in_media_type(media_type), false);
            }
        }
    }

    /// Hoists the schemas inside a schema, then the schema itself if it is a type; annotations of
    /// this use stay here.
    fn schema(&mut self, schema: &mut Node, hint: &Hint, required: bool) {
        self.children(schema, hint);
        if let Some(component) = schema.get_str("$ref").and_then(placeholder_index) {
            self.entries[component].hints.insert(hint.clone());
            return;
        }
        if !is_type(schema) {
            return;
        }
        remove_limits_of_single_value(schema);
        let constant = required && schema.items("enum").len() == 1;
        let mut site = Node::reference(schema.at, "");
        for key in ["description", "nullable", "deprecated", "readOnly", "writeOnly"] {
            if let Some(value) = schema.get(key) {
                site.insert(key, value.clone());
            }
        }
        schema.remove("nullable");
        let mut node = std::mem::replace(schema, site);
        node.remove("readOnly");
        node.remove("writeOnly");
        let index = self.entry(node, hint, constant);
        schema.insert("$ref", Node::string(schema.at, placeholder(index)));
    }

    /// Returns the entry of a schema: that of its twin, if there is one.
    fn entry(&mut self, node: Node, hint: &Hint, constant: bool) -> usize {
        let mut identity = self.identity(&node, constant);
        if is_enum(&node) {
            // Equal values can mean different things: only enums of one name are twins (`currency`,
            // `from_currency`).
            identity.push_str(&words(&singular_key(hint.leaf())).pop().unwrap_or_default());
        }
        let index = *self.by_structure.entry(identity).or_insert(self.entries.len());
        if let Owner::Operation(part) = &hint.site.owner
            && hint.site.steps.is_empty()
        {
            self.roots.insert(part.clone(), index);
        }
        if let Some(entry) = self.entries.get_mut(index) {
            entry.origins.push(node.at);
            entry.hints.insert(hint.clone());
            if typed_id::of(&node).is_some() {
                let is_component = entry.component.is_some();
                typed_id::merge(&mut entry.node, &node, is_component);
            } else if entry.component.is_none() {
                entry.merge_texts(&node);
            }
        } else {
            let origins = vec![node.at];
            self.entries.push(Entry {
                component: None,
                node,
                origins,
                hints: BTreeSet::from([hint.clone()]),
                constant,
            });
        }
        index
    }

    /// Returns what twins have in common: their structure, and a name given by a maintainer.
    fn identity(&self, node: &Node, constant: bool) -> String {
        if let Some(name) = typed_id::of(node) {
            return format!("id {name}");
        }
        format!(
            "{constant} {} {}",
            self.given_name(node).unwrap_or_default(),
            structure(node)
        )
    }

    /// Returns a name given by an overlay: a `title` that does not come from the schema's own page,
    /// or the mark of an id from anywhere.
    pub(super) fn given_name<'n>(&self, node: &'n Node) -> Option<&'n str> {
        if let Some(name) = typed_id::of(node) {
            return Some(name);
        }
        let title = node.get("title")?;
        (!self.sources.same_page(title.at, node.at))
            .then(|| title.as_str())
            .flatten()
    }

    fn children(&mut self, schema: &mut Node, hint: &Hint) {
        let required: Vec<String> = schema.strings("required").map(str::to_owned).collect();
        if let Some(Kind::Object(properties)) = schema.get_mut("properties").map(|node| &mut node.kind) {
            for (name, property) in properties {
                self.schema(
                    property,
                    &hint.below(name),
                    required.iter().any(|required| required == name),
                );
            }
        }
        if let Some(items) = schema.get_mut("items") {
            self.schema(items, &hint.item(), false);
        }
        if let Some(rest) = schema.get_mut("additionalProperties") {
            self.schema(rest, &hint.below("value"), false);
        }
        let alternatives = unions::alternatives(schema);
        if let Some(Kind::Array(parts)) = schema.get_mut("oneOf").map(|node| &mut node.kind) {
            for (part, word) in parts.iter_mut().zip(&alternatives) {
                self.schema(part, &hint.below(word), false);
            }
        }
    }
}

/// Whether a schema becomes a type.
pub(super) fn is_type(schema: &Node) -> bool {
    is_object(schema) || is_enum(schema) || is_union(schema) || typed_id::of(schema).is_some()
}

fn is_object(schema: &Node) -> bool {
    schema.members("properties").next().is_some()
}

fn is_enum(schema: &Node) -> bool {
    !schema.items("enum").is_empty() && schema.get_str("type") != Some("boolean")
}

/// Removes what limits a string of one value, which may make a type of its own of it, and says
/// nothing that the value does not.
fn remove_limits_of_single_value(schema: &mut Node) {
    if let ([_], Some("string")) = (schema.items("enum"), schema.get_str("type")) {
        for key in ["format", "maxLength", "minLength", "pattern"] {
            schema.remove(key);
        }
    }
}

fn is_union(schema: &Node) -> bool {
    !schema.items("oneOf").is_empty()
}
