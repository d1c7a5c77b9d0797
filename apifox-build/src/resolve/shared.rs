//! Parts shared between pages: a page may contain only components, and other pages refer to them as
//! if they were their own.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use percent_encoding::percent_decode_str;

use crate::grammar::{self, Shape};
use crate::node::Node;
use crate::source::unescaped;

/// Replaces references that are dangling in their own page by the part of that name under
/// `components` of another page. If pages differ in that part, the reference stays for check to
/// refuse.
pub(super) fn borrow(roots: &mut [Node]) {
    let is_left = |node: &Node, shape: Shape| section(shape).is_some() && node.get("$ref").is_some();
    let borrowing: Vec<usize> = (0..roots.len())
        .filter(|page| grammar::any(&mut roots[*page], Shape::Document, is_left))
        .collect();
    if borrowing.is_empty() || roots.len() < 2 {
        return;
    }
    let shared = shared_parts(roots);
    for page in borrowing {
        grammar::walk(&mut roots[page], Shape::Document, &mut |node, shape| {
            let Some(section) = section(shape) else { return };
            let name = node.get_str("$ref").and_then(|text| name_of(text, section));
            if let Some(Some(part)) = name.and_then(|name| shared.get(&(section, name))) {
                *node = part.clone();
            }
        });
    }
}

/// The section of the components for parts of a shape.
fn section(shape: Shape) -> Option<&'static str> {
    match shape {
        Shape::Parameter => Some("parameters"),
        Shape::RequestBody => Some("requestBodies"),
        Shape::Response => Some("responses"),
        Shape::Header => Some("headers"),
        _ => None,
    }
}

fn name_of(reference: &str, section: &str) -> Option<String> {
    // Swagger 2.0 has the sections at the root.
    let name = reference
        .strip_prefix("#/components/")
        .or(reference.strip_prefix("#/"))?
        .strip_prefix(section)?
        .strip_prefix('/')?;
    Some(unescaped(&percent_decode_str(name).decode_utf8_lossy()))
}

/// All parts by section and name; `None` where pages differ.
fn shared_parts(roots: &[Node]) -> BTreeMap<(&'static str, String), Option<Node>> {
    let mut shared = BTreeMap::new();
    for components in roots.iter().filter_map(|root| root.get("components")) {
        for section in ["parameters", "requestBodies", "responses", "headers"] {
            for (name, part) in components
                .members(section)
                .filter(|(_, part)| part.get("$ref").is_none())
            {
                match shared.entry((section, name.to_owned())) {
                    Entry::Vacant(place) => drop(place.insert(Some(part.clone()))),
                    Entry::Occupied(mut place) if place.get().as_ref() != Some(part) => drop(place.insert(None)),
                    Entry::Occupied(_) => {}
                }
            }
        }
    }
    shared
}
