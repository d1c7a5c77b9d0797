//! Integers beyond 63 bits: an example or a bound that holds one says that the schema is one of `uint64`.

use std::collections::BTreeSet;

use super::{Dialect, references};
use crate::grammar::{self, Shape};
use crate::node::{At, Kind, Map, Node};

impl Dialect<'_> {
    /// Looks at every example beside its schema.
    pub(super) fn wide_integers(&mut self, root: &mut Node) {
        let schemas = root
            .get("components")
            .and_then(|node| node.get("schemas"))
            .cloned()
            .unwrap_or_default();
        let mut seen = Seen {
            schemas: &schemas,
            wide: BTreeSet::new(),
            negative: BTreeSet::new(),
            met: BTreeSet::new(),
        };
        grammar::walk(root, Shape::Document, &mut |node, shape| {
            let schema = if shape == Shape::Schema {
                Some(&*node)
            } else {
                node.get("schema")
            };
            let Some(schema) = schema else { return };
            let named = node.members("examples").filter_map(|(_, example)| example.get("value"));
            for value in ["example", "default"]
                .iter()
                .filter_map(|key| node.get(key))
                .chain(named)
            {
                seen.met.clear();
                seen.value(schema, value);
            }
            if shape == Shape::Schema && node.get("maximum").is_some_and(is_wide) {
                seen.wide.insert(node.at);
            }
            if shape == Shape::Schema && node.get("minimum").is_some_and(is_negative) {
                seen.negative.insert(node.at);
            }
        });
        let Seen { wide, negative, .. } = seen;
        grammar::walk(root, Shape::Document, &mut |node, shape| {
            if shape != Shape::Schema || node.get_str("type") != Some("integer") || !wide.contains(&node.at) {
                return;
            }
            if negative.contains(&node.at) {
                let message = "no integer of 64 bits holds all values of this one; any JSON is taken";
                self.findings.lossy(
                    node.at,
                    "wide-integer",
                    message,
                    "write the values that the server sends",
                );
                node.remove("type");
            } else if node.get_str("format") != Some("uint64") {
                let message = "a value of this integer is beyond 63 bits: it is read as one of 64 bits without a sign";
                self.findings
                    .repaired(node.at, "wide-integer", message, "write `format: uint64`");
                node.insert("format", Node::string(node.at, "uint64"));
            }
        });
    }
}

/// Schemas on which wide and negative integers fall.
struct Seen<'a> {
    schemas: &'a Node,
    wide: BTreeSet<At>,
    negative: BTreeSet<At>,
    /// A value and a schema it fell on: schemas may lead back to themselves, in more ways than one.
    met: BTreeSet<(*const Node, *const Node)>,
}

impl Seen<'_> {
    fn value(&mut self, schema: &Node, value: &Node) {
        let schema = references::follow(schema, self.schemas);
        if !self.met.insert((schema, value)) {
            return;
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            for part in schema.items(key) {
                self.value(part, value);
            }
        }
        match &value.kind {
            Kind::Number(_) if is_beyond(value) => {
                // Neither of the two kinds of 64 bits holds it.
                self.wide.insert(schema.at);
                self.negative.insert(schema.at);
            }
            Kind::Number(_) if is_wide(value) => drop(self.wide.insert(schema.at)),
            Kind::Number(_) if is_negative(value) => drop(self.negative.insert(schema.at)),
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

/// Beyond `i64`, within `u64`.
pub(super) fn is_wide(value: &Node) -> bool {
    matches!(&value.kind, Kind::Number(number) if number.is_u64() && !number.is_i64())
}

/// Beyond both `i64` and `u64`, so read as a number with a point.
pub(super) fn is_beyond(value: &Node) -> bool {
    const BITS_64: f64 = 18_446_744_073_709_551_616.0;
    matches!(&value.kind, Kind::Number(number) if number.is_f64() && number.as_f64().is_some_and(|value| value.abs() >= BITS_64))
}

pub(super) fn is_negative(value: &Node) -> bool {
    matches!(&value.kind, Kind::Number(number) if number.as_f64().is_some_and(|value| value < 0.0))
}
