//! Rules for the serialization of values: the styles of parameters, and the encodings of the parts
//! of forms.

use std::collections::BTreeSet;

use apifox_build::internals::Node;

use crate::canonical::canonical;
use crate::pair::{Documents, Pair};
use crate::rule::{Sink, table};
use crate::view::{ANY, Kind, View};

table! { Wire:
    "parameter-style-changed" breaking never ParameterIn check_parameter_style_changed,
        "a value in the old style is read as a different value",
        "Update; the client then uses the new style.";
    "part-encoding-changed" breaking never MediaIn
        |documents, media, sink| check_encoding(documents, media, false, sink),
        "a part in the old encoding is read as a different value",
        "Update; the client then uses the new encoding.";
    "part-media-types-added" compatible never MediaIn
        |documents, media, sink| check_encoding(documents, media, true, sink),
        "parts of the old media types are still accepted",
        "None; you can send parts of the new media types now.";
}

fn check_parameter_style_changed(documents: &Documents<'_>, parameters: &Pair<'_>, sink: &mut Sink) {
    if let Some((old, new)) = parameters.both() {
        let (mut before, after) = (style(old), style(new));
        if has_one_form(&documents.old.root, old, before.name) || has_one_form(&documents.new.root, new, after.name) {
            before.is_exploded = after.is_exploded;
        }
        if before != after {
            sink.add(
                parameters.at(),
                format!(
                    "it is serialized as {} instead of {}",
                    after.rendered(),
                    before.rendered()
                ),
            );
        }
    }
}

/// The serialization of a parameter, or of a part of a form.
#[derive(Debug, PartialEq, Eq)]
struct Style<'a> {
    /// The media types of its content.
    content: Vec<&'a str>,
    name: &'a str,
    is_exploded: bool,
    is_reserved: bool,
}

impl Style<'_> {
    fn rendered(&self) -> String {
        if !self.content.is_empty() {
            return self.content.join(" or ");
        }
        let exploded = if self.is_exploded { ", exploded" } else { "" };
        let reserved = if self.is_reserved {
            ", with unescaped reserved characters"
        } else {
            ""
        };
        format!("{}{exploded}{reserved}", self.name)
    }
}

/// Returns the serialization of a parameter, with the defaults of OpenAPI 3.0 (Parameter Object,
/// `style` and `explode`).
fn style(parameter: &Node) -> Style<'_> {
    let by_place = match parameter.get_str("in") {
        Some("path" | "header") => "simple",
        _ => "form",
    };
    if let Some(content) = parameter.get("content").and_then(Node::as_object) {
        return Style {
            content: content.iter().map(|(name, _)| name.as_str()).collect(),
            name: "",
            is_exploded: false,
            is_reserved: false,
        };
    }
    let name = parameter.get_str("style").unwrap_or(by_place);
    let explode = parameter.get("explode").and_then(Node::as_bool);
    Style {
        content: Vec::new(),
        name,
        is_exploded: explode.unwrap_or(name == "form"),
        is_reserved: parameter.is_true("allowReserved"),
    }
}

/// Whether `explode` makes no difference to a value (OpenAPI 3.0, "Style Examples").
fn has_one_form(root: &Node, parameter: &Node, style: &str) -> bool {
    let Some(schema) = parameter.get("schema") else {
        return false;
    };
    is_written_once(&View::new(root, schema), style)
}

fn is_written_once(view: &View<'_>, style: &str) -> bool {
    match view.kind() {
        Kind::Basic("array") => style == "simple",
        Kind::Basic("object") => style == "deepObject",
        Kind::Basic(_) => true,
        Kind::Union => view
            .alternatives()
            .all(|one| one.kind() != Kind::Union && is_written_once(&one, style)),
        Kind::Any => false,
    }
}

/// The encoding of a part of a form, with the defaults.
#[derive(Debug, PartialEq, Eq)]
struct Encoding<'a> {
    media_types: BTreeSet<String>,
    style: Style<'a>,
    headers: String,
}

