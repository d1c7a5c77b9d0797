//! Two generations of WooshPay's responses. The older one sends JSON inside strings, and empty
//! strings instead of null.

use apifox_client::serde_json::{self, Value};

/// Returns the value that both generations mean, or `None` for a value that is absent, null or an
/// empty string.
pub(super) fn parsed(value: Option<&Value>) -> Option<Value> {
    match value? {
        Value::Null => None,
        Value::String(text) if text.trim().is_empty() => None,
        // A string that is not JSON is the value itself, for example an id.
        Value::String(text) => Some(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()))),
        value => Some(value.clone()),
    }
    .filter(|value| !value.is_null())
}

/// Returns the strings of an array. A single string counts as an array of one.
pub(super) fn strings(value: Option<&Value>) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match parsed(value) {
        Some(Value::Array(items)) => items.iter().filter_map(text).collect(),
        Some(value) => text(&value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Returns a string unless it is empty.
pub(super) fn non_empty(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}
