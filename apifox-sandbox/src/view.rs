//! Schemas as one side of a call sees them, in OpenAPI 3.0.
//!
//! A page has one schema for what is sent and what is answered. To a request, members that are `readOnly` need not be there, and
//! a member that is not documented is a typing error; to an answer, members that are `writeOnly` are not there. So each component
//! has a view for either side, and the document that is served says in them just what is checked.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::regular_expression::is_pattern;

/// Where references to components begin.
const COMPONENTS: &str = "#/components/schemas/";

/// The side that a schema is seen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Request,
    Answer,
}

/// Makes the views of a document's schemas.
#[derive(Debug)]
pub(crate) struct Views {
    /// By component: the members that alternatives are told apart by, whether or not the component lists them.
    tags: BTreeMap<String, BTreeSet<String>>,
}

impl Side {
    /// The name of a component's view. Components are called as types of Rust are, which have no dot.
    fn component(self, name: &str) -> String {
        match self {
            Self::Request => format!("{name}.request"),
            Self::Answer => name.to_owned(),
        }
    }
}

impl Views {
    pub(crate) fn of(components: &Map<String, Value>) -> Self {
        let mut tags = BTreeMap::new();
        for schema in components.values() {
            find_tags(schema, &mut tags);
        }
        Self { tags }
    }

    /// Both views of every component.
    pub(crate) fn components(&self, components: &Map<String, Value>) -> Map<String, Value> {
        let mut views = Map::new();
        for (name, schema) in components {
            for side in [Side::Request, Side::Answer] {
                let mut view = self.view(schema, side);
                if side == Side::Request
                    && let (Some(tags), Some(properties)) = (self.tags.get(name), view.get_mut("properties"))
                    && let Some(properties) = properties.as_object_mut()
                {
                    for tag in tags {
                        properties.entry(tag.clone()).or_insert_with(|| json!({}));
                    }
                }
                views.insert(side.component(name), view);
            }
        }
        views
    }

    /// A schema as seen from a side.
    pub(crate) fn view(&self, schema: &Value, side: Side) -> Value {
        self.part(schema, side, true)
    }

    /// `alone`: the schema alone says what a value is, so an object can be closed.
    fn part(&self, schema: &Value, side: Side, alone: bool) -> Value {
        let Value::Object(schema) = schema else {
            return schema.clone();
        };
        if let Some(name) = reference(schema) {
            let mut view = Map::new();
            view.insert(
                "$ref".to_owned(),
                format!("{COMPONENTS}{}", side.component(name)).into(),
            );
            if let Some(nullable) = schema.get("nullable") {
                view.insert("nullable".to_owned(), nullable.clone());
            }
            return Value::Object(view);
        }
        let mut view = Map::new();
        for (key, value) in schema {
            match (key.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    let all = properties
                        .iter()
                        .map(|(name, one)| (name.clone(), self.part(one, side, true)));
                    view.insert(key.clone(), Value::Object(all.collect()));
                }
                ("items" | "additionalProperties", one) => {
                    view.insert(key.clone(), self.part(one, side, true));
                }
                ("not", one) => drop(view.insert(key.clone(), self.part(one, side, false))),
                ("allOf", Value::Array(all)) => {
                    let all = all.iter().map(|one| self.part(one, side, false));
                    view.insert(key.clone(), all.collect());
                }
                ("oneOf" | "anyOf", Value::Array(all)) => {
                    // The generator writes every union as `oneOf`; a value that is of two of its forms is sound all the same.
                    view.insert("anyOf".to_owned(), self.alternatives(schema, all, side));
                }
                ("discriminator" | "readOnly", _) => {}
                ("pattern", Value::String(written)) => {
                    // What is no regular expression says nothing of a text.
                    let pattern = Some(unslashed(written)).filter(|pattern| is_pattern(pattern));
                    view.extend(pattern.map(|pattern| (key.clone(), pattern.into())));
                }
                ("writeOnly", _) if side == Side::Request => {}
                _ => drop(view.insert(key.clone(), value.clone())),
            }
        }
        need_what_is_there(&mut view, schema, side);
        bound(&mut view);
        if side == Side::Request && alone {
            close(&mut view);
        }
        Value::Object(view)
    }

    /// The alternatives of a union, each with the value of its tag.
    fn alternatives(&self, union: &Map<String, Value>, all: &[Value], side: Side) -> Value {
        let tag = union
            .get("discriminator")
            .and_then(|tag| tag.get("propertyName")?.as_str());
        let values = |one: &Value| -> Vec<String> {
            let mapping = union
                .get("discriminator")
                .and_then(|tag| tag.get("mapping")?.as_object());
            let own = mapping
                .into_iter()
                .flatten()
                .filter(|(_, target)| one.get("$ref") == Some(target));
            own.map(|(value, _)| value.clone()).collect()
        };
        let all = all.iter().map(|one| {
            let view = self.part(one, side, true);
            match (tag, values(one)) {
                (Some(tag), values) if !values.is_empty() => {
                    let tagged = json!({"type": "object", "required": [tag], "properties": {tag: {"enum": values}}});
                    json!({"allOf": [view, tagged]})
                }
                _ => view,
            }
        });
        all.collect()
    }
}

