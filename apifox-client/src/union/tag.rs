//! Discriminators: reading one, decoding what it names, and writing it.

use serde::de::DeserializeOwned;
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use crate::json::in_quotes_of;

/// Returns the discriminator of an object, if it is a string.
#[doc(hidden)]
#[must_use]
pub fn tag<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).filter(|tag| in_quotes_of(tag).is_none())?.as_str()
}

/// Returns the discriminator of an object, if it is an integer.
#[doc(hidden)]
#[must_use]
pub fn integer_tag(value: &Value, name: &str) -> Option<i64> {
    value.get(name)?.as_i64()
}

/// Returns the discriminator of an object, if it is a boolean.
#[doc(hidden)]
#[must_use]
pub fn boolean_tag(value: &Value, name: &str) -> Option<bool> {
    value.get(name)?.as_bool()
}

/// Decodes the alternative that the discriminator names.
///
/// # Errors
///
/// When the object is not of the type. The outer decoder knows the path to the union; the path
/// inside is written into the message. It is tracked during decoding rather than by decoding again
/// after a failure, which nested unions would double at each level.
#[doc(hidden)]
pub fn tagged<T: DeserializeOwned, E: serde::de::Error>(
    value: Value,
    name: &str,
    tag: impl std::fmt::Display,
) -> Result<T, E> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if path == "." {
            E::custom(format_args!("{inner} (where `{name}` is `{tag}`)"))
        } else {
            let path = path.replace('`', "'"); // a backquote ends the path
            E::custom(format_args!("{inner} (at `{path}`, where `{name}` is `{tag}`)"))
        }
    })
}

/// Encodes an object, and its discriminator if the object omitted it.
///
/// # Errors
///
/// Those of encoding the object.
#[doc(hidden)]
pub fn with_tag<T: Serialize, S: Serializer>(
    inner: &T,
    name: &str,
    tag: impl Into<Value>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(inner).map_err(serde::ser::Error::custom)?;
    if let Some(members) = value.as_object_mut() {
        let member = members.entry(name).or_insert(Value::Null);
        if member.is_null() {
            *member = tag.into();
        }
    }
    value.serialize(serializer)
}
