//! Merge keys of YAML 1.1: `<<: *anchor` and `<<: [*a, *b]` add the members of other mappings to
//! the mapping around them.
//!
//! YAML 1.2 dropped them, but they are still in use. They are expanded while the tree is built, so
//! no later stage sees them.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Context, Reader};
use crate::node::{At, Kind, Map, Node};
use crate::source;

/// The merge key.
pub(super) const MERGE: &str = "<<";

/// Which keys `<<` of a document are merge keys, and the position of the first.
#[derive(Default)]
pub(super) struct Merges {
    /// Whether `<<` can be a merge key; in JSON it is an ordinary key.
    are_known: bool,
    /// The pointers of quoted keys, which are ordinary keys too.
    quoted: BTreeSet<String>,
    first: Option<At>,
}

impl Merges {
    /// The YAML parser does not report whether a key was quoted: quoted keys are searched first, if
    /// the document can have any.
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

    /// Reports once that merge keys were expanded.
    pub(super) fn note_merges(&mut self) {
        if let Some(at) = self.merges.first {
            let message = "merge keys (`<<`) are expanded into the mapping around them";
            let hint = "nothing to do; YAML 1.2 has no merge keys, so other programs may read this page differently";
            self.findings.note(at, "merge-key", message, hint);
        }
    }
}

impl Reader<'_, '_> {
    /// Returns the members of a mapping with those that `merges` add. Its own take precedence, then
    /// those of the first merged mapping.
    pub(super) fn expand(&mut self, mut merges: Vec<(SmolStr, Node)>, own: Vec<(SmolStr, Node)>) -> Map {
        self.distinct(&mut merges);
        let Some((_, merge)) = merges.pop() else {
            return own.into_iter().collect();
        };
        self.context.merges.first.get_or_insert(merge.at);
        let mappings: Vec<Map> = match merge.kind {
            Kind::Array(items) => {
                if items.iter().all(|item| item.as_object().is_some()) {
                    self.context.sources.hide(merge.at);
                }
                items.into_iter().map(|item| self.mapping(item)).collect()
            }
            _ => vec![self.mapping(merge)],
        };
        // Of members with the same name the last is kept.
        mappings.into_iter().rev().flatten().chain(own).collect()
    }

    /// Returns a merged mapping, or reports a value that is not one.
    fn mapping(&mut self, node: Node) -> Map {
        let what = node.kind.name();
        if let Kind::Object(members) = node.kind {
            self.context.sources.hide(node.at);
            return members;
        }
        let message =
            format!("`<<` merges a mapping or an array of mappings into the mapping around it; this is {what}");
        let hint = "write `<<: *name`, and `&name` at the mapping to merge; quote the key (`'<<':`) if it is a name";
        self.context.findings.refuse(node.at, "merge-key", message, hint);
        Map::new()
    }
}
