//! Names of types: where a type is used says what it is called.

use std::collections::BTreeSet;

use super::words::{is_english, pascal, singular, words};
use crate::node::{At, Node};

/// Where a type is used, in words: whose part it is and which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hint {
    /// Parts of components name better than parts of operations.
    pub(crate) of_operation: bool,
    pub(crate) root: Vec<String>,
    pub(crate) path: Vec<String>,
}

impl Hint {
    pub(crate) fn below(&self, key: &str) -> Self {
        let mut path = self.path.clone();
        path.push(key.to_owned());
        Self { path, ..self.clone() }
    }

    pub(crate) fn leaf(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// `BalanceIssuing`, then with more and more of the path between.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        (1..=self.path.len().max(1)).map(|tail| {
            let mut all = self.root.clone();
            all.extend(
                self.path[self.path.len().saturating_sub(tail)..]
                    .iter()
                    .flat_map(|key| words(key)),
            );
            pascal(&all)
        })
    }
}

/// A schema on its way to a name.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The key it had under `components`, if it was there.
    pub(crate) component: Option<String>,
    pub(crate) node: Node,
    /// Origins of all twins.
    pub(crate) origins: Vec<At>,
    pub(crate) hints: BTreeSet<Hint>,
    pub(crate) constant: bool,
}

impl Entry {
    /// Names for the type, best first; `given` is one that a maintainer gave it.
    pub(crate) fn candidates(&self, given: Option<&str>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let title = self
            .node
            .get_str("title")
            .filter(|title| is_english(title))
            .map(|title| pascal(&words(title)));
        if let Some(key) = &self.component {
            names.extend(given.map(|title| pascal(&words(title))));
            names.push(if is_english(key) {
                pascal(&words(key))
            } else {
                String::new()
            });
        }
        names.extend(title);
        if self.constant {
            let value = self
                .node
                .items("enum")
                .first()
                .and_then(Node::as_str)
                .unwrap_or_default();
            let leaf = self.hints.first().map_or("", Hint::leaf);
            names.push(pascal(&words(&format!("{value} {leaf}"))));
        }
        let leaves: BTreeSet<&str> = self.hints.iter().map(Hint::leaf).collect();
        let owners: BTreeSet<&[String]> = self
            .hints
            .iter()
            .filter(|hint| !hint.of_operation)
            .map(|hint| hint.root.as_slice())
            .collect();
        if leaves.len() == 1 && owners.len() > 2 {
            names.extend(leaves.iter().map(|leaf| pascal(&words(leaf))));
        }
        let mut hints: Vec<&Hint> = self.hints.iter().collect();
        hints.sort_by_key(|hint| (hint.of_operation, hint.path.len(), hint.root.len(), (*hint).clone()));
        names.extend(hints.into_iter().flat_map(Hint::names));
        names.retain(|name| !name.is_empty());
        names
    }

    /// Twins may describe themselves differently: texts that are not the same for all are no text of the type.
    pub(crate) fn merge_texts(&mut self, twin: &Node) {
        let kept = &mut self.node;
        for key in ["description", "example", "default", "deprecated"] {
            if kept.get(key) != twin.get(key) {
                kept.remove(key);
            }
        }
        for (name, property) in twin.members("properties") {
            let richer = property.to_value().to_string();
            if let Some(own) = kept.get_mut("properties").and_then(|node| node.get_mut(name)) {
                let text = own.to_value().to_string();
                if (richer.len(), &richer) > (text.len(), &text) {
                    *own = property.clone();
                }
            }
        }
    }
}

/// The first name that is not taken yet; the last one with a number behind it, if all are.
pub(crate) fn first_free(candidates: Vec<String>, taken: &mut BTreeSet<String>) -> String {
    let last = candidates.last().cloned().unwrap_or_else(|| "Schema".to_owned());
    let numbered = (2..).map(|number| format!("{last}{number}"));
    let name = candidates
        .into_iter()
        .chain(std::iter::once(last.clone()))
        .chain(numbered)
        .find(|name| !taken.contains(name));
    let name = name.unwrap_or(last);
    taken.insert(name.clone());
    name
}

/// A key that names one item of a list.
pub(crate) fn singular_key(key: &str) -> String {
    let mut words = words(key);
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words.join("_")
}
