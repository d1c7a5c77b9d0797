//! Arrays in parameters and fields: `collectionFormat` becomes `style` and `explode`, as far as
//! OpenAPI 3.0 has a style for it. Otherwise the array is read as the string that is sent, and the
//! caller joins the items: calls are then correct, but the items are untyped.

use super::super::append_description;
use super::Swagger;
use super::bodies::is_file_type;
use crate::node::{At, Kind, Node};

/// Where an array is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Query,
    Path,
    Header,
    /// A field of an urlencoded form.
    Field,
    /// A part of a multipart form.
    Part,
    /// Of a response.
    ResponseHeader,
    /// A location that Swagger 2.0 does not have.
    Other,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Query => "the query",
            Self::Path => "the path",
            Self::Header | Self::ResponseHeader => "a header",
            Self::Field => "a form",
            Self::Part => "a part of a multipart form",
            Self::Other => "this place",
        }
    }
}

/// How an array is serialized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Serialization {
    Commas,
    Blanks,
    Bars,
    /// The name repeated for each item.
    Repeated,
    /// A string that the caller makes by joining the items with this separator.
    Joined(String),
}

impl Serialization {
    /// The style and `explode` in the query or in a field of a form.
    pub(super) fn style(&self) -> (&'static str, bool) {
        match self {
            Self::Commas => ("form", false),
            Self::Blanks => ("spaceDelimited", false),
            Self::Bars => ("pipeDelimited", false),
            Self::Repeated | Self::Joined(_) => ("form", true),
        }
    }

    /// Documents the separator that the caller has to use.
    pub(super) fn describe(&self, node: &mut Node) {
        if let Self::Joined(separator) = self {
            append_description(
                node,
                &format!("An array as one string, its items joined by {separator}."),
            );
        }
    }
}

impl Swagger<'_> {
    /// Returns the serialization of an array; `None` for any other value.
    pub(super) fn array_serialization(
        &mut self,
        schema: &mut Node,
        collection_format: Option<Node>,
        place: Place,
    ) -> Option<Serialization> {
        if !is_array(schema) {
            if let Some(format) = collection_format.filter(|_| schema.get("$ref").is_none()) {
                let message = "`collectionFormat` has no meaning for a single value";
                self.findings.note(format.at, "collection-format", message, "");
            }
            return None;
        }
        let format = collection_format
            .as_ref()
            .and_then(Node::as_str)
            .unwrap_or("csv")
            .to_owned();
        let at = collection_format.as_ref().map_or(schema.at, |node| node.at);
        if is_file(schema.get("items")) {
            return Some(Serialization::Repeated); // each file is a separate part
        }
        if let Some(inner) = schema.get("items").filter(|items| is_array(items)).cloned() {
            return Some(self.nested(schema, &inner, &format, place));
        }
        let serialization = self.serialization(&format, place, at);
        if let Serialization::Joined(separator) = &serialization {
            let message = format!(
                "OpenAPI 3.0 has no style for an array in {} joined by {separator}; it is read as the string that is sent",
                place.name()
            );
            let hint = "join the items yourself, or write another `collectionFormat` if the server reads it";
            if place != Place::ResponseHeader {
                self.findings.lossy(at, "collection-format", message, hint);
            }
            as_string(schema, separator_character(&format));
        }
        Some(serialization)
    }

    fn serialization(&mut self, format: &str, place: Place, at: At) -> Serialization {
        match (format.trim(), place) {
            ("multi", Place::Query | Place::Field | Place::Part) => Serialization::Repeated,
            ("csv", Place::Part) => Serialization::Joined(separator("csv")),
            ("csv", _) => Serialization::Commas,
            ("ssv", Place::Query | Place::Field) => Serialization::Blanks,
            ("pipes", Place::Query | Place::Field) => Serialization::Bars,
            ("ssv", _) => Serialization::Joined(separator("ssv")),
            ("pipes", _) => Serialization::Joined(separator("pipes")),
            ("tsv", _) => Serialization::Joined(separator("tsv")),
            ("multi", _) => {
                let message = format!(
                    "`multi` has no meaning in {}; the items are joined by commas",
                    place.name()
                );
                self.findings
                    .repaired(at, "collection-format", message, "write `collectionFormat: csv`");
                Serialization::Commas
            }
            (other, _) => {
                let message = format!("`{other}` is not a `collectionFormat`; the items are joined by commas");
                let hint = "write csv, ssv, tsv, pipes or multi";
                self.findings.lossy(at, "collection-format", message, hint);
                self.serialization("csv", place, at)
            }
        }
    }

    /// Handles an array of arrays, whose inner arrays have a separator of their own. Where each
    /// item is sent under the name, only the items become strings.
    fn nested(&mut self, schema: &mut Node, inner: &Node, format: &str, place: Place) -> Serialization {
        let format_of_items = inner.get("collectionFormat");
        let at = format_of_items.unwrap_or(inner).at;
        let inner_format = format_of_items
            .and_then(Node::as_str)
            .unwrap_or("csv")
            .trim()
            .to_owned();
        let is_repeated = format.trim() == "multi" && matches!(place, Place::Query | Place::Field | Place::Part);
        let what = if is_repeated { "each item" } else { "it" };
        let message =
            format!("OpenAPI 3.0 has no style for an array of arrays; {what} is read as the string that is sent");
        let hint = "join the items yourself";
        if place != Place::ResponseHeader {
            self.findings.lossy(at, "collection-format", message, hint);
        }
        if is_repeated {
            if let Some(items) = schema.get_mut("items") {
                as_string(items, separator_character(&inner_format));
            }
            return Serialization::Repeated;
        }
        as_string(schema, separator_character(format));
        let (outer, inner) = (separator(format.trim()), separator(&inner_format));
        Serialization::Joined(format!("{outer}, and by {inner} in each of them"))
    }
}

