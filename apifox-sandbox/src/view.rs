//! Views: the schemas for one direction, request or response, in OpenAPI 3.0.
//!
//! A page has one schema for both directions. In a request, `readOnly` properties may be left out,
//! and a property that is not documented is a typo. In a response, `writeOnly` properties are
//! absent. So each component has a view for each direction. The served document shows the views,
//! which are exactly what is checked.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Number, Value, json};

use crate::regular_expression::is_pattern;

/// The start of a reference to a component.
const COMPONENTS: &str = "#/components/schemas/";

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Request,
    Response,
}

/// Makes the views of a document's schemas.
#[derive(Debug)]
pub(crate) struct Views {
    /// By component: the properties that serve as discriminators, even if the component does not
    /// list them.
    tags: BTreeMap<String, BTreeSet<String>>,
}

impl Side {
    /// Returns the name of a component's view. Components are named after Rust types, which have no
    /// dot.
    fn component(self, name: &str) -> String {
        match self {
            Self::Request => format!("{name}.request"),
            Self::Response => name.to_owned(),
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

    /// Returns both views of every component.
    pub(crate) fn components(&self, components: &Map<String, Value>) -> Map<String, Value> {
        let mut views = Map::new();
        for (name, schema) in components {
            for side in [Side::Request, Side::Response] {
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

    /// Returns the view of a schema for one direction.
    pub(crate) fn view(&self, schema: &Value, side: Side) -> Value {
        self.part(schema, side, true)
    }

    /// `alone`: no other schema describes the same value, so an object can be closed.
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
                    // The generator writes every union as `oneOf`, but a value that matches two
                    // alternatives is valid too.
                    view.insert("anyOf".to_owned(), self.alternatives(schema, all, side));
                }
                ("discriminator" | "readOnly", _) => {}
                ("pattern", Value::String(written)) => {
                    // Leave out a pattern that is not a regular expression.
                    let pattern = Some(unslashed(written)).filter(|pattern| is_pattern(pattern));
                    view.extend(pattern.map(|pattern| (key.clone(), pattern.into())));
                }
                ("writeOnly", _) if side == Side::Request => {}
                _ => drop(view.insert(key.clone(), value.clone())),
            }
        }
        drop_absent_required(&mut view, schema, side);
        bound(&mut view);
        if side == Side::Request && alone {
            close(&mut view);
        }
        Value::Object(view)
    }

    /// Returns the alternatives of a union, each with its tag.
    fn alternatives(&self, union: &Map<String, Value>, all: &[Value], side: Side) -> Value {
        let tag = union
            .get("discriminator")
            .and_then(|tag| tag.get("propertyName")?.as_str());
        let tag_type = union.get("discriminator").and_then(|tag| tag.get("x-type")?.as_str());
        let values = |one: &Value| -> Vec<Value> {
            let mapping = union
                .get("discriminator")
                .and_then(|tag| tag.get("mapping")?.as_object());
            let own = mapping
                .into_iter()
                .flatten()
                .filter(|(_, target)| one.get("$ref") == Some(target));
            let typed = |value: &String| match tag_type {
                // A JSON number or boolean is written as in `mapping`.
                Some(_) => value.parse().unwrap_or_default(),
                None => Value::from(value.as_str()),
            };
            own.map(|(value, _)| typed(value)).collect()
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

/// Returns the component that a schema refers to.
pub(crate) fn reference(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(COMPONENTS)
}

/// Removes the slashes of a JavaScript literal, `/^a$/`. With them the pattern would match nothing.
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

/// OpenAPI 3.0.4, "Fixed Fields" of a schema: a `readOnly` property is required only in responses,
/// a `writeOnly` one only in requests.
fn drop_absent_required(view: &mut Map<String, Value>, schema: &Map<String, Value>, side: Side) {
    let elsewhere = match side {
        Side::Request => "readOnly",
        Side::Response => "writeOnly",
    };
    let properties = schema.get("properties");
    let is_elsewhere = |name: &Value| {
        let property = properties.and_then(|all| all.get(name.as_str()?));
        property.and_then(|one| one.get(elsewhere)) == Some(&Value::Bool(true))
    };
    if let Some(Value::Array(required)) = view.get_mut("required") {
        required.retain(|name| !is_elsewhere(name));
        if required.is_empty() {
            view.remove("required"); // `required` must not be empty in OpenAPI 3.0
        }
    }
}

/// Limits an integer to 64 bits, or to 32 where the page says `int32`. Where the page's own limits
/// are beyond 64 bits with a sign, those without one apply, or none.
fn bound(view: &mut Map<String, Value>) {
    if view.get("type").and_then(Value::as_str) != Some("integer") || view.contains_key("enum") {
        return;
    }
    let (least, most) = match view.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    #[allow(clippy::cast_possible_truncation)] // saturates
    let limit = |key: &str| -> Option<i128> {
        let limit = view.get(key)?;
        let integer = limit.as_number().and_then(Number::as_i128);
        integer.or(limit.as_f64().map(|float| float as i128))
    };
    let is_exclusive = view.get("exclusiveMinimum") == Some(&Value::Bool(true));
    let minimum = limit("minimum").map(|least| least.saturating_add(i128::from(is_exclusive)));
    let is_within = |most: &u64| minimum.is_none_or(|least| least <= i128::from(*most));
    let is_above = limit("maximum").is_none_or(|most| most >= i128::from(least));
    let maxima = [most.unsigned_abs(), u64::MAX];
    let most = maxima.into_iter().find(is_within);
    if let Some(most) = most {
        view.entry("maximum").or_insert_with(|| most.into());
    }
    if is_above {
        view.entry("minimum").or_insert_with(|| least.into());
    }
}

/// Forbids undocumented properties, unless the page allows them.
fn close(view: &mut Map<String, Value>) {
    let lists_properties = view
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|all| !all.is_empty());
    let is_composed = ["allOf", "anyOf", "not"].iter().any(|key| view.contains_key(*key));
    if lists_properties && !is_composed {
        view.entry("additionalProperties").or_insert(Value::Bool(false));
    }
}
