//! The shapes error bodies have, read leniently: what is missing is missing.

use serde_json::{Map, Value};

/// What an error body says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Envelope {
    pub(super) kind: Option<String>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
}

impl Envelope {
    /// Reads `{"error":{type,code,message}}`, `{"error":"text"}`, the bare
    /// object, and their relatives. A body that is no JSON object says nothing.
    pub(super) fn read(body: &[u8]) -> Self {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        match serde_json::from_slice(body) {
            Ok(Value::Object(object)) => Self::of_object(&object),
            _ => Self::default(),
        }
    }

    fn of_object(object: &Map<String, Value>) -> Self {
        let outer = Self::of_bare_object(object);
        let inner = match object.get("error").or_else(|| object.get("errors")) {
            Some(Value::Object(inner)) => Self::of_bare_object(inner),
            Some(Value::Array(list)) => match list.first() {
                Some(Value::Object(inner)) => Self::of_bare_object(inner),
                Some(first) => Self::of_message(text(first)),
                None => Self::default(),
            },
            // Beside a description, the short text is the code (RFC 6749).
            Some(short) if outer.message.is_some() => Self {
                code: text(short),
                ..Self::default()
            },
            Some(only) => Self::of_message(text(only)),
            None => Self::default(),
        };
        Self {
            kind: inner.kind.or(outer.kind),
            code: inner.code.or(outer.code),
            message: inner.message.or(outer.message),
        }
    }

    fn of_bare_object(object: &Map<String, Value>) -> Self {
        let first = |names: &[&str]| names.iter().find_map(|name| text(object.get(*name)?));
        Self {
            kind: first(&["type"]),
            code: first(&["code"]),
            message: first(&["message", "error_description", "msg", "detail", "title"]),
        }
    }

    fn of_message(message: Option<String>) -> Self {
        Self {
            message,
            ..Self::default()
        }
    }
}

/// Codes are sometimes numbers.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_shape_is_understood() {
        for (body, kind, code, message) in [
            (r#"{"error":{"type":"t","code":"c","message":"m"}}"#, "t", "c", "m"),
            (r#"{"error":{"type":"t","code":7}}"#, "t", "7", ""),
            (r#"{"error":{"message":"m"},"code":"c"}"#, "", "c", "m"),
            (r#"{"error":"m"}"#, "", "", "m"),
            (r#"{"error":"c","error_description":"m"}"#, "", "c", "m"),
            (r#"{"error":"c","message":"m","status":401}"#, "", "c", "m"),
            (r#"{"type":"t","code":"c","message":"m"}"#, "t", "c", "m"),
            (r#"{"message":"m"}"#, "", "", "m"),
            (r#"{"error_description":"m"}"#, "", "", "m"),
            (r#"{"code":10001,"msg":"m"}"#, "", "10001", "m"),
            (r#"{"errors":[{"code":"c","message":"m"}]}"#, "", "c", "m"),
            (r#"{"errors":["m"]}"#, "", "", "m"),
            (r#"{"type":"t","title":"s","detail":"m"}"#, "t", "", "m"),
            ("\u{feff}{\"message\":\"m\"}", "", "", "m"),
            (r#"{"error":null,"message":null}"#, "", "", ""),
            (r#"{"error":{}}"#, "", "", ""),
            ("<html>", "", "", ""),
            ("[]", "", "", ""),
            ("\"m\"", "", "", ""),
            ("", "", "", ""),
        ] {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let expected = Envelope {
                kind: some(kind),
                code: some(code),
                message: some(message),
            };
            assert_eq!(Envelope::read(body.as_bytes()), expected, "{body}");
        }
    }
}
