//! The path of an error inside a union. It is written into the message of the
//! error, the only part that passes through a deserializer.

/// Returns the error of a number with a fraction where an integer is
/// documented; its path may be empty.
pub(crate) fn not_whole<E: serde::de::Error>(path: &str) -> E {
    const MESSAGE: &str = "invalid type: floating point, expected an integer";
    if path.is_empty() {
        E::custom(MESSAGE)
    } else {
        let path = path.replace('`', "'"); // a backquote ends the path
        E::custom(format_args!("{MESSAGE} (at `{path}`)"))
    }
}

/// Removes the paths that [`tagged`](super::tagged) and [`not_whole`] wrote from a message; returns
/// the message without them, and the path from the outermost union inwards.
pub(crate) fn take_path(message: &str) -> (String, Option<String>) {
    const OPEN: &str = " (at `";
    const WHERE: &str = "`, where `";
    let (mut message, mut path) = (message.to_owned(), None);
    // The outermost union was written last.
    while let Some(open) = message.rfind(OPEN) {
        let start = open + OPEN.len();
        let Some(len) = message[start..].find('`') else { break };
        let end = start + len;
        let further = message[start..end].to_owned();
        let written = if message[end..].starts_with(WHERE) {
            open + " (".len()..end + "`, ".len()
        } else if message[end..].starts_with("`)") {
            open..end + "`)".len()
        } else {
            break;
        };
        drop(message.drain(written));
        path = Some(joined(path, &further));
    }
    (message, path)
}

/// Appends to a path.
pub(crate) fn joined(path: Option<String>, further: &str) -> String {
    match path {
        None => further.to_owned(),
        Some(path) if further.is_empty() => path,
        Some(path) if further.starts_with('[') => path + further,
        Some(path) => path + "." + further,
    }
}
