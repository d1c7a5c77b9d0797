//! `x-apifox-orders`: the order in which the editor shows the properties of a schema.
//!
//! The array contains names of properties, and ids of entries of `x-apifox-refs`, which stand for
//! all properties of a component. It may be stale: unknown names are skipped, and unlisted
//! properties follow the listed ones, in the order of the page.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::grammar::{self, Shape};
use crate::harvest::{Places, extension};
use crate::node::{At, Node};
use crate::reference::schema_name;

/// Reads all orders of a document.
pub(super) fn harvest(root: &mut Node, places: &mut Places) {
    let components = root.components("schemas").cloned();
    let components = components.unwrap_or_default();
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        if shape == Shape::Schema && extension(node, "orders").is_some() {
            schema(node, &components, places);
        }
    });
}

fn schema(schema: &Node, components: &Node, places: &mut Places) {
    let ranks = ranks(schema, components);
    let mut listed: Vec<(usize, At)> = schema
        .members("properties")
        .map(|(name, property)| (ranks.get(name).copied().unwrap_or(usize::MAX), property.at))
        .collect();
    listed.sort_unstable();
    let mut sorted: Vec<At> = listed.iter().map(|(_, at)| *at).collect();
    sorted.sort_unstable();
    let moved = listed.into_iter().zip(sorted).filter(|((_, at), place)| at != place);
    places.extend(moved.map(|((_, at), place)| (at, place)));
}

/// The position of each name in the order.
fn ranks(schema: &Node, components: &Node) -> BTreeMap<SmolStr, usize> {
    let list = extension(schema, "orders").and_then(Node::as_array).unwrap_or_default();
    let mut names: Vec<(SmolStr, bool)> = Vec::new();
    for name in list.iter().filter_map(Node::as_str) {
        let inherited = extension(schema, "refs").and_then(|refs| refs.get(name)?.get_str("$ref"));
        match inherited.and_then(schema_name) {
            Some(component) => {
                let inherited = ordered_names(components.get(&component)).into_iter();
                names.extend(inherited.map(|name| (name, false)));
            }
            None => names.push((name.into(), true)),
        }
    }
    // The schema's own entries take precedence over the component's.
    let mut ranks = BTreeMap::new();
    for listed in [true, false] {
        for (rank, (name, _)) in names.iter().enumerate().filter(|(_, (_, own))| *own == listed) {
            ranks.entry(name.clone()).or_insert(rank);
        }
    }
    ranks
}

/// The names of a component's properties, in its own order.
fn ordered_names(component: Option<&Node>) -> Vec<SmolStr> {
    let Some(component) = component else { return Vec::new() };
    let mut places = Places::default();
    schema(&without_refs(component), &Node::default(), &mut places);
    let mut properties: Vec<(&str, &Node)> = component.members("properties").collect();
    properties.sort_by_key(|(_, property)| places.of(property));
    properties.into_iter().map(|(name, _)| name.into()).collect()
}

/// Returns the component without `x-apifox-refs`. One step is enough, as inherited properties are
/// expanded in it.
fn without_refs(component: &Node) -> Node {
    let mut plain = component.clone();
    plain.remove("x-apifox-refs");
    plain.remove("x-apidog-refs");
    plain
}
