//! Pages added by the user of the build replace operations of the vendored pages, as they document
//! the server's current behavior for that user. Operations that are only described yield to the
//! page of the same endpoint.

use std::collections::{BTreeMap, BTreeSet};

use crate::described::Described;
use crate::finding::Findings;
use crate::grammar::{METHODS, operations};
use crate::harvest::Harvest;
use crate::node::{At, Map, Node};
use crate::page::Page;
use crate::source::Sources;

/// Method and path, without the names of its variables.
type Route = (String, String);

/// Removes each operation from the other pages that an added page documents too. Pages on the same
/// side are not compared.
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
        remove_operations(root, &schemas, |method, path, operation| {
            let Some(by) = documented.get(&route(method, path)) else {
                return false;
            };
            let (new, old) = (name(by.at), name(operation.at));
            let message = format!("{new} documents {} {path} and replaces {old}", method.to_uppercase());
            let hint = "remove the page to use the vendored one again";
            findings.note(by.at, "overlapping-pages", message, hint);
            true
        });
    }
}

/// The documents that contain described operations.
pub(super) fn described(roots: &[Node], harvest: &Harvest) -> BTreeSet<At> {
    let has = |root: &&Node| operations(root).any(|(_, _, node)| harvest.described.contains_key(&node.at));
    roots.iter().filter(has).map(|root| root.at).collect()
}

/// Removes each described operation that a page documents, by its endpoint, or by method and path.
pub(super) fn yield_to_pages(roots: &mut [Node], harvest: &Harvest, sources: &Sources, findings: &mut Findings) {
    if harvest.described.is_empty() {
        return;
    }
    let name = |at: At| sources.page_of(at).map_or("another page", Page::name);
    let mut documented = Vec::new();
    let mut schemas = BTreeSet::new();
    for root in roots.iter() {
        let own = operations(root).filter(|(_, _, operation)| !harvest.described.contains_key(&operation.at));
        let before = documented.len();
        documented
            .extend(own.map(|(path, method, node)| (route(method, path), harvest.endpoint.get(&node.at), node.at)));
        if documented.len() > before {
            let components = root.get("components").into_iter();
            schemas.extend(components.flat_map(|node| node.members("schemas").map(|(name, _)| name.to_owned())));
        }
    }
    let pages = Pages::new(documented);
    let schemas = schemas.iter().map(String::as_str).collect();
    for root in roots {
        remove_operations(root, &schemas, |method, path, operation| {
            let described = harvest.described.get(&operation.at);
            let Some(by) = described.and_then(|described| pages.of(&route(method, path), described)) else {
                return false;
            };
            let (page, old) = (name(by), name(operation.at));
            let message = format!(
                "{page} documents {} {path}: the description in {old} is left out",
                method.to_uppercase()
            );
            let hint = format!("remove the operation from {old}");
            findings.note(by, "overlapping-pages", message, hint);
            true
        });
    }
}

/// Removes operations from a document, and, where none remain, its components that have the name of
/// one of these.
fn remove_operations(
    root: &mut Node,
    schemas: &BTreeSet<&str>,
    mut should_remove: impl FnMut(&str, &str, &Node) -> bool,
) {
    let before = operations(root).count();
    let paths = root.get_mut("paths").and_then(Node::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let Some(members) = item.as_object_mut() else { continue };
        members.retain(|method, operation| !METHODS.contains(&method) || !should_remove(method, path, operation));
    }
    if before > 0 && operations(root).count() == 0 {
        let components = root.get_mut("components").and_then(|node| node.get_mut("schemas"));
        // Nothing remains in this page that could refer to its own component by such a name.
        if let Some(components) = components.and_then(Node::as_object_mut) {
            components.retain(|name, _| !schemas.contains(name));
        }
    }
    drop_empty(root);
}

/// An operation that a page documents: its route, its endpoint if known, and its position.
type Documented<'a> = (Route, Option<&'a String>, At);

/// The pages' own operations, by route and by endpoint.
#[derive(Debug, Default)]
struct Pages {
    routes: BTreeMap<Route, At>,
    endpoints: BTreeMap<String, At>,
}

impl Pages {
    fn new<'a>(documented: impl IntoIterator<Item = Documented<'a>>) -> Self {
        let mut pages = Self::default();
        for (route, endpoint, at) in documented {
            pages.routes.entry(route).or_insert(at);
            if let Some(endpoint) = endpoint {
                pages.endpoints.entry(endpoint.clone()).or_insert(at);
            }
        }
        pages
    }

    /// Returns where a page documents the described operation.
    fn of(&self, route: &Route, described: &Described) -> Option<At> {
        let by_page = described.page.as_ref().and_then(|page| self.endpoints.get(page));
        by_page.or_else(|| self.routes.get(route)).copied()
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
