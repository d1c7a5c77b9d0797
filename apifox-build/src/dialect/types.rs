//! Type names that OpenAPI does not have: those of databases and programming languages, arrays of
//! types, and `null`.

use super::keywords::OF_VALUES;
use super::{Dialect, append_description, enums};
use crate::discriminator::ONLY;
use crate::node::{At, Kind, Node};
use crate::reference::schema_ref;

/// The meaning of a type name.
#[derive(Debug, PartialEq)]
enum Meaning {
    /// A type of OpenAPI, and its format.
    Type(&'static str, &'static str),
    Null,
    Any,
    /// An array of items of the other type name.
    List(String),
    /// One of several types.
    Several(Vec<String>),
    /// Ambiguous or unknown.
    Unclear,
}

fn meaning(word: &str) -> Meaning {
    use Meaning::{Any, List, Null, Several, Type, Unclear};
    let word = word.trim();
    if word.contains('|') {
        return Several(word.split('|').map(|part| part.trim().to_owned()).collect());
    }
    if let Some(required) = word.strip_suffix('?').or(word.strip_prefix('?')) {
        return Several(vec![required.trim().to_owned(), "null".to_owned()]);
    }
    if let Some(item) = word.strip_suffix("[]") {
        return List(item.to_owned());
    }
    let lower = word.to_ascii_lowercase();
    if let Some((outer, inner)) = lower.split_once(['<', '['])
        && let Some(inner) = inner.strip_suffix(['>', ']'])
    {
        return match meaning(outer) {
            Type("array", _) => List(inner.to_owned()),
            other => other,
        };
    }
    // `varchar(255)`
    let stem = lower.split('(').next().unwrap_or_default().trim();
    match stem {
        "string" | "str" | "text" | "char" | "varchar" | "longtext" | "mediumtext" | "textarea" | "richtext" => {
            Type("string", "")
        }
        "uuid" | "guid" => Type("string", "uuid"),
        "email" => Type("string", "email"),
        "url" | "uri" => Type("string", "uri"),
        "password" => Type("string", "password"),
        "date" => Type("string", "date"),
        "datetime" | "date-time" | "date_time" => Type("string", "date-time"),
        "file" | "binary" | "blob" => Type("string", "binary"),
        "integer" | "int" | "smallint" | "mediumint" | "tinyint" | "short" | "int8" | "int16" | "uint8" | "uint16" => {
            Type("integer", "")
        }
        "int32" => Type("integer", "int32"),
        "int64" | "long" | "bigint" | "uint32" | "uint" => Type("integer", "int64"),
        "uint64" | "ulong" => Type("integer", "uint64"),
        "number" | "num" | "real" => Type("number", ""),
        "float" => Type("number", "float"),
        "double" => Type("number", "double"),
        "boolean" | "bool" => Type("boolean", ""),
        "array" | "list" | "set" | "collection" | "arraylist" | "vector" | "tuple" | "jsonarray" => Type("array", ""),
        "object" | "map" | "dict" | "dictionary" | "hash" | "hashmap" | "struct" | "obj" | "jsonobject" => {
            Type("object", "")
        }
        "null" | "nil" | "none" | "void" | "undefined" => Null,
        "any" | "mixed" | "json" | "unknown" | "dynamic" | "variant" | "*" => Any,
        _ => Unclear, // including `decimal`, `timestamp`, `time` and `byte`: numbers to some servers, strings to others
    }
}

/// Whether `type` allows only strings, or null.
pub(super) fn is_string(declared: &Node) -> bool {
    fn are_strings<'a>(words: impl Iterator<Item = &'a str>) -> bool {
        let meanings: Vec<Meaning> = words.map(meaning).filter(|meaning| *meaning != Meaning::Null).collect();
        !meanings.is_empty()
            && meanings
                .iter()
                .all(|meaning| matches!(meaning, Meaning::Type("string", _)))
    }
    match &declared.kind {
        Kind::String(word) => match meaning(word) {
            Meaning::Several(words) => are_strings(words.iter().map(String::as_str)),
            meaning => matches!(meaning, Meaning::Type("string", _)),
        },
        Kind::Array(_) => are_strings(declared.names_in_array()),
        _ => false,
    }
}

