//! Stage 4, resolve: many [`Clean`] → [`Spec`]. Pages become one document; references are
//! unescaped, and resolved or left for check to refuse; equal components are merged, and different
//! ones of one name disambiguated.
//!
//! Invariants: the order of pages never matters; a page's reference always means that page's
//! component; no operation is lost without a finding.

mod renamed;
mod replaced;
mod shared;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::clean::Clean;
use crate::finding::Findings;
use crate::grammar::{self, METHODS, Shape};
use crate::harvest::Harvest;
use crate::node::{At, Kind, Map, Node};
use crate::reference::{parameter_identity, schema_name, schema_ref};
use crate::same_route;
use crate::source::Sources;
use crate::structure::structure;

/// All pages as one OpenAPI document.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) root: Node,
    pub(crate) harvest: Harvest,
}

/// Header parameters that OpenAPI requires to be ignored, and those that HTTP itself writes.
const IGNORED_HEADERS: [&str; 5] = ["accept", "authorization", "content-length", "content-type", "host"];

/// Merges the pages; those that are `added` take precedence.
pub(crate) fn resolve(pages: Vec<Clean>, added: &BTreeSet<String>, sources: &Sources, findings: &mut Findings) -> Spec {
    let mut harvest = Harvest::default();
    let mut roots = Vec::new();
    for page in pages {
        harvest.absorb(page.harvest);
        let mut root = page.root;
        normalise_references(&mut root);
        roots.push(root);
    }
    shared::borrow(&mut roots);
    for root in &mut roots {
        move_parameters_to_operations(root, findings);
    }
    let described = replaced::described(&roots, &harvest);
    replaced::yield_to_pages(&mut roots, &harvest, sources, findings);
    if !added.is_empty() {
        replaced::replace(&mut roots, added, sources, findings);
    }
    let is_yielding = |root: &Node| {
        described.contains(&root.at) || sources.page_of(root.at).is_some_and(|page| added.contains(page.name()))
    };
    disambiguate_components(&mut roots, is_yielding, sources, findings);
    let mut merged = Map::new();
    merged.insert("openapi".to_owned(), Node::string(At::default(), "3.0.3"));
    merged.insert("info".to_owned(), merge_info(&roots));
    merged.insert("servers".to_owned(), merge_servers(&roots));
    merged.insert("paths".to_owned(), merge_paths(&mut roots, sources, findings));
    let members = ["schemas", "securitySchemes"].map(|kind| (kind, merge_components(&mut roots, kind)));
    merged.insert("components".to_owned(), Node::object(At::default(), members));
    Spec {
        root: Node::new(
            roots.first().map(|root| root.at).unwrap_or_default(),
            Kind::Object(merged),
        ),
        harvest,
    }
}

fn normalise_references(root: &mut Node) {
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        if shape == Shape::Schema
            && let Some(reference) = node.get_mut("$ref")
            && let Some(name) = reference.as_str().and_then(schema_name)
        {
            reference.kind = Kind::String(schema_ref(&name).into());
        }
    });
}

/// Moves parameters of a path into its operations, where an operation's own parameter takes
/// precedence. A parameter is identified by its name and location, and names of headers are
/// case-insensitive (RFC 9110, 5.1).
fn move_parameters_to_operations(root: &mut Node, findings: &mut Findings) {
    let items = root.get_mut("paths").and_then(Node::as_object_mut);
    for item in items.into_iter().flatten().map(|(_, item)| item) {
        let shared = item.remove("parameters").map(|node| node.kind);
        let shared = if let Some(Kind::Array(shared)) = shared {
            shared
        } else {
            Vec::new()
        };
        for (_, operation) in grammar::operations_of(item) {
            let own = operation.items("parameters").to_vec();
            let overridden: BTreeSet<_> = own.iter().filter_map(parameter_identity).collect();
            let is_inherited = |parameter: &&Node| {
                parameter_identity(parameter).is_none_or(|identity| !overridden.contains(&identity))
            };
            let all = shared.iter().filter(is_inherited).chain(&own).cloned().collect();
            let all = merge_repetitions(remove_ignored_headers(all, findings), findings);
            if !all.is_empty() || operation.get("parameters").is_some() {
                operation.insert("parameters", Node::new(operation.at, Kind::Array(all)));
            }
        }
    }
}

