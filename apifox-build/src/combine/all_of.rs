//! `allOf`: one object with the members of all parts.

use std::collections::BTreeSet;

use super::choice::{Choice, IMPLIED, contradicts, declares_type, has_choice};
use super::inheritance::{WHOLE, whole};
use super::only_part::lift_only_part;
use super::union::{family, kind};
use super::{Combiner, LOOSE, by_property, says_nothing, with_texts};
use crate::node::{Kind, Map, Node};
use crate::structure::structure;

/// References are followed no deeper than this to find out a kind.
const DEEPEST: usize = 4;

impl Combiner<'_> {
    /// Writes out `allOf`, and brings several choices to one.
    pub(super) fn all_of(&mut self, schema: &mut Node) {
        lift_only_part(schema);
        let parts = match schema.remove("allOf").map(|node| node.kind) {
            Some(Kind::Array(parts)) => parts,
            _ if schema.get("oneOf").is_some() && schema.get("anyOf").is_some() => Vec::new(),
            _ => return,
        };
        let (mut written, mut choices) = (Vec::new(), Vec::new());
        for part in parts {
            let Some(mut part) = self.part(part) else { continue };
            choices.extend(Choice::take(&mut part));
            written.push(part);
        }
        let mut own = schema.clone();
        choices.extend(Choice::take(&mut own));
        let choice = self.one_choice(schema, choices, &mut written);
        written.push(own);
        let kinds: BTreeSet<&str> = written.iter().map(family).filter(|kind| *kind != "any").collect();
        if kinds.len() > 1 {
            let message =
                "the parts of this `allOf` are of several types, so that no value is all of them; any JSON is taken";
            let hint = "remove the parts of another type by an overlay";
            self.findings.lossy(schema.at, "all-of-conflict", message, hint);
            *schema = with_texts(Node::object(schema.at, []), schema);
            return;
        }
        *schema = self.merged(schema, &written);
        if let Some(choice) = choice {
            choice.put(schema);
        }
    }

    /// A part with its own `allOf` written out and its reference followed; `None` for a part that leads back to itself.
    fn part(&mut self, mut part: Node) -> Option<Node> {
        lift_only_part(&mut part);
        while let Some((name, target)) = self.part_target(&part) {
            if self.expanding[self.chain..].contains(&name) {
                let message = format!("`allOf` leads back to `{name}` itself; that part adds nothing");
                self.findings
                    .lossy(part.at, "circular-all-of", message, "remove the part by an overlay");
                return None;
            }
            let is_whole = part.is_true(WHOLE);
            part = with_texts(target, &part);
            part.remove("title");
            // The alternatives of a base may be those that extend it: as a part of one of them they say nothing.
            if !is_whole && self.is_extended_by_its_alternatives(&name) {
                for key in ["oneOf", "anyOf", "discriminator"] {
                    part.remove(key);
                }
            }
            self.expanding.push(name);
            lift_only_part(&mut part); // it may be but another name
        }
        self.all_of(&mut part);
        Some(part)
    }

    fn merged(&mut self, schema: &Node, parts: &[Node]) -> Node {
        let mut members = Map::new();
        for part in parts {
            members.extend(
                part.as_object()
                    .into_iter()
                    .flatten()
                    .map(|(key, value)| (key.clone(), value.clone())),
            );
        }
        // Null is taken only where every part takes it: one without a type takes any JSON that is no object.
        let takes_null = |part: &Node| {
            part.is_true("nullable")
                || part.get("type").is_none() && part.get("items").is_none() && part.items("enum").is_empty()
        };
        let is_null = parts.iter().any(|part| part.is_true("nullable")) && parts.iter().all(takes_null);
        if !schema.is_true("nullable") && !is_null {
            members.remove("nullable");
        }
        let properties = self.properties(schema, parts);
        if !properties.is_empty() {
            members.insert("properties".to_owned(), Node::new(schema.at, Kind::Object(properties)));
            members.insert("type".to_owned(), Node::string(schema.at, "object"));
            if parts.iter().any(declares_type) {
                members.remove(IMPLIED);
            } else {
                members.insert(IMPLIED.to_owned(), Node::new(schema.at, Kind::Bool(true)));
            }
        }
        if parts.iter().any(|part| kind(part) == "integer")
            && members.get("type").and_then(Node::as_str) == Some("number")
        {
            members.insert("type".to_owned(), Node::string(schema.at, "integer"));
        }
        if let Some(values) = values_of_all(parts) {
            members.insert("enum".to_owned(), Node::new(schema.at, Kind::Array(values)));
        }
        for key in ["items", "additionalProperties"] {
            let said: Vec<Node> = parts.iter().filter_map(|part| part.get(key)).cloned().collect();
            if said.len() > 1 && said.iter().all(|schema| schema.as_object().is_some()) {
                let each = self.one_property(key, said);
                members.insert(key.to_owned(), each);
            }
        }
        let required: BTreeSet<Node> = parts.iter().flat_map(|part| part.items("required")).cloned().collect();
        if !required.is_empty() {
            members.insert(
                "required".to_owned(),
                Node::new(schema.at, Kind::Array(required.into_iter().collect())),
            );
        }
        Node::new(schema.at, Kind::Object(members))
    }

    /// Each property, as all parts together describe it.
    fn properties(&mut self, schema: &Node, parts: &[Node]) -> Map {
        let mut properties = Map::new();
        for (name, mut said) in by_property(parts) {
            // What one part says of all members that it does not name holds for those that another names.
            let rest = |part: &&Node| part.get("properties").is_none_or(|own| own.get(&name).is_none());
            let rest = parts
                .iter()
                .filter(rest)
                .filter_map(|part| part.get("additionalProperties"));
            said.extend(
                rest.filter(|rest| rest.as_object().is_some_and(|members| !members.is_empty()))
                    .cloned(),
            );
            let is_loose = |part: &Node| part.get(LOOSE).is_some_and(|loose| loose.get(&name).is_some());
            let property = if parts.iter().any(is_loose) {
                self.loose_property(schema, &name, said)
            } else {
                self.one_property(&name, said)
            };
            properties.insert(name, property);
        }
        properties
    }

    /// A property of alternatives that became one part, of which some do not describe it: what these allow is what another part says.
    fn loose_property(&mut self, schema: &Node, name: &str, said: Vec<Node>) -> Node {
        let differ = said
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if structure(a) != structure(b)));
        if !differ {
            return self.one_property(name, said);
        }
        let message = format!(
            "a part of this `allOf` stands for alternatives of which only some describe `{name}`; any JSON is taken there"
        );
        let hint = "describe fewer alternatives by an overlay, or make them components of their own";
        self.findings.lossy(schema.at, "merged-alternatives", message, hint);
        said.first()
            .map_or_else(Node::default, |first| with_texts(Node::object(first.at, []), first))
    }

    /// A property that several parts describe: the narrower of two descriptions, or both where each says something of its own; any
    /// JSON if they contradict each other.
    fn one_property(&mut self, name: &str, said: Vec<Node>) -> Node {
        let mut said = said.into_iter();
        let Some(mut kept) = said.next() else {
            return Node::default();
        };
        for other in said {
            if structure(&kept) == structure(&other) || is_narrower(&other, &kept) {
                kept = with_texts(with_texts(other.clone(), &kept), &other);
            } else if is_narrower(&kept, &other) {
                // Nothing to add.
            } else if self.may_compose() && self.is_of_one_kind(&kept, &other) {
                kept = both(kept, other);
            } else {
                let message =
                    format!("the parts of this `allOf` contradict each other about `{name}`; any JSON is taken there");
                self.findings.lossy(
                    other.at,
                    "all-of-conflict",
                    message,
                    "remove one of the two descriptions by an overlay",
                );
                kept = with_texts(Node::object(kept.at, []), &kept);
            }
        }
        kept
    }

    /// Whether a value can be both, by what can be seen without writing them out.
    fn is_of_one_kind(&self, one: &Node, other: &Node) -> bool {
        let (one, other) = (self.telling(one, 0), self.telling(other, 0));
        let is_open = |node: &Node| has_choice(node) || kind(node) == "any";
        is_open(one) || is_open(other) || !contradicts(one, other) && family(one) == family(other)
    }

    /// The schema that tells the kind of another: what it refers to, or the first part of its `allOf` that has a kind.
    fn telling<'n>(&'n self, schema: &'n Node, depth: usize) -> &'n Node {
        if let Some((_, target)) = self.target(schema).filter(|_| depth < DEEPEST) {
            return self.telling(target, depth + 1);
        }
        let mut parts = schema
            .items("allOf")
            .iter()
            .filter(|_| depth < DEEPEST && kind(schema) == "any");
        let told = parts.find_map(|part| Some(self.telling(part, depth + 1)).filter(|told| kind(told) != "any"));
        told.unwrap_or(schema)
    }
}

