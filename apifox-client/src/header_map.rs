//! Setting headers.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// Once for all headers: inserting is long, and inlined where it stands.
#[inline(never)]
pub(crate) fn set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.insert(name, value);
}
