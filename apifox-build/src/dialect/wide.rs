//! Integers beyond 63 bits: an example or a limit of that size makes the schema `uint64`, or any JSON
//! if no 64-bit integer type holds it.

mod range;

use std::collections::BTreeSet;

use super::{Dialect, references};
use crate::grammar::{self, Shape};
use crate::node::{At, Kind, Map, Node};

impl Dialect<'_> {
    /// Compares every example and every limit with its schema.
    pub(super) fn wide_integers(&mut self, root: &mut Node) {
        let schemas = root.components("schemas").cloned().unwrap_or_default();
        let mut seen = WideValues {
            schemas: &schemas,
            wide: BTreeSet::new(),
            beyond: BTreeSet::new(),
            visited: BTreeSet::new(),
        };
        let mut parameters: BTreeSet<At> = BTreeSet::new();
        grammar::walk(root, Shape::Document, &mut |node, shape| {
            let schema = if shape == Shape::Schema {
                Some(&*node)
            } else {
                node.get("schema")
            };
            let Some(schema) = schema else { return };
            if shape == Shape::Parameter {
                parameters.insert(schema.at);
            }
            let named = node.members("examples").filter_map(|(_, example)| example.get("value"));
            for value in ["example", "default"]
                .iter()
                .filter_map(|key| node.get(key))
                .chain(named)
            {
                seen.visited.clear();
                seen.value(schema, value);
            }
            if shape == Shape::Schema {
                self.limited(node, &mut seen);
            }
        });
        let WideValues { wide, beyond, .. } = seen;
        grammar::walk(root, Shape::Document, &mut |node, shape| {
            let is_wide = shape == Shape::Schema && (wide.contains(&node.at) || beyond.contains(&node.at));
            if is_wide && node.get_str("type") == Some("integer") && node.get_str("format") != Some("uint64") {
                let is_single = parameters.contains(&node.at) || !node.items("enum").is_empty();
                self.widened(node, beyond.contains(&node.at), is_single);
            }
        });
    }

    /// Widens an integer to types that hold the observed values; to one type, if it `is_single`.
    fn widened(&mut self, node: &mut Node, is_beyond: bool, is_single: bool) {
        let at = node.at;
        if is_beyond {
            let message = "no 64-bit integer type holds all values of this integer; any JSON is accepted";
            let hint = "write the values that the server sends, and their limits";
            self.findings.lossy(at, "wide-integer", message, hint);
            node.remove("type");
            return;
        }
        if self.range(node).least.map_or(is_single, |least| least >= 0) {
            let message = "a value of this integer does not fit a signed 64-bit integer; it is read as an unsigned one";
            self.findings
                .repaired(at, "wide-integer", message, "write `format: uint64`");
            node.insert("format", Node::string(at, "uint64"));
            return;
        }
        let message =
            "a value of this integer does not fit a signed 64-bit integer; it is read as a signed or unsigned one";
        let hint = "write `minimum: 0` or `format: uint64` if it is never negative";
        self.findings.repaired(at, "wide-integer", message, hint);
        // The page does not have these alternatives: they get no position, so that no value is
        // recorded for them.
        let nowhere = At::default();
        let integer = || ("type", Node::string(nowhere, "integer"));
        let unsigned = Node::object(nowhere, [integer(), ("format", Node::string(nowhere, "uint64"))]);
        node.remove("type");
        node.remove("format");
        let both = vec![Node::object(nowhere, [integer()]), unsigned];
        node.insert("oneOf", Node::new(at, Kind::Array(both)));
    }
}

/// The schemas that wide integers were found for.
struct WideValues<'a> {
    schemas: &'a Node,
    wide: BTreeSet<At>,
    /// Schemas with values that no 64-bit integer holds.
    beyond: BTreeSet<At>,
    /// Visited pairs of a value and a schema, as schemas may be recursive in several ways.
    visited: BTreeSet<(*const Node, *const Node)>,
}

impl WideValues<'_> {
    /// Visits a value of a schema.
    fn value(&mut self, schema: &Node, value: &Node) {
        let schema = references::follow(schema, self.schemas);
        if !self.visited.insert((schema, value)) {
            return;
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            let parts = schema.items(key);
            let is_unsigned = |part: &Node| part.get_str("format") == Some("uint64");
            if is_wide(value) && key != "allOf" && parts.iter().any(is_unsigned) {
                continue; // an alternative already covers it
            }
            for part in parts {
                self.value(part, value);
            }
        }
        match &value.kind {
            Kind::Number(_) if is_beyond(value) => {
                self.beyond.insert(schema.at);
            }
            Kind::Number(_) if is_wide(value) => drop(self.wide.insert(schema.at)),
            Kind::Array(items) => {
                if let Some(of) = schema.get("items") {
                    for item in items {
                        self.value(of, item);
                    }
                }
            }
            Kind::Object(members) => self.members(schema, members),
            _ => {}
        }
    }

    fn members(&mut self, schema: &Node, members: &Map) {
        for (name, member) in members {
            let property = schema.get("properties").and_then(|properties| properties.get(name));
            if let Some(of) = property.or_else(|| schema.get("additionalProperties")) {
                self.value(of, member);
            }
        }
    }
}

/// Whether a value is beyond `i64` and fits `u64`.
pub(super) fn is_wide(value: &Node) -> bool {
    matches!(&value.kind, Kind::Number(number) if number.is_u64() && !number.is_i64())
}

/// Whether a value is beyond both `i64` and `u64`, and was therefore read as a float.
pub(super) fn is_beyond(value: &Node) -> bool {
    const BITS_64: f64 = 18_446_744_073_709_551_616.0;
    matches!(&value.kind, Kind::Number(number) if number.is_f64() && number.as_f64().is_some_and(|value| value.abs() >= BITS_64))
}

pub(super) fn is_negative(value: &Node) -> bool {
    matches!(&value.kind, Kind::Number(number) if number.as_f64().is_some_and(|value| value < 0.0))
}
