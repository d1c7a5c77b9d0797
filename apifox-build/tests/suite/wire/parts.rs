//! The parts of a multipart body (OpenAPI 3.0.4, "Encoding Object"; RFC 7578).

use serde_json::{Value, json};

use super::case::{Group, Part, text};
use super::document::{Document, is_json};
use super::values::{self, Purpose};

/// Returns a group for each property; without documented properties, a text and a file that the
/// caller adds.
pub(crate) fn groups(document: &Document, media: &Value, purpose: Purpose) -> Vec<Group> {
    let schema = document.follow(&media["schema"]);
    let first = schema["oneOf"].get(0);
    let schema = first.map_or(schema, |first| document.follow(first));
    let properties = schema["properties"]
        .as_object()
        .filter(|properties| !properties.is_empty());
    let Some(properties) = properties else {
        let text = part("a \"text\"", &json!("a b\r\n余额"), None, false, 0);
        let file = part("a file", &Value::Null, None, true, 0);
        return vec![
            group("a \"text\"", Value::Null, vec![text]),
            group("a file", Value::Null, vec![file]),
        ];
    };
    let Value::Object(values) = values::body(document, schema, purpose) else {
        return Vec::new();
    };
    let mut groups = Vec::new();
    for (name, value) in values {
        let property = document.follow(&properties[&name]);
        if !purpose.full && property["nullable"] == true {
            continue; // null has no form in a part, so the part is left out
        }
        let declared = media["encoding"][&name]["contentType"].as_str();
        let declared = declared.filter(|declared| !declared.contains(['*', ',']));
        let is_file = may_be_file(document, property) || is_bytes(property, &media["encoding"][&name]);
        let as_one = declared.is_some_and(is_json) && !is_file;
        let parts = match &value {
            Value::Array(items) if !as_one => {
                let numbered = items.iter().enumerate();
                numbered
                    .map(|(number, item)| part(&name, item, declared, is_file, number))
                    .collect()
            }
            value => vec![part(&name, value, declared, is_file, 0)],
        };
        groups.push(group(&name, value, parts));
    }
    groups
}

/// Whether a part, an item of it, or one of several alternatives is a file.
fn may_be_file(document: &Document, schema: &Value) -> bool {
    let alternatives = ["oneOf", "anyOf"].into_iter().filter_map(|key| schema[key].as_array());
    let mut within = alternatives.flatten().chain(schema.get("items"));
    is_file(schema) || within.any(|inner| may_be_file(document, document.follow(inner)))
}

fn is_file(schema: &Value) -> bool {
    let is_text = schema["type"].as_str().is_none_or(|kind| kind == "string");
    is_text && ["binary", "byte", "base64"].contains(&schema["format"].as_str().unwrap_or_default())
}

/// Whether a part is a file. OpenAPI 3.1, "Considerations for file uploads", documents a file only
/// by its media type.
fn is_bytes(schema: &Value, encoding: &Value) -> bool {
    let says_nothing = schema.get("type").is_none() && schema.get("$ref").is_none();
    let declared = encoding["contentType"].as_str().unwrap_or_default();
    says_nothing && !declared.is_empty() && !declared.starts_with("text/") && !is_json(declared)
}

fn group(name: &str, value: Value, parts: Vec<Part>) -> Group {
    let name = name.to_owned();
    Group { name, value, parts }
}

/// Returns a part. By default, texts have no media type, objects are JSON, and files are bytes.
fn part(name: &str, value: &Value, declared: Option<&str>, is_file: bool, number: usize) -> Part {
    let default = match value {
        _ if is_file => Some("application/octet-stream"),
        Value::Object(_) | Value::Array(_) => Some("application/json"),
        _ => None,
    };
    Part {
        name: name.to_owned(),
        file: is_file.then(|| format!("a \"{number}\" 余额.bin")),
        media_type: declared.or(default).map(str::to_owned),
        content: match declared {
            _ if is_file => format!("\0\r\n{number}").into_bytes(),
            Some(declared) if is_json(declared) => value.to_string().into_bytes(),
            _ => text(value).into_bytes(),
        },
    }
}
