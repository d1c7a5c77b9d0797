//! Stage 5, overlay: [`Spec`] → [`Spec`]. Applies the maintainer's corrections, in the OpenAPI
//! Overlay 1.0 format, to the merged document. `JSONPath` is that of RFC 9535.
//!
//! Invariant: a correction whose target no longer exists is an error, and every correction gives
//! its reason.

use jsonpath_rfc9535::{Element, JsonPath, NormalizedPath};

use crate::finding::Findings;
use crate::node::{Kind, Node};
use crate::parse::Document;
use crate::resolve::Spec;

/// Whether a document is an overlay, which its root declares.
pub(crate) fn is_overlay(document: &Document) -> bool {
    document.root.get("overlay").is_some()
}

/// Applies overlays in the order of their names, and the actions of each in the order in which they
/// are written. While the document is not `complete` because a page is missing, a target that
/// matches nothing is not reported.
pub(crate) fn apply(mut spec: Spec, overlays: &[Document], complete: bool, findings: &mut Findings) -> Spec {
    for overlay in overlays {
        let root = &overlay.root;
        if !root.get_str("overlay").is_some_and(|version| version.starts_with("1.")) {
            let at = root.get("overlay").unwrap_or(root).at;
            findings.fail(
                at,
                "overlay-version",
                "the overlay's version is not 1.x",
                "write `overlay: 1.0.0`",
            );
        }
        if root.items("actions").is_empty() {
            findings.fail(
                root.at,
                "overlay-empty",
                "the overlay has no actions",
                "write `actions:` with at least one, or remove the file",
            );
        }
        for action in root.items("actions") {
            apply_action(&mut spec.root, action, complete, findings);
        }
    }
    spec
}

fn apply_action(root: &mut Node, action: &Node, complete: bool, findings: &mut Findings) {
    if action
        .get_str("description")
        .is_none_or(|reason| reason.trim().is_empty())
    {
        let hint = "add `description:` with the reason and, if there is one, the source of the fact";
        findings.fail(
            action.at,
            "overlay-reason",
            "this action has no `description`, which gives its reason",
            hint,
        );
    }
    let target = action.get("target").unwrap_or(action);
    let text = target.as_str().unwrap_or_default();
    let path = match JsonPath::parse(text) {
        Ok(path) => path,
        Err(error) => {
            let message = format!("`target` is not a JSONPath (RFC 9535): {error}");
            return findings.fail(
                target.at,
                "overlay-target",
                message,
                "an example: `$.paths['/v1/balance'].get`",
            );
        }
    };
    let places = places(root, &path);
    if places.is_empty() {
        if !complete {
            return;
        }
        let message = format!("the target `{text}` matches nothing in the merged document");
        let hint = "the vendor may have fixed what this corrects: remove the action, or fix its target";
        return findings.fail(target.at, "overlay-no-match", message, hint);
    }
    for place in &places {
        if action.is_true("remove") {
            remove(root, place);
        } else if let (Some(node), Some(update)) = (root.at_path_mut(place), action.get("update")) {
            merge(node, update);
        } else {
            let hint = "write `update:` with the members to merge in, or `remove: true`";
            return findings.fail(
                action.at,
                "overlay-action",
                "this action neither updates nor removes anything",
                hint,
            );
        }
    }
}

/// Returns the places that a path matches. Array items come in descending order, and nested places
/// before those that contain them, so that a removal moves no other place.
fn places(root: &Node, path: &JsonPath) -> Vec<Vec<String>> {
    let document = root.to_value();
    let mut places: Vec<Vec<String>> = path.query(&document).paths().map(place).collect();
    places.sort_by(|a, b| compare_places(b, a));
    places.dedup();
    places
}

fn place(path: &NormalizedPath<'_>) -> Vec<String> {
    let key = |element: &Element<'_>| match element {
        Element::Name(name) => (*name).to_owned(),
        Element::Index(index) => index.to_string(),
    };
    path.elements().iter().map(key).collect()
}

/// Orders places as a walk through the document reaches them; array indices by number.
fn compare_places(a: &[String], b: &[String]) -> std::cmp::Ordering {
    let key = |text: &String| (text.parse::<usize>().ok(), text.clone());
    a.iter().map(key).cmp(b.iter().map(key))
}

fn remove(root: &mut Node, place: &[String]) {
    let Some((last, parent)) = place.split_last() else {
        return;
    };
    match root.at_path_mut(parent).map(|node| &mut node.kind) {
        Some(Kind::Object(members)) => drop(members.remove(last)),
        Some(Kind::Array(items)) => {
            if let Some(index) = last.parse::<usize>().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

/// Merges as in Overlay 1.0, "update": objects member by member, arrays are appended to, anything
/// else is replaced.
fn merge(node: &mut Node, update: &Node) {
    match (&mut node.kind, &update.kind) {
        (Kind::Object(members), Kind::Object(updates)) => {
            for (key, update) in updates {
                match members.get_mut(key) {
                    Some(member) => merge(member, update),
                    None => drop(members.insert(key.clone(), update.clone())),
                }
            }
        }
        (Kind::Array(items), Kind::Array(more)) => items.extend(more.iter().cloned()),
        (Kind::Array(items), _) => items.push(update.clone()),
        _ => *node = update.clone(),
    }
}