/// The component that a schema refers to.
pub(crate) fn reference(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(COMPONENTS)
}

/// Without the slashes of a literal of JavaScript, `/^a$/`: as they stand there, nothing would match.
fn unslashed(pattern: &str) -> &str {
    let inner = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let inner = inner.filter(|inner| inner.starts_with('^') || inner.ends_with('$'));
    inner.unwrap_or(pattern)
}

fn find_tags(schema: &Value, tags: &mut BTreeMap<String, BTreeSet<String>>) {
    match schema {
        Value::Array(all) => all.iter().for_each(|one| find_tags(one, tags)),
        Value::Object(schema) => {
            let tag = schema
                .get("discriminator")
                .and_then(|tag| tag.get("propertyName")?.as_str());
            let all = schema.get("oneOf").and_then(Value::as_array);
            for name in all.into_iter().flatten().filter_map(|one| reference(one.as_object()?)) {
                let own = tags.entry(name.to_owned()).or_default();
                own.extend(tag.map(str::to_owned));
            }
            schema.values().for_each(|one| find_tags(one, tags));
        }
        _ => {}
    }
}

/// OpenAPI 3.0.4, "Fixed Fields" of a schema: `readOnly` members are required of answers only, `writeOnly` ones of requests only.
fn need_what_is_there(view: &mut Map<String, Value>, schema: &Map<String, Value>, side: Side) {
    let elsewhere = match side {
        Side::Request => "readOnly",
        Side::Answer => "writeOnly",
    };
    let properties = schema.get("properties");
    let is_elsewhere = |name: &Value| {
        let property = properties.and_then(|all| all.get(name.as_str()?));
        property.and_then(|one| one.get(elsewhere)) == Some(&Value::Bool(true))
    };
    if let Some(Value::Array(required)) = view.get_mut("required") {
        required.retain(|name| !is_elsewhere(name));
        if required.is_empty() {
            view.remove("required"); // an empty list is none in OpenAPI 3.0
        }
    }
}

/// A whole number of a client is of 64 bits, or of 32 where the page says so.
fn bound(view: &mut Map<String, Value>) {
    if view.get("type").and_then(Value::as_str) != Some("integer") || view.contains_key("enum") {
        return;
    }
    let (least, most) = match view.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    for (key, bound) in [("minimum", least), ("maximum", most)] {
        view.entry(key).or_insert_with(|| bound.into());
    }
}

/// Says that an object has no members but its own, unless the page says otherwise.
fn close(view: &mut Map<String, Value>) {
    let lists_members = view
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|all| !all.is_empty());
    let is_composed = ["allOf", "anyOf", "not"].iter().any(|key| view.contains_key(*key));
    if lists_members && !is_composed {
        view.entry("additionalProperties").or_insert(Value::Bool(false));
    }
}
