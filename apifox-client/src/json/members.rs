//! Inspects the members of a response before it is decoded.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The member names of an object. The values are skipped.
pub(crate) struct Members {
    pub(crate) names: Vec<String>,
    /// Whether a member `error` is set, so that a successful response reports a failure.
    pub(crate) has_error: bool,
}

impl Members {
    pub(crate) fn any_of(&self, fields: &[&str]) -> bool {
        self.names.iter().any(|name| fields.contains(&name.as_str()))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Object)
    }
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let (mut names, mut has_error) = (Vec::new(), false);
        while let Some(name) = map.next_key::<String>()? {
            if name == "error" {
                has_error |= map.next_value::<ErrorFlag>()?.0;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
            names.push(name);
        }
        Ok(Members { names, has_error })
    }
}

/// Whether a member `error` is set. Some APIs always send it, as null, false or
/// an empty string on success.
struct ErrorFlag(bool);

impl<'de> Deserialize<'de> for ErrorFlag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ErrorFlagVisitor).map(Self)
    }
}

struct ErrorFlagVisitor;

impl<'de> Visitor<'de> for ErrorFlagVisitor {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<bool, E> {
        Ok(flag)
    }

    fn visit_str<E>(self, text: &str) -> Result<bool, E> {
        Ok(!text.is_empty())
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(true)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(true)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<bool, A::Error> {
        IgnoredAny.visit_seq(list).map(|_| true)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<bool, A::Error> {
        IgnoredAny.visit_map(object).map(|_| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_member_is_detected_among_any_others() {
        let says = |json: &str| serde_json::from_str::<Members>(json).is_ok_and(|found| found.has_error);
        let deep = format!(r#"{{"a":{}1{},"error":{{}}}}"#, "[".repeat(200), "]".repeat(200));
        for json in [
            r#"{"error":{"code":"x"},"echo":"\ud83d"}"#,
            r#"{"n":1e400,"error":{"code":"x"}}"#,
            r#"{"error":{"code":"x"},"error":null,"a":1}"#,
            r#"{"error":{"echo":"\ud83d"}}"#,
            r#"{"error":"no"}"#,
            r#"{"error":-1}"#,
            r#"{"error":0.5}"#,
            r#"{"error":7}"#,
            r#"{"error":[]}"#,
            r#"{"error":true}"#,
            &deep,
        ] {
            assert!(says(json), "{json}");
        }
        for json in [
            r#"{"error":null}"#, r#"{"error":false}"#, r#"{"error":""}"#, r#"{"a":{"error":"x"}}"#, r#"["error"]"#,
            r#"{"error":"x""#, "{}",
        ] {
            assert!(!says(json), "{json}");
        }
    }
}
