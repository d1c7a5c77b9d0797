//! References: moves the definitions that 3.1 keeps beside or inside schemas to the components, and
//! copies the `nullable` of a component to its uses.

use std::collections::{BTreeMap, BTreeSet};

use super::Dialect;
use super::pointers::{anchored, find, locate, plain_keys};
use crate::grammar::{self, Shape};
use crate::node::{At, Kind, Map, Node};
use crate::nullable;
use crate::reference::{schema_name, schema_ref};

/// Follows references to components as far as they go.
pub(super) fn follow<'a>(schema: &'a Node, schemas: &'a Node) -> &'a Node {
    let mut current = schema;
    for _ in 0..16 {
        match current
            .get_str("$ref")
            .and_then(schema_name)
            .and_then(|name| schemas.get(&name))
        {
            Some(target) => current = target,
            None => break,
        }
    }
    current
}

/// The keywords under which JSON Schema keeps definitions.
const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];

impl Dialect<'_> {
    /// Makes a component of every schema that is referred to and is not one.
    pub(super) fn references(&mut self, root: &mut Node) {
        let elsewhere = |node: &Node, shape: Shape| {
            shape == Shape::Schema
                && (node.get_str("$ref").is_some_and(|text| schema_name(text).is_none())
                    || DEFINITIONS.iter().any(|key| node.get(key).is_some()))
        };
        if grammar::any(root, Shape::Document, elsewhere) {
            self.move_to_components(root);
        }
        for key in DEFINITIONS {
            root.remove(key);
        }
        self.schemas = root.components("schemas").cloned().unwrap_or_default();
    }

    fn move_to_components(&mut self, root: &mut Node) {
        let before = root.clone();
        let mut moved = Moved::of(root);
        point_at_components(root, &before, &mut moved);
        // A moved schema may itself refer to definitions.
        while let Some((name, mut schema)) = moved.next() {
            point_at_components(&mut schema, &before, &mut moved);
            self.insert_component(root, name, schema);
        }
        for (at, message, name) in std::mem::take(&mut moved.respelled) {
            let hint = format!("write '{}'", schema_ref(&name));
            self.findings.repaired(at, "unusual-reference", message, hint);
        }
    }

    pub(super) fn insert_component(&mut self, root: &mut Node, name: String, schema: Node) {
        let message = format!("a reference leads to this schema, so it became the component `{name}`");
        self.report_converted(schema.at, "unusual-reference", message);
        schemas_of(root).insert(name, schema);
    }

    /// Moves the `nullable` of a component to the places that use the component.
    pub(super) fn move_nullable_to_uses(&mut self, root: &mut Node) {
        for (name, at) in nullable::move_to_uses(root) {
            let message = format!("the component `{name}` may be null; `nullable` is set at each place that uses it");
            self.findings.note(at, "unusual-schema", message, "");
        }
    }
}

/// Returns the component schemas, creating them if there are none.
fn schemas_of(root: &mut Node) -> &mut Map {
    let at = root.at;
    let empty = || Node::object(at, []);
    if root.as_object().is_none() {
        *root = empty();
    }
    for path in [&["components"][..], &["components", "schemas"][..]] {
        let parent = root.at_path_mut(&path[..path.len() - 1]);
        if let (Some(parent), Some(key)) = (parent, path.last())
            && parent.get(key).is_none_or(|node| node.as_object().is_none())
        {
            parent.insert(key, empty());
        }
    }
    root.at_path_mut(&["components", "schemas"])
        .and_then(Node::as_object_mut)
        .expect("both were inserted above")
}

