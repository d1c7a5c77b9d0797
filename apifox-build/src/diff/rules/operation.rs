//! Whole operations: come, gone, moved, deprecated, with or without credentials.

use std::collections::BTreeSet;

use crate::diff::pair::{Documents, Pair, Side};
use crate::diff::rule::table;
use crate::diff::sink::Sink;
use crate::diff::wire::route_of;
use crate::node::{At, Node};

table! { Wire:
    "operation-removed" breaking breaking Operation check_operation_removed,
        "its calls are answered as unknown, and its method is gone from the client",
        "Stop calling it, or stay with the version you have.";
    "operation-added" compatible compatible Operation check_operation_added,
        "nobody could call it before",
        "Nothing; it can be called now.";
    "operation-moved" breaking breaking Operation check_operation_moved,
        "a client made before goes on calling the old path; Apifox's endpoint id says that it is the same operation",
        "Update before the vendor takes the old path away; the call's name in Rust stays.";
    "operation-deprecated" compatible compatible Operation check_operation_deprecated,
        "it works as before; the compiler warns of it",
        "Look for what replaces it before it is removed.";
    "operation-undeprecated" compatible compatible Operation check_operation_undeprecated,
        "a warning goes",
        "Nothing.";
    "credentials-required" breaking breaking Operation check_credentials_required,
        "calls without credentials are refused from now on",
        "Give the client its credentials.";
    "credentials-lifted" compatible compatible Operation check_credentials_lifted,
        "calls with credentials are taken as before",
        "Nothing.";
    "credentials-changed" breaking breaking Operation check_credentials_changed,
        "credentials of another kind are refused",
        "Look up how this operation is authenticated now.";
    "server-removed" risky risky Documents check_server_removed,
        "a base URL that was documented may not answer any more; another is the first choice",
        "Check the base URL that you configure.";
    "server-added" compatible compatible Documents check_server_added,
        "those that were documented are so still",
        "Nothing.";
}

fn check_operation_removed(_: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if operations.removed().is_some() {
        sink.add(operations.at(), "the operation is gone");
    }
}

fn check_operation_added(_: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if operations.added().is_some() {
        sink.add(operations.at(), "the operation is new");
    }
}

fn check_operation_moved(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    let Some((old, new)) = operations.both() else { return };
    let (before, after) = (route_of(&documents.old.root, old), route_of(&documents.new.root, new));
    if let (Some(before), Some(after)) = (before, after)
        && (before.0 != after.0 || erased(&before.1) != erased(&after.1))
    {
        sink.add(operations.at(), format!("it was {} {}", before.0, before.1));
    }
}

/// A path without the names of its parameters, which are nobody's on the wire.
pub(in crate::diff) fn erased(path: &str) -> String {
    let mut text = String::new();
    let mut within = false;
    for c in path.chars() {
        match c {
            '{' => within = true,
            '}' => {
                within = false;
                text.push_str("{}");
            }
            _ if within => {}
            c => text.push(c),
        }
    }
    text
}

fn check_operation_deprecated(_: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = operations.both()
        && !old.is_true("deprecated")
        && new.is_true("deprecated")
    {
        sink.add(operations.at(), "it is deprecated");
    }
}

fn check_operation_undeprecated(_: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = operations.both()
        && old.is_true("deprecated")
        && !new.is_true("deprecated")
    {
        sink.add(operations.at(), "it is not deprecated any more");
    }
}

fn check_credentials_required(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = credentials(documents, operations)
        && is_open(&old)
        && !is_open(&new)
    {
        sink.add(operations.at(), "it asks for credentials");
    }
}

fn check_credentials_lifted(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = credentials(documents, operations)
        && !is_open(&old)
        && is_open(&new)
    {
        sink.add(operations.at(), "it asks for no credentials any more");
    }
}

fn check_credentials_changed(documents: &Documents<'_>, operations: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = credentials(documents, operations)
        && !is_open(&old)
        && !is_open(&new)
        && !old.is_subset(&new)
    {
        sink.add(operations.at(), "credentials that were taken are not any more");
    }
}

/// The ways to be let in, each as what its schemes are, whatever they are called.
fn credentials(documents: &Documents<'_>, operations: &Pair<'_>) -> Option<(BTreeSet<String>, BTreeSet<String>)> {
    let (old, new) = operations.both()?;
    Some((ways(documents.old, old), ways(documents.new, new)))
}

fn ways(document: &Side, operation: &Node) -> BTreeSet<String> {
    let schemes = document
        .root
        .get("components")
        .and_then(|node| node.get("securitySchemes"));
    let one = |way: &Node| {
        let mut parts: Vec<String> = way
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, scopes)| {
                let mut scheme = schemes.and_then(|all| all.get(name)).cloned().unwrap_or_default();
                scheme.remove("description");
                format!("{} {}", scheme.json(), scopes.json())
            })
            .collect();
        parts.sort();
        parts.join(" and ")
    };
    operation.items("security").iter().map(one).collect()
}

fn is_open(ways: &BTreeSet<String>) -> bool {
    ways.is_empty() || ways.contains("")
}

fn check_server_removed(documents: &Documents<'_>, sink: &mut Sink) {
    for (url, at) in other_servers(&documents.old.root, &documents.new.root) {
        sink.add_part(
            &format!("server {url}"),
            (at, At::default()),
            "it is not documented any more",
        );
    }
}

fn check_server_added(documents: &Documents<'_>, sink: &mut Sink) {
    for (url, at) in other_servers(&documents.new.root, &documents.old.root) {
        sink.add_part(&format!("server {url}"), (At::default(), at), "it is new");
    }
}

fn other_servers<'a>(root: &'a Node, other: &'a Node) -> impl Iterator<Item = (&'a str, At)> {
    let urls = |root: &'a Node| {
        let servers = root.items("servers").iter();
        servers.filter_map(|server| Some((server.get_str("url")?, server.at)))
    };
    let known: BTreeSet<&str> = urls(other).map(|(url, _)| url).collect();
    urls(root).filter(move |(url, _)| !known.contains(url))
}
