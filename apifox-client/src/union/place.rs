//! Where in a value of several types the mistake is: written into the message of an error, which is all that goes through a reader.

/// There is a number with a fraction where an integer is documented; the way to it may be empty.
pub(crate) fn not_whole<E: serde::de::Error>(way: &str) -> E {
    const MESSAGE: &str = "invalid type: floating point, expected an integer";
    if way.is_empty() {
        E::custom(MESSAGE)
    } else {
        let way = way.replace('`', "'"); // so that it ends where we end it
        E::custom(format_args!("{MESSAGE} (at `{way}`)"))
    }
}

/// Takes the places that [`tagged`](super::tagged) and [`not_whole`] wrote out of a message: the message without them, and the way from the outermost
/// union inwards.
pub(crate) fn place(message: &str) -> (String, Option<String>) {
    const OPEN: &str = " (at `";
    const WHERE: &str = "`, where `";
    let (mut message, mut path) = (message.to_owned(), None);
    // The outermost union wrote last.
    while let Some(open) = message.rfind(OPEN) {
        let start = open + OPEN.len();
        let Some(len) = message[start..].find('`') else { break };
        let end = start + len;
        let further = message[start..end].to_owned();
        if message[end..].starts_with(WHERE) {
            message.replace_range(open + " (".len()..end + "`, ".len(), "");
        } else if message[end..].starts_with("`)") {
            message.replace_range(open..end + "`)".len(), "");
        } else {
            break;
        }
        path = Some(joined(path, &further));
    }
    (message, path)
}

/// A path that goes on.
pub(crate) fn joined(path: Option<String>, further: &str) -> String {
    match path {
        None => further.to_owned(),
        Some(path) if further.is_empty() => path,
        Some(path) if further.starts_with('[') => path + further,
        Some(path) => path + "." + further,
    }
}
