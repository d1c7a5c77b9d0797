//! Access to header maps.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// Sets a header. The shared function avoids inlining a large insertion in every caller.
#[inline(never)]
pub(crate) fn set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.insert(name, value);
}

/// Copies some headers, and replaces those of the same name.
pub(crate) fn copy(from: &HeaderMap, to: &mut HeaderMap, is_copied: &dyn Fn(&HeaderName) -> bool) {
    for (name, value) in from {
        if is_copied(name) {
            set(to, name.clone(), value.clone());
        }
    }
}

/// Returns a header as a string, if present and valid. Shared for the same reason as [`set`].
#[inline(never)]
pub(crate) fn get<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
