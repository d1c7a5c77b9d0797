//! Media types of bodies: how what is sent under one is written.

use crate::media_type::{charset, essence, is_json, is_text};
use crate::name::words::{snake, words};
use crate::node::Node;

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
    pub(super) fn words(&self) -> (String, String) {
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
