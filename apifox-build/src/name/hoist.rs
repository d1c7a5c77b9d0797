//! Hoisting: every inline object and enum becomes a component with a name; twins become one.

use std::collections::{BTreeMap, BTreeSet};

use super::operations::{OperationName, Route};
use super::types::{Entry, Hint, first_free, singular_key};
use super::words::words;
use crate::clean::Harvest;
use crate::finding::Findings;
use crate::grammar::{self, METHODS, Shape};
use crate::node::{At, Kind, Map, Node};
use crate::resolve::{schema_name, schema_ref};
use crate::source::Sources;
use crate::structure::structure;

/// Hoists all inline types of the document and names all components; gives the names of the constants.
pub(crate) fn hoist(
    root: &mut Node,
    operations: &BTreeMap<Route, OperationName>,
    harvest: &mut Harvest,
    sources: &Sources,
    findings: &mut Findings,
) -> BTreeSet<String> {
    let components = root.get_mut("components").and_then(|node| node.remove("schemas"));
    let Some(Kind::Object(components)) = components.map(|node| node.kind) else {
        return BTreeSet::new();
    };
    let mut hoister = Hoister {
        sources,
        entries: Vec::new(),
        by_structure: BTreeMap::new(),
        folded: BTreeMap::new(),
    };
    hoister.components(components);
    hoister.paths(root, operations);
    hoister.inline_aliases(root, findings);
    hoister.finish(root, harvest)
}

struct Hoister<'a> {
    sources: &'a Sources,
    entries: Vec<Entry>,
    /// Twins find each other here.
    by_structure: BTreeMap<String, usize>,
    /// Inline entries that turned out to be twins of a component.
    folded: BTreeMap<usize, usize>,
}

/// A reference to an entry that has no name yet.
fn placeholder(index: usize) -> String {
    schema_ref(&format!("\u{0}{index}"))
}

fn placeholder_index(reference: &str) -> Option<usize> {
    schema_name(reference)?.strip_prefix('\u{0}')?.parse().ok()
}

