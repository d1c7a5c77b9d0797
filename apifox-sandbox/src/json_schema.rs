//! Views as JSON Schemas (draft 4, which OpenAPI 3.0 is made from), with what OpenAPI says beyond it: null, formats, whole numbers.

use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonschema::{Draft, Keyword, Registry, ValidationError, ValidationOptions, Validator};
use serde_json::{Map, Value, json};

use crate::pointer;
use crate::view::reference;

/// What the components are called among all JSON Schemas there are.
pub(crate) const BASE: &str = "urn:apifox-client:sandbox";

/// The keyword of numbers that are whole as they are written. In draft 4 that is what an integer is, `1.0` is none; and a number
/// beyond 64 bits is read as a fraction.
const WHOLE: &str = "x-whole";

/// Formats that draft 4 does not check and later ones do.
const LATER_FORMATS: [&str; 11] = [
    "date",
    "duration",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri-reference",
    "uri-template",
    "uuid",
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

/// How all schemas of a document are checked.
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
            Err(ValidationError::custom(format!(
                "{instance} is not written as a whole number of 64 bits"
            )))
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        !instance.is_f64()
    }
}

/// OpenAPI 3.0 says of null and of references what JSON Schema (draft 4, which it is made from) does not.
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
        // Said in one, an error names both.
        Some(kind) if is_plain => {
            *kind = json!([kind.take(), "null"]);
            schema
        }
        _ => json!({"anyOf": [schema, {"type": "null"}]}),
    }
}

/// A name in a JSON pointer (RFC 6901, section 3) that is a URI's fragment.
fn escaped(name: &str) -> String {
    percent_encoding::utf8_percent_encode(&pointer::escaped(name), percent_encoding::NON_ALPHANUMERIC).to_string()
}
