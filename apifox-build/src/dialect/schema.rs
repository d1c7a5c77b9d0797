//! One schema: its JSON type, its alternatives, and its declared type.

use super::{Dialect, keywords, references};
use crate::discriminator::ONLY;
use crate::grammar::{Holds, Shape};
use crate::node::{Kind, Map, Node};
use crate::typed_id;

/// Keywords of schemas for other members and items, and of conditions.
const OTHERS_OR_CONDITIONS: [&str; 7] = [
    "additionalItems", "additionalProperties", "else", "if", "then", "unevaluatedItems", "unevaluatedProperties",
];

impl Dialect<'_> {
    /// Fixes one schema; the schemas below it are fixed afterwards.
    pub(super) fn schema(&mut self, node: &mut Node) {
        if node.as_bool().is_some() {
            return; // in `additionalProperties`: all others are objects at this point
        }
        self.fix_non_object(node);
        self.move_required_flags(node);
        self.members(node, Shape::Schema);
        if node.get("nullable").and_then(Node::as_bool) == Some(false) {
            node.remove("nullable"); // the default
        }
        self.constants(node);
        self.unevaluated_properties(node);
        self.conditions(node);
        if node.get("$ref").is_some() {
            self.beside_reference(node);
            return self.null_parts(node);
        }
        self.null_parts(node);
        if self.null_alternatives(node) {
            self.boolean_schemas(node, Shape::Schema);
            return self.schema(node);
        }
        if is_null_schema(node) {
            let at = node.get("type").unwrap_or(node).at;
            self.replace_null_type(node, at);
        }
        self.keywords(node);
        self.normalize_type(node);
        if node.get("$ref").is_some() {
            return self.beside_reference(node);
        }
        Self::whole_values(node);
        self.enumeration(node);
        self.remove_keywords_of_other_types(node);
        self.default_value(node);
        self.unknown_keywords(node);
        self.remove_row_ids(node);
    }

    /// Rewrites the boolean schemas of 3.1. A value that `false` forbids can still be read.
    pub(super) fn boolean_schemas(&mut self, node: &mut Node, shape: Shape) {
        self.remove_false_alternatives(node);
        let is_tuple = node.get("prefixItems").is_some();
        for (key, member) in node.as_object_mut().into_iter().flatten() {
            if OTHERS_OR_CONDITIONS.contains(&key.as_str()) || is_tuple && key == "items" {
                continue; // `true` and `false` are read where these are
            }
            let below: Vec<&mut Node> = match (shape.member(key), &mut member.kind) {
                (Holds::One(Shape::Schema), Kind::Bool(_)) => vec![member],
                (Holds::List(Shape::Schema), Kind::Array(items)) => items.iter_mut().collect(),
                (Holds::Named(Shape::Schema), Kind::Object(named)) => named.values_mut().collect(),
                _ => Vec::new(),
            };
            for schema in below {
                if let Kind::Bool(value) = schema.kind {
                    let message = if value {
                        "the schema `true` accepts any JSON"
                    } else {
                        "the schema `false` is not checked: values are accepted where it allows none"
                    };
                    self.report_downgraded(schema.at, message);
                    if !value {
                        self.findings.leave_out("the schema `false`", schema.clone());
                    }
                    schema.kind = Kind::Object(Map::new());
                }
            }
        }
    }

    /// Removes the alternatives that no value matches, unless there are no others.
    fn remove_false_alternatives(&mut self, node: &mut Node) {
        for key in ["oneOf", "anyOf"] {
            let Some(Kind::Array(alternatives)) = node.get_mut(key).map(|choice| &mut choice.kind) else {
                continue;
            };
            let is_false = |alternative: &Node| matches!(alternative.kind, Kind::Bool(false));
            if alternatives.iter().all(is_false) {
                continue;
            }
            for removed in alternatives.extract_if(.., |alternative| is_false(alternative)) {
                let message = "no value matches the alternative `false`; it is left out";
                self.report_downgraded(removed.at, message);
            }
        }
    }

    /// Rewrites a type name, or nothing at all, in place of a schema as an object.
    fn fix_non_object(&mut self, node: &mut Node) {
        let at = node.at;
        let (replacement, read_as) = match &node.kind {
            Kind::Object(_) => return,
            Kind::String(word) => (
                Node::object(at, [("type", Node::string(at, word.clone()))]),
                "its `type`",
            ),
            _ => (Node::object(at, []), "any JSON"),
        };
        let message = format!(
            "a schema is an object, not {}; this is read as {read_as}",
            node.kind.name()
        );
        let is_lossy = matches!(node.kind, Kind::Array(_) | Kind::Number(_));
        *node = replacement;
        if is_lossy {
            self.findings
                .lossy(at, "wrong-kind", message, "write a schema, `{}` for any JSON");
        } else {
            self.findings
                .repaired(at, "wrong-kind", message, "write a schema, `{}` for any JSON");
        }
    }

    /// Moves `required: true` of a property, as in Swagger's parameters, to the `required` of the
    /// object.
    fn move_required_flags(&mut self, node: &mut Node) {
        let at = node.at;
        if let Some(flag) = node.get("required").filter(|flag| as_flag(flag).is_some()) {
            let message = "`required` of a schema is an array of property names; a boolean has no effect here";
            self.findings.note(flag.at, "unusual-schema", message, "remove it");
            node.remove("required");
        }
        let mut required = Vec::new();
        for (name, property) in node
            .get_mut("properties")
            .and_then(Node::as_object_mut)
            .into_iter()
            .flatten()
        {
            let Some(flag) = property.get("required").and_then(as_flag) else {
                continue;
            };
            let place = property.remove("required").map_or(property.at, |flag| flag.at);
            if flag {
                required.push(Node::string(place, name.clone()));
                let message = format!(
                    "`required: true` in the property `{name}` is read as an entry of the `required` array of its object"
                );
                let hint = format!("write `required: [{name}]` beside `properties`");
                self.findings.repaired(place, "unusual-schema", message, hint);
            } else {
                let message = format!("`required: false` in the property `{name}` has no effect");
                self.findings.note(place, "unusual-schema", message, "remove it");
            }
        }
        if required.is_empty() {
            return;
        }
        let mut all = node.items("required").to_vec();
        required.retain(|name| !all.contains(name));
        all.extend(required);
        node.insert("required", Node::new(at, Kind::Array(all)));
    }

    /// Removes the ids of the editor's rows (ULIDs) from `required`. Other names without a property
    /// may belong to another part of a composition, so they are checked when that is expanded.
    fn remove_row_ids(&mut self, node: &mut Node) {
        let known: Vec<String> = node.members("properties").map(|(name, _)| name.to_owned()).collect();
        let Some(Kind::Array(required)) = node.get_mut("required").map(|node| &mut node.kind) else {
            return;
        };
        required.retain(|name| {
            let is_row = name
                .as_str()
                .is_some_and(|text| is_ulid(text) && !known.iter().any(|known| known == text));
            if is_row {
                let message = format!(
                    "`required` names {}, which is an id of the editor and not a property",
                    name.to_value()
                );
                self.findings
                    .repaired(name.at, "unusual-schema", message, "remove it from `required`");
            }
            !is_row
        });
        if required.is_empty() {
            node.remove("required");
        }
    }

    /// Rewrites null among the alternatives as `nullable`; returns whether a single alternative
    /// replaced the choice.
    fn null_alternatives(&mut self, node: &mut Node) -> bool {
        for key in ["oneOf", "anyOf"] {
            let at = node.at;
            let all = node.items(key);
            let is_null = |one: &Node| is_null_alternative(references::follow(one, &self.schemas));
            let (nulls, mut rest): (Vec<Node>, Vec<Node>) = all.iter().cloned().partition(is_null);
            if nulls.is_empty() {
                continue;
            }
            node.insert("nullable", Node::new(at, Kind::Bool(true)));
            self.report_downgraded(
                nulls[0].at,
                "an alternative that is null is converted to `nullable: true`",
            );
            if rest.len() > 1 {
                node.insert(key, Node::new(at, Kind::Array(rest)));
                continue;
            }
            node.remove(key);
            let Some(only) = rest.pop() else { continue };
            let restricting = [
                "type", "properties", "items", "enum", "const", "allOf", "oneOf", "anyOf", "additionalProperties",
            ];
            if restricting.iter().any(|key| node.get(key).is_some()) {
                let mut parts = node.items("allOf").to_vec();
                parts.push(only);
                node.insert("allOf", Node::new(at, Kind::Array(parts)));
                return false;
            }
            for (key, member) in only.as_object().into_iter().flatten() {
                if node.get(key).is_none() {
                    node.insert(key, member.clone());
                }
            }
            return true;
        }
        false
    }

    /// Rewrites null among the parts of `allOf` as `nullable`: the type is that of the other parts.
    fn null_parts(&mut self, node: &mut Node) {
        let is_null = |one: &Node| is_null_schema(references::follow(one, &self.schemas));
        let (nulls, rest): (Vec<Node>, Vec<Node>) = node.items("allOf").iter().cloned().partition(is_null);
        if nulls.is_empty() || rest.is_empty() {
            return;
        }
        let at = node.at;
        node.insert("allOf", Node::new(at, Kind::Array(rest)));
        node.insert("nullable", Node::new(at, Kind::Bool(true)));
        let message =
            "a part of `allOf` that is null is converted to `nullable: true`, so other values are accepted, too";
        self.report_downgraded(nulls[0].at, message);
        for part in nulls {
            self.findings.leave_out("a part of `allOf` that is null", part);
        }
    }

    /// Removes keywords of another type, which the editor leaves behind, or accepts any JSON where
    /// they carry structure.
    pub(super) fn remove_keywords_of_other_types(&mut self, node: &mut Node) {
        let Some(name) = node.get_str("type").map(str::to_owned) else {
            return;
        };
        let mut contradicts = false;
        for (key, owner) in [
            ("properties", "object"),
            ("additionalProperties", "object"),
            ("required", "object"),
            ("items", "array"),
        ] {
            if name == owner {
                continue;
            }
            let Some(member) = node.remove(key) else { continue };
            contradicts |=
                matches!(key, "properties" | "items") && member.as_object().is_some_and(|map| !map.is_empty());
            let message = format!("`{key}` has no meaning for the type `{name}`; it is left out");
            self.findings
                .note(member.at, "unusual-schema", message, "remove it, or fix the type");
        }
        if contradicts {
            let message =
                format!("`type: {name}` and the keywords beside it contradict each other; any JSON is accepted");
            self.findings
                .lossy(node.at, "type-contradiction", message, "remove the wrong one");
            self.describe_enum(node);
            node.remove("type");
            super::types::remove_structure(node);
        }
    }

    fn unknown_keywords(&mut self, node: &mut Node) {
        let Some(members) = node.as_object_mut() else { return };
        members.retain(|key, member| {
            let is_known = keywords::is_known(key) || [typed_id::MARK, ONLY].contains(&key);
            if !is_known {
                let message = format!("`{key}` is not a keyword of OpenAPI; it is left out");
                let hint = "write documentation in `description`";
                self.findings.note(member.at, "unknown-keyword", message, hint);
            }
            is_known
        });
    }
}