impl Dialect<'_> {
    /// Rewrites `type` as one of the types of OpenAPI 3.0, or removes it to accept any JSON.
    pub(super) fn normalize_type(&mut self, schema: &mut Node) {
        let Some(declared) = schema.get("type").cloned() else {
            return;
        };
        match &declared.kind {
            Kind::String(word) if TYPES.contains(&word.as_str()) => {}
            Kind::String(word) => self.normalize_name(schema, &declared, word),
            Kind::Array(_) => {
                let words: Vec<String> = declared.names_in_array().map(str::to_owned).collect();
                self.normalize_type_array(schema, &declared, &words);
            }
            Kind::Null => self.normalize_name(schema, &declared, "null"),
            _ => self.accept_any_json(schema, &declared),
        }
        if schema.get_str("type") == Some("array") && schema.get("items").is_none() {
            self.findings.note(
                schema.at,
                "unusual-schema",
                "the items of this array are not described; any JSON is accepted as an item",
                "write `items`",
            );
            schema.insert("items", Node::object(schema.at, []));
        }
    }

    fn normalize_name(&mut self, schema: &mut Node, declared: &Node, word: &str) {
        let at = declared.at;
        match meaning(word) {
            Meaning::Type(name, format) => {
                schema.insert("type", Node::string(at, name));
                if !format.is_empty() && schema.get("format").is_none() {
                    schema.insert("format", Node::string(at, format));
                }
                let message = format!("`type: {word}` is read as `{name}`");
                self.findings
                    .repaired(at, "unknown-type", message, format!("write `type: {name}`"));
            }
            Meaning::Null => self.replace_null_type(schema, at),
            Meaning::Any if has_structure(schema) => self.use_implied_type(schema, at, word),
            Meaning::Any => {
                schema.remove("type");
                remove_structure(schema);
                self.findings.repaired(
                    at,
                    "unknown-type",
                    format!("`type: {word}` is read as any JSON"),
                    "leave `type` out",
                );
            }
            Meaning::List(item) => {
                schema.insert("type", Node::string(at, "array"));
                if schema.get("items").is_none() {
                    schema.insert("items", Node::object(at, [("type", Node::string(at, item))]));
                }
                let message = format!("`type: {word}` is read as an array");
                self.findings
                    .repaired(at, "unknown-type", message, "write `type: array` and `items`");
            }
            Meaning::Several(words) => self.normalize_type_array(schema, declared, &words),
            Meaning::Unclear => self.accept_any_json(schema, declared),
        }
    }

    /// Replaces a schema that documents only null: the type of other values is not known, whatever
    /// keywords were left beside it.
    pub(super) fn replace_null_type(&mut self, schema: &mut Node, at: At) {
        for key in OF_VALUES.into_iter().chain(OF_NEWER_VALUES) {
            let Some(left) = schema.get(key).filter(|left| !(key == "const" && left.is_null())) else {
                continue;
            };
            if key == "enum" && left.as_array().is_some_and(|values| values.iter().all(Node::is_null)) {
                continue;
            }
            let message = format!("`{key}` has no meaning for null; it is left out");
            self.findings
                .note(left.at, "unusual-schema", message, "remove it, or fix the type");
            if key != "enum" {
                self.findings.leave_out(key, left.clone()); // the values of an enum are described
            }
        }
        let is_composed = ["allOf", "anyOf", "oneOf"].iter().any(|key| schema.get(key).is_some());
        for key in ["type", "const", "enum"] {
            if let Some(only_null) = schema.get(key).filter(|_| is_composed) {
                self.findings.leave_out(key, only_null.clone());
            }
        }
        if schema.items("enum").iter().all(Node::is_null) {
            schema.remove("enum");
        }
        self.describe_enum(schema);
        schema.remove("type");
        for key in OF_VALUES.into_iter().chain(OF_NEWER_VALUES) {
            schema.remove(key);
        }
        schema.insert("nullable", Node::new(at, Kind::Bool(true)));
        if !is_composed {
            schema.insert(ONLY, Node::new(at, Kind::Array(vec![Node::new(at, Kind::Null)])));
        }
        let message = "only null is documented here: beside another type it is `nullable`, alone it accepts any JSON";
        self.report_downgraded(at, message);
    }

    /// Removes a `type` that is not one, where the keywords beside it imply the type.
    fn use_implied_type(&mut self, schema: &mut Node, at: At, word: impl std::fmt::Display) {
        schema.remove("type");
        let message = format!("`type: {word}` is not a type of OpenAPI; the keywords beside it imply the type");
        self.findings.repaired(at, "unknown-type", message, "leave `type` out");
    }

    fn accept_any_json(&mut self, schema: &mut Node, declared: &Node) {
        let at = declared.at;
        let word = declared.to_value();
        if let Some(name) = declared.as_str().filter(|name| self.schemas.get(name).is_some()) {
            schema.remove("type");
            schema.insert("$ref", Node::string(at, schema_ref(name)));
            let message = format!("`type: {name}` is read as the component of this name");
            let hint = format!("write `$ref: '{}'`", schema_ref(name));
            return self.findings.repaired(at, "unknown-type", message, hint);
        }
        if has_structure(schema) {
            return self.use_implied_type(schema, at, word);
        }
        schema.remove("type");
        remove_structure(schema);
        let described_type = declared
            .as_str()
            .map_or_else(|| word.to_string(), |word| word.replace('`', "'"));
        append_description(schema, &format!("Documented type: `{described_type}`."));
        let message =
            format!("`type: {word}` is not a type of OpenAPI, and its meaning is unclear; any JSON is accepted");
        let hint = "write string, integer, number, boolean, array or object";
        self.findings.lossy(at, "unknown-type", message, hint);
    }

    /// Removes what describes values of a type that no value of the enum has.
    fn remove_structure_without_value<'a>(
        &mut self,
        schema: &mut Node,
        without_value: impl Iterator<Item = &'a &'static str>,
    ) {
        for name in without_value {
            let of_type = STRUCTURE.iter().filter(|(owner, _)| owner == name);
            for key in of_type.flat_map(|(_, keys)| keys.iter()) {
                let Some(member) = schema.remove(key) else { continue };
                let message = format!("`{key}` describes none of the values of the enum; it is left out");
                let hint = "remove it, or the enum";
                self.findings.note(member.at, "unusual-schema", message, hint);
            }
        }
    }

    /// Reduces an array of types: `null` becomes `nullable`; the rest becomes one type, a choice of
    /// scalars, or any JSON.
    fn normalize_type_array(&mut self, schema: &mut Node, declared: &Node, words: &[String]) {
        let at = declared.at;
        let mut names: Vec<&'static str> = Vec::new();
        let mut is_open = words.is_empty();
        let mut lists = Vec::new();
        for word in words {
            match meaning(word) {
                Meaning::Type(name, _) if !names.contains(&name) => names.push(name),
                Meaning::Type(..) => {}
                Meaning::Null => schema.insert("nullable", Node::new(at, Kind::Bool(true))),
                Meaning::List(_) => lists.push(word.clone()),
                _ => is_open = true,
            }
        }
        if names.contains(&"number") {
            names.retain(|name| *name != "integer");
        }
        names.sort_unstable();
        let described = names.clone();
        keep_types_of_values(&mut names, schema.items("enum"));
        self.remove_structure_without_value(schema, described.iter().filter(|name| !names.contains(name)));
        schema.remove("type");
        let written = declared.to_value();
        if let ([], [list], false) = (names.as_slice(), lists.as_slice(), is_open) {
            return self.normalize_name(schema, declared, list);
        }
        match names.as_slice() {
            [only] if !is_open && lists.is_empty() => {
                schema.insert("type", Node::string(at, *only));
                let message = if described.len() > 1 {
                    format!("`type: {written}` is read as `{only}`, the type of all values of the enum")
                } else if schema.is_true("nullable") {
                    format!("`type: {written}` is read as `{only}`, or null")
                } else {
                    format!("`type: {written}` is read as `{only}`")
                };
                self.report_downgraded(at, message);
            }
            [] if !is_open && lists.is_empty() => self.replace_null_type(schema, at),
            several if !is_open && lists.is_empty() && several.iter().all(|name| is_described(schema, name)) => {
                let parts = several.iter().map(|name| part(schema, at, name)).collect();
                remove_structure(schema);
                schema.insert("oneOf", Node::new(at, Kind::Array(parts)));
                self.report_downgraded(
                    at,
                    format!("`type: {written}` is read as a choice of {}", several.join(", ")),
                );
            }
            _ => {
                self.describe_enum(schema);
                remove_structure(schema);
                self.report_downgraded(at, format!("`type: {written}` is read as any JSON"));
            }
        }
    }
}

