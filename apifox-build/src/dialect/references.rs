//! References: definitions that 3.1 keeps beside or within schemas move to the components, and `null` that a component allows is
//! told where it is used.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use smol_str::SmolStr;

use super::Dialect;
use crate::grammar::{self, Shape};
use crate::node::{At, Kind, Map, Node};
use crate::resolve::{schema_name, schema_ref};
use crate::source::unescaped;

/// What a reference within the page points to.
pub(super) fn find<'a>(root: &'a Node, reference: &str) -> Option<&'a Node> {
    keys_of(reference)?.iter().try_fold(root, |node, key| match &node.kind {
        Kind::Object(members) => members.get(key),
        Kind::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The keys of a reference within the page, unescaped.
fn keys_of(reference: &str) -> Option<Vec<String>> {
    let pointer = reference.strip_prefix("#/")?;
    let key = |step| unescaped(&percent_decode_str(step).decode_utf8_lossy());
    Some(pointer.split('/').map(key).collect())
}

/// A schema, references to components followed as far as they go.
pub(super) fn follow<'a>(schema: &'a Node, schemas: &'a Node) -> &'a Node {
    let mut here = schema;
    for _ in 0..16 {
        match here
            .get_str("$ref")
            .and_then(schema_name)
            .and_then(|name| schemas.get(&name))
        {
            Some(target) => here = target,
            None => break,
        }
    }
    here
}

/// A parameter, or the shared one that it refers to.
pub(crate) fn follow_parameter<'a>(parameter: &'a Node, shared: &'a Node) -> &'a Node {
    let keys = parameter.get_str("$ref").and_then(keys_of).unwrap_or_default();
    match keys.as_slice() {
        [components, kind, name] if components == "components" && kind == "parameters" => {
            shared.get(name).unwrap_or(parameter)
        }
        _ => parameter,
    }
}

/// Where JSON Schema keeps schemas to refer to.
const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];

impl Dialect<'_> {
    /// Every reference to a schema that stands elsewhere than under the components makes a component of it.
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
        self.schemas = root
            .get("components")
            .and_then(|node| node.get("schemas"))
            .cloned()
            .unwrap_or_default();
    }

    fn move_to_components(&mut self, root: &mut Node) {
        let before = root.clone();
        let mut moved = Moved::default();
        moved.taken.extend(root.get("components").into_iter().flat_map(|node| {
            let names: Vec<String> = node.members("schemas").map(|(name, _)| name.to_owned()).collect();
            names
        }));
        point_at_components(root, &before, &mut moved);
        // What moved may itself refer to definitions.
        while let Some((name, mut schema)) = moved.waiting.pop() {
            point_at_components(&mut schema, &before, &mut moved);
            let message = format!("this schema is referred to, so it became the component `{name}`");
            self.brought_down(schema.at, "definition", message);
            schemas_of(root).insert(name, schema);
        }
        for (at, message, name) in std::mem::take(&mut moved.respelled) {
            let hint = format!("write '{}'", schema_ref(&name));
            self.findings.repaired(at, "schema-reference", message, hint);
        }
    }

    /// A type in Rust is not null; whether a value may be is said where it is used. So a component's `nullable` goes there; a component
    /// that is only a reference to such a one is itself such a one.
    pub(super) fn carry_nullable(&mut self, root: &mut Node) {
        let mut carried: BTreeSet<SmolStr> = BTreeSet::new();
        loop {
            let mut nullable = BTreeSet::new();
            let schemas = root.get_mut("components").and_then(|node| node.get_mut("schemas"));
            for (name, schema) in schemas.and_then(Node::as_object_mut).into_iter().flatten() {
                // A component that is a reference to itself comes back here; the second time it is only cleared.
                if schema.is_true("nullable") && schema.remove("nullable").is_some() && carried.insert(name.clone()) {
                    nullable.insert(name.clone());
                    let message = format!("`{name}` may be null: that is said wherever it is used");
                    self.findings.note(schema.at, "nullable-component", message, "");
                }
            }
            if nullable.is_empty() {
                return;
            }
            grammar::walk(root, Shape::Document, &mut |node, shape| {
                let name = node
                    .get_str("$ref")
                    .filter(|_| shape == Shape::Schema)
                    .and_then(schema_name);
                if name.is_some_and(|name| nullable.contains(name.as_str())) {
                    node.insert("nullable", Node::new(node.at, Kind::Bool(true)));
                }
            });
        }
    }
}

/// The component schemas, made if there are none.
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
        .expect("both were put there")
}

fn point_at_components(node: &mut Node, before: &Node, moved: &mut Moved) {
    let shape = if node.get("paths").is_some() {
        Shape::Document
    } else {
        Shape::Schema
    };
    // The definitions of the schemas around the one that is looked at: `#/$defs/X` may mean theirs.
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
        let Some(keys) = keys_of(&text) else { return };
        let near = keys.last().and_then(|name| nearest.get(name));
        let near = near.filter(|_| keys.len() == 2 && matches!(keys[0].as_str(), "$defs" | "definitions"));
        if let Some(target) = find(before, &text).or(near) {
            let name = moved.name(&keys, target);
            reference.kind = Kind::String(schema_ref(&name).into());
        } else if let [kind, name] = keys.as_slice()
            && STRUCTURAL.contains(&kind.as_str())
            && find(before, &schema_ref(name)).is_some()
        {
            let message = format!("`$ref: {text}` is taken as the component `{name}`");
            moved.respelled.push((reference.at, message, name.clone()));
            reference.kind = Kind::String(schema_ref(name).into());
        }
    });
}

/// Schemas that become components: by the keys of the reference, and under the name they get.
#[derive(Debug, Default)]
struct Moved {
    names: BTreeMap<Vec<String>, Vec<(Node, String)>>,
    taken: BTreeSet<String>,
    waiting: Vec<(String, Node)>,
    /// References to components that are written otherwise: where, what is said of it, and the component.
    respelled: Vec<(At, String, String)>,
}

impl Moved {
    fn name(&mut self, keys: &[String], target: &Node) -> String {
        let known = self.names.entry(keys.to_vec()).or_default();
        if let Some((_, name)) = known.iter().find(|(node, _)| node.at == target.at) {
            return name.clone();
        }
        let words = |count: usize| {
            let from = keys.len().saturating_sub(count);
            let kept = keys[from..].iter().filter(|key| !STRUCTURAL.contains(&key.as_str()));
            kept.map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        let candidates = [1, 3, 5, 7].into_iter().map(words);
        let numbered = (2..).map(|number| format!("{} {number}", words(7)));
        let name = candidates
            .chain(numbered)
            .find(|name| !name.is_empty() && !self.taken.contains(name))
            .expect("there is always another number");
        self.taken.insert(name.clone());
        known.push((target.clone(), name.clone()));
        self.waiting.push((name.clone(), target.clone()));
        name
    }
}

/// Keys that say what stands behind them, not what it is called.
const STRUCTURAL: [&str; 8] = [
    "components",
    "schemas",
    "properties",
    "$defs",
    "definitions",
    "items",
    "schema",
    "content",
];
