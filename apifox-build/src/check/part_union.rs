//! Multipart bodies that are a union: the parts of all alternatives are arguments.

use std::collections::BTreeSet;

use super::checker::Checker;
use crate::node::{At, Kind, Map, Node};
use crate::reference::schema_name;
use crate::structure::structure;

/// The key of a part for which any string is accepted, as its alternatives differ.
pub(super) const WIDER: &str = "wider";

/// The depth to which unions in each other are followed.
const MAX_DEPTH: usize = 8;

impl Checker<'_> {
    /// Returns an object with the parts of all alternatives of a schema; `None` if one of them has
    /// no documented parts, or if two describe one part differently.
    pub(super) fn parts_of_all(&self, schema: &Node, depth: usize) -> Option<Node> {
        let schema = self.followed(schema);
        let alternatives = schema.items("oneOf");
        if alternatives.is_empty() || depth == MAX_DEPTH {
            schema.get("properties").and_then(Node::as_object)?;
            return Some(schema.clone());
        }
        let all = alternatives.iter().map(|one| self.parts_of_all(one, depth + 1));
        let all: Vec<Node> = all.collect::<Option<_>>()?;
        let mut properties = Map::new();
        for (name, property) in all.iter().flat_map(|one| one.members("properties")) {
            let described = match properties.get(name) {
                Some(known) => self.same_part(known, property)?,
                None => property.clone(),
            };
            properties.insert(name.to_owned(), described);
        }
        let mut required = all
            .iter()
            .map(needed)
            .reduce(|all, next| &all & &next)
            .unwrap_or_default();
        if let Some(tag) = schema.get("discriminator").and_then(|tag| tag.get("propertyName"))
            && let Some(name) = tag.as_str().filter(|name| !properties.contains_key(name))
        {
            properties.insert(name.to_owned(), text(tag.at));
            required.insert(tag.clone());
        }
        let mut object = Node::object(schema.at, [("type", Node::string(schema.at, "object"))]);
        object.insert("properties", Node::new(schema.at, Kind::Object(properties)));
        let required = Kind::Array(required.into_iter().collect());
        object.insert("required", Node::new(schema.at, required));
        if let Some(further) = all.iter().find_map(|one| one.get("additionalProperties")) {
            object.insert("additionalProperties", further.clone());
        }
        Some(object)
    }

    /// Returns what two alternatives say about one part: what both say, or a string, if both list
    /// strings. It is left out where one of them leaves it out.
    fn same_part(&self, one: &Node, other: &Node) -> Option<Node> {
        let bare = |node: &Node| {
            let mut bare = node.clone();
            bare.remove("nullable");
            bare.remove("readOnly");
            structure(&bare)
        };
        let is_text = |node: &Node| {
            let node = self.followed(node);
            node.get_str("type") == Some("string") && node.get("format").is_none()
        };
        let mut same = if bare(one) == bare(other) {
            one.clone()
        } else if is_text(one) && is_text(other) {
            let mut text = text(one.at);
            text.insert(WIDER, Node::new(one.at, Kind::Bool(true)));
            text
        } else {
            return None;
        };
        for (key, is_set) in [
            ("nullable", one.is_true("nullable") || other.is_true("nullable")),
            ("readOnly", one.is_true("readOnly") && other.is_true("readOnly")),
        ] {
            same.insert(key, Node::new(one.at, Kind::Bool(is_set)));
        }
        if let Some(description) = one.get("description").or(other.get("description")) {
            same.insert("description", description.clone());
        }
        Some(same)
    }

    /// Returns the component that a schema refers to, or the schema itself.
    pub(super) fn followed<'n>(&'n self, schema: &'n Node) -> &'n Node {
        let named = schema.get_str("$ref").and_then(schema_name);
        named.and_then(|name| self.component(&name)).unwrap_or(schema)
    }
}

/// The names of the parts that are always sent with an alternative.
fn needed(object: &Node) -> BTreeSet<Node> {
    let is_left_out = |name: &Node| {
        let property = name.as_str().and_then(|name| object.get("properties")?.get(name));
        property.is_some_and(|property| property.is_true("nullable") || property.is_true("readOnly"))
    };
    let required = object.items("required").iter();
    required.filter(|name| !is_left_out(name)).cloned().collect()
}

fn text(at: At) -> Node {
    Node::object(at, [("type", Node::string(at, "string"))])
}

#[cfg(test)]
mod tests {
    use crate::Config;

    /// Returns the code for a form of two alternatives, and the messages of the findings.
    fn generated(one: &str, other: &str) -> (String, Vec<String>) {
        let page = format!(
            "
openapi: 3.0.1
info: {{title: '', version: '1'}}
paths:
  /a:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              oneOf:
                - {{type: object, {one}}}
                - {{type: object, {other}}}
      responses: {{'204': {{description: OK}}}}
"
        );
        let report = Config::new().page_text("page.yaml", page).generate();
        let messages = report.findings().iter().map(|finding| finding.message.clone());
        (report.code().unwrap().to_owned(), messages.collect())
    }

    #[test]
    fn the_caller_builds_a_form_whose_alternatives_differ_about_a_part() {
        let (code, messages) = generated(
            "required: [a], properties: {a: {type: string}, both: {type: string, format: binary}}",
            "required: [b], properties: {b: {type: string}, both: {type: integer}}",
        );
        assert!(code.contains("body: &::apifox_client::Multipart"));
        assert!(
            messages.len() == 1 && messages[0].contains("describe one part differently"),
            "{messages:?}"
        );
    }

    #[test]
    fn a_part_is_required_if_every_alternative_always_sends_it() {
        let (code, messages) = generated(
            "required: [a, c, d, e], properties: {a: {type: string}, c: {type: string, nullable: true}, \
             d: {type: string, readOnly: true}, e: {type: string}}",
            "required: [b, c, d, e], properties: {b: {type: string}, c: {type: string}, d: {type: string}, e: {type: string}}",
        );
        assert!(code.contains("(&self, e: &str)"), "{code}");
        assert_eq!(messages.len(), 1, "{messages:?}");
    }

    #[test]
    fn what_no_argument_holds_is_reported() {
        let (_, messages) = generated(
            "required: [a, k], properties: {a: {type: string}, k: {type: string, enum: [a]}}, additionalProperties: {type: string}",
            "required: [b, k], properties: {b: {type: string}, k: {type: string, enum: [b]}}",
        );
        let reported = |text: &str| messages.iter().any(|message| message.contains(text));
        assert!(
            reported("the part `k` differently") && reported("does not list"),
            "{messages:?}"
        );
    }
}
