//! A page that whoever builds adds takes the place of the vendored one: what it documents is what the server does today for that user.
//! What is only described yields to the page of the same endpoint.

use std::collections::{BTreeMap, BTreeSet};

use crate::described::Described;
use crate::finding::Findings;
use crate::grammar::{METHODS, operations};
use crate::harvest::Harvest;
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
        take_out(root, &schemas, |method, path, operation| {
            let Some(by) = documented.get(&route(method, path)) else {
                return false;
            };
            let (new, old) = (name(by.at), name(operation.at));
            let message = format!("{new} documents {} {path} in the place of {old}", method.to_uppercase());
            let hint = "remove the page to have the vendored one again";
            findings.note(by.at, "replaced-operation", message, hint);
            true
        });
    }
}

/// The documents in which anything is described.
pub(super) fn described(roots: &[Node], harvest: &Harvest) -> BTreeSet<At> {
    let has = |root: &&Node| operations(root).any(|(_, _, node)| harvest.described.contains_key(&node.at));
    roots.iter().filter(has).map(|root| root.at).collect()
}

/// Takes out each operation that is described and that a page documents: by its endpoint, or by method and path.
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
        take_out(root, &schemas, |method, path, operation| {
            let described = harvest.described.get(&operation.at);
            let Some(by) = described.and_then(|described| pages.of(&route(method, path), described)) else {
                return false;
            };
            let (page, old) = (name(by), name(operation.at));
            let message = format!(
                "{page} documents {} {path}: what {old} describes of it is left out",
                method.to_uppercase()
            );
            let hint = format!("remove the operation from {old}");
            findings.note(by, "described-yields", message, hint);
            true
        });
    }
}

/// Takes operations out of a document, and, where none is left, its components that are called as one of these.
fn take_out(root: &mut Node, schemas: &BTreeSet<&str>, mut is_out: impl FnMut(&str, &str, &Node) -> bool) {
    let before = operations(root).count();
    let paths = root.get_mut("paths").and_then(Node::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let Some(members) = item.as_object_mut() else { continue };
        members.retain(|method, operation| !METHODS.contains(&method) || !is_out(method, path, operation));
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

/// Of an operation that some page documents: its route, and its endpoint if it is known.
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

    /// Where a page documents what is described.
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