fn point_at_components(node: &mut Node, before: &Node, moved: &mut Moved) {
    let shape = if node.get("paths").is_some() {
        Shape::Document
    } else {
        Shape::Schema
    };
    // The definitions of the schemas around the current one, which `#/$defs/X` may refer to.
    let mut nearest: Map = Map::new();
    grammar::walk(node, shape, &mut |node, shape| {
        if shape != Shape::Schema {
            return;
        }
        for key in DEFINITIONS {
            if let Some(Kind::Object(own)) = node.remove(key).map(|node| node.kind) {
                nearest.extend(own);
            }
        }
        let Some(reference) = node.get_mut("$ref") else { return };
        let Some(text) = reference
            .as_str()
            .map(str::to_owned)
            .filter(|text| schema_name(text).is_none())
        else {
            return;
        };
        let located = locate(before, &text).or_else(|| anchored(before, &text));
        if let Some((keys, _)) = &located
            && let [components, schemas, name] = keys.as_slice()
            && [components.as_str(), schemas.as_str()] == ["components", "schemas"]
        {
            reference.kind = Kind::String(schema_ref(name).into());
            return;
        }
        let Some(keys) = located.as_ref().map(|(keys, _)| keys.clone()).or(plain_keys(&text)) else {
            return;
        };
        let nearby = keys.last().and_then(|name| nearest.get(name));
        let nearby = nearby.filter(|_| keys.len() == 2 && matches!(keys[0].as_str(), "$defs" | "definitions"));
        if let Some(target) = located.map(|(_, target)| target).or(nearby) {
            let name = moved.name(&keys, target);
            reference.kind = Kind::String(schema_ref(&name).into());
        } else if let [kind, name] = keys.as_slice()
            && STRUCTURAL.contains(&kind.as_str())
            && find(before, &schema_ref(name)).is_some()
        {
            let message = format!("`$ref: {text}` is read as the component `{name}`");
            moved.respelled.push((reference.at, message, name.clone()));
            reference.kind = Kind::String(schema_ref(name).into());
        }
    });
}

/// Schemas that become components, by the keys of the reference, with their new names.
#[derive(Debug, Default)]
pub(super) struct Moved {
    names: BTreeMap<Vec<String>, Vec<(Node, String)>>,
    used_names: BTreeSet<String>,
    pending: Vec<(String, Node)>,
    /// References to components in another spelling: position, message, and the name of the
    /// component.
    respelled: Vec<(At, String, String)>,
}

impl Moved {
    /// Starts with nothing moved and the names of the existing components in use.
    pub(super) fn of(root: &Node) -> Self {
        let components = root.get("components").into_iter();
        let names = components.flat_map(|node| node.members("schemas").map(|(name, _)| name.to_owned()));
        Self {
            used_names: names.collect(),
            ..Self::default()
        }
    }

    /// Returns the next schema that becomes a component.
    pub(super) fn next(&mut self) -> Option<(String, Node)> {
        self.pending.pop()
    }

    pub(super) fn name(&mut self, keys: &[String], target: &Node) -> String {
        let known = self.names.entry(keys.to_vec()).or_default();
        if let Some((_, name)) = known.iter().find(|(node, _)| node.at == target.at) {
            return name.clone();
        }
        let words = |count: usize| {
            let from = keys.len().saturating_sub(count);
            let kept = keys[from..].iter().filter(|key| !STRUCTURAL.contains(&key.as_str()));
            kept.map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        let path_name = name_of_path(keys).into_iter();
        let candidates = path_name.chain([1, 3, 5, 7].into_iter().map(words));
        let numbered = (2..).map(|number| format!("{} {number}", words(7)));
        let name = candidates
            .chain(numbered)
            .find(|name| !name.is_empty() && !self.used_names.contains(name))
            .expect("there is always another number");
        self.used_names.insert(name.clone());
        known.push((target.clone(), name.clone()));
        self.pending.push((name.clone(), target.clone()));
        name
    }
}

/// Names a schema inside a path item after the method, the path, and the status or parameter.
fn name_of_path(keys: &[String]) -> Option<String> {
    let [paths, path, method, rest @ ..] = keys else {
        return None;
    };
    let is_word = |key: &&str| !STRUCTURAL.contains(key) && *key != "responses" && !key.contains('/');
    let rest = rest.iter().map(String::as_str).filter(is_word);
    let words: Vec<&str> = [method.as_str(), path.as_str()].into_iter().chain(rest).collect();
    (paths == "paths").then(|| words.join(" "))
}

/// Keys that are structure and say nothing about the schema's name.
const STRUCTURAL: [&str; 8] = [
    "components", "schemas", "properties", "$defs", "definitions", "items", "schema", "content",
];
