//! The order in which required arguments are published, for `names.lock`.

use crate::config::Join;
use crate::join;
use crate::model::{Checked, Operation, Parameter, Schema};
use crate::name::ascii::is_spelled;
use crate::name::lock::{Orders, Spelled};
use crate::name::order::Owner;
use crate::node::Node;
use crate::reference::schema_name;

/// Returns the entries of `names.lock` besides names: the order of arguments, and ASCII spellings.
pub(crate) fn published(checked: &Checked, joins: &[Join]) -> (Orders, Spelled) {
    (orders(checked, joins), spelled(checked))
}

/// Returns the order of required arguments, if there are several: positional ones, and the fields
/// of a struct of arguments.
fn orders(checked: &Checked, joins: &[Join]) -> Orders {
    let types = checked.schemas.iter();
    let types = types.filter(|(_, schema)| schema.in_request || may_lack_default(schema, joins));
    let types = types.map(|(name, schema)| ((Owner::Type, name.clone()), of_type(schema, checked, joins)));
    let operations = checked.operations.iter();
    let operations = operations.map(|one| ((Owner::Operation, one.id.clone()), of_operation(one)));
    types
        .chain(operations)
        .filter(|(_, arguments)| arguments.len() > 1)
        .collect()
}

/// Whether a type that is only received may not implement `Default`: it has a `new` then, too.
fn may_lack_default(schema: &Schema, joins: &[Join]) -> bool {
    let properties = schema.node.get("properties");
    let mut required = schema.node.strings("required");
    !joins.is_empty()
        || required.any(|name| {
            let property = properties.and_then(|properties| properties.get(name));
            property.is_some_and(|one| one.get("$ref").or(one.get("format")).is_some() && !one.is_true("nullable"))
        })
}

/// Returns the types and operations whose names are respelled, because they are too long or not
/// ASCII.
fn spelled(checked: &Checked) -> Spelled {
    let types = checked.schemas.iter().filter(|(_, schema)| {
        let properties = schema.node.members("properties").map(|(name, _)| name);
        let mut texts = properties.chain(schema.node.strings("enum"));
        texts.any(is_spelled)
    });
    let types = types.map(|(name, _)| (Owner::Type, name.clone()));
    let operations = checked.operations.iter().filter(|operation| {
        let mut names = operation.parameters.iter().map(Parameter::published_name);
        names.any(is_spelled)
    });
    let operations = operations.map(|operation| (Owner::Operation, operation.id.clone()));
    types.chain(operations).collect()
}

/// Returns the arguments of a type's `new`.
fn of_type(schema: &Schema, checked: &Checked, joins: &[Join]) -> Vec<String> {
    let is_constant = |property: &Node| {
        let name = property.get_str("$ref").and_then(schema_name);
        let known = name.and_then(|name| checked.schemas.get(&name));
        known.is_some_and(|schema| schema.constant) && !property.is_true("nullable")
    };
    let required: Vec<&str> = schema.node.strings("required").collect();
    let properties = schema.node.members("properties");
    // The first of several joined properties represents them all.
    let found = join::of_type(joins, &schema.node, &checked.schemas);
    let of = |name: &str| {
        found
            .iter()
            .find(|join| join.members.iter().any(|(member, _)| member == name))
    };
    let first = |name: &str| of(name).is_none_or(|join| join.members[0].0 == name);
    let is_required = |name: &str| match of(name) {
        Some(join) => join
            .members
            .iter()
            .any(|(member, _)| required.contains(&member.as_str())),
        None => required.contains(&name),
    };
    let mut arguments: Vec<(&str, &Node)> = properties
        .filter(|(name, _)| first(name))
        .filter(|(name, property)| is_required(name) && (of(name).is_some() || !is_constant(property)))
        .collect();
    arguments.sort_by_key(|(name, property)| (checked.places.of(property), *name));
    schema
        .order
        .sort(&mut arguments, |(name, _)| ((*name).to_owned(), (*name).to_owned()));
    arguments.into_iter().map(|(name, _)| name.to_owned()).collect()
}

/// Returns the arguments of an operation's method.
fn of_operation(operation: &Operation) -> Vec<String> {
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    required.map(Parameter::argument).collect()
}
