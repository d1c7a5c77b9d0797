//! What Apifox documents beyond OpenAPI, passed from stage to stage.

mod places;

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::described::Described;
use crate::node::{At, Node};
pub(crate) use places::Places;

/// The information of Apifox that has no equivalent in OpenAPI, by the origin of the node it
/// belongs to.
#[derive(Debug, Default)]
pub(crate) struct Harvest {
    /// Of an operation: its release state, other than `released`.
    pub(crate) stability: BTreeMap<At, String>,
    /// Of an operation: its Apifox endpoint id.
    pub(crate) endpoint: BTreeMap<At, String>,
    /// Of an operation that is only described, without a page of its own: the description.
    pub(crate) described: BTreeMap<At, Described>,
    /// Of a reference: the fields of its target that are not documented here.
    pub(crate) omitted: BTreeMap<At, Vec<SmolStr>>,
    /// Of a schema with an `enum`: a description of each value.
    pub(crate) enum_notes: BTreeMap<At, Vec<String>>,
    /// Of an operation and its normalized path template: the path as written in the page, if it
    /// differs.
    pub(crate) documented_path: BTreeMap<(At, String), String>,
    /// Of properties: their order in the editor.
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
