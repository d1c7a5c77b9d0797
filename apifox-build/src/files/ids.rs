//! Identifiers that files and schemas declare, by an anchor or by `$id`.

use super::target::leaves;
use crate::node::{Kind, Node};

/// The path of the schema with a plain name: `$anchor` since JSON Schema 2019-09, `$id: "#name"` or
/// `id: "#name"` before.
pub(super) fn anchor(root: &Node, name: &str) -> Option<Vec<String>> {
    if name.is_empty() || name.contains('/') {
        return None;
    }
    let is_named = |node: &Node| {
        let is = |key: &str, text: &str| node.get_str(key).and_then(|found| found.strip_prefix(text)) == Some(name);
        is("$anchor", "") || is("$dynamicAnchor", "") || is("$id", "#") || is("id", "#")
    };
    let mut path = Vec::new();
    path_to(root, &is_named, &mut path).then_some(path)
}

fn path_to(node: &Node, matches: &dyn Fn(&Node) -> bool, path: &mut Vec<String>) -> bool {
    let mut step = |key: String, member: &Node| {
        path.push(key);
        let is_found = path_to(member, matches, path);
        if !is_found {
            path.pop();
        }
        is_found
    };
    match &node.kind {
        Kind::Object(members) => matches(node) || members.iter().any(|(key, member)| step(key.to_string(), member)),
        Kind::Array(items) => items
            .iter()
            .enumerate()
            .any(|(index, item)| step(index.to_string(), item)),
        _ => false,
    }
}

/// The ids that a reference may mean: as written, and relative to the `$id` of the referring file.
pub(super) fn ids(from: Option<&Node>, named: &str) -> Vec<String> {
    let mut ids = vec![named.to_owned()];
    let Some(base) = from.and_then(id) else { return ids };
    let origin = base.find("://").map_or(0, |at| {
        let host = at + "://".len();
        base[host..].find('/').map_or(base.len(), |end| host + end)
    });
    let (origin, path) = base.split_at(origin);
    if !leaves(named) || named.contains("://") {
        return ids;
    }
    let folder = if named.starts_with('/') {
        ""
    } else {
        path.rsplit_once('/').map_or("", |(folder, _)| folder)
    };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in named.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    ids.push(format!("{origin}/{}", parts.join("/")));
    ids
}

/// The id of a file.
pub(super) fn id(root: &Node) -> Option<&str> {
    let id = root.get_str("$id").or_else(|| root.get_str("id"))?;
    Some(id.trim_end_matches('#')).filter(|id| !id.is_empty())
}
