//! What Apifox says beside OpenAPI, as it is handed from stage to stage.

mod places;

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::described::Described;
use crate::node::{At, Node};
pub(crate) use places::Places;

/// What Apifox knows and OpenAPI has no place for, by the origin of the node it was said of.
#[derive(Debug, Default)]
pub(crate) struct Harvest {
    /// Of an operation: its state of release, other than `released`.
    pub(crate) stability: BTreeMap<At, String>,
    /// Of an operation: its Apifox endpoint id.
    pub(crate) endpoint: BTreeMap<At, String>,
    /// Of an operation that is described, and stands on no page of its own: what is said of it.
    pub(crate) described: BTreeMap<At, Described>,
    /// Of a reference: the fields of its target that this place does not document.
    pub(crate) omitted: BTreeMap<At, Vec<SmolStr>>,
    /// Of a schema with an `enum`: a text for each value.
    pub(crate) enum_notes: BTreeMap<At, Vec<String>>,
    /// Of an operation and the template its path got: the path as the page writes it, where that is another.
    pub(crate) documented_path: BTreeMap<(At, String), String>,
    /// Of properties: where an editor shows them.
    pub(crate) places: Places,
}

impl Harvest {
    pub(crate) fn absorb(&mut self, other: Self) {
        self.stability.extend(other.stability);
        self.endpoint.extend(other.endpoint);
        self.described.extend(other.described);
        self.omitted.extend(other.omitted);
        self.enum_notes.extend(other.enum_notes);
        self.documented_path.extend(other.documented_path);
        self.places.absorb(other.places);
    }
}

/// The value of an extension, under Apifox's name or Apidog's.
pub(crate) fn extension<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.get(&format!("x-apifox-{key}"))
        .or_else(|| node.get(&format!("x-apidog-{key}")))
}