/// Members that describe values of one type only.
const STRUCTURE: [(&str, &[&str]); 2] = [
    ("object", &["properties", "required", "additionalProperties"]),
    ("array", &["items"]),
];

/// Keywords of OpenAPI 3.1 that restrict the values of a type.
const OF_NEWER_VALUES: [&str; 5] = [
    "const", "contentEncoding", "contentMediaType", "patternProperties", "prefixItems",
];

/// Keeps those of several types that the values of an enum have, if every value has one of them.
fn keep_types_of_values(names: &mut Vec<&'static str>, values: &[Node]) {
    let mut values = values.iter().filter(|value| !value.is_null()).peekable();
    let fits_one = |value: &Node| names.iter().any(|name| enums::fits(value, name));
    if values.peek().is_some() && values.clone().all(fits_one) {
        names.retain(|name| values.clone().any(|value| enums::fits(value, name)));
    }
}

/// Whether the keywords of an object or an array, or an enum, describe the value.
fn has_structure(schema: &Node) -> bool {
    let describes = |key: &str| {
        schema
            .get(key)
            .and_then(Node::as_object)
            .is_some_and(|members| !members.is_empty())
    };
    ["properties", "items", "additionalProperties"]
        .into_iter()
        .any(describes)
        || !schema.items("enum").is_empty()
}

