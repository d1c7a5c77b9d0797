//! Regular expressions of schemas.

/// Whether a text is a regular expression (ECMA 262) that can be checked.
#[cfg(feature = "strict")]
pub(crate) fn is_pattern(text: &str) -> bool {
    jsonschema::options()
        .build(&serde_json::json!({"pattern": text}))
        .is_ok()
}

/// Without an engine that checks it, what stands between slashes is taken for one.
#[cfg(not(feature = "strict"))]
pub(crate) fn is_pattern(_text: &str) -> bool {
    true
}