/// Whether a name has the form of a ULID: 26 characters of Crockford's base 32, the first of which
/// is at most 7.
fn is_ulid(name: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (byte.is_ascii_uppercase() && !b"ILOU".contains(&byte));
    name.len() == 26 && name.bytes().all(is_digit) && name.as_bytes()[0] <= b'7'
}

fn as_flag(node: &Node) -> Option<bool> {
    match node.as_str() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => node.as_bool(),
    }
}

/// Whether null is the only documented value, whatever the editor left beside it.
fn is_null_schema(schema: &Node) -> bool {
    let is_null = |node: &Node| node.is_null() || node.as_str().is_some_and(super::types::is_null);
    let Some(name) = schema.get("type") else {
        return lists_only_null(schema);
    };
    let names = name.as_array().unwrap_or_default();
    is_null(name) || !names.is_empty() && names.iter().all(is_null)
}

/// Whether an alternative accepts only null. Its type may be the one that null is allowed beside.
fn is_null_alternative(schema: &Node) -> bool {
    let allows_null = || schema.is_true("nullable") || schema.strings("type").any(super::types::is_null);
    is_null_schema(schema) || lists_only_null(schema) && allows_null()
}

fn lists_only_null(schema: &Node) -> bool {
    match (schema.get("const"), schema.items("enum")) {
        (Some(value), _) => value.is_null(),
        (None, values) => !values.is_empty() && values.iter().all(Node::is_null),
    }
}
