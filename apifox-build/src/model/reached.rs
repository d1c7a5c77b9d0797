//! The types that an operation needs.

use std::collections::{BTreeMap, BTreeSet};

use super::operation::Operation;
use super::response::{Content, Data};
use super::schema::Schema;
use crate::grammar;
use crate::node::Node;
use crate::reference::schema_name;

/// Returns the names of all components that an operation reaches. Replaced components are not
/// followed.
pub(crate) fn reached(
    operation: &Operation,
    schemas: &BTreeMap<String, Schema>,
    replaced: &BTreeMap<String, String>,
) -> BTreeSet<String> {
    let responses = operation
        .responses
        .iter()
        .filter_map(|response| match &response.content {
            Content::Json(kind) | Content::Events(Data::Json(kind)) => Some(kind),
            Content::Events(Data::Text) | Content::Bytes | Content::Empty => None,
        });
    let events = operation
        .responses
        .iter()
        .filter_map(|response| match &response.events {
            Some(Data::Json(kind)) => Some(kind),
            Some(Data::Text) | None => None,
        });
    let bodies = operation.body.iter().flat_map(|body| &body.forms);
    let parts = operation.parameters.iter().map(|parameter| &parameter.kind);
    let mut queue: Vec<String> = Vec::new();
    for kind in parts
        .chain(bodies.map(|form| &form.kind))
        .chain(responses)
        .chain(events)
    {
        queue.extend(kind.name().map(str::to_owned));
    }
    let mut reached = BTreeSet::new();
    while let Some(name) = queue.pop() {
        if let Some(schema) = schemas.get(&name).filter(|_| !reached.contains(&name)) {
            let node = if replaced.contains_key(&name) {
                &Node::default()
            } else {
                &schema.node
            };
            grammar::inspect(node, &mut |part| {
                queue.extend(part.get_str("$ref").and_then(schema_name));
            });
        }
        reached.insert(name);
    }
    reached
}
