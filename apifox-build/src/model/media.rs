//! How bodies are written.

use crate::media_type::essence;
use crate::name::words::{snake, words};

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
    pub(crate) fn name(&self) -> &str {
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
