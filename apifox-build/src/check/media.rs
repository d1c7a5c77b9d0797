//! Media types of bodies, and how they are encoded.

use crate::media_type::{charset, essence, is_json, is_text, is_xml};
use crate::model::Media;
use crate::node::Node;
use crate::structure::structure;

/// Returns the encoding of a media type; `None` if it is not supported.
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

/// Whether another media type carries the same value as the JSON: XML, and any other format of data
/// with the same schema.
pub(super) fn is_same_value(json: &Node, media_type: &str, other: &Node) -> bool {
    let essence = essence(media_type).unwrap_or_default();
    let writes_data = is_json(&essence)
        || ["yaml", "msgpack", "cbor", "protobuf", "x-www-form-urlencoded"]
            .iter()
            .any(|format| essence.ends_with(format))
        || essence == "text/plain";
    let schema = |content: &Node| content.get("schema").map(structure);
    is_xml(&essence) || (writes_data && schema(json) == schema(other))
}
