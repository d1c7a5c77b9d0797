//! JSON pointers within a page. Before any other rule runs, references to path items, parameters,
//! bodies, responses, headers and media types are replaced by their targets. So every later rule
//! sees the parts themselves, and a pointer refers to the page as written, not as changed by a
//! rule.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::Dialect;
use super::references::Moved;
use crate::grammar::{self, Shape};
use crate::node::{Kind, Node};
use crate::reference::{schema_name, schema_ref};
use crate::source::unescaped;

/// The maximum number of pointer steps that may form one key with slashes in it.
const MAX_STEPS_PER_KEY: usize = 12;

/// Returns the target of a reference within the page.
pub(super) fn find<'a>(root: &'a Node, reference: &str) -> Option<&'a Node> {
    locate(root, reference).map(|(_, node)| node)
}

/// Like [`find`], with the keys that lead to the target.
pub(super) fn locate<'a>(root: &'a Node, reference: &str) -> Option<(Vec<String>, &'a Node)> {
    let steps: Vec<&str> = reference.strip_prefix("#/")?.split('/').collect();
    let mut keys = Vec::new();
    let node = descend(root, &steps, &mut keys)?;
    keys.reverse();
    Some((keys, node))
}

/// Like [`locate`], for a reference to the name that `$anchor` gives a schema, such as `#inner`.
pub(super) fn anchored<'a>(root: &'a Node, reference: &str) -> Option<(Vec<String>, &'a Node)> {
    let name = reference
        .strip_prefix('#')
        .filter(|name| !name.is_empty() && !name.starts_with('/'))?;
    let mut keys = Vec::new();
    let node = descend_to_anchor(root, name, &mut keys)?;
    keys.reverse();
    Some((keys, node))
}

/// Collects the keys from the last to the first.
fn descend_to_anchor<'a>(node: &'a Node, name: &str, keys: &mut Vec<String>) -> Option<&'a Node> {
    const DATA: [&str; 6] = ["const", "default", "enum", "example", "examples", "value"];
    let is_anchor = |key: &str| node.get_str(key) == Some(name);
    if is_anchor("$anchor") || is_anchor("$dynamicAnchor") {
        return Some(node);
    }
    let mut found = |key: String, below: &'a Node| {
        let found = descend_to_anchor(below, name, keys)?;
        keys.push(key);
        Some(found)
    };
    match &node.kind {
        Kind::Object(members) => {
            let mut members = members.iter().filter(|(key, _)| !DATA.contains(&key.as_str()));
            members.find_map(|(key, below)| found(key.to_string(), below))
        }
        Kind::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, below)| found(index.to_string(), below)),
        _ => None,
    }
}

/// Collects the keys from the last to the first.
fn descend<'a>(node: &'a Node, steps: &[&str], keys: &mut Vec<String>) -> Option<&'a Node> {
    let Some((first, rest)) = steps.split_first() else {
        return Some(node);
    };
    match &node.kind {
        Kind::Array(items) => {
            let found = descend(items.get(first.parse::<usize>().ok()?)?, rest, keys)?;
            keys.push((*first).to_owned());
            Some(found)
        }
        Kind::Object(members) => (1..=steps.len().min(MAX_STEPS_PER_KEY)).find_map(|count| {
            let step = steps[..count].join("/");
            spellings(&step).into_iter().find_map(|key| {
                let found = descend(members.get(&key)?, &steps[count..], keys)?;
                keys.push(key);
                Some(found)
            })
        }),
        _ => None,
    }
}

/// Splits a reference within the page into keys, as the standards define it.
pub(super) fn plain_keys(reference: &str) -> Option<Vec<String>> {
    let pointer = reference.strip_prefix("#/")?;
    let key = |step| unescaped(&percent_decode_str(step).decode_utf8_lossy());
    Some(pointer.split('/').map(key).collect())
}

/// Returns the keys that a step may mean: first as the standards define it (RFC 3986, then RFC
/// 6901), then as people write it.
fn spellings(step: &str) -> [String; 3] {
    let decoded = percent_decode_str(step).decode_utf8_lossy();
    [unescaped(&decoded), unescaped(step), step.to_owned()]
}

/// Whether a part can be referred to.
fn is_part(shape: Shape) -> bool {
    matches!(
        shape,
        Shape::PathItem | Shape::Parameter | Shape::RequestBody | Shape::Response | Shape::Header | Shape::MediaType
    )
}

/// Replaces the references of webhooks by the path items: a webhook is compared by what it says.
fn write_out_webhooks(root: &mut Node) {
    let target = |hook: &Node| find(root, hook.get_str("$ref")?).cloned();
    let hooks = root.members("webhooks");
    let targets: Vec<_> = hooks
        .filter_map(|(name, hook)| Some((name.to_owned(), target(hook)?)))
        .collect();
    for (name, target) in targets {
        if let Some(hook) = root.get_mut("webhooks").and_then(|hooks| hooks.get_mut(&name)) {
            *hook = target;
        }
    }
}

