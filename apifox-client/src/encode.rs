//! Encodes arguments into a request: parameters, headers, form bodies.

mod form;
mod node;
mod parameter;
mod parameters;
pub(crate) mod style;
#[cfg(test)]
mod tests;
mod value;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use reqwest::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderName, HeaderValue, InvalidHeaderValue, PROXY_AUTHORIZATION, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE,
};

pub(crate) use self::form::form;
pub use self::parameter::Place;
pub(crate) use self::parameters::Parameters;
pub use self::style::{Layout, Style};
pub use self::value::Value;

use crate::text;

/// Everything except the unreserved characters of RFC 3986, section 2.3, so
/// that an argument cannot end its segment (`/`, or `\`, which URL parsers
/// treat alike), begin a query, end its query parameter, or contain escapes.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Headers of the connection: setting one could change where a request goes or where it ends.
const FRAMING: [HeaderName; 9] = [
    CONNECTION, CONTENT_LENGTH, EXPECT, HOST, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
];

/// Whether a header belongs to the connection and cannot be set.
pub(crate) fn is_framing(name: &HeaderName) -> bool {
    FRAMING.contains(name) || name.as_str() == "keep-alive"
}

/// Whether a byte is allowed in the name and value of a cookie (RFC 6265,
/// section 4.1.1, `cookie-octet`).
fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

/// Checks that a path is complete and has the structure of its template.
/// Arguments are checked one by one, but several can share a segment.
pub(crate) fn check_path(path: &str) -> Result<(), String> {
    if !path.starts_with('/') {
        return Err("the path of the operation does not begin with a slash".to_owned());
    }
    // Most paths are short, and have none of these bytes. Without a dot or a
    // percent sign no segment can be a dot segment, in any encoding.
    if !path.bytes().any(|byte| matches!(byte, b'{' | b'.' | b'%')) {
        return Ok(());
    }
    if let Some((_, rest)) = text::split_once(path, b'{') {
        let name = text::before(rest, b'}');
        return Err(format!("the path argument `{name}` is missing"));
    }
    if path.split(['/', '\\']).any(is_dot_segment) {
        return Err("the path arguments together make a segment `.` or `..`".to_owned());
    }
    Ok(())
}

/// Whether a URL parser, or a server that first removes matrix parameters,
/// treats a segment as `.` or `..`.
fn is_dot_segment(segment: &str) -> bool {
    let mut rest = text::before(segment, b';');
    for dots in 0..=2 {
        if rest.is_empty() {
            return dots > 0;
        }
        let dot = [".", "%2e", "%2E"].iter().find_map(|dot| rest.strip_prefix(dot));
        match dot {
            Some(after) => rest = after,
            None => return false,
        }
    }
    false
}

/// Returns a header value from a constant of generated code, without copying.
#[inline(never)]
pub(crate) fn constant(value: &'static str) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::from_maybe_shared(Bytes::from_static(value.as_bytes()))
}

/// Returns a header value: visible ASCII, spaces, tabs. The meaning of bytes beyond ASCII in a
/// header is not standardized. The value is omitted in `Debug` output.
#[inline(never)]
pub(crate) fn header_value(value: &str) -> Option<HeaderValue> {
    if !value.is_ascii() {
        return None;
    }
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}
