//! Generates values from schemas: deterministic, and with every character that must be encoded
//! somewhere.

use serde_json::{Map, Value, json};

use super::document::{Document, Parameter, Place};

/// The purpose of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Purpose {
    /// Whether it has all members, rather than only the required ones.
    pub(crate) full: bool,
    /// Whether it is for a request, without read-only members, or for a response, without
    /// write-only ones.
    pub(crate) is_request: bool,
}

/// The depth below which optional members are left out, since schemas may be recursive.
const DEEP: usize = 5;

/// The value of an unrestricted schema.
const ANYTHING: &str = "anything";

/// The depth below which even required members are left out: a type that requires itself has no
/// finite value.
const BOTTOMLESS: usize = 9;

/// Generates the value of a parameter.
pub(crate) fn parameter(document: &Document, parameter: &Parameter) -> Value {
    let mut maker = Maker {
        document,
        purpose: Purpose {
            full: true,
            is_request: true,
        },
        text: match parameter.place {
            _ if parameter.is_json => "a b",
            Place::Path => "a b/c&d%20e?f#余额",
            // A delimiter inside an item would split it.
            Place::Query if parameter.style == "spaceDelimited" => "a&b=c/d%20e#余额",
            Place::Query => "a b&c=d/e%20f+g#余额",
            // Characters that headers, and cookies (RFC 6265, cookie-octet), can contain unescaped.
            Place::Header => "a b;c=%20/d",
            Place::Cookie => "a/b%20&=c",
        },
        counter: 0,
    };
    let mut schema = document.follow(&parameter.schema).clone();
    if let (Some(example), None) = (&parameter.example, schema.get("example")) {
        schema["example"] = example.clone();
    }
    maker.value(&schema, 0)
}

/// Generates the value of a body.
pub(crate) fn body(document: &Document, schema: &Value, purpose: Purpose) -> Value {
    let mut maker = Maker {
        document,
        purpose,
        text: "a b&c=d/e%20f+\"g\"\\余额\n",
        counter: 0,
    };
    maker.value(schema, 0)
}

/// The keywords of a schema that determine its value.
const STRUCTURE: [&str; 7] = ["type", "properties", "items", "enum", "allOf", "oneOf", "anyOf"];

struct Maker<'a> {
    document: &'a Document,
    purpose: Purpose,
    text: &'static str,
    /// A number that makes the items of arrays distinct.
    counter: usize,
}

