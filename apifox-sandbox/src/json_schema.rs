//! Converts views to JSON Schemas (draft 4, which OpenAPI 3.0 extends), including what OpenAPI
//! adds: null, formats and integers.

use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonschema::{Draft, Keyword, Registry, ValidationError, ValidationOptions, Validator};
use serde_json::{Map, Value, json};

use crate::pointer;
use crate::view::reference;

/// The base URI of the components in the registry of JSON Schemas.
pub(crate) const BASE: &str = "urn:apifox-client:sandbox";

/// The keyword for numbers that are written as integers. In draft 4, `1.0` is not an integer. A
/// number beyond 64 bits is read as a float, so it does not pass either.
const WHOLE: &str = "x-whole";

/// Formats that draft 4 does not check, but later drafts do.
const LATER_FORMATS: [&str; 11] = [
    "date", "duration", "iri", "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time",
    "uri-reference", "uri-template", "uuid",
];

static FORMATS: LazyLock<Vec<(&str, Arc<Validator>)>> = LazyLock::new(|| {
    let made = LATER_FORMATS.into_iter().filter_map(|format| {
        let options = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true);
        Some((format, Arc::new(options.build(&json!({"format": format})).ok()?)))
    });
    made.collect()
});

/// Returns the options for all schemas of a document.
pub(crate) fn options<'i>(components: &'i Registry<'static>) -> ValidationOptions<'i> {
    let mut options = jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .with_registry(components)
        .with_keyword(WHOLE, |_, _, _| Ok(Box::new(Whole)))
        .with_format("byte", |text| STANDARD.decode(text).is_ok());
    for (format, validator) in FORMATS.iter() {
        let validator = Arc::clone(validator);
        options = options.with_format(*format, move |text| validator.is_valid(&Value::from(text)));
    }
    options
}

struct Whole;

impl<'i> Keyword<'i> for Whole {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if Keyword::is_valid(self, instance) {
            Ok(())
        } else {
            Err(ValidationError::custom(format!("{instance} is not a 64-bit integer")))
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        !instance.is_f64()
    }
}

/// Converts null and references, where OpenAPI 3.0 differs from JSON Schema draft 4.
pub(crate) fn json_schema(view: &Value) -> Value {
    match view {
        Value::Array(all) => all.iter().map(json_schema).collect(),
        Value::Object(view) => {
            if let Some(name) = reference(view) {
                let component = json!({"$ref": format!("{BASE}#/components/schemas/{}", escaped(name))});
                return or_null(view, component);
            }
            let mut schema = Map::new();
            for (key, value) in view {
                let value = match (key.as_str(), value) {
                    ("nullable", _) => continue,
                    ("properties", Value::Object(all)) => {
                        let all = all.iter().map(|(name, one)| (name.clone(), json_schema(one)));
                        Value::Object(all.collect())
                    }
                    ("items" | "additionalProperties" | "not" | "allOf" | "anyOf", one) => json_schema(one),
                    _ => value.clone(),
                };
                schema.insert(key.clone(), value);
            }
            if view.get("type").and_then(Value::as_str) == Some("integer") {
                schema.insert(WHOLE.to_owned(), Value::Bool(true));
            }
            or_null(view, Value::Object(schema))
        }
        other => other.clone(),
    }
}

fn or_null(view: &Map<String, Value>, mut schema: Value) -> Value {
    if view.get("nullable") != Some(&Value::Bool(true)) {
        return schema;
    }
    let is_plain = !["$ref", "allOf", "anyOf", "enum", "not"]
        .iter()
        .any(|key| schema.get(*key).is_some());
    match schema.get_mut("type") {
        // As one list of types, so that an error names both.
        Some(name) if is_plain => {
            *name = json!([name.take(), "null"]);
            schema
        }
        _ => json!({"anyOf": [schema, {"type": "null"}]}),
    }
}

/// Escapes a name for a JSON pointer (RFC 6901, section 3) in the fragment of a URI.
fn escaped(name: &str) -> String {
    percent_encoding::utf8_percent_encode(&pointer::escaped(name), percent_encoding::NON_ALPHANUMERIC).to_string()
}