/// Names the separator in words.
fn separator(format: &str) -> String {
    match format {
        "ssv" => "blanks".to_owned(),
        "tsv" => "tabs".to_owned(),
        "pipes" => "`|`".to_owned(),
        _ => "commas".to_owned(),
    }
}

/// The character between the items.
fn separator_character(format: &str) -> &'static str {
    match format.trim() {
        "ssv" => " ",
        "tsv" => "\t",
        "pipes" => "|",
        _ => ",",
    }
}

/// Makes a string of an array, and of its default.
fn as_string(schema: &mut Node, separator: &str) {
    let at = schema.at;
    let mut string = Node::object(at, [("type", Node::string(at, "string"))]);
    for key in ["description", "nullable", "x-nullable"] {
        if let Some(member) = schema.remove(key) {
            string.insert(key, member);
        }
    }
    if let Some(default) = schema.remove("default") {
        let scalar = |node: &Node| node.as_str().map_or_else(|| node.json(), str::to_owned);
        let is_flat = |items: &[Node]| {
            items
                .iter()
                .all(|item| item.as_array().is_none() && item.as_object().is_none())
        };
        if let Some(items) = default.as_array().filter(|items| is_flat(items)) {
            let items: Vec<String> = items.iter().map(scalar).collect();
            string.insert("default", Node::string(default.at, items.join(separator)));
        }
    }
    *schema = string;
}

fn is_array(schema: &Node) -> bool {
    match schema.get("type").map(|node| &node.kind) {
        Some(Kind::String(name)) => name.trim().eq_ignore_ascii_case("array"),
        Some(Kind::Array(names)) => names.iter().any(|name| name.as_str() == Some("array")),
        None => schema.get("items").is_some_and(|items| items.as_object().is_some()),
        Some(_) => false,
    }
}

pub(super) fn is_file(schema: Option<&Node>) -> bool {
    schema.is_some_and(|schema| {
        is_file_type(schema) || (schema.get_str("type") == Some("string") && schema.get_str("format") == Some("binary"))
    })
}