/// Both of two schemas, with the texts of the one that says more of the use.
fn both(kept: Node, other: Node) -> Node {
    let mut both = Node::object(kept.at, []);
    for key in ["description", "title", "deprecated", "readOnly", "writeOnly"] {
        if let Some(value) = other.get(key).or(kept.get(key)) {
            both.insert(key, value.clone());
        }
    }
    let parts = vec![whole(kept), whole(other)];
    both.insert("allOf", Node::new(both.at, Kind::Array(parts)));
    both
}

/// The values of an enum that all parts allow, if more than one part has an enum.
fn values_of_all(parts: &[Node]) -> Option<Vec<Node>> {
    let mut enums = parts
        .iter()
        .map(|part| part.items("enum"))
        .filter(|values| !values.is_empty());
    let first = enums.next()?;
    let rest: Vec<&[Node]> = enums.collect();
    let is_in_all = |value: &&Node| rest.iter().all(|values| values.contains(value));
    let shared: Vec<Node> = first.iter().filter(is_in_all).cloned().collect();
    (!rest.is_empty() && !shared.is_empty()).then_some(shared)
}

/// Whether `narrow` takes only what `wide` takes, by what can be seen at once.
fn is_narrower(narrow: &Node, wide: &Node) -> bool {
    if says_nothing(wide) {
        return wide.items("required").is_empty();
    }
    let same_kind = narrow.get_str("type") == wide.get_str("type") && wide.get_str("type").is_some();
    let bare = wide.as_object().is_some_and(|members| {
        members.keys().all(|key| {
            matches!(
                key.as_str(),
                "type" | "description" | "title" | "format" | "nullable" | "example" | "default"
            )
        })
    });
    same_kind && bare
}
