//! `allOf`: one object with the members of all parts.

use std::collections::BTreeSet;

use super::{Combiner, by_property, says_nothing, with_texts};
use crate::node::{Kind, Map, Node};
use crate::structure::structure;

impl Combiner<'_> {
    /// Writes out `allOf`.
    pub(super) fn all_of(&mut self, schema: &mut Node) {
        lift_only_part(schema);
        let Some(Kind::Array(parts)) = schema.remove("allOf").map(|node| node.kind) else {
            return;
        };
        let mut written = Vec::new();
        for part in parts {
            written.extend(self.part(part));
        }
        let own = schema.clone();
        written.push(own);
        *schema = self.merged(schema, &written);
    }

    /// A part with its own `allOf` written out and its reference followed; `None` for a part that leads back to itself.
    fn part(&mut self, mut part: Node) -> Option<Node> {
        lift_only_part(&mut part);
        while let Some((name, target)) = self.target(&part) {
            let target = target.clone();
            if self.expanding[self.chain..].contains(&name) {
                let message = format!("`allOf` leads back to `{name}` itself; that part adds nothing");
                self.findings
                    .lossy(part.at, "circular-all-of", message, "remove the part by an overlay");
                return None;
            }
            self.expanding.push(name);
            part = with_texts(target, &part);
            // The alternatives of a base are those that extend it: as a part of one of them they say nothing.
            for key in ["oneOf", "anyOf", "discriminator", "title"] {
                part.remove(key);
            }
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
        // Null is taken only where every part takes it.
        let typed: Vec<&Node> = parts.iter().filter(|part| !says_nothing(part)).collect();
        if !schema.is_true("nullable") && !typed.iter().all(|part| part.is_true("nullable")) {
            members.remove("nullable");
        }
        let mut properties = Map::new();
        for (name, said) in by_property(parts) {
            let property = self.one_property(&name, said);
            properties.insert(name, property);
        }
        if !properties.is_empty() {
            members.insert("properties".to_owned(), Node::new(schema.at, Kind::Object(properties)));
            members.insert("type".to_owned(), Node::string(schema.at, "object"));
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

    /// A property that several parts describe: the narrower of two descriptions, any JSON if they contradict each other.
    fn one_property(&mut self, name: &str, said: Vec<Node>) -> Node {
        let mut said = said.into_iter();
        let Some(mut kept) = said.next() else {
            return Node::default();
        };
        for other in said {
            if structure(&kept) == structure(&other) || is_narrower(&other, &kept) {
                kept = with_texts(with_texts(other.clone(), &kept), &other);
            } else if !is_narrower(&kept, &other) {
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
}

/// One part, and texts, are the usual way to describe a reference in OpenAPI 3.0. Empty parts say nothing.
pub(super) fn lift_only_part(schema: &mut Node) {
    while let Some(Kind::Array(parts)) = schema.get_mut("allOf").map(|node| &mut node.kind) {
        parts.retain(|part| part.as_object().is_some_and(|members| !members.is_empty()));
        let parts = schema.items("allOf").to_vec();
        let mut telling = parts.iter().filter(|part| !says_nothing(part));
        let (Some(only), None) = (telling.next(), telling.next()) else {
            return;
        };
        let mut texts = schema.clone();
        texts.remove("allOf");
        if !says_nothing(&texts) || texts.get("required").is_some() {
            return;
        }
        let silent = parts.iter().filter(|part| says_nothing(part));
        let only = silent.fold(only.clone(), with_texts);
        *schema = Node {
            at: schema.at,
            ..with_texts(only, &texts)
        };
    }
}

/// Whether `narrow` takes only what `wide` takes, by what can be seen at once.
fn is_narrower(narrow: &Node, wide: &Node) -> bool {
    if says_nothing(wide) {
        return true;
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
