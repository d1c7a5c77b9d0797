//! The JSON of an error body, as far as messages show it.
//!
//! It replaces `serde_json::Value`, whose map type accounts for most of the code compiled to read
//! one. A program that reads responses into their own types does not need it otherwise.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A JSON value.
pub(super) enum ErrorJson {
    /// A string, or a number in decimal notation.
    Text(String),
    List(Vec<Self>),
    /// Members in order. Of duplicate names the last one counts.
    Object(Vec<(String, Self)>),
    /// Null, true or false.
    Nothing,
}

impl ErrorJson {
    /// Returns the member of an object.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        let member = members.iter().rfind(|(known, _)| known == name)?;
        Some(&member.1)
    }
}

impl<'de> Deserialize<'de> for ErrorJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = ErrorJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<ErrorJson, E> {
        Ok(ErrorJson::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<ErrorJson, E> {
        Ok(ErrorJson::Nothing)
    }

    fn visit_u64<E>(self, number: u64) -> Result<ErrorJson, E> {
        Ok(ErrorJson::Text(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<ErrorJson, E> {
        Ok(ErrorJson::Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<ErrorJson, E> {
        let number = Number::from_f64(number);
        Ok(number.map_or(ErrorJson::Nothing, |number| ErrorJson::Text(number.to_string())))
    }

    fn visit_str<E>(self, text: &str) -> Result<ErrorJson, E> {
        Ok(ErrorJson::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<ErrorJson, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(ErrorJson::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<ErrorJson, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(ErrorJson::Object(object))
    }
}
