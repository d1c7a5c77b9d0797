//! Keywords of JSON Schema that OpenAPI 3.0 does not have.

use super::{Dialect, append_description, code, is_placeholder};
use crate::node::{Kind, Node};

/// Keywords of OpenAPI 3.0 that restrict the values of a type.
pub(super) const OF_VALUES: [&str; 19] = [
    "additionalProperties", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "items", "maxItems", "maxLength",
    "maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum", "multipleOf", "pattern",
    "properties", "required", "uniqueItems",
];

/// The other keywords of a schema in OpenAPI 3.0.
const OTHERS: [&str; 17] = [
    "$ref", "allOf", "anyOf", "default", "deprecated", "description", "discriminator", "example", "externalDocs",
    "not", "nullable", "oneOf", "readOnly", "title", "type", "writeOnly", "xml",
];

/// Whether OpenAPI 3.0 defines this keyword of a schema.
pub(super) fn is_known(key: &str) -> bool {
    OF_VALUES.contains(&key) || OTHERS.contains(&key)
}

/// Whether a schema with this keyword accepts fewer values than without it.
pub(super) fn is_restricting(key: &str) -> bool {
    OF_VALUES.contains(&key)
        || [
            "allOf", "anyOf", "const", "dependencies", "dependentSchemas", "if", "not", "oneOf", "patternProperties",
            "prefixItems",
        ]
        .contains(&key)
}

/// Keywords that limit values, which is the server's to enforce.
const LIMITS: [&str; 15] = [
    "if", "then", "else", "contains", "minContains", "maxContains", "dependencies", "dependentRequired",
    "dependentSchemas", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "additionalItems",
    "contentSchema", "$dynamicAnchor",
];

/// Keywords about the schema as a document.
const ABOUT: [&str; 6] = ["$schema", "$id", "id", "$comment", "$anchor", "$vocabulary"];

