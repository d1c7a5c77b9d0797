//! Unions that hold themselves: where a box must stand.
//!
//! progenitor boxes the fields of structs that hold themselves, but sees no alternatives. So a variant is boxed whenever its type
//! holds the union; as every circle through a union passes one of its variants, none is left without a box.

use std::collections::BTreeSet;

use crate::types::Pass;
use crate::types::shape::{Bare, Shape, Site};

/// Whether a value at `site` has a `union` in it, not counting lists and maps, whose content stands elsewhere.
pub(super) fn holds(pass: &Pass<'_>, site: &Site<'_>, union: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = target(site).into_iter().collect();
    while let Some(name) = open.pop() {
        if name == union {
            return true;
        }
        if seen.insert(name) {
            open.extend(held(pass, name, true));
        }
    }
    false
}

/// Whether a union is an alternative of itself, be it by way of other unions: decoding it would have no end.
pub(super) fn is_nothing_but(pass: &Pass<'_>, union: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = held(pass, union, false);
    while let Some(name) = open.pop() {
        if name == union {
            return true;
        }
        if seen.insert(name) {
            open.extend(held(pass, name, false));
        }
    }
    false
}

fn held<'a>(pass: &'a Pass<'_>, name: &str, structs: bool) -> Vec<&'a str> {
    let written = pass.component(name).filter(|_| !pass.paths.is_replaced(name));
    match written.map(|component| &component.shape) {
        Some(Shape::Union { alternatives, .. }) => alternatives.iter().filter_map(target).collect(),
        Some(Shape::Object { properties, .. }) if structs => properties
            .iter()
            .filter_map(|property| target(&property.site))
            .collect(),
        _ => Vec::new(),
    }
}

fn target<'a>(site: &'a Site<'_>) -> Option<&'a str> {
    match site.bare {
        Bare::Named(name) => Some(name),
        _ => None,
    }
}
