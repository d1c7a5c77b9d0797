//! From the bytes of a response to its value.
//!
//! Decoding is also where a response is held against the documentation: what
//! is not the documented response is an error, never an empty value.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny};
use serde_json::Value;

use crate::error::{ApiError, DecodeError, DecodeKind, Error};
use crate::json::{Members, Unread, rounded, value, without_mark};
use crate::operation::{DocumentedResponse, Operation};
use crate::response::Received;
use crate::{text, union};

/// The key by which a successful response may say that it is none.
const ERROR_KEY: &str = "\"error\"";

/// Decodes a JSON response.
///
/// # Errors
///
/// * [`Error::Api`] when the body is an object with an `error` in it that is
///   not documented and says something (neither null nor false nor `""`).
/// * [`Error::Decode`] when there is no body, it is not JSON, not of the
///   documented schema, or an object with none of the documented fields.
pub fn json<T: DeserializeOwned>(received: &Received) -> Result<T, Error> {
    let body = check(received)?;
    value(body).map_err(|unread| DecodeError::json(received, &unread).into())
}

/// Decodes a JSON response that may have no body, such as one of a 200 or a 204.
///
/// # Errors
///
/// Those of [`json`], but that of a body that is not there.
pub fn optional<T: DeserializeOwned>(received: &Received) -> Result<Option<T>, Error> {
    if received.body().iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    json(received).map(Some)
}

/// Takes a response for which no body is documented. A body that comes anyway
/// is ignored, unless it says that the call failed.
///
/// # Errors
///
/// [`Error::Api`] when the body is an object with an `error` in it.
pub fn empty(received: &Received) -> Result<(), Error> {
    let fields = received.expected().map_or(&[][..], |response| response.fields);
    refuse_error_object(received, received.body(), fields)
}

/// Takes the body as it is.
///
/// # Errors
///
/// [`Error::Api`] when something else than JSON is documented and JSON came,
/// with an `error` in it.
pub fn bytes(received: &Received) -> Result<Bytes, Error> {
    let came = received.head().media_type().map(str::to_ascii_lowercase);
    if came.is_some_and(|came| is_undocumented_json(&came, received.operation())) {
        refuse_error_object(received, received.body(), &[])?;
    }
    Ok(received.body().clone())
}

/// Whether a body of this media type, in lower case, is one JSON value where
/// none is documented. Lines of JSON, such as `application/x-ndjson`, are not one.
pub(crate) fn is_undocumented_json(came: &str, operation: &Operation) -> bool {
    let is_json = matches!(came, "application/json" | "text/json") || came.ends_with("+json");
    is_json && !operation.accept.contains("json")
}

/// Why a response that is not declared as an event stream is none.
pub(crate) fn not_events(received: &Received) -> Error {
    match refuse_error_object(received, received.body(), &[]) {
        Ok(()) => DecodeError::new(received, DecodeKind::NotEvents, "").into(),
        Err(error) => error,
    }
}

/// For `#[serde(deserialize_with)]`: `null` is the default value, such as the
/// empty list.
///
/// # Errors
///
/// Those of decoding `T`.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// For `#[serde(default, deserialize_with)]`: tells `null` (some none) from
/// absent (none).
///
/// # Errors
///
/// Those of decoding `T`.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// For the `#[serde(flatten)]` map of a response's further members: those that
/// are not of its type are left out, as are fields that nobody documents.
///
/// # Errors
///
/// Those of reading an object; a member is of its type but for a fraction where an integer is documented.
pub fn fitting<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let mut fitting = BTreeMap::new();
    for (name, value) in BTreeMap::<String, Value>::deserialize(deserializer)? {
        if let Ok(fits) = T::deserialize(&value) {
            fitting.insert(name, fits);
        } else if let Some((rounded, way)) = rounded(&value)
            && T::deserialize(&rounded).is_ok()
        {
            return Err(union::not_whole(&union::joined(Some(name), &way)));
        }
    }
    Ok(fitting)
}

