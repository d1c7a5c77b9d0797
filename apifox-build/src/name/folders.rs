//! Resources: the folder of an operation, or the first descriptive part of its path.

use std::collections::{BTreeMap, BTreeSet};

use super::ascii::ascii_words;
use super::routes::{is_action, static_words, steps};
use super::verbs::is_verb;
use super::words::{is_english, words};
use crate::node::Node;

/// Words that occur in every API: a folder of only such words is not descriptive.
const GENERIC: &[&str] = &[
    "action", "actions", "api", "apis", "common", "controller", "ctrl", "default", "doc", "docs", "documentation",
    "endpoint", "endpoints", "folder", "general", "http", "index", "interface", "interfaces", "main", "misc", "module",
    "modules", "open", "openapi", "other", "others", "public", "reference", "references", "rest", "root", "service",
    "untitled", "uncategorized",
];

/// Words that only mark a folder as such.
const ENDS: &[&str] = &["api", "apis", "controller", "ctrl", "interface", "interfaces", "module"];

/// The resource of an operation without any descriptive names.
pub(crate) const FALLBACK: &str = "api";

/// The resources of a document, in words.
#[derive(Debug)]
pub(crate) struct Folders {
    /// Folders by their last descriptive part.
    by_last: BTreeMap<Vec<String>, BTreeSet<Vec<Vec<String>>>>,
}

impl Folders {
    pub(crate) fn new<'a>(operations: impl Iterator<Item = &'a Node>) -> Self {
        let mut by_last: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for parts in operations.filter_map(folder) {
            by_last
                .entry(parts.last().cloned().unwrap_or_default())
                .or_default()
                .insert(parts);
        }
        Self { by_last }
    }

    /// Returns the last descriptive part of the folder, with the part above it where two folders
    /// have the same last part.
    pub(crate) fn resource(&self, path: &str, operation: &Node) -> Vec<String> {
        let Some(parts) = folder(operation) else {
            return in_path(path)
                .or_else(|| transliterated(operation))
                .unwrap_or_else(|| vec![FALLBACK.to_owned()]);
        };
        let last = parts.last().cloned().unwrap_or_default();
        let is_shared = self.by_last.get(&last).is_some_and(|folders| folders.len() > 1);
        match parts.as_slice() {
            [.., parent, last] if is_shared => [parent.as_slice(), last.as_slice()].concat(),
            _ => last,
        }
    }
}

/// Returns the descriptive parts of the first English folder, root first.
fn folder(operation: &Node) -> Option<Vec<Vec<String>>> {
    operation.strings("tags").find_map(|tag| {
        let mut parts: Vec<Vec<String>> = tag
            .split('/')
            .filter(|part| is_english(part))
            .map(descriptive_words)
            .collect();
        parts.retain(|part| !part.is_empty());
        parts.dedup();
        (!parts.is_empty()).then_some(parts)
    })
}

/// Returns the transliterated last part of a folder in another script.
fn transliterated(operation: &Node) -> Option<Vec<String>> {
    let parts = operation.strings("tags").filter_map(|tag| tag.rsplit('/').next());
    let mut all = parts.filter(|part| !part.is_ascii()).map(ascii_words);
    all.find(|words| !words.is_empty())
}

fn descriptive_words(part: &str) -> Vec<String> {
    let mut all = words(part);
    if all
        .iter()
        .all(|word| GENERIC.contains(&word.as_str()) || is_number(word))
    {
        return Vec::new();
    }
    while all.len() > 1 && all.last().is_some_and(|word| ENDS.contains(&word.as_str())) {
        all.pop();
    }
    all
}

fn is_number(word: &str) -> bool {
    word.trim_start_matches('v').chars().all(|c| c.is_ascii_digit())
}

/// Returns the first descriptive part of a path, unless it is an action.
fn in_path(path: &str) -> Option<Vec<String>> {
    let steps = steps(path);
    let mut parts = steps.iter().filter_map(static_words);
    let first = parts.next()?;
    let is_all = parts.next().is_none() && !path.contains('{');
    let is_action_word = is_action(first) || (first.len() == 1 && is_verb(&first[0]));
    (!(is_all && is_action_word)).then(|| first.clone())
}
