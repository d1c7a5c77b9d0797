//! One operation on several pages: Apifox allows a vendor to document `POST /messages` once for
//! each type of message. They become one operation that accepts everything that the pages describe.

use crate::finding::Findings;
use crate::node::{Kind, Node};
use crate::reference::parameter_identity;
use crate::structure::structure;

/// Merges what `other` documents for the same method and path into `first`.
pub(crate) fn merge(first: &mut Node, other: &Node, page: &str, findings: &mut Findings) {
    let message = format!(
        "{page} documents the same method and path; both become one operation with everything that either describes"
    );
    findings.note(
        other.at,
        "overlapping-pages",
        message,
        "remove one of the pages if it is only a copy",
    );
    let parameters = merge_parameters(first.items("parameters"), other.items("parameters"));
    if !parameters.is_empty() {
        first.insert("parameters", Node::new(first.at, Kind::Array(parameters)));
    }
    match (first.get_mut("requestBody"), other.get("requestBody")) {
        (Some(body), Some(other)) => {
            if !other.is_true("required") {
                body.remove("required");
            }
            merge_content(body, other);
        }
        (Some(body), None) => drop(body.remove("required")),
        (None, Some(body)) => {
            let mut body = body.clone();
            body.remove("required");
            first.insert("requestBody", body);
        }
        (None, None) => {}
    }
    if first.get("responses").is_none() && other.get("responses").is_some() {
        first.insert("responses", Node::object(first.at, []));
    }
    for (status, response) in other.members("responses") {
        let Some(responses) = first.get_mut("responses") else {
            continue;
        };
        match responses.get_mut(status) {
            Some(own) => merge_content(own, response),
            None => responses.insert(status, response.clone()),
        }
    }
    shorter_text(first, other, "summary");
}

/// Keeps the shorter of two strings, as it is more likely to describe both; equally long ones are
/// ordered alphabetically.
fn shorter_text(first: &mut Node, other: &Node, key: &str) {
    let rank = |node: &Node| {
        node.get_str(key)
            .filter(|text| !text.is_empty())
            .map(|text| (text.chars().count(), text.to_owned()))
    };
    if let (Some(theirs), text) = (rank(other), rank(first))
        && text.is_none_or(|own| theirs < own)
        && let Some(value) = other.get(key)
    {
        first.insert(key, value.clone());
    }
}

/// Merges parameters; one that only one page has, or only one requires, is optional.
fn merge_parameters(first: &[Node], other: &[Node]) -> Vec<Node> {
    let find = |list: &[Node], sought: &Node| {
        list.iter()
            .find(|parameter| parameter_identity(parameter) == parameter_identity(sought))
            .cloned()
    };
    let optional = |mut parameter: Node| {
        if parameter.get_str("in") != Some("path") {
            parameter.remove("required");
        }
        parameter
    };
    let mut merged: Vec<Node> = first
        .iter()
        .map(|own| match find(other, own) {
            Some(theirs) => {
                let mut both = if theirs.is_true("required") {
                    own.clone()
                } else {
                    optional(own.clone())
                };
                if let (Some(schema), Some(theirs)) = (both.get("schema").cloned(), theirs.get("schema")) {
                    both.insert("schema", either(&schema, theirs));
                }
                both
            }
            None => optional(own.clone()),
        })
        .collect();
    merged.extend(
        other
            .iter()
            .filter(|theirs| find(first, theirs).is_none())
            .cloned()
            .map(optional),
    );
    merged
}

/// Merges bodies of either schema, and the examples of both.
pub(crate) fn merge_content(first: &mut Node, other: &Node) {
    if first.get("content").and_then(Node::as_object).is_none() {
        if let Some(content) = other.get("content") {
            first.insert("content", content.clone());
        }
        return;
    }
    let Some(contents) = first.get_mut("content") else {
        return;
    };
    for (media_type, theirs) in other.members("content") {
        let Some(own) = contents.get_mut(media_type) else {
            contents.insert(media_type, theirs.clone());
            continue;
        };
        match (own.get("schema").cloned(), theirs.get("schema")) {
            (Some(schema), Some(theirs)) => own.insert("schema", either(&schema, theirs)),
            (None, Some(theirs)) => own.insert("schema", theirs.clone()),
            _ => {}
        }
        merge_examples(own, theirs);
    }
}

/// Returns one schema if they are the same, otherwise alternatives; these are combined once
/// overlays have been applied.
pub(crate) fn either(first: &Node, other: &Node) -> Node {
    let mut alternatives: Vec<Node> = match first.as_object() {
        Some(members) if members.len() == 1 && members.contains_key("anyOf") => first.items("anyOf").to_vec(),
        _ => vec![first.clone()],
    };
    if alternatives.iter().any(|own| structure(own) == structure(other)) {
        return first.clone();
    }
    alternatives.push(other.clone());
    Node::object(first.at, [("anyOf", Node::new(first.at, Kind::Array(alternatives)))])
}

/// Merges examples: the single example of a body becomes a named one, and the other page's follow.
fn merge_examples(own: &mut Node, theirs: &Node) {
    let mut named: Vec<(String, Node)> = Vec::new();
    for media in [&*own, theirs] {
        if let Some(example) = media.get("example") {
            named.push((String::new(), Node::object(example.at, [("value", example.clone())])));
        }
        named.extend(
            media
                .members("examples")
                .map(|(name, example)| (name.to_owned(), example.clone())),
        );
    }
    let mut examples = Node::object(own.at, []);
    for (name, example) in named {
        let free = (1..).map(|number| format!("example {number}"));
        let name = std::iter::once(name)
            .filter(|name| !name.is_empty())
            .chain(free)
            .find(|name| examples.get(name).is_none());
        if let Some(name) = name.filter(|_| {
            examples
                .as_object()
                .is_none_or(|members| !members.values().any(|known| *known == example))
        }) {
            examples.insert(&name, example);
        }
    }
    own.remove("example");
    if examples.as_object().is_some_and(|members| !members.is_empty()) {
        own.insert("examples", examples);
    }
}
