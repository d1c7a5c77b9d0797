//! Merge keys of YAML 1.1: `<<: *anchor` and `<<: [*a, *b]` put the members of other mappings into the mapping that they stand in.
//!
//! YAML 1.2 dropped them and people still write them. They are expanded while the tree is built, so no later stage knows of them.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Context, Reader};
use crate::node::{At, Kind, Map, Node};
use crate::source;

/// The key that merges.
pub(super) const MERGE: &str = "<<";

/// Which keys `<<` of a document merge, and where the first of them stands.
#[derive(Default)]
pub(super) struct Merges {
    /// Not in JSON, where `<<` is a name like any other.
    are_known: bool,
    /// The pointers of quoted keys, which are names too.
    quoted: BTreeSet<String>,
    first: Option<At>,
}

impl Merges {
    /// The reader of YAML does not say whether a key was quoted: such keys are searched first, where the document can have any.
    pub(super) fn of_yaml(text: &str) -> Self {
        let quoted = if text.contains("\"<<\"") || text.contains("'<<'") {
            source::quoted_keys(text, MERGE)
        } else {
            BTreeSet::new()
        };
        Self {
            are_known: true,
            quoted,
            first: None,
        }
    }
}

impl Context<'_> {
    /// Whether a key is a merge key; `at` is its value.
    pub(super) fn is_merge(&self, key: &str, at: At) -> bool {
        let Merges { are_known, quoted, .. } = &self.merges;
        *are_known && key == MERGE && (quoted.is_empty() || !quoted.contains(&source::pointer(&self.sources.path(at))))
    }

    /// Says once that merge keys were expanded.
    pub(super) fn note_merges(&mut self) {
        if let Some(at) = self.merges.first {
            let message = "merge keys (`<<`) are expanded: what they name stands in the mapping around them";
            let hint = "nothing to do; YAML 1.2 has no merge keys, so other programs may read this page differently";
            self.findings.note(at, "merge-key", message, hint);
        }
    }
}

impl Reader<'_, '_> {
    /// The members of a mapping, and those that `merges` add to it. Its own win, then those of the mapping that is merged first.
    pub(super) fn expand(&mut self, mut merges: Vec<(SmolStr, Node)>, own: Vec<(SmolStr, Node)>) -> Map {
        self.distinct(&mut merges);
        let Some((_, merge)) = merges.pop() else {
            return own.into_iter().collect();
        };
        self.context.merges.first.get_or_insert(merge.at);
        let brought: Vec<Map> = match merge.kind {
            Kind::Array(items) => {
                if items.iter().all(|item| item.as_object().is_some()) {
                    self.context.sources.hide(merge.at);
                }
                items.into_iter().map(|item| self.mapping(item)).collect()
            }
            _ => vec![self.mapping(merge)],
        };
        // Of members of one name the last is kept.
        brought.into_iter().rev().flatten().chain(own).collect()
    }

    /// What is merged must be a mapping.
    fn mapping(&mut self, node: Node) -> Map {
        let what = node.kind.name();
        if let Kind::Object(members) = node.kind {
            self.context.sources.hide(node.at);
            return members;
        }
        let message = format!("`<<` merges a mapping or a list of mappings into the mapping around it; this is {what}");
        let hint =
            "write `<<: *name`, and `&name` at the mapping that is meant; quote the key (`'<<':`) if it is a name";
        self.context.findings.refuse(node.at, "merge-key", message, hint);
        Map::new()
    }
}
