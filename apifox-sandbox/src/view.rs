//! Views: the schemas for one direction, request or response, in OpenAPI 3.0.
//!
//! A page has one schema for both directions. In a request, `readOnly` properties may be left out,
//! and a property that is not documented is a typo. In a response, `writeOnly` properties are
//! absent. So each component has a view for each direction. The served document shows the views,
//! which are exactly what is checked.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value, json};

use crate::regular_expression::is_pattern;

/// The start of a reference to a component.
const COMPONENTS: &str = "#/components/schemas/";

/// The depth of compositions in which a discriminator is looked for.
const DEPTH: usize = 4;

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
    tags: BTreeMap<String, BTreeMap<String, Presence>>,
}

/// Whether a value has a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Presence {
    may_be_absent: bool,
    may_be_null: bool,
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
            find_tags(schema, components, &mut tags);
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
                    for tag in tags.keys() {
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

    /// Returns the alternatives of a union, each with its tag. A response always has its tag, by
    /// which a client selects the type. A request has it as the alternative describes it.
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
                    let presence = self.presence(one, tag).filter(|_| side == Side::Request);
                    json!({"allOf": [view, tagged(tag, &values, presence.unwrap_or(Presence::ALWAYS))]})
                }
                _ => view,
            }
        });
        all.collect()
    }

    /// Returns how an alternative describes its tag.
    fn presence(&self, alternative: &Value, tag: &str) -> Option<Presence> {
        let component = reference(alternative.as_object()?)?;
        self.tags.get(component)?.get(tag).copied()
    }
}

impl Presence {
    const ALWAYS: Self = Self {
        may_be_absent: false,
        may_be_null: false,
    };

    /// Returns how a schema describes a property. Returns `None` if it does not.
    fn of(schema: &Value, name: &str, components: &Map<String, Value>, depth: usize) -> Option<Self> {
        let (schema, _) = resolved(schema, components);
        let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
        let each = |key: &str| -> Vec<Self> {
            let inner = list(key).filter(|_| depth < DEPTH);
            inner
                .filter_map(|one| Self::of(one, name, components, depth + 1))
                .collect()
        };
        let own = schema
            .get("properties")
            .and_then(|all| all.get(name))
            .map(|property| Self {
                may_be_absent: true,
                may_be_null: resolved(property, components).1,
            });
        let alternatives = ["oneOf", "anyOf"].iter().flat_map(|key| each(key));
        let any = alternatives.reduce(|one, other| Self {
            may_be_absent: one.may_be_absent || other.may_be_absent,
            may_be_null: one.may_be_null || other.may_be_null,
        });
        let all = each("allOf").into_iter().chain(own).chain(any);
        let found = all.reduce(|one, other| Self {
            may_be_absent: one.may_be_absent && other.may_be_absent,
            may_be_null: one.may_be_null && other.may_be_null,
        })?;
        let is_required = list("required").any(|required| required == name);
        Some(Self {
            may_be_absent: found.may_be_absent && !is_required,
            ..found
        })
    }
}

/// Returns the schema that restricts the tag of an alternative.
fn tagged(tag: &str, values: &[Value], presence: Presence) -> Value {
    let mut property = json!({"enum": values});
    if presence.may_be_null {
        property["nullable"] = Value::Bool(true);
    }
    let mut schema = json!({"type": "object", "properties": {tag: property}});
    if !presence.may_be_absent {
        schema["required"] = json!([tag]);
    }
    schema
}

/// Follows the references of a schema. Returns also whether null is allowed.
fn resolved<'s>(schema: &'s Value, components: &'s Map<String, Value>) -> (&'s Value, bool) {
    let mut found = schema;
    let mut may_be_null = false;
    for _ in 0..=components.len() {
        may_be_null |= found.get("nullable") == Some(&Value::Bool(true));
        let name = found.as_object().and_then(reference);
        match name.and_then(|name| components.get(name)) {
            Some(component) => found = component,
            None => break,
        }
    }
    (found, may_be_null)
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

fn find_tags(schema: &Value, components: &Map<String, Value>, tags: &mut BTreeMap<String, BTreeMap<String, Presence>>) {
    match schema {
        Value::Array(all) => all.iter().for_each(|one| find_tags(one, components, tags)),
        Value::Object(schema) => {
            let tag = schema
                .get("discriminator")
                .and_then(|tag| tag.get("propertyName")?.as_str());
            let all = schema.get("oneOf").and_then(Value::as_array);
            for one in all.into_iter().flatten() {
                if let (Some(name), Some(tag)) = (one.as_object().and_then(reference), tag) {
                    let own = tags.entry(name.to_owned()).or_default();
                    own.entry(tag.to_owned())
                        .or_insert_with(|| Presence::of(one, tag, components, 0).unwrap_or(Presence::ALWAYS));
                }
            }
            schema.values().for_each(|one| find_tags(one, components, tags));
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