impl Maker<'_> {
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        let document = self.document;
        let schema = document.follow(schema);
        if depth > BOTTOMLESS + 1 {
            return Value::Null; // alternatives that consist only of each other
        }
        // An enum, or the only value where there is none.
        let values = schema["enum"].as_array().or(schema["x-only-value"].as_array());
        if let Some(values) = values {
            let value = values.iter().find(|value| !value.is_null());
            return value.cloned().unwrap_or_default();
        }
        if schema.get("allOf").is_some() {
            return self.all_of(schema, depth);
        }
        if schema["oneOf"].is_array() && schema["anyOf"].is_array() {
            // One of each.
            let (one, any) = (json!({"oneOf": schema["oneOf"]}), json!({"anyOf": schema["anyOf"]}));
            return self.all_of(&json!({"allOf": [one, any]}), depth);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(alternatives) = schema[key].as_array() {
                return self.alternative(schema, alternatives, depth);
            }
        }
        let is_object = schema["properties"].is_object() || schema["additionalProperties"].is_object();
        match schema["type"].as_str() {
            Some("boolean") => Value::Bool(true),
            Some("integer") => integer(schema),
            Some("number") => number(schema),
            Some("string") => self.string(schema),
            Some("array") => self.array(schema, depth),
            Some("object") => self.object(schema, depth),
            _ if is_object => self.object(schema, depth),
            _ if schema.get("items").is_some() => self.array(schema, depth),
            _ => json!(ANYTHING),
        }
    }

    fn all_of(&mut self, schema: &Value, depth: usize) -> Value {
        let mut all = Map::new();
        let mut single = None;
        let parts = schema["allOf"].as_array().into_iter().flatten();
        let parts: Vec<&Value> = parts.map(|part| self.document.follow(part)).collect();
        // One part may require what another describes.
        let needed = required(&parts.iter().copied().chain([schema]).collect::<Vec<_>>());
        // A part without relevant keywords does not affect the value.
        let says_something = |part: &&&Value| STRUCTURE.iter().any(|key| part.get(key).is_some());
        for part in parts.iter().filter(says_something) {
            let mut part = (*part).clone();
            part["required"] = needed.clone();
            match self.value(&part, depth + 1) {
                Value::Object(members) => add(&mut all, members),
                other => single = single.or(Some(other)),
            }
        }
        if schema["properties"].is_object()
            && let Value::Object(members) = self.object(schema, depth)
        {
            add(&mut all, members);
        }
        match single {
            Some(single) if all.is_empty() => single,
            _ => Value::Object(all),
        }
    }

    /// Whether a schema is more than an alternative of itself.
    fn ends(&self, schema: &Value, trail: &mut Vec<String>) -> bool {
        if let Some(reference) = schema["$ref"].as_str() {
            if trail.iter().any(|passed| passed == reference) {
                return false;
            }
            trail.push(reference.to_owned());
        }
        let schema = self.document.follow(schema);
        let mut lists = ["oneOf", "anyOf"].into_iter().filter_map(|key| schema[key].as_array());
        lists.next().is_none_or(|parts| {
            parts.iter().any(|part| {
                let mut trail = trail.clone();
                self.ends(part, &mut trail)
            })
        })
    }

    /// Generates the first alternative, with the tag of the discriminator, if there is one.
    fn alternative(&mut self, schema: &Value, alternatives: &[Value], depth: usize) -> Value {
        let is_null = |alternative: &&Value| alternative["enum"] == json!([null]);
        let mut possible = alternatives.iter().filter(|alternative| !is_null(alternative));
        let Some(first) = possible
            .clone()
            .find(|one| self.ends(one, &mut Vec::new()))
            .or(possible.next())
        else {
            return Value::Null;
        };
        let mut first = first.clone();
        if first["$ref"].is_null() && first["type"].is_null() && schema["properties"].is_null() {
            // It may only limit the type beside the alternatives.
            for key in ["type", "items"] {
                if let (Some(first), Some(value)) = (first.as_object_mut(), schema.get(key)) {
                    first.insert(key.to_owned(), value.clone());
                }
            }
        }
        let first = &first;
        let mut value = self.value(first, depth + 1);
        if schema["properties"].is_object() {
            // Keywords beside the alternatives apply to each of them; an alternative may only
            // require members.
            let mut beside = schema.clone();
            beside["required"] = required(&[schema, first]);
            let mut members = self.object(&beside, depth);
            if let (Value::Object(all), Value::Object(own)) = (&mut members, value) {
                all.extend(own);
            }
            value = members;
        }
        if let Value::Object(members) = &mut value {
            let property = schema["discriminator"]["propertyName"].as_str();
            if let (Some(property), Some(reference)) = (property, first["$ref"].as_str()) {
                let mapping = schema["discriminator"]["mapping"].as_object().into_iter().flatten();
                let name = reference.rsplit('/').next().unwrap_or_default();
                let mapped = mapping
                    .filter(|(_, target)| *target == reference || *target == name)
                    .map(|(key, _)| key.as_str())
                    .next();
                // A mapping writes integers and booleans as strings.
                let is_text = members.get(property).is_none_or(Value::is_string);
                let typed = mapped.filter(|_| !is_text).and_then(|mapped| mapped.parse().ok());
                let tag = typed.unwrap_or_else(|| json!(mapped.unwrap_or(name)));
                members.insert(property.to_owned(), tag);
            }
        }
        value
    }

    fn array(&mut self, schema: &Value, depth: usize) -> Value {
        if depth > DEEP {
            return json!([]);
        }
        let at_most = schema["maxItems"].as_u64().unwrap_or(2);
        let wanted = schema["minItems"].as_u64().unwrap_or(0).max(2).min(at_most);
        let items = (0..wanted).map(|_| {
            self.counter += 1;
            self.value(&schema["items"], depth + 1)
        });
        items.collect()
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let required = schema["required"].as_array();
        let hidden = if self.purpose.is_request {
            "readOnly"
        } else {
            "writeOnly"
        };
        let mut members = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let is_required = required.is_some_and(|names| names.iter().any(|required| *required == **name));
            if self.document.follow(property)[hidden] == true || property[hidden] == true {
                continue;
            }
            let goes_on = if is_required {
                depth <= BOTTOMLESS
            } else {
                self.purpose.full && depth <= DEEP
            };
            if goes_on {
                members.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        let rest = &schema["additionalProperties"];
        if rest.is_object() && self.purpose.full && depth <= DEEP {
            let value = self.value(rest, depth + 1);
            members.insert("a key".to_owned(), value);
        }
        Value::Object(members)
    }

    fn string(&mut self, schema: &Value) -> Value {
        let number = self.counter;
        if schema["pattern"].is_string()
            && let Some(example) = schema["example"].as_str()
        {
            return json!(example);
        }
        let text = match schema["format"].as_str().unwrap_or_default() {
            "date" => format!("2024-02-{:02}", 1 + number % 28),
            "date-time" => format!("2024-02-{:02}T12:30:45Z", 1 + number % 28),
            "uuid" => format!("01234567-89ab-4cde-8f01-{number:012}"),
            "email" => format!("a{number}@example.com"),
            "uri" | "url" => format!("https://example.com/a?b=c%20d&e={number}"),
            "ipv4" | "ip" => "127.0.0.1".to_owned(),
            "ipv6" => "::1".to_owned(),
            "byte" => "aGk/Cg==".to_owned(),
            _ if number > 0 => format!("{}{number}", self.text),
            _ => self.text.to_owned(),
        };
        json!(fitted(&text, schema))
    }
}

