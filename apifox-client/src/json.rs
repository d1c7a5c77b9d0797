//! Parses JSON and locates errors in it.

mod cut_json;
mod error_path;
mod in_quotes;
mod members;
mod rounded;
mod tokens;
mod whole;

pub(crate) use self::cut_json::completed;
pub(crate) use self::in_quotes::{decoded, in_quotes_of};
pub(crate) use self::members::Members;
pub(crate) use self::rounded::rounded;

use serde::de::DeserializeOwned;

use self::rounded::Beyond;
use crate::operation::DocumentedResponse;
use crate::text;

/// The byte order mark that some servers send before their JSON.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Why a body could not be parsed.
#[derive(Debug)]
pub(crate) struct Unread {
    /// Whether it is JSON, as far as it was parsed.
    pub(crate) is_json: bool,
    pub(crate) message: String,
    /// The path of the error, such as `available[0].amount`; `None` for the whole body.
    pub(crate) path: Option<String>,
}

impl Unread {
    pub(crate) fn new(error: &serde_json::Error) -> Self {
        Self {
            is_json: error.is_data(),
            message: error.to_string(),
            path: None,
        }
    }
}

/// Parses JSON; an error contains its path.
pub(crate) fn value<T: DeserializeOwned>(body: &[u8]) -> Result<T, Unread> {
    // All parsing goes through this function, so that a type is compiled for a single input type.
    let mut value = None;
    let unread = readings(body, &mut |json| {
        serde_json::from_slice(json).map(|read| value = Some(read)).err()
    });
    match (unread, value) {
        (None, Some(value)) => Ok(value),
        (unread, _) => Err(unread.unwrap_or_else(|| Unread::new(&serde::de::Error::custom("it was not read")))),
    }
}

/// Anything beyond the first parse costs time, so it is done only for errors
/// and for very long numbers.
fn readings(body: &[u8], read: &mut dyn FnMut(&[u8]) -> Option<serde_json::Error>) -> Option<Unread> {
    let (mut digits, mut beyond) = (None, None);
    let mut error = read(body);
    if error.as_ref().is_some_and(serde_json::Error::is_data) {
        digits = whole::in_digits(body);
        beyond = Beyond::of(body);
        if digits.is_some() || beyond.is_some() {
            error = read(digits.as_deref().unwrap_or(body));
        }
    }
    let body = digits.as_deref().unwrap_or(body);
    let Some(error) = error else {
        whole::in_quotes(body, &mut |json| read(json).is_none());
        return None;
    };
    let mut unread = Unread::new(&error);
    unread.path = error_path::of(body, &error, &mut |json| {
        read(json).is_some_and(|error| error_path::is_refusal(&error))
    });
    if digits.is_some()
        && let Some(position) = text::last(&unread.message, " at line ")
    {
        unread.message.truncate(position); // the position is that of the rewritten text
    }
    if beyond.is_some() {
        rounded::name_beyond(&mut unread.message);
    }
    Some(unread)
}

/// Whether a body may match its documentation, as far as that is visible before
/// decoding: decoding accepts any object for a type without required fields,
/// and serde's derived code accepts an array for a struct.
pub(crate) fn may_match(body: &[u8], response: &DocumentedResponse) -> bool {
    if response.fields.is_empty() {
        return true;
    }
    let keys = serde_json::from_slice::<Members>(body);
    keys.is_ok_and(|keys| response.required || keys.any_of(response.fields))
}

/// Returns a body without its byte order mark.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(BOM).unwrap_or(body)
}
