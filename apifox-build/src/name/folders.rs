//! Resources: the folder an operation lies in, or the first part of its path that tells anything.

use std::collections::{BTreeMap, BTreeSet};

use super::ascii::ascii_words;
use super::routes::{is_action, static_words, steps};
use super::verbs::is_verb;
use super::words::{is_english, words};
use crate::node::Node;

/// Words for things that every API has: a folder of only such words tells nothing.
const GENERIC: &[&str] = &[
    "action",
    "actions",
    "api",
    "apis",
    "common",
    "controller",
    "ctrl",
    "default",
    "doc",
    "docs",
    "documentation",
    "endpoint",
    "endpoints",
    "folder",
    "general",
    "http",
    "index",
    "interface",
    "interfaces",
    "main",
    "misc",
    "module",
    "modules",
    "open",
    "openapi",
    "other",
    "others",
    "public",
    "reference",
    "references",
    "rest",
    "root",
    "service",
    "untitled",
    "uncategorized",
];

/// Words that only say that a folder is one.
const ENDS: &[&str] = &["api", "apis", "controller", "ctrl", "interface", "interfaces", "module"];

/// The resource of an operation whose names have nothing to make one of.
pub(crate) const NONE: &str = "api";

/// The resources of a document, in words.
#[derive(Debug)]
pub(crate) struct Folders {
    /// By the last telling part: the folders that end in it.
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

    /// The last part of the folder that tells anything; the part above it too, where folders in two places end alike.
    pub(crate) fn resource(&self, path: &str, operation: &Node) -> Vec<String> {
        let Some(parts) = folder(operation) else {
            return in_path(path)
                .or_else(|| spelled(operation))
                .unwrap_or_else(|| vec![NONE.to_owned()]);
        };
        let last = parts.last().cloned().unwrap_or_default();
        let is_shared = self.by_last.get(&last).is_some_and(|folders| folders.len() > 1);
        match parts.as_slice() {
            [.., parent, last] if is_shared => [parent.as_slice(), last.as_slice()].concat(),
            _ => last,
        }
    }
}

/// The parts of the first English folder, root first, without those that tell nothing.
fn folder(operation: &Node) -> Option<Vec<Vec<String>>> {
    operation.strings("tags").find_map(|tag| {
        let mut parts: Vec<Vec<String>> = tag.split('/').filter(|part| is_english(part)).map(telling).collect();
        parts.retain(|part| !part.is_empty());
        parts.dedup();
        (!parts.is_empty()).then_some(parts)
    })
}

/// The last part of a folder in another script, by its sound.
fn spelled(operation: &Node) -> Option<Vec<String>> {
    let parts = operation.strings("tags").filter_map(|tag| tag.rsplit('/').next());
    let mut all = parts.filter(|part| !part.is_ascii()).map(ascii_words);
    all.find(|words| !words.is_empty())
}

fn telling(part: &str) -> Vec<String> {
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

/// The first telling part of a path, unless that says what is done rather than to what.
fn in_path(path: &str) -> Option<Vec<String>> {
    let steps = steps(path);
    let mut parts = steps.iter().filter_map(static_words);
    let first = parts.next()?;
    let is_all = parts.next().is_none() && !path.contains('{');
    let says_what_is_done = is_action(first) || (first.len() == 1 && is_verb(&first[0]));
    (!(is_all && says_what_is_done)).then(|| first.clone())
}
