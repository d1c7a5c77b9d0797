//! Who needs whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Content, Data, Operation, Schema};
use crate::node::Node;

/// Components, by name, and which others each of them needs.
pub(crate) type Needs<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// What is left when all that needs nothing has been taken away, again and again.
pub(crate) fn without_ends(mut needs: Needs<'_>) -> Needs<'_> {
    let users = reversed(&needs);
    let ends = needs.iter().filter(|(_, needed)| needed.is_empty());
    let mut ends: Vec<&str> = ends.map(|(name, _)| *name).collect();
    while let Some(end) = ends.pop() {
        needs.remove(end);
        for user in users.get(end).into_iter().flatten() {
            if let Some(needed) = needs.get_mut(user)
                && needed.remove(end)
                && needed.is_empty()
            {
                ends.push(user);
            }
        }
    }
    needs
}

/// These, and all that they need, and what that needs.
pub(crate) fn all_needed<T: Ord + Clone>(mut names: BTreeSet<T>, needs: &BTreeMap<T, BTreeSet<T>>) -> BTreeSet<T> {
    let mut queue: Vec<&T> = names.iter().filter_map(|name| needs.get(name)).flatten().collect();
    while let Some(name) = queue.pop() {
        if names.insert(name.clone()) {
            queue.extend(needs.get(name).into_iter().flatten());
        }
    }
    names
}

/// Who needs each, of those that need.
pub(crate) fn reversed<'a>(needs: &Needs<'a>) -> Needs<'a> {
    let mut users: Needs<'a> = needs.keys().map(|name| (*name, BTreeSet::new())).collect();
    for (name, needed) in needs {
        for needed in needed {
            // What was taken away before is needed by nobody who counts.
            if let Some(users) = users.get_mut(needed) {
                users.insert(name);
            }
        }
    }
    users
}

/// The names of all components an operation reaches. What a replaced one is made of is not looked at.
pub(crate) fn reached(
    operation: &Operation,
    schemas: &BTreeMap<String, Schema>,
    replaced: &BTreeMap<String, String>,
) -> BTreeSet<String> {
    let answers = operation.answers.iter().filter_map(|answer| match &answer.content {
        Content::Json(kind) | Content::Events(Data::Json(kind)) => Some(kind),
        Content::Events(Data::Text) | Content::Bytes | Content::Empty => None,
    });
    let events = operation.answers.iter().filter_map(|answer| match &answer.events {
        Some(Data::Json(kind)) => Some(kind),
        Some(Data::Text) | None => None,
    });
    let bodies = operation.body.iter().flat_map(|body| &body.forms);
    let parts = operation.parameters.iter().map(|parameter| &parameter.kind);
    let mut queue: Vec<String> = Vec::new();
    for kind in parts.chain(bodies.map(|form| &form.kind)).chain(answers).chain(events) {
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
            crate::grammar::inspect(node, &mut |part| {
                queue.extend(part.get_str("$ref").and_then(crate::reference::schema_name));
            });
        }
        reached.insert(name);
    }
    reached
}