impl Hoister<'_> {
    /// Components come first: their keys are names already, and inline twins of theirs fold into them.
    fn components(&mut self, components: Map) {
        let keys: BTreeMap<String, usize> = components
            .keys()
            .cloned()
            .enumerate()
            .map(|(index, key)| (key, index))
            .collect();
        let mut schemas: Vec<(String, Node)> = components.into_iter().collect();
        for (key, node) in &mut schemas {
            point_at_entries(node, &keys);
            self.entries.push(Entry {
                component: Some(key.clone()),
                node: Node::default(),
                origins: vec![node.at],
                hints: BTreeSet::new(),
                constant: false,
            });
        }
        for (index, (key, mut node)) in schemas.into_iter().enumerate() {
            let hint = Hint {
                of_operation: false,
                root: words(&key),
                path: Vec::new(),
            };
            self.children(&mut node, &hint);
            self.entries[index].node = node;
        }
        // Two components of one structure were told apart by the vendor; an inline twin then belongs to neither.
        let mut twins: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, entry) in self
            .entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.component.is_some() && is_object(&entry.node))
        {
            twins.entry(self.identity(&entry.node, false)).or_default().push(index);
        }
        for (identity, indices) in twins {
            if let [component] = indices[..]
                && let Some(inline) = self.by_structure.insert(identity, component)
            {
                self.entries[inline].node = Node::default();
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
            for (method, operation) in item
                .as_object_mut()
                .into_iter()
                .flatten()
                .filter(|(key, _)| METHODS.contains(&key.as_str()))
            {
                grammar::walk(operation, Shape::Operation, &mut |node, shape| {
                    if shape == Shape::Schema {
                        point_at_reference(node, &keys);
                    }
                });
                if let Some(name) = operations.get(&(method.to_uppercase(), path.clone())) {
                    self.operation(operation, &words(&name.id));
                }
            }
        }
    }

    fn operation(&mut self, operation: &mut Node, id: &[String]) {
        let hint = |suffix: Option<&str>| {
            let mut root = id.to_vec();
            root.extend(suffix.map(str::to_owned));
            Hint {
                of_operation: true,
                root,
                path: Vec::new(),
            }
        };
        if let Some(Kind::Array(parameters)) = operation.get_mut("parameters").map(|node| &mut node.kind) {
            for parameter in parameters {
                let name = parameter.get_str("name").unwrap_or_default().to_owned();
                if let Some(schema) = parameter.get_mut("schema") {
                    self.schema(schema, &hint(None).below(&name), false);
                }
            }
        }
        if let Some(body) = operation.get_mut("requestBody") {
            self.content(body, &hint(Some("request")));
        }
        for (status, response) in operation
            .get_mut("responses")
            .and_then(Node::as_object_mut)
            .into_iter()
            .flatten()
        {
            let good = status.starts_with('2');
            let root = hint(Some(if good { "response" } else { "error" }));
            self.content(response, &root);
        }
    }

    fn content(&mut self, holder: &mut Node, hint: &Hint) {
        for media in holder
            .get_mut("content")
            .and_then(Node::as_object_mut)
            .into_iter()
            .flat_map(Map::values_mut)
        {
            if let Some(schema) = media.get_mut("schema") {
                self.schema(schema, hint, false);
            }
        }
    }

    /// Hoists what is inside a schema, then the schema itself if it is a type of its own; what it says of this one use stays here.
    fn schema(&mut self, schema: &mut Node, hint: &Hint, required: bool) {
        self.children(schema, hint);
        if !is_object(schema) && !is_enum(schema) && !is_union(schema) {
            return;
        }
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

    /// The entry of a schema: that of its twin, if there is one.
    fn entry(&mut self, node: Node, hint: &Hint, constant: bool) -> usize {
        let mut identity = self.identity(&node, constant);
        if is_enum(&node) {
            // The same few values mean different things: only enums of one name are twins (`currency`, `from_currency`).
            identity.push_str(&words(&singular_key(hint.leaf())).pop().unwrap_or_default());
        }
        let index = *self.by_structure.entry(identity).or_insert(self.entries.len());
        if let Some(entry) = self.entries.get_mut(index) {
            entry.origins.push(node.at);
            if entry.component.is_none() {
                entry.hints.insert(hint.clone());
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

    /// What makes twins of two schemas: their structure, and the name a maintainer gave them.
    fn identity(&self, node: &Node, constant: bool) -> String {
        format!(
            "{constant} {} {}",
            self.given_name(node).unwrap_or_default(),
            structure(node)
        )
    }

    /// A `title` that does not come from the schema's own page is a name given by an overlay.
    fn given_name<'n>(&self, node: &'n Node) -> Option<&'n str> {
        let title = node.get("title")?;
        (!self.sources.same_page(title.at, node.at))
            .then(|| title.as_str())
            .flatten()
    }

    fn children(&mut self, schema: &mut Node, hint: &Hint) {
        let required: Vec<String> = schema.strings("required").map(str::to_owned).collect();
        if let Some(Kind::Object(properties)) = schema.get_mut("properties").map(|node| &mut node.kind) {
            for (name, property) in properties {
                self.schema(property, &hint.below(name), required.contains(name));
            }
        }
        if let Some(items) = schema.get_mut("items") {
            let item = match hint.path.split_last() {
                Some((leaf, before)) => Hint {
                    path: before.iter().cloned().chain([singular_key(leaf)]).collect(),
                    ..hint.clone()
                },
                None => hint.below("item"),
            };
            self.schema(items, &item, false);
        }
        if let Some(rest) = schema.get_mut("additionalProperties") {
            self.schema(rest, &hint.below("value"), false);
        }
        let values: Vec<String> = schema
            .get("discriminator")
            .into_iter()
            .flat_map(|tag| tag.strings("values"))
            .map(str::to_owned)
            .collect();
        if let Some(Kind::Array(parts)) = schema.get_mut("oneOf").map(|node| &mut node.kind) {
            for (index, part) in parts.iter_mut().enumerate() {
                let word = values
                    .get(index)
                    .map_or_else(|| format!("option {}", index + 1), String::clone);
                self.schema(part, &hint.below(&word), false);
            }
        }
    }

    /// A component that is only a scalar, a list, a map or another component's name is written out where it is used: a user wants
    /// `Vec<Payout>`, not a wrapper around it.
    fn inline_aliases(&mut self, root: &mut Node, findings: &mut Findings) {
        let is_alias = |entry: &Entry| {
            entry.component.is_some() && !is_object(&entry.node) && !is_enum(&entry.node) && !is_union(&entry.node)
        };
        let aliases: BTreeMap<usize, Node> = self
            .entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| is_alias(entry))
            .map(|(index, entry)| (index, entry.node.clone()))
            .collect();
        if aliases.is_empty() {
            return;
        }
        let mut expand = |node: &mut Node, shape: Shape| {
            for step in 0.. {
                let target = node
                    .get_str("$ref")
                    .filter(|_| shape == Shape::Schema)
                    .and_then(placeholder_index);
                let Some(alias) = target.and_then(|index| aliases.get(&index)) else {
                    return;
                };
                if step > aliases.len() {
                    let hint = "give one of the components in the circle a type of its own";
                    findings.lossy(
                        node.at,
                        "circular-reference",
                        "these references only lead to each other; any JSON is taken here",
                        hint,
                    );
                    node.remove("$ref");
                    return;
                }
                let site = std::mem::replace(node, alias.clone());
                node.at = site.at;
                for (key, value) in site.as_object().into_iter().flatten().filter(|(key, _)| *key != "$ref") {
                    node.insert(key, value.clone());
                }
            }
        };
        grammar::walk(root, Shape::Document, &mut expand);
        for (_, entry) in self
            .entries
            .iter_mut()
            .enumerate()
            .filter(|(index, _)| !aliases.contains_key(index))
        {
            grammar::walk(&mut entry.node, Shape::Schema, &mut expand);
        }
        for index in aliases.into_keys() {
            self.entries[index].node = Node::default();
        }
    }

    /// Gives every entry its name and puts it under `components`.
    fn finish(self, root: &mut Node, harvest: &mut Harvest) -> BTreeSet<String> {
        let mut order: Vec<usize> = (0..self.entries.len())
            .filter(|index| !self.entries[*index].node.is_null())
            .collect();
        order.sort_by_key(|index| {
            let entry = &self.entries[*index];
            (
                entry.component.is_none(),
                entry.hints.iter().map(|hint| hint.path.len()).min(),
                entry.hints.first().cloned(),
                *index,
            )
        });
        let mut names: BTreeMap<usize, String> = BTreeMap::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        // Names a maintainer gave are taken before any other.
        order.sort_by_key(|index| self.given_name(&self.entries[*index].node).is_none());
        for index in &order {
            let name = first_free(
                self.entries[*index].candidates(self.given_name(&self.entries[*index].node)),
                &mut taken,
            );
            names.insert(*index, name);
        }
        for (inline, component) in &self.folded {
            if let Some(name) = names.get(component).cloned() {
                names.insert(*inline, name);
            }
        }
        let mut schemas = Map::new();
        let mut constants = BTreeSet::new();
        for (index, mut entry) in self
            .entries
            .into_iter()
            .enumerate()
            .filter(|(_, entry)| !entry.node.is_null())
        {
            let name = &names[&index];
            point_at_names(&mut entry.node, Shape::Schema, &names);
            entry.node.remove("title");
            if entry.constant {
                constants.insert(name.clone());
            }
            if let Some(notes) = entry.origins.iter().find_map(|at| harvest.enum_notes.get(at)).cloned() {
                harvest.enum_notes.insert(entry.node.at, notes);
            }
            schemas.insert(name.clone(), entry.node);
        }
        point_at_names(root, Shape::Document, &names);
        if let Some(components) = root.get_mut("components") {
            components.insert("schemas", Node::new(At::default(), Kind::Object(schemas)));
        }
        constants
    }
}

