//! Parameter and form values as strings, before a schema gives them types.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Number, Value};

use crate::schema::{Schema, Schemas};

/// The greatest depth of bracket notation, `a[b][c]`. It keeps a request from exhausting the stack.
const DEPTH: usize = 32;

/// A value whose strings have no types yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Raw {
    String(String),
    Array(Vec<Raw>),
    /// For an array of objects, the names are the indices.
    Object(Properties),
}

/// Properties in the order of the request. They are found by name without a search, since a form
/// may have a hundred thousand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Properties {
    all: Vec<(String, Raw)>,
    places: HashMap<String, usize>,
}

impl Properties {
    fn push(&mut self, name: &str, value: Raw) {
        self.places.insert(name.to_owned(), self.all.len());
        self.all.push((name.to_owned(), value));
    }

    fn get_mut(&mut self, name: &str) -> Option<&mut Raw> {
        self.places.get(name).map(|place| &mut self.all[*place].1)
    }
}

impl FromIterator<(String, Raw)> for Properties {
    fn from_iter<I: IntoIterator<Item = (String, Raw)>>(all: I) -> Self {
        let mut properties = Self::default();
        for (name, value) in all {
            properties.push(&name, value);
        }
        properties
    }
}

impl IntoIterator for Properties {
    type Item = (String, Raw);
    type IntoIter = std::vec::IntoIter<(String, Raw)>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

/// A name (decoded) and its value (encoded), from a query or a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) name: String,
    /// Still percent-encoded, because an encoded delimiter belongs to an item.
    pub(crate) encoded: String,
}

impl Raw {
    pub(crate) fn string(text: &str) -> Self {
        Self::String(text.to_owned())
    }

    /// Returns an object without properties.
    pub(crate) fn empty() -> Self {
        Self::Object(Properties::default())
    }

    /// Adds a value under a name. A repeated name makes an array. `path` holds the name, then the
    /// steps in brackets.
    pub(crate) fn insert(&mut self, path: &[&str], value: Self) {
        let Some((name, rest)) = path.split_first() else {
            match self {
                Self::Array(all) => all.push(value),
                other => *other = Self::Array(vec![std::mem::replace(other, Self::Array(Vec::new())), value]),
            }
            return;
        };
        if !matches!(self, Self::Object(_)) {
            *self = Self::empty();
        }
        let Self::Object(properties) = self else { return };
        match properties.get_mut(name) {
            Some(property) => property.insert(rest, value),
            None if rest.is_empty() => properties.push(name, value),
            None => {
                let mut property = Self::empty();
                property.insert(rest, value);
                properties.push(name, property);
            }
        }
    }
}

impl Pair {
    /// Splits a query or a form into its pairs, in order.
    pub(crate) fn all(text: &str) -> Vec<Self> {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Self {
                name: decoded(name),
                encoded: value.to_owned(),
            }
        });
        pairs.collect()
    }

    pub(crate) fn value(&self) -> String {
        decoded(&self.encoded)
    }

    /// Returns the name before the first bracket and the steps in brackets. `tags[]` is the same as
    /// `tags`.
    pub(crate) fn path(&self) -> Vec<&str> {
        path_of(&self.name)
    }
}

