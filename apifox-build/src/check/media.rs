//! Media types of bodies: how what is sent under one is written.

use crate::dialect::left_out::is_xml;
use crate::dialect::parameters::is_token;
use crate::name::words::{snake, words};
use crate::node::Node;
use crate::structure::structure;

/// How a body is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Media {
    Json,
    /// JSON under another name than `application/json`.
    JsonAs(String),
    Form,
    /// Several parts, texts and files.
    Multipart,
    /// The caller's text, under this media type.
    Text(String),
    /// The caller's bytes, under this media type.
    Bytes(String),
}

impl Media {
    /// As it stands in `Content-Type`.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Multipart => "multipart/form-data",
            Self::JsonAs(name) | Self::Text(name) | Self::Bytes(name) => name,
        }
    }

    /// What the media type is called in a method's name, and with all its words.
    pub(crate) fn words(&self) -> (String, String) {
        let short = match self {
            Self::Json => Some("json"),
            Self::Form => Some("form"),
            Self::Multipart => Some("multipart"),
            Self::JsonAs(_) | Self::Text(_) | Self::Bytes(_) => None,
        };
        let essence = essence(self.name()).unwrap_or_default();
        let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
        let short = short.map_or_else(
            || match subtype {
                "plain" => "text".to_owned(),
                "octet-stream" => "bytes".to_owned(),
                other => spelled(other),
            },
            str::to_owned,
        );
        (short, spelled(&essence))
    }
}

/// In a name.
fn spelled(text: &str) -> String {
    let all = words(text);
    let name = snake(&all);
    if all.is_empty() {
        "content".to_owned()
    } else {
        name.trim_end_matches('_').to_owned()
    }
}

/// How a body of a media type is written; `None` if it cannot be.
pub(super) fn media_of(name: &str, content: &Node) -> Option<Media> {
    let essence = essence(name)?;
    if essence == "*/*" {
        let schema = content.get("schema");
        let is_structured = schema.is_some_and(|schema| {
            schema.get("$ref").is_some() || matches!(schema.get_str("type"), Some("object" | "array"))
        });
        return Some(if is_structured {
            Media::Json
        } else {
            Media::Bytes("application/octet-stream".to_owned())
        });
    }
    if let Some((kind, "*")) = essence.split_once('/') {
        return match kind {
            "text" => Some(Media::Text("text/plain".to_owned())),
            "multipart" => Some(Media::Multipart),
            _ => Some(Media::Bytes("application/octet-stream".to_owned())),
        };
    }
    let documented = name.trim().to_owned();
    match essence.as_str() {
        "application/json" if !documented.contains(';') => Some(Media::Json),
        "application/x-www-form-urlencoded" => Some(Media::Form),
        "multipart/form-data" => Some(Media::Multipart),
        _ if essence.starts_with("multipart/") => None,
        _ if is_json(&essence) && essence.contains('*') => Some(Media::Json),
        _ if is_json(&essence) => Some(Media::JsonAs(documented)),
        _ if essence.contains('*') => Some(Media::Bytes("application/octet-stream".to_owned())),
        _ if is_text(&essence) && charset(name).is_none() => Some(Media::Text(documented)),
        _ => Some(Media::Bytes(documented)),
    }
}

/// Whether a body of this media type is JSON, or may be.
pub(crate) fn is_json(name: &str) -> bool {
    let essence = without_parameters(name);
    matches!(essence.as_str(), "application/json" | "text/json" | "*/*") || essence.ends_with("+json")
}

/// Whether what comes under another media type is the value that comes as JSON: XML, and whatever else writes data of the same schema.
pub(super) fn is_same_value(json: &Node, media_type: &str, other: &Node) -> bool {
    let essence = without_parameters(media_type);
    let writes_data = is_json(&essence)
        || ["yaml", "msgpack", "cbor", "protobuf", "x-www-form-urlencoded"]
            .iter()
            .any(|format| essence.ends_with(format))
        || essence == "text/plain";
    let schema = |content: &Node| content.get("schema").map(structure);
    is_xml(&essence) || (writes_data && schema(json) == schema(other))
}

pub(crate) fn is_event_stream(name: &str) -> bool {
    without_parameters(name) == "text/event-stream"
}

/// Whether the body is text, in some charset.
pub(super) fn is_text(name: &str) -> bool {
    let essence = essence(name).unwrap_or_default();
    essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// The character encoding that a media type names, unless a text in UTF-8 is one in it.
pub(super) fn charset(name: &str) -> Option<String> {
    let parameters = name
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(key, _)| key.trim().eq_ignore_ascii_case("charset"));
    let (_, charset) = charsets.next()?;
    let charset = charset.trim().trim_matches('"').to_ascii_lowercase();
    (!matches!(charset.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii" | "")).then_some(charset)
}

/// Type and subtype in lower case, if that is what the text says and a header can carry it (RFC 9110, 8.3.1).
pub(super) fn essence(name: &str) -> Option<String> {
    let name = name.trim();
    let essence = without_parameters(name);
    let (kind, subtype) = essence.split_once('/')?;
    let is_sound = is_token(kind) && is_token(subtype) && name.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    is_sound.then_some(essence)
}

fn without_parameters(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
