//! Lists in parameters and fields: `collectionFormat` is `style` and `explode`, as far as OpenAPI 3.0 has a style for it. Where it has
//! none, the list is taken as the text that is sent, and the caller joins the items: calls are right then, but the items have no type.

use super::super::tell;
use super::Swagger;
use super::bodies::says_file;
use crate::node::{At, Kind, Node};

/// Where a list is sent.
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
    /// A place that Swagger 2.0 does not have.
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

/// How a list is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    Commas,
    Blanks,
    Bars,
    /// The name once more for each item.
    Repeated,
    /// A text that the caller makes, joined by this.
    Text(String),
}

impl Way {
    /// Of the query, or of a field of a form.
    pub(super) fn style(&self) -> (&'static str, bool) {
        match self {
            Self::Commas => ("form", false),
            Self::Blanks => ("spaceDelimited", false),
            Self::Bars => ("pipeDelimited", false),
            Self::Repeated | Self::Text(_) => ("form", true),
        }
    }

    /// Says in the docs what the caller has to do.
    pub(super) fn tell(&self, node: &mut Node) {
        if let Self::Text(joint) = self {
            tell(node, &format!("A list as one text, its items joined by {joint}."));
        }
    }
}

impl Swagger<'_> {
    /// How a value is written that is a list; `None` for any other.
    pub(super) fn list(&mut self, schema: &mut Node, told: Option<Node>, place: Place) -> Option<Way> {
        if !is_list(schema) {
            if let Some(format) = told.filter(|_| schema.get("$ref").is_none()) {
                let message = "one value has nothing to be set apart, so `collectionFormat` says nothing of it";
                self.findings.note(format.at, "collection-format", message, "");
            }
            return None;
        }
        let format = told.as_ref().and_then(Node::as_str).unwrap_or("csv").to_owned();
        let at = told.as_ref().map_or(schema.at, |node| node.at);
        if is_file(schema.get("items")) {
            return Some(Way::Repeated); // files are parts, each its own
        }
        if let Some(inner) = schema.get("items").filter(|items| is_list(items)).cloned() {
            return Some(self.nested(schema, &inner, &format, place));
        }
        let way = self.way(&format, place, at);
        if let Way::Text(joint) = &way {
            let message = format!(
                "OpenAPI 3.0 has no style for a list in {} joined by {joint}; it is taken as the text that is sent",
                place.name()
            );
            let hint = "join the items yourself, or write another `collectionFormat` if the server reads it";
            if place != Place::ResponseHeader {
                self.findings.lossy(at, "collection-format", message, hint);
            }
            as_text(schema, joint_sign(&format));
        }
        Some(way)
    }

    fn way(&mut self, format: &str, place: Place, at: At) -> Way {
        match (format.trim(), place) {
            ("multi", Place::Query | Place::Field | Place::Part) => Way::Repeated,
            ("csv", Place::Part) => Way::Text(joint("csv")),
            ("csv", _) => Way::Commas,
            ("ssv", Place::Query | Place::Field) => Way::Blanks,
            ("pipes", Place::Query | Place::Field) => Way::Bars,
            ("ssv", _) => Way::Text(joint("ssv")),
            ("pipes", _) => Way::Text(joint("pipes")),
            ("tsv", _) => Way::Text(joint("tsv")),
            ("multi", _) => {
                let message = format!(
                    "`multi` has no meaning in {}; the items are joined by commas",
                    place.name()
                );
                self.findings
                    .repaired(at, "collection-format", message, "write `collectionFormat: csv`");
                Way::Commas
            }
            (other, _) => {
                let message = format!("`{other}` is no `collectionFormat`; the items are joined by commas");
                let hint = "write csv, ssv, tsv, pipes or multi";
                self.findings.lossy(at, "collection-format", message, hint);
                self.way("csv", place, at)
            }
        }
    }

    /// A list of lists: its items have a joint of their own. Where each item is sent under the name, the items alone become texts.
    fn nested(&mut self, schema: &mut Node, inner: &Node, format: &str, place: Place) -> Way {
        let format_of_items = inner.get("collectionFormat");
        let at = format_of_items.unwrap_or(inner).at;
        let inner_format = format_of_items
            .and_then(Node::as_str)
            .unwrap_or("csv")
            .trim()
            .to_owned();
        let is_repeated = format.trim() == "multi" && matches!(place, Place::Query | Place::Field | Place::Part);
        let what = if is_repeated { "each item" } else { "it" };
        let message = format!("OpenAPI 3.0 has no style for a list of lists; {what} is taken as the text that is sent");
        let hint = "join the items yourself";
        if place != Place::ResponseHeader {
            self.findings.lossy(at, "collection-format", message, hint);
        }
        if is_repeated {
            if let Some(items) = schema.get_mut("items") {
                as_text(items, joint_sign(&inner_format));
            }
            return Way::Repeated;
        }
        as_text(schema, joint_sign(format));
        let (outer, inner) = (joint(format.trim()), joint(&inner_format));
        Way::Text(format!("{outer}, and by {inner} within each of them"))
    }
}

/// What stands between the items, in words.
fn joint(format: &str) -> String {
    match format {
        "ssv" => "blanks".to_owned(),
        "tsv" => "tabs".to_owned(),
        "pipes" => "`|`".to_owned(),
        _ => "commas".to_owned(),
    }
}

/// The sign between the items.
fn joint_sign(format: &str) -> &'static str {
    match format.trim() {
        "ssv" => " ",
        "tsv" => "\t",
        "pipes" => "|",
        _ => ",",
    }
}

/// Makes a string of a list; the default of it is the text of the default.
fn as_text(schema: &mut Node, joint: &str) {
    let at = schema.at;
    let mut text = Node::object(at, [("type", Node::string(at, "string"))]);
    for key in ["description", "nullable", "x-nullable"] {
        if let Some(member) = schema.remove(key) {
            text.insert(key, member);
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
            text.insert("default", Node::string(default.at, items.join(joint)));
        }
    }
    *schema = text;
}

fn is_list(schema: &Node) -> bool {
    match schema.get("type").map(|node| &node.kind) {
        Some(Kind::String(name)) => name.trim().eq_ignore_ascii_case("array"),
        Some(Kind::Array(names)) => names.iter().any(|name| name.as_str() == Some("array")),
        None => schema.get("items").is_some_and(|items| items.as_object().is_some()),
        Some(_) => false,
    }
}

pub(super) fn is_file(schema: Option<&Node>) -> bool {
    schema.is_some_and(|schema| {
        says_file(schema) || (schema.get_str("type") == Some("string") && schema.get_str("format") == Some("binary"))
    })
}
