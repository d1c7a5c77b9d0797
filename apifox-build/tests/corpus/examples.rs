//! The documented JSON examples of what was generated, and which of them fit their own schemas.

use apifox_build::Report;
use serde_json::{Value, json};

/// One documented body.
#[derive(Debug)]
pub(crate) struct Example {
    /// Operation and part.
    pub(crate) place: String,
    /// The Rust type it is to decode into, within the generated file.
    pub(crate) rust_type: String,
    pub(crate) json: Value,
    pub(crate) is_request: bool,
    /// Why the example does not fit its own schema, if it does not.
    pub(crate) mismatch: Option<String>,
    /// Why it was not decoded and encoded back, though it fits.
    pub(crate) failure: Option<String>,
}

pub(crate) fn of(report: &Report) -> Vec<Example> {
    let Some(document) = report.document() else {
        return Vec::new();
    };
    let document: Value = serde_json::from_str(&document).unwrap();
    let components = closed_components(&nullable_as_type(&document["components"]));
    let mut examples = Vec::new();
    for operation in report.operations() {
        let node = &document["paths"][&operation.path][operation.method.to_lowercase()];
        let answers = operation
            .answers
            .iter()
            .map(|(status, kind)| (&node["responses"][status], status.as_str(), kind));
        let body = operation.body.iter().map(|kind| (&node["requestBody"], "body", kind));
        for (holder, part, kind) in answers.chain(body) {
            let Some((_, media)) = holder["content"]
                .as_object()
                .into_iter()
                .flatten()
                .find(|(name, _)| is_json(name))
            else {
                continue;
            };
            for json in bodies(media) {
                let place = format!("{} {} {part}", operation.method, operation.path);
                let mismatch = mismatch(&media["schema"], &components, json);
                let (rust_type, json, is_request) = (kind.clone(), json.clone(), part == "body");
                examples.push(Example {
                    place,
                    rust_type,
                    json,
                    is_request,
                    mismatch,
                    failure: None,
                });
            }
        }
    }
    examples
}

fn is_json(media_type: &str) -> bool {
    media_type.contains("json") || media_type == "*/*"
}

fn bodies(media: &Value) -> impl Iterator<Item = &Value> {
    let single = media.get("example");
    let named = media.get("examples").and_then(Value::as_object).into_iter().flatten();
    single
        .into_iter()
        .chain(named.filter_map(|(_, example)| example.get("value")))
}

/// Why a value does not fit a schema, by an independent validator. A member that the schema does not document is such a reason too:
/// it is ignored on decoding, by design, so it cannot come back.
fn mismatch(schema: &Value, components: &Value, value: &Value) -> Option<String> {
    let mut schema = closed(&nullable_as_type(schema), false);
    schema["components"] = components.clone();
    let validator = match jsonschema::draft4::options()
        .with_pattern_options(jsonschema::PatternOptions::regex())
        .build(&schema)
    {
        Ok(validator) => validator,
        Err(error) => return Some(format!("the schema itself is unsound: {error}")),
    };
    let error = validator.iter_errors(value).next();
    error.map(|error| {
        format!(
            "{} at `{}`",
            error.to_string().chars().take(120).collect::<String>(),
            error.instance_path()
        )
    })
}

/// OpenAPI 3.0 says `nullable`, JSON Schema says `null`.
fn nullable_as_type(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut plain: serde_json::Map<String, Value> = members
                .iter()
                .filter(|(key, _)| *key != "example")
                .map(|(key, value)| (key.clone(), nullable_as_type(value)))
                .collect();
            if members.get("nullable") == Some(&Value::Bool(true)) {
                plain.remove("nullable");
                return json!({ "anyOf": [{ "type": "null" }, plain] });
            }
            Value::Object(plain)
        }
        Value::Array(items) => Value::Array(items.iter().map(nullable_as_type).collect()),
        other => other.clone(),
    }
}

/// The components, closed but for those that are parts of an `allOf`.
fn closed_components(components: &Value) -> Value {
    let mut parts = Vec::new();
    references_in_all_of(components, false, &mut parts);
    let mut components = components.clone();
    for (name, schema) in components["schemas"].as_object_mut().into_iter().flatten() {
        *schema = closed(schema, parts.contains(name));
    }
    components
}

fn references_in_all_of(schema: &Value, inside: bool, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Value::as_str).filter(|_| inside) {
                found.extend(name.strip_prefix("#/components/schemas/").map(str::to_owned));
            }
            for (key, value) in members {
                references_in_all_of(value, inside || key == "allOf", found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references_in_all_of(item, inside, found)),
        _ => {}
    }
}

/// Objects with documented members have no others.
fn closed(schema: &Value, open: bool) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    let composed = members.contains_key("allOf") || members.contains_key("oneOf") || members.contains_key("anyOf");
    let mut result = serde_json::Map::new();
    for (key, value) in members {
        let value = match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => Value::Object(
                properties
                    .iter()
                    .map(|(name, property)| (name.clone(), closed(property, false)))
                    .collect(),
            ),
            ("items" | "additionalProperties", value) => closed(value, false),
            ("allOf", Value::Array(parts)) => Value::Array(parts.iter().map(|part| closed(part, true)).collect()),
            ("oneOf" | "anyOf", Value::Array(parts)) => {
                let beside = members.contains_key("properties");
                Value::Array(parts.iter().map(|part| closed(part, open || beside)).collect())
            }
            (_, value) => value.clone(),
        };
        result.insert(key.clone(), value);
    }
    let has_members = members
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|properties| !properties.is_empty());
    if has_members && !open && !composed && !members.contains_key("additionalProperties") {
        result.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    Value::Object(result)
}
