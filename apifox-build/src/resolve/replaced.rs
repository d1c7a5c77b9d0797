//! A page that whoever builds adds takes the place of the vendored one: what it documents is what the server does today for that user.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Findings;
use crate::grammar::{METHODS, operations};
use crate::node::{At, Map, Node};
use crate::page::Page;
use crate::source::Sources;

/// Method and path, whatever its variables are called.
type Route = (String, String);

/// Takes out of the other pages each operation that an added page documents too. Pages of one side are not compared.
pub(super) fn replace(roots: &mut [Node], added: &BTreeSet<String>, sources: &Sources, findings: &mut Findings) {
    let name = |at: At| sources.page_of(at).map_or("another page", Page::name);
    let (new, mut old): (Vec<&mut Node>, Vec<&mut Node>) =
        roots.iter_mut().partition(|root| added.contains(name(root.at)));
    let mut documented: BTreeMap<Route, &Node> = BTreeMap::new();
    for root in &new {
        for (path, method, operation) in operations(root) {
            documented.entry(route(method, path)).or_insert(operation);
        }
    }
    let schemas: BTreeSet<&str> = new
        .iter()
        .filter_map(|root| root.get("components"))
        .flat_map(|components| components.members("schemas").map(|(name, _)| name))
        .collect();
    for root in &mut old {
        let before = operations(root).count();
        let paths = root.get_mut("paths").and_then(Node::as_object_mut);
        for (path, item) in paths.into_iter().flatten() {
            let Some(members) = item.as_object_mut() else { continue };
            members.retain(|method, operation| {
                let by = documented
                    .get(&route(method, path))
                    .filter(|_| METHODS.contains(&method));
                if let Some(by) = by {
                    let (new, old) = (name(by.at), name(operation.at));
                    let method = method.to_uppercase();
                    let message = format!("{new} documents {method} {path} in the place of {old}");
                    let hint = "remove the page to have the vendored one again";
                    findings.note(by.at, "replaced-operation", message, hint);
                }
                by.is_none()
            });
        }
        if before > 0 && operations(root).count() == 0 {
            let components = root.get_mut("components").and_then(|node| node.get_mut("schemas"));
            // Nothing of this page is left that would mean its own component by such a name.
            if let Some(components) = components.and_then(Node::as_object_mut) {
                components.retain(|name, _| !schemas.contains(name));
            }
        }
        drop_empty(root);
    }
}

fn drop_empty(root: &mut Node) {
    if let Some(paths) = root.get_mut("paths").and_then(Node::as_object_mut) {
        paths.retain(|_, item| item.as_object().is_none_or(|members: &Map| !members.is_empty()));
    }
}

fn route(method: &str, path: &str) -> Route {
    let steps = path
        .split('{')
        .enumerate()
        .map(|(index, part)| match part.split_once('}') {
            Some((_, rest)) if index > 0 => format!("{{}}{rest}"),
            _ => part.to_owned(),
        });
    (method.to_owned(), steps.collect())
}
