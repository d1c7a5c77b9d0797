//! The JSON of an error body, as far as messages show it.
//!
//! A `serde_json::Value` would do. Its tree of members is most of what reading one is compiled into, and a program whose responses are
//! read into their own types has no other use for it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A value.
pub(super) enum Said {
    /// A string, or a number as it is written.
    Text(String),
    List(Vec<Self>),
    /// Members in their order. Of those of one name the last one counts.
    Object(Vec<(String, Self)>),
    /// Null, true or false.
    Nothing,
}

impl Said {
    /// The member of an object.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        let member = members.iter().rfind(|(known, _)| known == name)?;
        Some(&member.1)
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Said;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Said, E> {
        Ok(Said::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Said, E> {
        Ok(Said::Nothing)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Said, E> {
        Ok(Said::Text(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Said, E> {
        Ok(Said::Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Said, E> {
        let number = Number::from_f64(number);
        Ok(number.map_or(Said::Nothing, |number| Said::Text(number.to_string())))
    }

    fn visit_str<E>(self, text: &str) -> Result<Said, E> {
        Ok(Said::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Said, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Said::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Said, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Said::Object(object))
    }
}