impl Dialect<'_> {
    /// Downgrades the keywords of 3.1 to those of 3.0.
    pub(super) fn keywords(&mut self, schema: &mut Node) {
        self.unquoted_values(schema);
        self.constant(schema);
        self.schema_examples(schema);
        self.tuple(schema);
        self.exclusive_bounds(schema);
        self.content(schema);
        self.pattern_properties(schema);
        for key in LIMITS {
            if let Some(limit) = schema.remove(key) {
                let message = format!("`{key}` is not checked: values that it forbids are accepted");
                self.findings
                    .note(limit.at, "json-schema-limit", message, "document it in the description");
                self.findings.leave_out(key, limit);
            }
        }
        for key in ["$dynamicRef", "$recursiveRef"] {
            if let Some(reference) = schema.remove(key) {
                let message = format!("the meaning of `{key}` depends on the referring schema; any JSON is accepted");
                self.findings
                    .lossy(reference.at, "dynamic-ref", message, "write a `$ref` to a component");
                self.findings.leave_out(key, reference);
            }
        }
        for key in ABOUT {
            if let Some(node) = schema.get(key).filter(|node| node.as_str().is_some()) {
                let at = node.at;
                self.report_downgraded(at, format!("`{key}` does not describe values; it is left out"));
                schema.remove(key);
            }
        }
    }

    fn constant(&mut self, schema: &mut Node) {
        let Some(value) = schema.remove("const") else { return };
        let at = value.at;
        if value.is_null() {
            schema.insert("nullable", Node::new(at, Kind::Bool(true)));
            let message =
                "`const: null` beside a type is converted to `nullable: true`: other values of the type are accepted";
            self.report_downgraded(at, message);
            self.findings.leave_out("const", value);
            return;
        }
        let message = format!("`const` is converted to an enum with the one value {}", code(&value));
        self.report_downgraded(at, message);
        self.harvest.enum_notes.remove(&schema.at);
        schema.insert("enum", Node::new(at, Kind::Array(vec![value])));
    }

    /// Makes the first value of the array `examples` of 3.1 the `example`.
    fn schema_examples(&mut self, schema: &mut Node) {
        let Some(examples) = schema.remove("examples") else {
            return;
        };
        let at = examples.at;
        let first = match &examples.kind {
            Kind::Array(items) => items.iter().find(|item| !is_placeholder(item)).cloned(),
            Kind::Object(named) => named
                .values()
                .next()
                .map(|example| example.get("value").unwrap_or(example).clone()),
            Kind::Null => None,
            _ => Some(examples),
        };
        let used = first.filter(|_| schema.get("example").is_none());
        let message = if used.is_some() {
            "the first of `examples` is used as the `example` of this schema"
        } else {
            "`examples` is left out: the schema has an `example`, or `examples` has no usable value"
        };
        self.report_downgraded(at, message);
        if let Some(first) = used {
            schema.insert("example", first);
        }
    }

    /// Rewrites an exclusive bound, which is a number in 3.1 and a flag beside the bound in 3.0.
    fn exclusive_bounds(&mut self, schema: &mut Node) {
        for (exclusive, plain) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            let Some(bound) = schema.get(exclusive).cloned() else {
                continue;
            };
            let at = bound.at;
            let number = match &bound.kind {
                Kind::Bool(_) if schema.get(plain).is_some() => continue,
                Kind::Number(number) => number.as_f64(),
                Kind::String(text) => text.trim().parse().ok(),
                _ => None,
            };
            schema.remove(exclusive);
            let Some(number) = number else {
                let message = format!("`{exclusive}` gives no bound; it is left out");
                self.findings.note(at, "unusual-schema", message, "write a number");
                continue;
            };
            let other = schema.get(plain).and_then(|node| node.to_value().as_f64());
            let is_tighter = other.is_none_or(|other| {
                if plain == "minimum" {
                    number >= other
                } else {
                    number <= other
                }
            });
            if is_tighter && let Kind::Number(_) = bound.kind {
                schema.insert(plain, bound);
                schema.insert(exclusive, Node::new(at, Kind::Bool(true)));
            }
            self.report_downgraded(at, format!("`{exclusive}` is converted to a flag beside `{plain}`"));
        }
    }

    /// Rewrites the encoding and the media type of a string as `format`.
    fn content(&mut self, schema: &mut Node) {
        let encoding = schema.remove("contentEncoding");
        let media_type = schema.remove("contentMediaType");
        let Some(at) = encoding.as_ref().or(media_type.as_ref()).map(|node| node.at) else {
            return;
        };
        let format = match (
            encoding.as_ref().and_then(Node::as_str),
            media_type.as_ref().and_then(Node::as_str),
        ) {
            (Some("base64" | "base64url"), _) => Some("byte"),
            (None | Some("binary"), Some(media)) if !media.starts_with("text/") && !media.contains("json") => {
                Some("binary")
            }
            _ => None,
        };
        let known = schema.get("type").is_none_or(|name| name.as_str() == Some("string"));
        let parts = [
            ("Encoding", "contentEncoding", &encoding),
            ("Media type", "contentMediaType", &media_type),
        ];
        for (what, key, node) in parts {
            if let Some(node) = node {
                append_description(schema, &format!("{what}: {}.", code(node)));
                if format.is_none() {
                    self.findings.leave_out(key, node.clone());
                }
            }
        }
        let mut message = "the content of this string is described in the docs".to_owned();
        if let Some(format) = format.filter(|_| known && schema.get("format").is_none()) {
            schema.insert("type", Node::string(at, "string"));
            schema.insert("format", Node::string(at, format));
            message = format!("{message}, and it is read as `format: {format}`");
        }
        self.report_converted(at, "content-keywords", message);
    }

    fn pattern_properties(&mut self, schema: &mut Node) {
        let Some(patterns) = schema.remove("patternProperties") else {
            return;
        };
        let at = patterns.at;
        self.findings.leave_out("patternProperties", patterns.clone());
        let additional = schema.get("additionalProperties");
        let is_closed = additional.is_some_and(|additional| additional.as_bool() == Some(false));
        let schemas: Vec<&Node> = patterns
            .as_object()
            .into_iter()
            .flatten()
            .map(|(_, schema)| schema)
            .collect();
        if let ([only], true) = (schemas.as_slice(), is_closed) {
            schema.insert("additionalProperties", (*only).clone());
            let message = "properties that match a pattern are read as additional properties, whatever their names";
            return self.findings.note(at, "pattern-properties", message, "");
        }
        schema.insert("additionalProperties", Node::object(at, []));
        let message = "properties that match patterns are read as any JSON";
        self.findings.lossy(
            at,
            "pattern-properties",
            message,
            "if one schema applies to all of them, write it as `additionalProperties`",
        );
    }
}
