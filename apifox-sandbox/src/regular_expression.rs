//! Regular expressions in schemas.

/// Returns whether a string is a regular expression (ECMA 262) that the engine supports.
#[cfg(feature = "strict")]
pub(crate) fn is_pattern(text: &str) -> bool {
    jsonschema::options()
        .build(&serde_json::json!({"pattern": text}))
        .is_ok()
}

/// Without the engine, every string counts as a regular expression.
#[cfg(not(feature = "strict"))]
pub(crate) fn is_pattern(_text: &str) -> bool {
    true
}
