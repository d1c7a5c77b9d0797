//! Properties of one object that the configuration joins into one value, such as an amount and its
//! currency.

use std::collections::BTreeMap;

use crate::config::Join;
use crate::model::Schema;
use crate::name::words::{pascal, snake, words};
use crate::node::Node;
use crate::reference::schema_name;

impl Join {
    /// The name of the field.
    pub(crate) fn field(&self) -> String {
        snake(&words(&self.name))
    }

    /// The name of the type that lists the members.
    pub(crate) fn type_name(&self) -> String {
        let mut all = words(&self.name);
        all.push("members".to_owned());
        pascal(&all)
    }

    /// Whether the rule is valid.
    pub(crate) fn is_sound(&self) -> bool {
        let distinct = |name: fn(&(String, String)) -> &String| {
            let names: std::collections::BTreeSet<&String> = self.members.iter().map(name).collect();
            names.len() == self.members.len()
        };
        !words(&self.name).is_empty() && self.members.len() > 1 && distinct(|pair| &pair.0) && distinct(|pair| &pair.1)
    }

    /// Whether an object has all of the properties, each a scalar.
    fn matches(&self, object: &Node, is_enum: &impl Fn(&str) -> bool) -> bool {
        let properties = object.get("properties");
        let is_scalar = |property: &Node| match property.get_str("$ref").and_then(schema_name) {
            Some(name) => is_enum(&name),
            None => !matches!(property.get_str("type"), None | Some("object" | "array")),
        };
        let mut names = self.members.iter().map(|(name, _)| name);
        names.all(|name| properties.and_then(|all| all.get(name)).is_some_and(is_scalar))
    }
}

/// The rules that match an object. A property is part of one value only: the first rule that names
/// it applies.
pub(crate) fn of<'j>(joins: &'j [Join], object: &Node, is_enum: impl Fn(&str) -> bool) -> Vec<&'j Join> {
    let mut found: Vec<&Join> = Vec::new();
    for join in joins.iter().filter(|join| join.is_sound()) {
        let is_joined = |(name, _): &(String, String)| {
            let mut joined_members = found.iter().flat_map(|other| &other.members);
            joined_members.any(|(other, _)| other == name)
        };
        if !join.members.iter().any(is_joined) && join.matches(object, &is_enum) {
            found.push(join);
        }
    }
    found
}

/// The rules that match a checked type.
pub(crate) fn of_type<'j>(joins: &'j [Join], object: &Node, schemas: &BTreeMap<String, Schema>) -> Vec<&'j Join> {
    of(joins, object, |name| {
        schemas
            .get(name)
            .is_some_and(|schema| schema.node.get("enum").is_some())
    })
}
