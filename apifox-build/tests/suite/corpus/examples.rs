//! The documented JSON examples of generated operations, and which of them match their own schemas.

use std::rc::Rc;

use apifox_build::Report;
use serde_json::{Value, json};

/// A documented body.
#[derive(Debug)]
pub(crate) struct Example {
    /// The operation and the part.
    pub(crate) place: String,
    /// The Rust type for decoding, within the generated file.
    pub(crate) rust_type: String,
    pub(crate) json: Value,
    pub(crate) is_request: bool,
    /// Whether a sandbox responds with it: then the client must be able to read it, even if it does
    /// not match its schema.
    pub(crate) is_served: bool,
    /// Its schema, and the components of the document.
    schema: Value,
    components: Rc<Value>,
    /// The mismatch of the example and its schema, if any.
    pub(crate) mismatch: Option<String>,
    /// The reason that it did not round-trip, although it matches.
    pub(crate) failure: Option<String>,
}

pub(crate) fn of(report: &Report) -> Vec<Example> {
    let Some(document) = report.document() else {
        return Vec::new();
    };
    let document: Value = serde_json::from_str(&document).unwrap();
    let plain = Rc::new(document["components"].clone());
    let components = closed_components(&nullable_as_type(&plain));
    let sandbox = sandbox_document(report.code().unwrap_or_default());
    let mut examples = Vec::new();
    for operation in report.operations() {
        let node = &document["paths"][&operation.template][operation.method.to_lowercase()];
        let responses = operation
            .responses
            .iter()
            .map(|(status, kind)| (&node["responses"][status], status.as_str(), kind));
        let body = operation.body.iter().map(|kind| (&node["requestBody"], "body", kind));
        for (holder, part, kind) in responses.chain(body) {
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
                let served = &sandbox["paths"][&operation.template][operation.method.to_lowercase()]["responses"][part];
                let mut served = served["content"].as_object().into_iter().flatten();
                let is_served = served.any(|(_, media)| media.get("example") == Some(&json));
                let (schema, components) = (media["schema"].clone(), Rc::clone(&plain));
                examples.push(Example {
                    place,
                    rust_type,
                    json,
                    is_request,
                    is_served,
                    schema,
                    components,
                    mismatch,
                    failure: None,
                });
            }
        }
    }
    examples
}

/// The constant `DOCUMENT` of generated code.
fn sandbox_document(code: &str) -> Value {
    let (_, behind) = code.split_once("pub const DOCUMENT: &str = r").unwrap_or_default();
    let fence: String = behind.chars().take_while(|c| *c == '#').collect();
    let (text, _) = behind[fence.len()..]
        .split_once(&format!("\"{fence};"))
        .unwrap_or_default();
    serde_json::from_str(text.trim_start_matches('"')).unwrap_or_default()
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

/// Returns why a value does not match a schema, by an independent validator. An undocumented member
/// is a mismatch, too: decoding ignores it by design, so it cannot be encoded again.
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

impl Example {
    /// Records that the example did not round-trip. An example of a union may match a less specific
    /// alternative than the one it is read as; a member that no alternative documents is ignored by
    /// design.
    pub(crate) fn came_back(&mut self, reason: &str) {
        if self.mismatch.is_some() {
            if reason.starts_with("does not decode") {
                self.failure = Some(format!("is served and {reason}"));
                self.mismatch = None;
            }
            return;
        }
        let back = reason
            .strip_prefix("came back as ")
            .and_then(|text| serde_json::from_str::<Value>(text).ok());
        let only_undocumented = back.is_some_and(|back| {
            let lost = lost(&self.json, &back);
            !lost.is_empty() && lost.iter().all(|path| self.is_undocumented(path))
        });
        if only_undocumented {
            self.mismatch = Some("contains a member that no alternative documents".to_owned());
        } else {
            self.failure = Some(reason.to_owned());
        }
    }

    fn is_undocumented(&self, path: &[String]) -> bool {
        let mut schemas = self.alternatives(&self.schema, 0);
        let Some((last, parents)) = path.split_last() else {
            return false;
        };
        for key in parents {
            schemas = schemas.iter().flat_map(|schema| self.below(schema, key)).collect();
        }
        let described = |schema: &&Value| {
            schema["properties"]
                .as_object()
                .is_some_and(|properties| !properties.is_empty())
        };
        schemas.iter().any(described) && !schemas.iter().any(|schema| schema["properties"].get(last).is_some())
    }

    /// Resolves a schema, and returns it or its alternatives.
    fn alternatives<'a>(&'a self, schema: &'a Value, depth: usize) -> Vec<&'a Value> {
        if let Some(name) = schema["$ref"]
            .as_str()
            .and_then(|name| name.rsplit('/').next())
            .filter(|_| depth < 16)
        {
            let found = self.components["schemas"]
                .as_object()
                .into_iter()
                .flatten()
                .find(|(key, _)| name == encoded(key));
            return found
                .map(|(_, target)| self.alternatives(target, depth + 1))
                .unwrap_or_default();
        }
        let parts = ["allOf", "oneOf", "anyOf"]
            .iter()
            .filter_map(|key| schema[*key].as_array())
            .flatten();
        std::iter::once(schema)
            .chain(parts.flat_map(|part| self.alternatives(part, depth + 1)))
            .collect()
    }

    fn below<'a>(&'a self, schema: &'a Value, key: &str) -> Vec<&'a Value> {
        let member = schema["properties"]
            .get(key)
            .or_else(|| schema.get("additionalProperties").filter(|rest| rest.is_object()));
        let item = schema.get("items").filter(|_| key.parse::<usize>().is_ok());
        member
            .into_iter()
            .chain(item)
            .flat_map(|schema| self.alternatives(schema, 0))
            .collect()
    }
}

fn encoded(name: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~$!".contains(&byte);
    name.replace('~', "~0")
        .replace('/', "~1")
        .bytes()
        .map(|byte| {
            if keep(byte) {
                (byte as char).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// Returns the paths at which two values differ.
fn lost(expected: &Value, back: &Value) -> Vec<Vec<String>> {
    let below = |key: &str, paths: Vec<Vec<String>>| -> Vec<Vec<String>> {
        paths
            .into_iter()
            .map(|path| std::iter::once(key.to_owned()).chain(path).collect())
            .collect()
    };
    match (expected, back) {
        (Value::Object(a), Value::Object(b)) => a
            .iter()
            .filter(|(_, value)| !value.is_null())
            .flat_map(|(key, value)| {
                below(
                    key,
                    b.get(key).map_or_else(|| vec![Vec::new()], |back| lost(value, back)),
                )
            })
            .collect(),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .flat_map(|(index, (a, b))| below(&index.to_string(), lost(a, b)))
            .collect(),
        (a, b) if a == b || (a.as_f64().is_some() && a.as_f64() == b.as_f64()) => Vec::new(),
        _ => vec![Vec::new()],
    }
}

/// Converts `nullable` of OpenAPI 3.0 to the type `null` of JSON Schema.
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

/// Returns the components, closed except for parts of an `allOf`.
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

/// Excludes undocumented members from objects with documented ones.
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
