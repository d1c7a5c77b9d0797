//! Pairs the operations of both sides.

use std::collections::BTreeMap;

use apifox_build::internals::{At, Node, operations};

use crate::change::Route;
use crate::pair::{Documents, Pair, erased};

/// Whether an operation of the old side, with its route, corresponds to one of the new side.
type Alike<'a> = dyn Fn(&Route, &Node, &Route, &Node) -> bool + 'a;

/// Pairs the operations of both sides: first those with the same route, then those whose routes
/// differ only in parameter names, then those with the same endpoint id of Apifox.
pub(super) fn pairs<'a>(documents: &Documents<'a>) -> Vec<(Route, Pair<'a>)> {
    let (old, new) = (documents.old, documents.new);
    let routes = |root: &'a Node| -> BTreeMap<Route, &'a Node> {
        operations(root)
            .map(|(path, method, node)| ((method.to_uppercase(), path.to_owned()), node))
            .collect()
    };
    let (mut before, after) = (routes(&old.root), routes(&new.root));
    let mut partners: BTreeMap<&Route, &Node> = BTreeMap::new();
    let alike: [&Alike<'_>; 3] = [
        &|a, _, b, _| a == b,
        &|a, _, b, _| a.0 == b.0 && erased(&a.1) == erased(&b.1),
        &|_, a, _, b| old.endpoint(a).is_some() && old.endpoint(a) == new.endpoint(b),
    ];
    for is_alike in alike {
        for (route, node) in &after {
            if partners.contains_key(route) {
                continue;
            }
            let found = before
                .iter()
                .find(|(other, partner)| is_alike(other, partner, route, node));
            if let Some(other) = found.map(|(other, _)| other.clone())
                && let Some(partner) = before.remove(&other)
            {
                partners.insert(route, partner);
            }
        }
    }
    let within = (At::default(), At::default());
    let mut all: Vec<(Route, Pair<'a>)> = after
        .iter()
        .map(|(route, node)| {
            (
                route.clone(),
                Pair {
                    old: partners.get(route).copied(),
                    new: Some(*node),
                    within,
                },
            )
        })
        .collect();
    all.extend(before.into_iter().map(|(route, node)| {
        (
            route,
            Pair {
                old: Some(node),
                new: None,
                within,
            },
        )
    }));
    all.sort_by(|(a, _), (b, _)| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    all
}
