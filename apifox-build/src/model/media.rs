//! The encodings of bodies.

use crate::media_type::essence;
use crate::name::words::{snake, words};

/// The encoding of a body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Media {
    Json,
    /// JSON under a media type other than `application/json`.
    JsonAs(String),
    Form,
    /// Several parts: texts and files.
    Multipart,
    /// A text of this media type, which the caller provides.
    Text(String),
    /// Bytes of this media type, which the caller provides.
    Bytes(String),
}

impl Media {
    /// The value of `Content-Type`.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Multipart => "multipart/form-data",
            Self::JsonAs(name) | Self::Text(name) | Self::Bytes(name) => name,
        }
    }

    /// Returns the short and the full name of the media type in names of methods.
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

/// Converts a text to part of a name.
fn spelled(text: &str) -> String {
    let all = words(text);
    let name = snake(&all);
    if all.is_empty() {
        "content".to_owned()
    } else {
        name.trim_end_matches('_').to_owned()
    }
}