/// Whether a type name means null.
pub(super) fn is_null(word: &str) -> bool {
    meaning(word) == Meaning::Null
}

/// Whether this one of several types is described well enough to become an alternative.
fn is_described(schema: &Node, name: &str) -> bool {
    let composed = ["enum", "const", "oneOf", "anyOf", "allOf"]
        .iter()
        .any(|key| schema.get(key).is_some());
    let described_type = match name {
        "object" => schema.members("properties").next().is_some(),
        "array" => schema.members("items").next().is_some(),
        _ => true,
    };
    described_type && !composed
}

fn part(schema: &Node, at: At, name: &str) -> Node {
    let mut part = Node::object(at, [("type", Node::string(at, name))]);
    for key in STRUCTURE
        .iter()
        .filter(|(of, _)| *of == name)
        .flat_map(|(_, keys)| *keys)
    {
        if let Some(member) = schema.get(key) {
            part.insert(key, member.clone());
        }
    }
    part
}

/// Removes keywords that would imply one type where several are allowed.
pub(super) fn remove_structure(schema: &mut Node) {
    for key in STRUCTURE.iter().flat_map(|(_, keys)| *keys) {
        schema.remove(key);
    }
}

/// The types of OpenAPI 3.0.
pub(super) const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

impl Node {
    fn names_in_array(&self) -> impl Iterator<Item = &str> {
        self.as_array()
            .unwrap_or_default()
            .iter()
            .map(|item| item.as_str().unwrap_or("null"))
    }
}
