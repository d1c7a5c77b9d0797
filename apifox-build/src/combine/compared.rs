//! The document that a comparison reads.

use super::missing_schema::accept_any_json;
use super::{drop_not, expand_all};
use crate::finding::Findings;
use crate::grammar::{self, Shape};
use crate::node::Node;

/// Combines a copy in which responses stay separate, as their pages describe them: a call may
/// return any of several, but a server responds with one of them for a status.
pub(crate) fn combine_per_response(root: &Node, findings: &Findings) -> Node {
    let mut root = root.clone();
    restore_parameters(&mut root, findings);
    let mut discarded = Findings::default(); // findings are reported for the document itself
    accept_any_json(&mut root, &mut discarded);
    drop_not(&mut root, &mut discarded);
    expand_all(&mut root, true, &mut discarded);
    root
}

/// Restores the types of parameters that are read as strings.
fn restore_parameters(root: &mut Node, findings: &Findings) {
    grammar::walk(root, Shape::Document, &mut |node, shape| {
        let Some(schema) = node.get_mut("schema").filter(|_| shape == Shape::Parameter) else {
            return;
        };
        if let Some(mut documented) = findings.documented(schema.at).cloned()
            && schema.get_str("type") == Some("string")
        {
            // An overlay may have changed the others.
            for (key, member) in schema
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(key, _)| *key != "type")
            {
                documented.insert(key.as_str(), member.clone());
            }
            *schema = documented;
        }
    });
}
