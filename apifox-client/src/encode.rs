//! Arguments on their way into a request: path, headers, form bodies.

mod form;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderName, HeaderValue, PROXY_AUTHORIZATION, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};

pub(crate) use self::form::form;

/// Everything but the unreserved characters of RFC 3986, so that no argument
/// can end its segment (`/`, and `\` which URL parsers take for it), begin a
/// query, or bring escapes of its own.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Headers that belong to the connection: a value of one's own there changes
/// where a request goes or where it ends.
const FRAMING: [HeaderName; 9] = [
    CONNECTION,
    CONTENT_LENGTH,
    EXPECT,
    HOST,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Percent-encodes all but unreserved characters.
pub(crate) fn unreserved(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Whether a header belongs to the connection and is nobody's to set.
pub(crate) fn is_framing(name: &HeaderName) -> bool {
    FRAMING.contains(name) || name.as_str() == "keep-alive"
}

/// Whether a name and value can stand in a `Cookie` header as they are (RFC 6265, `cookie-octet`).
pub(crate) fn cookie_pair(pair: &str) -> bool {
    pair.bytes()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\'))
}

/// A path argument ready for its place, or why it cannot be one.
pub(crate) fn path_argument(value: &str) -> Result<String, &'static str> {
    match value {
        "" => Err("is empty"),
        "." | ".." => Err("is `.` or `..`, which would address another object"),
        value => Ok(unreserved(value)),
    }
}

/// A path that is complete and stays where the template puts it. Arguments
/// are checked one by one, but two of them can share a segment.
pub(crate) fn check_path(path: &str) -> Result<(), String> {
    if !path.starts_with('/') {
        return Err("the path of the operation does not begin with a slash".to_owned());
    }
    if let Some((_, rest)) = path.split_once('{') {
        let name = rest.split('}').next().unwrap_or(rest);
        return Err(format!("the path argument `{name}` is missing"));
    }
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err("the path arguments together make a segment `.` or `..`".to_owned());
    }
    Ok(())
}

/// A header value: visible ASCII, spaces, tabs. What bytes beyond ASCII mean
/// in a header is nobody's agreement. It is kept out of `Debug` output.
pub(crate) fn header_value(value: &str) -> Option<HeaderValue> {
    if !value.is_ascii() {
        return None;
    }
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_pass_a_path_argument() {
        for (value, encoded) in [
            ("po_123-4.5~6", "po_123-4.5~6"),
            ("a/b", "a%2Fb"),
            ("..\\..\\payouts", "..%5C..%5Cpayouts"),
            ("%2e%2e", "%252e%252e"),
            ("a?b#c", "a%3Fb%23c"),
            ("a b\r\n", "a%20b%0D%0A"),
            ("余额", "%E4%BD%99%E9%A2%9D"),
            ("...", "..."),
        ] {
            assert_eq!(path_argument(value).as_deref(), Ok(encoded));
        }
    }

    #[test]
    fn path_arguments_that_would_leave_their_place_are_refused() {
        for value in ["", ".", ".."] {
            path_argument(value).expect_err("it must be refused");
        }
        for path in ["/v1/{id}", "/v1/..", "/v1/./x"] {
            check_path(path).expect_err("it must be refused");
        }
        check_path("/v1/.../a.b").expect("these dots mean nothing");
    }
}
