//! Recursive unions: which variants must be boxed.
//!
//! progenitor boxes the fields of recursive structs, but does not see alternatives. So a variant is
//! boxed whenever its type contains the union. Every cycle through a union passes one of its
//! variants, so each cycle has a box.

use std::collections::BTreeSet;

use crate::types::Pass;
use crate::types::shape::{Shape, TypeKind, TypeUse};

/// Whether a value contains a `union` directly, that is, not in an array or map, whose content is
/// on the heap.
pub(super) fn contains(pass: &Pass<'_>, site: &TypeUse<'_>, union: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut queue: Vec<&str> = target(site).into_iter().collect();
    while let Some(name) = queue.pop() {
        if name == union {
            return true;
        }
        if seen.insert(name) {
            queue.extend(contained(pass, name, true));
        }
    }
    false
}

/// Whether a union is directly or indirectly an alternative of itself: decoding it would not
/// terminate.
pub(super) fn is_own_alternative(pass: &Pass<'_>, union: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut queue = contained(pass, union, false);
    while let Some(name) = queue.pop() {
        if name == union {
            return true;
        }
        if seen.insert(name) {
            queue.extend(contained(pass, name, false));
        }
    }
    false
}

fn contained<'a>(pass: &'a Pass<'_>, name: &str, structs: bool) -> Vec<&'a str> {
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

fn target<'a>(site: &'a TypeUse<'_>) -> Option<&'a str> {
    match site.bare {
        TypeKind::Named(name) => Some(name),
        _ => None,
    }
}
