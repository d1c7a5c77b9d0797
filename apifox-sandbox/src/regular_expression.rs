//! Regular expressions of schemas.

use serde_json::json;

/// Whether a text is a regular expression (ECMA 262) that can be checked.
pub(crate) fn is_pattern(text: &str) -> bool {
    jsonschema::options().build(&json!({"pattern": text})).is_ok()
}
