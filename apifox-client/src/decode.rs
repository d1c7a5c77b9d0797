//! Decodes response bodies.
//!
//! Decoding also checks a response against its documentation: a mismatch is an error, never an
//! empty value.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny};
use serde_json::Value;

use crate::error::{ApiError, DecodeError, DecodeKind, Error};
use crate::json::{Members, Unread, decoded, rounded, value, without_bom};
use crate::operation::{DocumentedResponse, Operation};
use crate::response::Received;
use crate::{text, union};

/// The key by which a successful response may report an error.
const ERROR_KEY: &str = "\"error\"";

/// Decodes a JSON response.
///
/// # Errors
///
/// * [`Error::Api`] when the body is an object with an undocumented member `error` that is not
///   null, false or `""`.
/// * [`Error::Decode`] when there is no body, or it is not JSON, not of the documented schema, or
///   an object with none of the documented fields.
pub fn json<T: DeserializeOwned>(received: &Received) -> Result<T, Error> {
    let body = check(received)?;
    value(body).map_err(|unread| DecodeError::json(received, &unread).into())
}

/// Decodes a JSON response whose body may be missing, such as that of a 200 or a 204.
///
/// # Errors
///
/// Those of [`json`], except for a missing body.
pub fn optional<T: DeserializeOwned>(received: &Received) -> Result<Option<T>, Error> {
    if received.body().iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    json(received).map(Some)
}

/// Accepts a response for which no body is documented. A body is ignored, unless it reports that
/// the call failed.
///
/// # Errors
///
/// [`Error::Api`] when the body is an object with an `error` in it.
pub fn empty(received: &Received) -> Result<(), Error> {
    let fields = received.expected().map_or(&[][..], |response| response.fields);
    refuse_error_object(received, received.body(), fields)
}

/// Returns the raw body.
///
/// # Errors
///
/// [`Error::Api`] when JSON with a member `error` was received but is not the documented media
/// type.
pub fn bytes(received: &Received) -> Result<Bytes, Error> {
    let actual = received.head().media_type().map(str::to_ascii_lowercase);
    if actual.is_some_and(|actual| is_undocumented_json(&actual, received.operation())) {
        refuse_error_object(received, received.body(), &[])?;
    }
    Ok(received.body().clone())
}

/// Whether a body of this media type, in lower case, is one JSON value though JSON is not
/// documented. Lines of JSON, such as `application/x-ndjson`, are not one value.
pub(crate) fn is_undocumented_json(actual: &str, operation: &Operation) -> bool {
    let is_json = matches!(actual, "application/json" | "text/json") || actual.ends_with("+json");
    is_json && !operation.accept.contains("json")
}

/// Returns the error of a response that is not declared as an event stream.
pub(crate) fn not_events(received: &Received) -> Error {
    match refuse_error_object(received, received.body(), &[]) {
        Ok(()) => DecodeError::new(received, DecodeKind::NotEvents, "").into(),
        Err(error) => error,
    }
}

/// For `#[serde(deserialize_with)]`: decodes `null` as the default value, such as an empty array.
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

/// For `#[serde(default, deserialize_with)]`: distinguishes `null` (`Some(None)`) from an absent
/// member (`None`).
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

/// For the `#[serde(flatten)]` map of additional members: omits those that are not of its type,
/// like undocumented fields.
///
/// # Errors
///
/// Those of reading an object, and a number with a fraction where an integer is documented.
pub fn fitting<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let mut fitting = BTreeMap::new();
    for (name, value) in BTreeMap::<String, Value>::deserialize(deserializer)? {
        if let Some(fits) = decoded(&value) {
            fitting.insert(name, fits);
        } else if let Some((rounded, way)) = rounded(&value)
            && T::deserialize(&rounded).is_ok()
        {
            return Err(union::not_whole(&union::joined(Some(name), &way)));
        }
    }
    Ok(fitting)
}

/// Checks everything that does not depend on the type, and returns the body to decode.
fn check(received: &Received) -> Result<&[u8], Error> {
    let body = without_bom(received.body());
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

/// Refuses a successful status that reports an error. The body is parsed only if it contains the
/// key.
pub(crate) fn refuse_error_object(received: &Received, body: &[u8], fields: &[&str]) -> Result<(), Error> {
    // Invalid UTF-8 is rare, so it is parsed without searching.
    let may_have_key = std::str::from_utf8(body).map_or(true, |body| body.contains(ERROR_KEY));
    if fields.contains(&"error") || !may_have_key {
        return Ok(());
    }
    match serde_json::from_slice(without_bom(body)) {
        Ok(Members { has_error: true, .. }) => Err(ApiError::new(received).into()),
        _ => Ok(()),
    }
}

/// Refuses arrays. serde accepts an array for a struct, field by field, and an empty array for a
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

/// Refuses unrelated objects. Without required fields any object decodes.
fn refuse_unrelated(received: &Received, body: &[u8], response: &DocumentedResponse) -> Result<(), Error> {
    let Ok(keys) = serde_json::from_slice::<Members>(body) else {
        return Ok(()); // the error of decoding is better
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

/// Longer names of fields are truncated.
const LONGEST_NAME: usize = 30;

/// Returns the first few names, to keep the message short.
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
        #[allow(clippy::option_option)] // it has three states
        exact: Option<Option<Vec<i64>>>,
    }

    #[test]
    fn null_absent_and_empty_are_distinguished() {
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
