//! `x-apifox-orders`: in which order an editor shows the properties of a schema.
//!
//! The list holds names of properties, and ids of entries of `x-apifox-refs`, which stand for all properties of a component. It may be
//! stale: a name that is not there is passed over, and a property that is not listed comes behind those that are, in the order of the
//! page.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::extension;
use crate::grammar::{self, Shape};
use crate::node::{At, Node};
use crate::resolve::schema_name;

/// Where properties stand whose schema lists them in another order than the page: in the place of which one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(BTreeMap<At, At>);

impl Places {
    /// To sort properties by. What a stage made stands nowhere, and comes last.
    pub(crate) fn of(&self, property: &Node) -> (bool, At) {
        let at = property.at;
        (at == At::default(), self.0.get(&at).copied().unwrap_or(at))
    }

    pub(super) fn absorb(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Reads all lists of a document.
    pub(super) fn harvest(&mut self, root: &mut Node) {
        let components = root.get("components").and_then(|node| node.get("schemas")).cloned();
        let components = components.unwrap_or_default();
        grammar::walk(root, Shape::Document, &mut |node, shape| {
            if shape == Shape::Schema && extension(node, "orders").is_some() {
                self.schema(node, &components);
            }
        });
    }

    fn schema(&mut self, schema: &Node, components: &Node) {
        let ranks = ranks(schema, components);
        let mut listed: Vec<(usize, At)> = schema
            .members("properties")
            .map(|(name, property)| (ranks.get(name).copied().unwrap_or(usize::MAX), property.at))
            .collect();
        listed.sort_unstable();
        let mut places: Vec<At> = listed.iter().map(|(_, at)| *at).collect();
        places.sort_unstable();
        let moved = listed.into_iter().zip(places).filter(|((_, at), place)| at != place);
        self.0.extend(moved.map(|((_, at), place)| (at, place)));
    }
}

/// The position of each name in the order.
fn ranks(schema: &Node, components: &Node) -> BTreeMap<SmolStr, usize> {
    let list = extension(schema, "orders").and_then(Node::as_array).unwrap_or_default();
    let mut names: Vec<(SmolStr, bool)> = Vec::new();
    for name in list.iter().filter_map(Node::as_str) {
        let inherited = extension(schema, "refs").and_then(|refs| refs.get(name)?.get_str("$ref"));
        match inherited.and_then(schema_name) {
            Some(component) => {
                let inherited = in_order(components.get(&component)).into_iter();
                names.extend(inherited.map(|name| (name, false)));
            }
            None => names.push((name.into(), true)),
        }
    }
    // What the schema lists itself has its place there, not that of the component.
    let mut ranks = BTreeMap::new();
    for listed in [true, false] {
        for (rank, (name, _)) in names.iter().enumerate().filter(|(_, (_, own))| *own == listed) {
            ranks.entry(name.clone()).or_insert(rank);
        }
    }
    ranks
}

/// The names of a component's properties, in its own order.
fn in_order(component: Option<&Node>) -> Vec<SmolStr> {
    let Some(component) = component else { return Vec::new() };
    let mut places = Places::default();
    places.schema(&without_refs(component), &Node::default());
    let mut properties: Vec<(&str, &Node)> = component.members("properties").collect();
    properties.sort_by_key(|(_, property)| places.of(property));
    properties.into_iter().map(|(name, _)| name.into()).collect()
}

/// One step is enough: what a component inherits in its turn is written out in it.
fn without_refs(component: &Node) -> Node {
    let mut plain = component.clone();
    plain.remove("x-apifox-refs");
    plain.remove("x-apidog-refs");
    plain
}
