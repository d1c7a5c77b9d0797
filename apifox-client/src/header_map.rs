//! Setting headers.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// Once for all headers: inserting is long, and inlined where it stands.
#[inline(never)]
pub(crate) fn set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.insert(name, value);
}

/// The text of a header, if it is there and is one. Once for all headers, as [`set`] is.
#[inline(never)]
pub(crate) fn get<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
