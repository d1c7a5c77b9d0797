//! Reading JSON, and saying where in it the surprise is.

mod cut_json;
mod members;
mod place;
mod tokens;
mod whole;

pub(crate) use self::cut_json::completed;
pub(crate) use self::members::Members;
pub(crate) use self::whole::rounded;

use serde::de::DeserializeOwned;

use crate::operation::DocumentedResponse;
use crate::text;

/// The byte order mark that some servers put before their JSON.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Why a body was not read.
#[derive(Debug)]
pub(crate) struct Unread {
    /// Whether it is JSON, as far as it was read.
    pub(crate) is_json: bool,
    pub(crate) message: String,
    /// The way to what is wrong, such as `available[0].amount`; none if that is the whole.
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

/// Reads JSON; of a failure also where it stood.
pub(crate) fn value<T: DeserializeOwned>(body: &[u8]) -> Result<T, Unread> {
    // All readings are done by this one function: a type is compiled once more for everything else that it is read from.
    let mut value = None;
    let unread = readings(body, &mut |json| {
        serde_json::from_slice(json).map(|read| value = Some(read)).err()
    });
    match (unread, value) {
        (None, Some(value)) => Ok(value),
        (unread, _) => Err(unread.unwrap_or_else(|| Unread::new(&serde::de::Error::custom("it was not read")))),
    }
}

/// What is done beyond the first reading costs time, so only what failed pays, and what holds very long numbers.
fn readings(body: &[u8], read: &mut dyn FnMut(&[u8]) -> Option<serde_json::Error>) -> Option<Unread> {
    let Some(first) = read(body) else {
        whole::in_quotes(body, &mut |json| read(json).is_none());
        return None;
    };
    let digits = first.is_data().then(|| whole::in_digits(body)).flatten();
    let (body, error) = match &digits {
        None => (body, first),
        Some(digits) => (&digits[..], read(digits)?),
    };
    let mut unread = Unread::new(&error);
    unread.path = place::of(body, &error, &mut |json| {
        read(json).is_some_and(|error| place::is_refusal(&error))
    });
    if digits.is_some()
        && let Some(position) = text::last(&unread.message, " at line ")
    {
        unread.message.truncate(position); // it is that of other digits
    }
    Some(unread)
}

/// Whether a body may be the documented one, as far as that shows before it is
/// decoded: decoding takes any object for one without required fields, and
/// what serde derives takes a list for an object.
pub(crate) fn may_be(body: &[u8], response: &DocumentedResponse) -> bool {
    if response.fields.is_empty() {
        return true;
    }
    let keys = serde_json::from_slice::<Members>(body);
    keys.is_ok_and(|keys| response.required || keys.any_of(response.fields))
}

/// A body without the byte order mark that some servers put before their JSON.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BOM).unwrap_or(body)
}