fn point_at_reference(node: &mut Node, keys: &BTreeMap<String, usize>) {
    let index = node
        .get_str("$ref")
        .and_then(schema_name)
        .and_then(|name| keys.get(&name).copied());
    if let (Some(index), Some(reference)) = (index, node.get_mut("$ref")) {
        reference.kind = Kind::String(placeholder(index));
    }
}

fn point_at_entries(node: &mut Node, keys: &BTreeMap<String, usize>) {
    grammar::walk(node, Shape::Schema, &mut |node, shape| {
        if shape == Shape::Schema {
            point_at_reference(node, keys);
        }
    });
}

fn point_at_names(node: &mut Node, shape: Shape, names: &BTreeMap<usize, String>) {
    grammar::walk(node, shape, &mut |node, shape| {
        let index = node
            .get_str("$ref")
            .filter(|_| shape == Shape::Schema)
            .and_then(placeholder_index);
        if let (Some(name), Some(reference)) = (index.and_then(|index| names.get(&index)), node.get_mut("$ref")) {
            reference.kind = Kind::String(schema_ref(name));
        }
    });
}

fn is_object(schema: &Node) -> bool {
    schema.members("properties").next().is_some()
}

fn is_enum(schema: &Node) -> bool {
    !schema.items("enum").is_empty() && schema.get_str("type") != Some("boolean")
}

fn is_union(schema: &Node) -> bool {
    !schema.items("oneOf").is_empty()
}
