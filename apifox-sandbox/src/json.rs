//! Reads the JSON of a request more strictly than most servers do.

use std::collections::HashSet;
use std::fmt;

use apifox_client::for_sandbox::{SHOWN, cut};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Reads a value. The error says why it cannot be read. Two properties of one name are an error:
/// readers take the first, the last or neither (RFC 8259, section 4).
pub(crate) fn read(bytes: &[u8]) -> Result<Value, String> {
    let value = serde_json::from_slice(bytes).map_err(|error| format!("is not JSON: {error}"))?;
    match serde_json::from_slice::<Once>(bytes) {
        Ok(Once) => Ok(value),
        Err(error) => Err(error.to_string()),
    }
}

/// Any value in which no object has two properties of one name.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut properties: A) -> Result<Self, A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = properties.next_key::<String>()? {
            if seen.contains(&name) {
                let name = cut(&name, SHOWN);
                return Err(A::Error::custom(format_args!(
                    "has two properties `{name}` in one object"
                )));
            }
            seen.insert(name);
            properties.next_value::<Self>()?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_property_is_refused_at_any_depth() {
        for (body, name) in [
            (r#"{"a":1,"a":1}"#, "a"),
            (r#"{"a":1,"\u0061":2}"#, "a"),
            (r#"[{"x":{"b":[],"b":null}}]"#, "b"),
            (r#"{"a":[1,{"c":"","d":1.5,"c":true}]}"#, "c"),
        ] {
            let why = read(body.as_bytes()).expect_err(body);
            assert!(
                why.starts_with(&format!("has two properties `{name}` in one object at line 1")),
                "{why}"
            );
        }
        for body in [
            r#"{"a":{"a":1},"b":[{"a":1},{"a":1}]}"#,
            "1e3",
            "-1",
            "12345678901234567890123",
            "\"a\"",
            "null",
        ] {
            read(body.as_bytes()).expect(body);
        }
        assert!(read(b"{").is_err_and(|why| why.starts_with("is not JSON: ")));
    }
}
