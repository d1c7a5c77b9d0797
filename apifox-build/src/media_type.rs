//! Properties of media types.

/// Whether a body of this media type is JSON, or may be.
#[must_use]
pub fn is_json(name: &str) -> bool {
    let essence = without_parameters(name);
    matches!(essence.as_str(), "application/json" | "text/json" | "*/*") || essence.ends_with("+json")
}

pub(crate) fn is_event_stream(name: &str) -> bool {
    without_parameters(name) == "text/event-stream"
}

/// Whether the body is text, in some charset.
pub(crate) fn is_text(name: &str) -> bool {
    let essence = essence(name).unwrap_or_default();
    essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// The charset of a media type, unless text in UTF-8 is valid in it.
pub(crate) fn charset(name: &str) -> Option<String> {
    let parameters = name
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(key, _)| key.trim().eq_ignore_ascii_case("charset"));
    let (_, charset) = charsets.next()?;
    let charset = charset.trim().trim_matches('"').to_ascii_lowercase();
    (!matches!(charset.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii" | "")).then_some(charset)
}

/// The type and subtype in lower case, if the name is valid and a header can carry it (RFC 9110,
/// 8.3.1).
pub(crate) fn essence(name: &str) -> Option<String> {
    let name = name.trim();
    let essence = without_parameters(name);
    let (kind, subtype) = essence.split_once('/')?;
    let is_sound = is_token(kind) && is_token(subtype) && name.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    is_sound.then_some(essence)
}

/// A media type in lower case, without its parameters.
#[must_use]
pub fn without_parameters(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a body of this media type is XML.
#[must_use]
pub fn is_xml(media_type: &str) -> bool {
    let essence = without_parameters(media_type);
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// RFC 9110, `token`.
pub(crate) fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