/// Adds the members of another part: those of the later part replace others, unless they are
/// unrestricted; objects are merged.
fn add(all: &mut Map<String, Value>, members: Map<String, Value>) {
    for (name, value) in members {
        match (all.get_mut(&name), value) {
            (Some(Value::Object(made)), Value::Object(more)) => add(made, more),
            (Some(_), value) if value == ANYTHING => {}
            (_, value) => drop(all.insert(name, value)),
        }
    }
}

/// Returns the names that any of the schemas requires.
fn required(schemas: &[&Value]) -> Value {
    let names = schemas.iter().filter_map(|schema| schema["required"].as_array());
    names.flatten().cloned().collect()
}

/// Returns the text with a length that the schema allows.
fn fitted(text: &str, schema: &Value) -> String {
    let at_least = schema["minLength"].as_u64().unwrap_or(0);
    let at_most = schema["maxLength"].as_u64().unwrap_or(u64::MAX);
    let mut characters: Vec<char> = text.chars().collect();
    while (characters.len() as u64) < at_least {
        characters.push('x');
    }
    characters.truncate(usize::try_from(at_most).unwrap_or(usize::MAX));
    let text: String = characters.into_iter().collect();
    text.trim_end_matches(' ').to_owned()
}

fn integer(schema: &Value) -> Value {
    if let Some(example) = schema["example"].as_i64() {
        return json!(example);
    }
    let at_most = schema["maximum"].as_f64().unwrap_or(f64::MAX);
    match schema["minimum"].as_i64() {
        Some(least) if schema["exclusiveMinimum"] == true => json!(i128::from(least) + 1),
        Some(least) => json!(least),
        None if at_most >= 7.0 => json!(7),
        None => json!(schema["maximum"].as_i64().map_or(-7, |most| most - 1)),
    }
}

fn number(schema: &Value) -> Value {
    let least = schema["minimum"].as_f64().unwrap_or(f64::MIN);
    let most = schema["maximum"].as_f64().unwrap_or(f64::MAX);
    if least < 1.25 && most > 1.25 {
        json!(1.25)
    } else if schema["minimum"].is_number() {
        json!(least + 0.5)
    } else {
        json!(most - 0.5)
    }
}
