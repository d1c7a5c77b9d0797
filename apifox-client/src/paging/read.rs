//! Reads the items of a page.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::error::{DecodeError, DecodeKind, Error};
use crate::json::without_bom;
use crate::response::Received;

/// Returns the items of a page: the array at `place`, a JSON pointer through objects. Returns no
/// items if the array or the body is missing, or if a value on the path is null.
///
/// # Errors
///
/// [`Error::Decode`] when another value is found there, or an item is not of its type.
pub fn items<T: DeserializeOwned>(received: &Received, place: &'static str) -> Result<Vec<T>, Error> {
    let body = without_bom(received.body());
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Vec::new());
    }
    let steps: Vec<String> = place
        .split('/')
        .skip(1)
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect();
    let mut reader = serde_json::Deserializer::from_slice(body);
    let found = Within::<T>(&steps, PhantomData).deserialize(&mut reader);
    found.map_err(|_| {
        let message = format!("the items at `{place}` are not of the documented type");
        DecodeError::new(received, DecodeKind::Schema, &message).into()
    })
}

/// Deserializes the array at the end of the remaining path.
struct Within<'s, T>(&'s [String], PhantomData<fn() -> T>);

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Within<'_, T> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        if self.0.is_empty() {
            Option::<Vec<T>>::deserialize(deserializer).map(Option::unwrap_or_default)
        } else {
            deserializer.deserialize_any(self)
        }
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Within<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the items")
    }

    fn visit_unit<E>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Vec<T>, A::Error> {
        let Some((step, rest)) = self.0.split_first() else {
            return Err(A::Error::custom("the items are not an array"));
        };
        let mut found = Vec::new();
        while let Some(key) = members.next_key::<String>()? {
            if key == *step {
                found = members.next_value_seed(Within(rest, PhantomData))?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}