/// Removes parameters that OpenAPI gives no meaning (3.0.4, "Parameter Object", `name`), or that
/// HTTP writes itself.
fn remove_ignored_headers(mut parameters: Vec<Node>, findings: &mut Findings) -> Vec<Node> {
    parameters.retain(|parameter| {
        let name = parameter.get_str("name").unwrap_or_default();
        let ignored = IGNORED_HEADERS.contains(&name.to_ascii_lowercase().as_str());
        let keep = parameter.get_str("in") != Some("header") || !ignored;
        if !keep {
            let message = format!("the header `{name}` is not an argument: the client sets it if needed");
            findings.note(parameter.at, "unusual-parameter", message, "");
        }
        keep
    });
    parameters
}

/// Merges identical declarations of a parameter; other repetitions stay, for check to refuse.
fn merge_repetitions(parameters: Vec<Node>, findings: &mut Findings) -> Vec<Node> {
    let mut kept: Vec<Node> = Vec::with_capacity(parameters.len());
    for parameter in parameters {
        let is_same = |first: &&mut Node| {
            let schema = |node: &Node| node.get("schema").map(structure);
            let same = |key: &str| first.get(key) == parameter.get(key);
            parameter_identity(&parameter).is_some_and(|identity| parameter_identity(first) == Some(identity))
                && schema(first) == schema(&parameter)
                && ["style", "explode", "allowReserved", "content"]
                    .iter()
                    .all(|key| same(key))
        };
        let Some(first) = kept.iter_mut().find(is_same) else {
            kept.push(parameter);
            continue;
        };
        if parameter.is_true("required") {
            first.insert("required", Node::new(first.at, Kind::Bool(true)));
        }
        let (name, place) = (parameter.get_str("name"), parameter.get_str("in"));
        let message = format!(
            "the {} parameter `{}` is declared twice identically; one of them is used",
            place.unwrap_or_default(),
            name.unwrap_or_default()
        );
        findings.repaired(parameter.at, "unusual-parameter", message, "remove one of the two");
    }
    kept
}

fn schemas(root: &Node) -> impl Iterator<Item = (&SmolStr, &Node)> {
    root.components("schemas")
        .and_then(Node::as_object)
        .into_iter()
        .flatten()
}

/// Disambiguates different components of one name: all but the most frequent one get the page's
/// name appended. A renamed component changes those that refer to it, so this repeats until all
/// components of one name are equal.
fn disambiguate_components(
    roots: &mut [Node],
    is_yielding: impl Fn(&Node) -> bool,
    sources: &Sources,
    findings: &mut Findings,
) {
    let is_yielding: Vec<bool> = roots.iter().map(is_yielding).collect();
    // A page has at most one component of a name.
    while roots.len() > 1 {
        let mut by_name: BTreeMap<String, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
        for (page, root) in roots.iter().enumerate() {
            for (name, schema) in schemas(root) {
                by_name
                    .entry(name.to_string())
                    .or_default()
                    .entry(structure(schema))
                    .or_default()
                    .push(page);
            }
        }
        let used_names: BTreeSet<String> = by_name.keys().cloned().collect();
        let mut renames: Vec<(usize, String, String)> = Vec::new();
        for (name, groups) in by_name.iter().filter(|(_, groups)| groups.len() > 1) {
            // An added page renames nothing of the existing pages, and neither does a described
            // operation.
            let vendored = |pages: &[usize]| pages.iter().filter(|page| !is_yielding[**page]).count();
            let rank = |pages: &Vec<usize>| (vendored(pages), pages.len());
            let highest = groups.values().map(rank).max().unwrap_or_default();
            let kept = groups
                .iter()
                .find(|(_, pages)| rank(pages) == highest)
                .map(|(structure, _)| structure);
            for (_, pages) in groups.iter().filter(|(structure, _)| Some(*structure) != kept) {
                let first = &roots[pages[0]];
                let stem = sources.page_of(first.at).map_or("other", |page| page_stem(page.name()));
                let mut new = format!("{name} {stem}");
                while used_names.contains(&new) {
                    new.push_str(" other");
                }
                renames.extend(pages.iter().map(|page| (*page, name.clone(), new.clone())));
            }
        }
        if renames.is_empty() {
            return;
        }
        for (page, old, new) in renames {
            renamed::rename(&mut roots[page], &old, &new, findings);
        }
    }
}

