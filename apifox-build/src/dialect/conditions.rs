//! Schemas that apply under a condition: `then`, `else`, `dependentSchemas`. OpenAPI 3.0 has no
//! conditions, so they become alternatives: a value matches one of them, whether the condition
//! holds or not.

use smol_str::SmolStr;

use super::{Dialect, references};
use crate::node::{At, Kind, Map, Node};

/// How deep schemas are compared: they may be recursive.
const MAX_DEPTH: usize = 12;

/// The keywords whose schemas apply to the same value as the schema around them.
const COMPOSITION: [&str; 7] = [
    "$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas", "dependencies",
];

impl Dialect<'_> {
    /// Converts conditional parts that describe more than the schema does by itself; the others
    /// only restrict values.
    pub(super) fn conditions(&mut self, schema: &mut Node) {
        if schema.get("$ref").is_some() && !self.is_newer {
            return; // keywords beside a reference are ignored
        }
        if !may_have_members(schema) {
            return; // they only restrict values
        }
        let mut choices: Vec<(At, Vec<Node>)> = Vec::new();
        choices.extend(self.then_or_else(schema));
        for key in ["dependentSchemas", "dependencies"] {
            choices.extend(self.dependent(schema, key));
        }
        if choices.is_empty() {
            return;
        }
        let mut parts = schema.items("allOf").to_vec();
        parts.extend(
            choices
                .into_iter()
                .map(|(at, alternatives)| Node::object(at, [("anyOf", Node::new(at, Kind::Array(alternatives)))])),
        );
        schema.insert("allOf", Node::new(schema.at, Kind::Array(parts)));
    }

    fn then_or_else(&mut self, schema: &mut Node) -> Option<(At, Vec<Node>)> {
        let condition = schema.get("if")?.clone();
        let at = condition.at;
        let branch = |key: &str| schema.get(key).cloned().unwrap_or_else(|| Node::object(at, []));
        let (mut then, other) = (branch("then"), branch("else"));
        let own = [&*schema];
        let names_more = self.adds(&own, &condition, 0);
        if !names_more && !self.adds(&own, &then, 0) && !self.adds(&own, &other, 0) {
            return None;
        }
        if names_more && then.as_bool() != Some(false) {
            let parts = vec![condition, as_object(then)];
            then = Node::object(at, [("allOf", Node::new(at, Kind::Array(parts)))]);
        } else {
            self.findings.leave_out("if", condition);
        }
        let possible = [then, other].into_iter().filter(|part| part.as_bool() != Some(false));
        let alternatives: Vec<Node> = possible.map(as_object).collect();
        if alternatives.is_empty() {
            return None;
        }
        for key in ["if", "then", "else"] {
            schema.remove(key);
        }
        let message = "the condition `if` is not checked: `then` and `else` are converted to alternatives";
        let hint = "document the condition in the description";
        self.findings.note(at, "json-schema-limit", message, hint);
        Some((at, alternatives))
    }

    /// The alternatives of schemas that apply if a member is present.
    fn dependent(&mut self, schema: &mut Node, key: &str) -> Vec<(At, Vec<Node>)> {
        let own = [&*schema];
        let dependent: Vec<(SmolStr, Node)> = schema
            .get(key)
            .and_then(Node::as_object)
            .into_iter()
            .flatten()
            .filter(|(_, part)| self.adds(&own, part, 0))
            .map(|(name, part)| (name.clone(), part.clone()))
            .collect();
        let mut choices = Vec::new();
        for (name, part) in dependent {
            let at = part.at;
            let message = format!(
                "`{key}` is not checked: what it describes for objects with `{name}` is converted to an alternative"
            );
            let hint = "document the condition in the description";
            self.findings.note(at, "json-schema-limit", message, hint);
            self.findings.leave_out(key, Node::string(at, name.as_str()));
            choices.push((at, vec![part, Node::object(at, [])]));
            if let Some(members) = schema.get_mut(key).and_then(Node::as_object_mut) {
                members.remove(&name);
            }
        }
        if schema.get(key).and_then(Node::as_object).is_some_and(Map::is_empty) {
            schema.remove(key);
        }
        choices
    }

    /// Whether a part describes members that the schemas beside it do not describe.
    fn adds(&self, own: &[&Node], part: &Node, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let target = references::follow(part, &self.schemas);
        if !std::ptr::eq(target, part) && self.adds(own, target, depth + 1) {
            return true;
        }
        let describes_others = |key: &str| {
            let others = part.get(key);
            others.is_some_and(|others| others.as_object().is_some() || others.as_bool() == Some(true))
        };
        let adds_property = |(name, property): (&str, &Node)| {
            let mut known = Vec::new();
            for schema in own {
                self.described(schema, Below::Property(name), 0, &mut known);
            }
            property.as_bool() != Some(false) && (known.is_empty() || self.adds(&known, property, depth + 1))
        };
        let adds_to_items = |items: &Node| {
            let mut known = Vec::new();
            for schema in own {
                self.described(schema, Below::Items, 0, &mut known);
            }
            !known.is_empty() && self.adds(&known, items, depth + 1)
        };
        let lists = ["allOf", "anyOf", "oneOf"].into_iter().flat_map(|key| part.items(key));
        let conditional = ["then", "else"].into_iter().filter_map(|key| part.get(key));
        let dependent = ["dependentSchemas", "dependencies"]
            .into_iter()
            .flat_map(|key| part.members(key).map(|(_, schema)| schema));
        ["additionalProperties", "unevaluatedProperties", "patternProperties"]
            .into_iter()
            .any(describes_others)
            || part.members("properties").any(adds_property)
            || part.get("items").is_some_and(adds_to_items)
            || lists
                .chain(conditional)
                .chain(dependent)
                .any(|inner| self.adds(own, inner, depth + 1))
    }

    /// Collects what a schema, its reference and its `allOf` say about a property or the items.
    fn described<'s>(&'s self, schema: &'s Node, below: Below, depth: usize, found: &mut Vec<&'s Node>) {
        if depth > MAX_DEPTH {
            return;
        }
        found.extend(match below {
            Below::Property(name) => schema.get("properties").and_then(|properties| properties.get(name)),
            Below::Items => schema.get("items"),
        });
        let target = references::follow(schema, &self.schemas);
        if !std::ptr::eq(target, schema) {
            self.described(target, below, depth + 1, found);
        }
        for part in schema.items("allOf") {
            self.described(part, below, depth + 1, found);
        }
    }

    /// Converts `unevaluatedProperties` to `additionalProperties`. The former applies to members
    /// that no part describes, the latter to those that the same schema does not describe.
    pub(super) fn unevaluated_properties(&mut self, schema: &mut Node) {
        let Some(rest) = schema.get("unevaluatedProperties").cloned() else {
            return;
        };
        let at = rest.at;
        let is_schema = rest.as_object().is_some_and(|members| !members.is_empty());
        if !is_schema && rest.as_bool() == Some(false) {
            return; // it only restricts values
        }
        schema.remove("unevaluatedProperties");
        if schema.get("additionalProperties").is_some() {
            return self.report_downgraded(
                at,
                "`unevaluatedProperties` has no effect beside `additionalProperties`",
            );
        }
        if !is_schema {
            return schema.insert("additionalProperties", Node::new(at, Kind::Bool(true)));
        }
        if COMPOSITION.iter().any(|key| schema.get(key).is_some()) {
            schema.insert("additionalProperties", Node::new(at, Kind::Bool(true)));
            let message = "`unevaluatedProperties` applies to properties that no other part describes; any JSON is accepted for them";
            let hint = "describe all properties in one schema, and the others in its `additionalProperties`";
            self.findings.lossy(at, "json-schema-limit", message, hint);
            return self.findings.leave_out("unevaluatedProperties", rest);
        }
        schema.insert("additionalProperties", rest);
        self.report_downgraded(at, "`unevaluatedProperties` is converted to `additionalProperties`");
    }
}

/// What is described below a schema.
#[derive(Debug, Clone, Copy)]
enum Below<'a> {
    Property(&'a str),
    Items,
}

/// Whether a value of a schema may be an object or an array, as far as its `type` says.
fn may_have_members(schema: &Node) -> bool {
    let has_members = |name: &Node| matches!(name.as_str(), Some("object" | "array"));
    schema.get("type").is_none_or(|declared| {
        let listed = declared.as_array().unwrap_or(std::slice::from_ref(declared));
        listed.iter().any(has_members)
    })
}

/// Returns a schema; `true` as the empty one.
fn as_object(part: Node) -> Node {
    if part.as_object().is_some() {
        part
    } else {
        Node::object(part.at, [])
    }
}
