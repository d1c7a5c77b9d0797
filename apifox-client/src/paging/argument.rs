//! The argument of a request that selects the page.

use serde_json::{Map, Value};

use crate::call::{Call, Content};
use crate::config_error::{ConfigError, ConfigKind};

/// Where the request specifies the page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Argument {
    /// A parameter of the query.
    Query(&'static str),
    /// A value in a JSON body.
    Body(&'static str),
}

impl Argument {
    /// Returns its value in a call as a string; `None` if the call does not have it.
    pub(super) fn of(self, call: &Call) -> Option<String> {
        match self {
            Self::Query(name) => call.query.value(name),
            Self::Body(place) => text(body(call)?.pointer(place)?),
        }
    }

    /// Sets it in a call and replaces an earlier value.
    pub(super) fn set(self, mut call: Call, value: Value) -> Result<Call, ConfigError> {
        match self {
            Self::Query(name) => Ok(call.query(name, text(&value).unwrap_or_default())),
            Self::Body(place) => {
                let old = match &call.body {
                    None => Some(Value::Null),
                    Some(_) => body(&call),
                };
                let changed = old.and_then(|mut body| put(&mut body, place, value).then(|| body.to_string()));
                let Some(changed) = changed else {
                    let message = "the body must be a JSON object so that the page can be selected";
                    return Err(ConfigError::new(ConfigKind::Body, message).of(call.operation));
                };
                match &mut call.body {
                    Some(Content::Whole(_, bytes)) => {
                        *bytes = changed.into();
                        Ok(call)
                    }
                    _ => Ok(call.content("application/json", changed)),
                }
            }
        }
    }
}

/// Returns a string or a number as a string. Other values do not select a page,
/// and neither does an empty string.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn body(call: &Call) -> Option<Value> {
    match &call.body {
        Some(Content::Whole(_, bytes)) => serde_json::from_slice(bytes).ok(),
        _ => None,
    }
}

/// Sets the value at a pointer and creates the objects on the path. Returns
/// false if another value blocks the path.
fn put(root: &mut Value, place: &str, value: Value) -> bool {
    let mut at = root;
    for step in place.split('/').skip(1) {
        if at.is_null() {
            *at = Value::Object(Map::new());
        }
        let Value::Object(members) = at else {
            return false;
        };
        let key = step.replace("~1", "/").replace("~0", "~");
        at = members.entry(key).or_insert(Value::Null);
    }
    *at = value;
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_set_at_its_pointer_and_all_else_is_kept() {
        for (before, place, after) in [
            (json!({"a": 1}), "/b", Some(json!({"a": 1, "b": 9}))),
            (json!({"b": "x"}), "/b", Some(json!({"b": 9}))),
            (json!(null), "/p/b~1c", Some(json!({"p": {"b/c": 9}}))),
            (json!({"p": {"a": 1}}), "/p/b", Some(json!({"p": {"a": 1, "b": 9}}))),
            (json!({"p": null}), "/p/b", Some(json!({"p": {"b": 9}}))),
            (json!([1]), "/0", None),
            (json!({"p": "x"}), "/p/b", None),
        ] {
            let mut body = before.clone();
            let is_put = put(&mut body, place, json!(9));
            assert_eq!(is_put.then_some(body), after, "{before} {place}");
        }
    }
}
