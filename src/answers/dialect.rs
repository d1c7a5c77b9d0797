//! Two generations of WooshPay's responses: values that came as text holding JSON, and texts that are empty in the place of null.

use apifox_client::serde_json::{self, Value};

/// What a value means in either generation; `None` for what is absent, null or an empty text.
pub(super) fn opened(value: Option<&Value>) -> Option<Value> {
    match value? {
        Value::Null => None,
        Value::String(text) if text.trim().is_empty() => None,
        // A text that is no JSON is what it is: a bare id, say.
        Value::String(text) => Some(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()))),
        value => Some(value.clone()),
    }
    .filter(|value| !value.is_null())
}

/// The texts of a list, which may be one text alone.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match opened(value) {
        Some(Value::Array(items)) => items.iter().filter_map(text).collect(),
        Some(value) => text(&value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// A text that says something.
pub(super) fn said(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}
