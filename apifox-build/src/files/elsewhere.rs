//! Parts that are not where a JSON pointer within the file leads: named by an anchor, by `$id`, or in the page that refers to the file.

use super::find::keys;
use super::page::Join;
use super::reach::Reason;
use super::{Target, is_page, leaves};
use crate::node::{At, Kind, Node};

impl Join<'_, '_> {
    /// What a reference within a file names in the page. A file that is no document of its own has no components; authors whose tool
    /// puts files together before it looks at references write there `#/components/…` of the page. What the file has comes first.
    pub(super) fn in_page(&mut self, file: &str, text: &str, left: usize) -> Result<Option<(Target, Node)>, Reason> {
        let is_own = |root: &Node| is_page(root) || place_of(root, text).is_none();
        if file == self.file || self.reach.root(file).is_none_or(is_own) {
            return Ok(None);
        }
        let fragment = text.strip_prefix('#').unwrap_or(text);
        let Some(found) = self.at(self.file.clone(), &keys(fragment), left)? else {
            return Ok(None);
        };
        let key = (file.to_owned(), text.to_owned());
        if self.borrowed.insert(key)
            && let Some(at) = self.reach.root(file).and_then(|root| place_of(root, text))
        {
            let (file, page) = (file.rsplit('/').next().unwrap_or(file), &self.page);
            let message = format!("{file} has nothing at `{text}`; that of {page}, which refers to the file, is taken");
            let page = page.rsplit('/').next().unwrap_or(page);
            let hint = format!("write the path of {page}, relative to this file, before `#`");
            self.reach.findings.repaired(at, "reference-to-page", message, hint);
        }
        Ok(Some(found))
    }
}

/// Where a reference of this text stands first.
fn place_of(node: &Node, text: &str) -> Option<At> {
    match &node.kind {
        Kind::Object(members) => members.iter().find_map(|(key, member)| {
            let is_it = key == "$ref" && member.as_str() == Some(text);
            if is_it { Some(member.at) } else { place_of(member, text) }
        }),
        Kind::Array(items) => items.iter().find_map(|item| place_of(item, text)),
        _ => None,
    }
}

/// The path of the schema that has a plain name: `$anchor` of JSON Schema 2019-09 on, `$id: "#name"` or `id: "#name"` before.
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

fn path_to(node: &Node, is_it: &dyn Fn(&Node) -> bool, path: &mut Vec<String>) -> bool {
    let mut step = |key: String, member: &Node| {
        path.push(key);
        let is_found = path_to(member, is_it, path);
        if !is_found {
            path.pop();
        }
        is_found
    };
    match &node.kind {
        Kind::Object(members) => is_it(node) || members.iter().any(|(key, member)| step(key.to_string(), member)),
        Kind::Array(items) => items
            .iter()
            .enumerate()
            .any(|(index, item)| step(index.to_string(), item)),
        _ => false,
    }
}

/// The names that `$id` may give to what a reference names: as it is written, and relative to the `$id` of the file that refers.
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

/// What a file calls itself.
pub(super) fn id(root: &Node) -> Option<&str> {
    let id = root.get_str("$id").or_else(|| root.get_str("id"))?;
    Some(id.trim_end_matches('#')).filter(|id| !id.is_empty())
}
