//! Validates a value against a schema of OpenAPI 3.0. In doubt, the value is valid.

use regex::Regex;
use serde_json::Number;

use super::format;
use crate::dialect::enums::fits;
use crate::node::{At, Kind, Node};
use crate::reference::schema_name;
use crate::source::escaped;

/// The sender of a value. Properties that only the other side sends may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Response,
    /// Either: the schema is not part of a request or response.
    Either,
}

/// A contradiction, and its place in the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fault {
    pub(super) at: At,
    /// A JSON pointer into the example.
    pub(super) place: String,
    pub(super) what: String,
}

/// The depth of references and compositions beyond which they are taken as recursive.
const MAX_DEPTH: usize = 40;

/// The number of schemas to visit for one value: recursive alternatives have no end of
/// combinations.
const MAX_VISITED: u32 = 20_000;

pub(super) struct Judge<'a> {
    schemas: &'a Node,
    side: Side,
    /// Whether the value is sent as text: then `"5"` is a number, too, and an array has several
    /// notations.
    is_text: bool,
    depth: usize,
    /// The number of schemas that may still be visited. At zero, the value is valid.
    budget: u32,
    faults: Vec<Fault>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(schemas: &'a Node, side: Side, is_text: bool) -> Self {
        Self {
            schemas,
            side,
            is_text,
            depth: 0,
            budget: MAX_VISITED,
            faults: Vec::new(),
        }
    }

    pub(super) fn faults(mut self, schema: &'a Node, value: &Node) -> Vec<Fault> {
        self.value(schema, value, "", schema);
        if self.budget == 0 { Vec::new() } else { self.faults }
    }

    fn fault(&mut self, value: &Node, place: &str, what: impl Into<String>) {
        self.faults.push(Fault {
            at: value.at,
            place: place.to_owned(),
            what: what.into(),
        });
    }

    /// Resolves the references of a schema; `None` for unresolved ones, which are reported
    /// elsewhere.
    fn target(&self, schema: &'a Node) -> Option<&'a Node> {
        let mut schema = schema;
        for _ in 0..MAX_DEPTH {
            let Some(reference) = schema.get("$ref") else {
                return Some(schema);
            };
            schema = self.schemas.get(&schema_name(reference.as_str()?)?)?;
        }
        None
    }

    /// Validates a value. `holder` is the schema that this one is a part of, if any; its properties
    /// may be `readOnly` or `writeOnly`.
    fn value(&mut self, schema: &'a Node, value: &Node, place: &str, holder: &'a Node) {
        let allows_null = schema.is_true("nullable");
        let Some(schema) = self.target(schema) else { return };
        if self.budget == 0 {
            return;
        }
        self.budget -= 1;
        if self.depth >= MAX_DEPTH || value.is_null() && (allows_null || self.may_be_null(schema, 0)) {
            return;
        }
        self.depth += 1;
        let before = self.faults.len();
        self.own(schema, value, place);
        if self.faults.len() == before {
            self.members(schema, value, place, holder);
            for part in schema.items("allOf") {
                self.value(part, value, place, holder);
            }
            for key in ["oneOf", "anyOf"] {
                self.one_of(schema.items(key), value, place);
            }
        }
        self.depth -= 1;
    }

    /// Whether a schema, or any of its parts or alternatives, allows null.
    fn may_be_null(&self, schema: &'a Node, depth: usize) -> bool {
        let Some(schema) = self.target(schema).filter(|_| depth < MAX_DEPTH) else {
            return true;
        };
        let is_unrestricted = ["type", "allOf", "oneOf", "anyOf", "enum", "properties"]
            .iter()
            .all(|key| schema.get(key).is_none());
        let parts = ["allOf", "oneOf", "anyOf"].iter().flat_map(|key| schema.items(key));
        schema.is_true("nullable")
            || is_unrestricted
            || schema.items("enum").iter().any(Node::is_null)
            || parts.into_iter().any(|part| self.may_be_null(part, depth + 1))
    }

    /// Validates the type, the enum, and the limits of numbers and strings.
    fn own(&mut self, schema: &Node, value: &Node, place: &str) {
        let name = schema.get_str("type").unwrap_or_default();
        if !(name.is_empty() || fits(value, name) || self.is_text && as_text(value, name)) {
            let wanted = match name {
                "string" | "number" | "boolean" => format!("a {name}"),
                "integer" | "array" | "object" => format!("an {name}"),
                _ => return, // not a type of OpenAPI, which is reported elsewhere
            };
            let what = shown(value);
            return self.fault(value, place, format!("is {what}, where {wanted} is documented"));
        }
        let values = schema.items("enum");
        let is_listed = |value: &Node| {
            let text = |node: &Node| node.as_str().map_or_else(|| node.json(), str::to_owned);
            let same = |one: &Node| one == value || number(one).is_some() && number(one) == number(value);
            values
                .iter()
                .any(|one| same(one) || self.is_text && text(one) == text(value))
        };
        if !values.is_empty() && !is_listed(value) {
            let what = shown(value);
            return self.fault(
                value,
                place,
                format!("is {what}, which is none of the documented values"),
            );
        }
        match &value.kind {
            Kind::String(text) if name.is_empty() || name == "string" => self.string(schema, value, text, place),
            Kind::Number(_) => self.number(schema, value, place),
            _ => {}
        }
    }

    fn string(&mut self, schema: &Node, value: &Node, text: &str, place: &str) {
        let format = schema.get_str("format").unwrap_or_default();
        if !format::is_of(format, text) {
            self.fault(
                value,
                place,
                format!("is {}, which is not a valid `{format}`", shown(value)),
            );
        }
        if let Some(pattern) = schema.get_str("pattern")
            && regex_of(pattern).is_some_and(|regex_of| !regex_of.is_match(text))
        {
            let pattern = pattern.replace('`', "'");
            let what = format!("is {}, which does not match the pattern `{pattern}`", shown(value));
            self.fault(value, place, what);
        }
        if format != "binary" && format != "byte" {
            self.count(schema, value, (text.chars().count(), "characters", "Length"), place);
        }
    }

    /// Validates a number of characters, items or members; the keywords are `min` and `max`,
    /// followed by `keyword`.
    fn count(&mut self, schema: &Node, value: &Node, (count, unit, keyword): (usize, &str, &str), place: &str) {
        let limit = |word: &str| schema.get(&format!("{word}{keyword}")).and_then(number);
        #[expect(clippy::cast_precision_loss, reason = "no example has 2⁵² of anything")]
        let is = count as f64;
        if let Some(least) = limit("min").filter(|least| is < *least) {
            self.fault(
                value,
                place,
                format!("has {count} {unit}, where at least {least} are documented"),
            );
        }
        if let Some(most) = limit("max").filter(|most| is > *most) {
            self.fault(
                value,
                place,
                format!("has {count} {unit}, where at most {most} are documented"),
            );
        }
    }

    fn number(&mut self, schema: &Node, value: &Node, place: &str) {
        let Some(is) = number(value) else { return };
        let limit = |key: &str| schema.get(key).and_then(number);
        let (above, below) = (schema.is_true("exclusiveMinimum"), schema.is_true("exclusiveMaximum"));
        if let Some(least) = limit("minimum").filter(|least| is < *least || above && is <= *least) {
            let word = if above { "more than" } else { "at least" };
            self.fault(
                value,
                place,
                format!("is {}, where {word} {least} is documented", value.json()),
            );
        }
        if let Some(most) = limit("maximum").filter(|most| is > *most || below && is >= *most) {
            let word = if below { "less than" } else { "at most" };
            self.fault(
                value,
                place,
                format!("is {}, where {word} {most} is documented", value.json()),
            );
        }
        let is_wide =
            schema.get_str("format") == Some("int32") && (is > f64::from(i32::MAX) || is < f64::from(i32::MIN));
        if is_wide {
            self.fault(value, place, format!("is {}, which does not fit `int32`", value.json()));
        }
    }

    fn members(&mut self, schema: &'a Node, value: &Node, place: &str, holder: &'a Node) {
        match &value.kind {
            Kind::Array(items) => {
                self.count(schema, value, (items.len(), "items", "Items"), place);
                let Some(inner) = schema.get("items") else { return };
                for (index, item) in items.iter().enumerate() {
                    self.value(inner, item, &format!("{place}/{index}"), inner);
                }
            }
            Kind::Object(members) => {
                self.count(schema, value, (members.len(), "properties", "Properties"), place);
                for name in schema.strings("required").filter(|name| members.get(name).is_none()) {
                    if !self.is_of_other_side(holder, name, 0) {
                        let place = format!("{place}/{}", escaped(name));
                        self.fault(value, &place, "is required and missing");
                    }
                }
                for (name, member) in members {
                    let place = format!("{place}/{}", escaped(name));
                    let property = schema.get("properties").and_then(|all| all.get(name));
                    match property.or_else(|| schema.get("additionalProperties")) {
                        Some(rest) if rest.as_bool() == Some(false) && std::ptr::eq(schema, self.whole(holder)) => {
                            let what = "is not documented, and the schema allows no other properties";
                            self.fault(member, &place, what);
                        }
                        Some(inner) if inner.as_object().is_some() => self.value(inner, member, &place, inner),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// The schema itself, with its reference resolved.
    fn whole(&self, holder: &'a Node) -> &'a Node {
        self.target(holder).unwrap_or(holder)
    }

    /// Whether only the other side sends a property.
    fn is_of_other_side(&self, schema: &'a Node, name: &str, depth: usize) -> bool {
        let Some(schema) = self.target(schema).filter(|_| depth < MAX_DEPTH) else {
            return true;
        };
        let property = schema.get("properties").and_then(|all| all.get(name));
        let target = property.and_then(|property| self.target(property));
        let has = |key: &str| property.into_iter().chain(target).any(|node| node.is_true(key));
        let of_other = match self.side {
            Side::Request => has("readOnly"),
            Side::Response => has("writeOnly"),
            Side::Either => has("readOnly") || has("writeOnly"),
        };
        of_other
            || schema
                .items("allOf")
                .iter()
                .any(|part| self.is_of_other_side(part, name, depth + 1))
    }

    /// Validates a value against alternatives. If only one of them has the type of the value, its
    /// faults are reported.
    fn one_of(&mut self, alternatives: &'a [Node], value: &Node, place: &str) {
        let mut nearest: Vec<Vec<Fault>> = Vec::new();
        for alternative in alternatives {
            let mut judge = Judge {
                depth: self.depth + 1,
                budget: self.budget,
                ..Judge::new(self.schemas, self.side, self.is_text)
            };
            judge.value(alternative, value, place, alternative);
            self.budget = judge.budget;
            if judge.faults.is_empty() {
                return;
            }
            if !judge.faults.iter().all(|fault| fault.place == place) {
                nearest.push(judge.faults);
            }
        }
        match (nearest.pop(), alternatives.len()) {
            (_, 0) => {}
            (Some(faults), _) if nearest.is_empty() => self.faults.extend(faults),
            (_, count) => self.fault(
                value,
                place,
                format!("matches none of the {count} documented alternatives"),
            ),
        }
    }
}

/// Whether a value that is sent as text matches a type.
fn as_text(value: &Node, name: &str) -> bool {
    match (&value.kind, name) {
        // A number may be the only item of an array.
        (Kind::Number(_) | Kind::Bool(_), "string" | "array") | (Kind::String(_), "array" | "object") => true,
        (Kind::String(text), "integer" | "number") => text.trim().parse::<f64>().is_ok(),
        (Kind::String(text), "boolean") => matches!(text.as_str(), "true" | "false"),
        _ => false,
    }
}

fn number(node: &Node) -> Option<f64> {
    match &node.kind {
        Kind::Number(number) => Number::as_f64(number),
        _ => None,
    }
}

/// Renders a value for a message.
fn shown(value: &Node) -> String {
    /// The length beyond which a value is truncated.
    const MAX_LENGTH: usize = 40;
    match &value.kind {
        Kind::Array(_) | Kind::Object(_) => value.kind.name().replace("a list", "an array"),
        Kind::Null => "null".to_owned(),
        _ => {
            let text = value.json().replace('`', "'");
            if text.chars().count() <= MAX_LENGTH {
                return format!("`{text}`");
            }
            format!("`{}…`", text.chars().take(MAX_LENGTH).collect::<String>())
        }
    }
}

/// Compiles a pattern (ECMA 262) if the linear-time engine supports it: so no page can stall a
/// build.
fn regex_of(pattern: &str) -> Option<Regex> {
    let inner = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    Regex::new(inner.unwrap_or(pattern)).ok()
}