fn page_stem(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.split_once('.').map_or(file, |(stem, _)| stem)
}

/// Merges components of one name, which only differ in annotations now: the one with the longest is
/// kept.
fn merge_components(roots: &mut [Node], kind: &str) -> Node {
    let mut merged: BTreeMap<SmolStr, Node> = BTreeMap::new();
    let length = |node: &Node| {
        let text = node.json();
        (text.len(), text)
    };
    for components in roots
        .iter_mut()
        .filter_map(|root| root.get_mut("components")?.remove(kind))
    {
        let Kind::Object(components) = components.kind else {
            continue;
        };
        for (name, node) in components {
            match merged.entry(name) {
                Entry::Vacant(place) => drop(place.insert(node)),
                Entry::Occupied(mut place) if length(place.get()) < length(&node) => drop(place.insert(node)),
                Entry::Occupied(_) => {}
            }
        }
    }
    Node::new(At::default(), Kind::Object(merged.into_iter().collect()))
}

fn merge_info(roots: &[Node]) -> Node {
    let mut info = Node::object(
        roots
            .first()
            .and_then(|root| root.get("info"))
            .map(|info| info.at)
            .unwrap_or_default(),
        [],
    );
    for (key, fallback) in [("title", ""), ("description", ""), ("version", "1.0.0")] {
        let mut texts: Vec<&str> = roots
            .iter()
            .filter_map(|root| root.get("info")?.get_str(key))
            .filter(|text| !text.is_empty())
            .collect();
        texts.sort_unstable();
        info.insert(key, Node::string(info.at, *texts.first().unwrap_or(&fallback)));
    }
    info
}

fn merge_servers(roots: &[Node]) -> Node {
    let lists: Vec<&[Node]> = roots.iter().map(|root| root.items("servers")).collect();
    let mut lists = lists.into_iter().filter(|list| !list.is_empty());
    let first = lists.next().unwrap_or_default();
    let mut servers = first.to_vec();
    // Clients call the first server, so the order is kept where pages agree on it.
    if lists.clone().any(|list| list != first) {
        servers.extend(lists.flatten().cloned());
        servers.sort();
    }
    let mut seen = BTreeSet::new();
    servers.retain(|server| seen.insert(server.get_str("url").map(str::to_owned)));
    Node::new(
        servers.first().map(|server| server.at).unwrap_or_default(),
        Kind::Array(servers),
    )
}

fn merge_paths(roots: &mut [Node], sources: &Sources, findings: &mut Findings) -> Node {
    let mut merged = BTreeMap::new();
    for (path, item) in roots
        .iter_mut()
        .filter_map(|root| root.remove("paths"))
        .filter_map(|paths| match paths.kind {
            Kind::Object(paths) => Some(paths),
            _ => None,
        })
        .flatten()
    {
        let at = item.at;
        let target = merged.entry(path.clone()).or_insert_with(|| Node::object(at, []));
        let Kind::Object(operations) = item.kind else { continue };
        for (method, operation) in operations
            .into_iter()
            .filter(|(key, _)| METHODS.contains(&key.as_str()))
        {
            match target.get_mut(&method) {
                None => target.insert(&method, operation),
                Some(first) if *first == operation => {}
                Some(first) => {
                    let page = sources.page_of(first.at).map_or("another page", |page| page.name());
                    same_route::merge(first, &operation, page, findings);
                }
            }
        }
    }
    Node::new(At::default(), Kind::Object(merged.into_iter().collect()))
}