impl<'a> Encoding<'a> {
    fn new(encoding: Option<&'a Node>, part: &View<'a>, documents: &Documents<'_>, root: &Node) -> Self {
        let encoding = encoding.unwrap_or(&ANY);
        let listed = encoding.get_str("contentType").unwrap_or_default();
        let listed = listed
            .split(',')
            .map(|name| name.trim().to_ascii_lowercase())
            .filter(|name| !name.is_empty());
        let mut media_types: BTreeSet<String> = listed.collect();
        if media_types.is_empty() {
            media_types.extend(default_media_type(part, root).map(str::to_owned));
        }
        let mut style = style(encoding);
        style.is_exploded &= !is_written_once(part, style.name);
        let headers = encoding
            .get("headers")
            .filter(|headers| headers.as_object().is_some_and(|headers| !headers.is_empty()));
        Self {
            media_types,
            style,
            headers: headers.map_or(String::new(), |headers| canonical(headers, root, documents.unchanged)),
        }
    }

    /// Whether each of these media types is, or is within, one of the others.
    fn is_within(&self, other: &Self) -> bool {
        let holds = |range: &String, name: &String| {
            let range = range.strip_suffix('*').filter(|range| range.ends_with('/'));
            range.is_some_and(|range| range == "*/" || name.starts_with(range))
        };
        let is_held = |name: &String| {
            other.media_types.contains(name) || other.media_types.iter().any(|range| holds(range, name))
        };
        !self.media_types.is_empty() && self.media_types.iter().all(is_held)
    }
}

/// Returns the media type of a part without `contentType` (OpenAPI 3.0, Encoding Object); `None` if
/// it depends on the value.
fn default_media_type(part: &View<'_>, root: &Node) -> Option<&'static str> {
    match (part.kind(), part.get_str("format")) {
        (Kind::Basic("string"), Some("binary")) => Some("application/octet-stream"),
        (Kind::Basic("object"), _) => Some("application/json"),
        (Kind::Basic("array"), _) => {
            let items = View::new(root, part.get("items")?);
            (items.kind() != Kind::Basic("array")).then(|| default_media_type(&items, root))?
        }
        (Kind::Basic(_), _) => Some("text/plain"),
        (Kind::Any | Kind::Union, _) => None,
    }
}

fn check_encoding(documents: &Documents<'_>, media: &Pair<'_>, widened: bool, sink: &mut Sink) {
    let Some((old, new)) = media.both() else { return };
    for (name, encodings) in media.named("encoding") {
        let (old_root, new_root) = (&documents.old.root, &documents.new.root);
        // A part that one side does not have is reported as a property.
        let (before, after) = match (part(old_root, old, name), part(new_root, new, name)) {
            (Some(before), Some(after)) => (before, after),
            (None, None) => (View::new(old_root, &ANY), View::new(new_root, &ANY)),
            _ => continue,
        };
        let before = Encoding::new(encodings.old, &before, documents, old_root);
        let after = Encoding::new(encodings.new, &after, documents, new_root);
        let is_widened = before.style == after.style && before.headers == after.headers && before.is_within(&after);
        // Then only the type of the part changed, which has its own rules.
        let is_same = encodings.both().is_some_and(|(old, new)| old == new) && before.headers == after.headers;
        if before != after && !is_same && is_widened == widened {
            let rendered =
                |node: Option<&Node>| node.map_or("by default".to_owned(), |node| format!("as `{}`", node.json()));
            let message = format!(
                "it is encoded {} instead of {}",
                rendered(encodings.new),
                rendered(encodings.old)
            );
            sink.add_part(&format!(" part `{name}`"), encodings.at(), message);
        }
    }
}

/// Returns the schema of a part of a form.
fn part<'a>(root: &'a Node, media: &'a Node, name: &str) -> Option<View<'a>> {
    let form = View::new(root, media.get("schema")?);
    Some(View::new(root, form.get("properties")?.get(name)?))
}