/// Whatever can be wrong before the type is looked at. Gives the body to read.
fn check(received: &Received) -> Result<&[u8], Error> {
    let body = without_mark(received.body());
    let Some(first) = body.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        return Err(DecodeError::new(received, DecodeKind::Empty, "").into());
    };
    let Some(response) = received.expected() else {
        refuse_error_object(received, body, &[])?;
        return Ok(body);
    };
    refuse_error_object(received, body, response.fields)?;
    if !response.fields.is_empty() && *first != b'{' {
        refuse_non_object(received, body)?;
    }
    if !response.fields.is_empty() && !response.required {
        refuse_unrelated(received, body, response)?;
    }
    Ok(body)
}

/// A 2xx that says it failed. It is only looked at more closely if the key is there at all.
pub(crate) fn refuse_error_object(received: &Received, body: &[u8], fields: &[&str]) -> Result<(), Error> {
    // What is no UTF-8 is rare enough to be read instead of searched.
    let may_have_key = std::str::from_utf8(body).map_or(true, |body| body.contains(ERROR_KEY));
    if fields.contains(&"error") || !may_have_key {
        return Ok(());
    }
    match serde_json::from_slice(without_mark(body)) {
        Ok(Members { says_error: true, .. }) => Err(ApiError::new(received).into()),
        _ => Ok(()),
    }
}

/// serde takes a list for a struct, field by field, and an empty list for a
/// struct without required fields.
fn refuse_non_object(received: &Received, body: &[u8]) -> Result<(), Error> {
    match serde_json::from_slice::<IgnoredAny>(body) {
        Ok(_) => {
            let message = "it is JSON, but not an object";
            Err(DecodeError::new(received, DecodeKind::Schema, message).into())
        }
        Err(error) => Err(DecodeError::json(received, &Unread::new(&error)).into()),
    }
}

/// Where no field is required, any object decodes, also one that is something
/// else altogether.
fn refuse_unrelated(received: &Received, body: &[u8], response: &DocumentedResponse) -> Result<(), Error> {
    let Ok(keys) = serde_json::from_slice::<Members>(body) else {
        return Ok(()); // decoding says it better
    };
    if keys.any_of(response.fields) {
        return Ok(());
    }
    let names: Vec<_> = keys.names.iter().map(String::as_str).collect();
    let found = list(&names, &|name| {
        text::replaced(&received.auth().redact_line(name, LONGEST_NAME), '`')
    });
    let documented = list(response.fields, &|name| text::cut(name, LONGEST_NAME));
    let message = format!("the object has {found}, documented are {documented}");
    Err(DecodeError::new(received, DecodeKind::Unrelated, &message).into())
}

/// A longer name of a field is cut.
const LONGEST_NAME: usize = 30;

/// The first few names, so that the line stays short.
fn list(names: &[&str], cleaned: &dyn Fn(&str) -> String) -> String {
    const SHOWN: usize = 5;
    let more = names.len().saturating_sub(SHOWN);
    if names.is_empty() {
        return "no fields".to_owned();
    }
    let mut shown = String::new();
    for name in names.iter().take(SHOWN) {
        let before = if shown.is_empty() { "`" } else { ", `" };
        shown = shown + before + &cleaned(name) + "`";
    }
    match more {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Lists {
        #[serde(default, deserialize_with = "null_as_default")]
        tolerant: Vec<i64>,
        #[serde(default, deserialize_with = "present")]
        #[allow(clippy::option_option)] // three states are what this is for
        exact: Option<Option<Vec<i64>>>,
    }

    #[test]
    fn null_absent_and_empty_are_told_apart_where_it_matters() {
        for (json, tolerant, exact) in [
            ("{}", vec![], None),
            (r#"{"tolerant":null,"exact":null}"#, vec![], Some(None)),
            (r#"{"tolerant":[],"exact":[]}"#, vec![], Some(Some(vec![]))),
            (r#"{"tolerant":[1],"exact":[2]}"#, vec![1], Some(Some(vec![2]))),
        ] {
            let lists: Lists = serde_json::from_str(json).expect(json);
            assert_eq!(lists, Lists { tolerant, exact });
        }
    }
}