pub(crate) fn path_of(name: &str) -> Vec<&str> {
    let (first, mut rest) = match name.find('[') {
        Some(open) if open > 0 => name.split_at(open),
        _ => return vec![name],
    };
    let mut path = vec![first];
    while let Some((step, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        path.push(step);
        rest = after;
    }
    if !rest.is_empty() || path.len() > DEPTH {
        return vec![name];
    }
    if path.last() == Some(&"") {
        path.pop();
    }
    path
}

/// Decodes form encoding: `+` is a space (WHATWG URL, "application/x-www-form-urlencoded parsing").
pub(crate) fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// Gives a value the types of its schema. A string that does not parse stays a string, so that the
/// check reports it.
pub(crate) fn typed(schemas: &Schemas, view: &Value, raw: Raw) -> Value {
    let schema = schemas.resolve(view);
    if let Some(all) = schema.get("anyOf").and_then(Value::as_array) {
        let tried = all.iter().map(|one| (one, typed(schemas, one, raw.clone())));
        let mut sound = tried.filter(|(one, value)| schemas.is_valid(&Schema::of((*one).clone()), value));
        return match sound.next() {
            Some((_, value)) => value,
            None => untyped(raw),
        };
    }
    let parts = schema.get("allOf").and_then(Value::as_array);
    if let Some(first) = parts.and_then(|all| all.first()) {
        return typed(schemas, first, raw);
    }
    let null = Value::Null;
    match (schema.get("type").and_then(Value::as_str), raw) {
        (Some("array"), raw) => {
            let items = schema.get("items").unwrap_or(&null);
            let all = match raw {
                Raw::Array(all) => all,
                Raw::Object(properties) if properties.all.iter().all(|(name, _)| name.parse::<usize>().is_ok()) => {
                    properties.into_iter().map(|(_, item)| item).collect()
                }
                one => vec![one],
            };
            all.into_iter().map(|item| typed(schemas, items, item)).collect()
        }
        (_, Raw::Object(properties)) => {
            let of = |name: &str| {
                let own = schema.get("properties").and_then(|all| all.get(name));
                own.or(schema.get("additionalProperties")).unwrap_or(&null)
            };
            let properties = properties.into_iter().map(|(name, property)| {
                let property = typed(schemas, of(&name), property);
                (name, property)
            });
            Value::Object(properties.collect())
        }
        (type_name, Raw::String(text)) => scalar(type_name, schema, text),
        (_, raw) => untyped(raw),
    }
}

/// Parses a string as the scalar of its schema.
fn scalar(type_name: Option<&str>, schema: &Value, text: String) -> Value {
    let number = || {
        text.parse::<Number>()
            .ok()
            .filter(|number| number.as_f64().is_some_and(f64::is_finite))
    };
    let value = match type_name {
        Some("integer") => number().filter(|number| !number.is_f64()).map(Value::Number),
        Some("number") => number().map(Value::Number),
        Some("boolean") => text.parse().ok().map(Value::Bool),
        Some("null") if text.is_empty() => Some(Value::Null),
        // Without a type, the listed values say what is meant.
        None => {
            let all = schema.get("enum").and_then(Value::as_array);
            all.into_iter()
                .flatten()
                .find(|one| !one.is_string() && one.to_string() == text)
                .cloned()
        }
        _ => None,
    };
    value.unwrap_or(Value::String(text))
}

fn untyped(raw: Raw) -> Value {
    match raw {
        Raw::String(text) => Value::String(text),
        Raw::Array(all) => all.into_iter().map(untyped).collect(),
        Raw::Object(properties) => {
            let properties: Map<_, _> = properties
                .into_iter()
                .map(|(name, property)| (name, untyped(property)))
                .collect();
            Value::Object(properties)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[cfg(feature = "strict")] // needs to know which of several types fits
    #[test]
    fn strings_get_the_types_of_their_schema() {
        let schemas = Schemas::new(&Map::new()).expect("there are none");
        for (schema, text, expected) in [
            (json!({"type": "integer"}), "12", json!(12)),
            (json!({"type": "integer"}), "1.5", json!("1.5")),
            (json!({"type": "integer"}), " 1", json!(" 1")),
            (json!({"type": "number"}), "1e3", json!(1e3)),
            (json!({"type": "number"}), "1e999", json!("1e999")),
            (json!({"type": "boolean"}), "true", json!(true)),
            (json!({"type": "string"}), "1", json!("1")),
            (json!({"type": "array", "items": {"type": "integer"}}), "1", json!([1])),
            (
                json!({"anyOf": [{"type": "boolean"}, {"type": "integer"}]}),
                "7",
                json!(7),
            ),
            (json!({"enum": [1, 2]}), "2", json!(2)),
            (json!({}), "1", json!("1")),
        ] {
            assert_eq!(typed(&schemas, &schema, Raw::string(text)), expected, "{schema} {text}");
        }
    }

    #[test]
    fn brackets_are_members_and_a_name_that_comes_again_is_a_list() {
        let mut raw = Raw::empty();
        for pair in Pair::all("a%5Bb%5D=1&a[c]=x+y&d=1&d=2&e[0][f]=3&e[1][f]=4&g[]=5&[h]=6&i[j=7") {
            raw.insert(&pair.path(), Raw::String(pair.value()));
        }
        let expected = json!({
            "a": {"b": "1", "c": "x y"}, "d": ["1", "2"], "e": {"0": {"f": "3"}, "1": {"f": "4"}},
            "g": "5", "[h]": "6", "i[j": "7",
        });
        assert_eq!(untyped(raw), expected);
        let deep = format!("a{}=1", "[b]".repeat(100_000));
        assert_eq!(Pair::all(&deep)[0].path().len(), 1);
    }
}