impl Dialect<'_> {
    /// Replaces references to parts by their targets. A dangling reference stays, for
    /// [`crate::check`] to refuse.
    pub(super) fn parts(&mut self, root: &mut Node) {
        let is_reference = |node: &Node, shape: Shape| is_part(shape) && node.get("$ref").is_some();
        if grammar::any(root, Shape::Document, is_reference) {
            let before = root.clone();
            grammar::walk(root, Shape::Document, &mut |node, shape| {
                if is_part(shape) {
                    self.part(node, shape, &before);
                }
            });
        }
        write_out_webhooks(root);
        if let Some(components) = root.get_mut("components") {
            components.remove("pathItems");
        }
    }

    fn part(&mut self, node: &mut Node, shape: Shape, before: &Node) {
        let Some(reference) = node.get("$ref").cloned() else {
            return;
        };
        let own = node.clone();
        let mut seen = Vec::new();
        while let Some(text) = node.get_str("$ref").map(str::to_owned) {
            let target = find(before, &text).filter(|target| target.as_object().is_some());
            let Some(target) = target.filter(|_| !seen.contains(&text)) else {
                *node = own;
                if shape == Shape::PathItem {
                    let hint = "copy the path's operations to this place";
                    let message = "the reference of this path leads to nothing in the page";
                    self.findings.refuse(reference.at, "dangling-ref", message, hint);
                    node.remove("$ref");
                }
                return;
            };
            *node = target.clone();
            seen.push(text);
        }
        if shape == Shape::PathItem {
            let message = "the operations of this path are elsewhere in the page; they are moved here";
            self.report_converted(reference.at, "unusual-reference", message);
            for (key, member) in own.as_object().into_iter().flatten().filter(|(key, _)| *key != "$ref") {
                node.insert(key, member.clone());
            }
        } else if let Some(text) = own
            .get("description")
            .filter(|text| self.is_newer && text.as_str().is_some())
        {
            // The one member that OpenAPI 3.1 allows beside such a reference.
            node.insert("description", text.clone());
        }
    }

    /// Fixes references to schemas: those to a component in another spelling, and those into
    /// another part of the document, whose target becomes a component before any rule changes that
    /// part.
    pub(super) fn schemas_elsewhere(&mut self, root: &mut Node) {
        let is_elsewhere = |node: &Node, shape: Shape| shape == Shape::Schema && node.get_str("$ref").is_some();
        if !grammar::any(root, Shape::Document, is_elsewhere) {
            return;
        }
        let mut known: BTreeMap<String, Option<String>> = BTreeMap::new();
        let before = root.clone();
        let mut moved = Moved::of(root);
        self.redirect_references(root, Shape::Document, &before, (&mut moved, &mut known));
        while let Some((name, mut schema)) = moved.next() {
            self.redirect_references(&mut schema, Shape::Schema, &before, (&mut moved, &mut known));
            self.insert_component(root, name, schema);
        }
    }

    fn redirect_references(
        &mut self,
        node: &mut Node,
        shape: Shape,
        before: &Node,
        (moved, known): (&mut Moved, &mut BTreeMap<String, Option<String>>),
    ) {
        grammar::walk(node, shape, &mut |node, shape| {
            let Some(reference) = node.get_mut("$ref").filter(|_| shape == Shape::Schema) else {
                return;
            };
            let Some(text) = reference.as_str().map(str::to_owned) else {
                return;
            };
            let name = known
                .entry(text.clone())
                .or_insert_with(|| intended_component(&text, before, moved));
            let Some(name) = name else { return };
            if text.starts_with("#/components/schemas/") {
                let message = format!("`$ref: {text}` is read as the component `{name}`");
                let hint = format!("write '{}'", schema_ref(name));
                self.findings.repaired(reference.at, "unusual-reference", message, hint);
            }
            reference.kind = Kind::String(schema_ref(name).into());
        });
    }
}

/// Returns the component that a reference to a schema means, where it is not the plain reading; a
/// schema inside another part becomes one.
fn intended_component(text: &str, before: &Node, moved: &mut Moved) -> Option<String> {
    let plain = schema_name(text);
    let schemas = before.components("schemas");
    if plain.is_some_and(|name| schemas.is_some_and(|all| all.get(&name).is_some())) {
        return None;
    }
    let (keys, target) = locate(before, text)?;
    match keys.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["components", "schemas", name] => Some((*name).to_owned()),
        ["components", "schemas", ..] => None,
        ["paths" | "webhooks" | "components", ..] => Some(moved.name(&keys, target)),
        _ => None,
    }
}
