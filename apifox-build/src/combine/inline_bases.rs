//! References to a base from an `allOf` that is no component, such as that of a property: they mean
//! the components that extend the base, as a plain reference does.

use std::collections::BTreeMap;

use super::parts::whole;
use super::{is_unrestricted, properties, with_annotations};
use crate::grammar::{self, Holds, Shape};
use crate::node::{Kind, Map, Node};
use crate::reference::schema_name;
use crate::structure::structure;

/// Where a schema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    /// A component, or a part of its `allOf`: it extends a base.
    Component,
    /// An alternative that describes more than the base may stand for a component that extends it.
    Alternative,
    Other,
}

/// Lets references to bases mean the components that extend them. A composition that adds nothing
/// to such a reference becomes the reference.
pub(super) fn refer_to_children(root: &mut Node, components: &mut Map, bases: &BTreeMap<String, String>) {
    let originals: BTreeMap<String, Node> = bases
        .iter()
        .filter_map(|(name, own)| Some((name.clone(), components.get(own)?.clone())))
        .collect();
    if originals.is_empty() {
        return;
    }
    for schema in components.values_mut() {
        visit(schema, Position::Component, &originals);
    }
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        if let (Shape::Parameter | Shape::Header | Shape::MediaType, Some(schema)) = (shape, node.get_mut("schema")) {
            visit(schema, Position::Other, &originals);
        }
    });
}

fn visit(schema: &mut Node, position: Position, bases: &BTreeMap<String, Node>) {
    if position != Position::Component {
        refer(schema, position, bases);
    }
    for (key, member) in schema.as_object_mut().into_iter().flatten() {
        let below = match key.as_str() {
            "allOf" => position,
            "oneOf" | "anyOf" => Position::Alternative,
            _ => Position::Other,
        };
        match (Shape::Schema.member(key), &mut member.kind) {
            (Holds::One(Shape::Schema), _) => visit(member, below, bases),
            (Holds::List(Shape::Schema), Kind::Array(items)) => {
                for item in items {
                    visit(item, below, bases);
                }
            }
            (Holds::Named(Shape::Schema), Kind::Object(named)) => {
                for value in named.values_mut() {
                    visit(value, below, bases);
                }
            }
            _ => {}
        }
    }
}

fn refer(schema: &mut Node, position: Position, bases: &BTreeMap<String, Node>) {
    let base_of = |part: &Node| bases.get(&part.get_str("$ref").and_then(schema_name)?);
    let Some(Kind::Array(parts)) = schema.get_mut("allOf").map(|node| &mut node.kind) else {
        return;
    };
    let Some(base) = parts.iter().find_map(|part| Some((part.clone(), base_of(part)?))) else {
        return;
    };
    let mut others = parts.clone();
    others.retain(|part| structure(part) != structure(&base.0));
    let mut own = schema.clone();
    own.remove("allOf");
    others.push(own);
    if others.iter().all(|other| adds_nothing(other, base.1)) {
        let reference = others.iter().fold(base.0, with_annotations);
        *schema = Node {
            at: schema.at,
            ..reference
        };
    } else if position != Position::Alternative
        && let Some(Kind::Array(parts)) = schema.get_mut("allOf").map(|node| &mut node.kind)
    {
        for part in parts.iter_mut().filter(|part| base_of(part).is_some()) {
            *part = whole(std::mem::take(part));
        }
    }
}

/// Whether a schema beside a reference to an object describes nothing that the object does not.
fn adds_nothing(schema: &Node, base: &Node) -> bool {
    let required: Vec<&str> = base.strings("required").collect();
    let described = properties(base);
    let is_known = |(name, property): (_, &Node)| {
        described
            .get(name)
            .is_some_and(|own| structure(own) == structure(property))
    };
    let mut beside = schema.clone();
    for key in [
        "type", "properties", "additionalProperties", "minProperties", "maxProperties",
    ] {
        beside.remove(key);
    }
    is_unrestricted(&beside)
        && schema.get_str("type").is_none_or(|name| name == "object")
        && schema.members("properties").all(is_known)
        && schema.strings("required").all(|name| required.contains(&name))
        && schema
            .get("additionalProperties")
            .is_none_or(|rest| rest.as_bool() == Some(false))
}
