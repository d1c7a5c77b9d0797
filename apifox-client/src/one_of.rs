//! Selects the documented response by its status, and by its media type if one status has several.

use bytes::Bytes;

use crate::decode::refuse_error_object;
use crate::error::Error;
use crate::json::without_bom;
use crate::operation::{essence, is_class_of, is_media_type};
use crate::response::Received;

/// A documented form of a response: its status, its media type (empty if there
/// is no body), and its decoder.
#[doc(hidden)]
pub type Form<T> = (&'static str, &'static str, fn(&Received) -> Result<T, Error>);

/// Decodes a response as the documented form that matches it; otherwise passes
/// its raw body to `other`.
///
/// # Errors
///
/// Those of decoding the form; [`Error::Api`] when a response of no documented
/// form is an object with a member `error`.
#[doc(hidden)]
pub fn one_of<T>(received: &Received, forms: &[Form<T>], other: fn(Bytes) -> T) -> Result<T, Error> {
    let mut documented = Vec::new(); // the selection is compiled once, for all `T`
    for (status, media_type, _) in forms {
        documented.push((*status, *media_type));
    }
    match chosen(received, &documented).and_then(|index| forms.get(index)) {
        Some((_, _, read)) => read(received),
        None => unknown(received).map(other),
    }
}

/// Returns the raw body, whatever media type is documented.
///
/// # Errors
///
/// [`Error::Api`] when the body is a JSON object with an undocumented member `error`.
pub(crate) fn bytes_of_any(received: &Received) -> Result<Bytes, Error> {
    unknown(received)
}

/// Returns a body of no documented form.
fn unknown(received: &Received) -> Result<Bytes, Error> {
    if looks_like_json(received.body()) {
        let fields = received.expected().map_or(&[][..], |response| response.fields);
        refuse_error_object(received, received.body(), fields)?;
    }
    Ok(received.body().clone())
}

/// Returns the index of the form that matches a response by status and media type.
fn chosen(received: &Received, forms: &[(&str, &str)]) -> Option<usize> {
    let status = received.status();
    let exact = |documented: &str| documented.parse() == Ok(status);
    let is_known = forms.iter().any(|(documented, _)| exact(documented));
    let is_its = |documented: &str| {
        if is_known {
            exact(documented)
        } else {
            is_class_of(documented, status)
        }
    };
    let all: Vec<(usize, &str)> = forms
        .iter()
        .enumerate()
        .filter(|(_, (documented, _))| is_its(documented))
        .map(|(index, (_, media_type))| (index, *media_type))
        .collect();
    // If there is only one form, the status suffices: servers do not always
    // send the right media type.
    if let [(only, _)] = all[..] {
        return Some(only);
    }
    let find = |fits: &dyn Fn(&str) -> bool| all.iter().find(|(_, documented)| fits(documented));
    let json = || find(&is_json);
    let actual = received.head().media_type().unwrap_or_default();
    let found = find(&|documented| is_media_type(documented, actual))
        .or_else(|| json().filter(|_| is_json(actual)))
        .or_else(|| find(&|documented| is_range_of(documented, actual)))
        .or_else(|| json().filter(|_| is_vague(actual) && looks_like_json(received.body())));
    found.map(|(index, _)| *index)
}

fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    matches!(essence.as_str(), "application/json" | "text/json" | "*/*") || essence.ends_with("+json")
}

/// Whether `documented` is a range, such as `image/*`, that contains `actual`.
fn is_range_of(documented: &str, actual: &str) -> bool {
    let documented = essence(documented);
    let kind = documented.strip_suffix('*').unwrap_or_default();
    documented == "*/*"
        || (!kind.is_empty()
            && actual
                .get(..kind.len())
                .is_some_and(|actual| actual.eq_ignore_ascii_case(kind)))
}

/// Whether a media type is a fallback of servers that do not know the type.
fn is_vague(actual: &str) -> bool {
    let actual = actual.to_ascii_lowercase();
    matches!(
        actual.as_str(),
        "" | "text/plain" | "application/octet-stream" | "text/html"
    )
}

fn looks_like_json(body: &[u8]) -> bool {
    let first = without_bom(body).iter().find(|byte| !byte.is_ascii_whitespace());
    matches!(first, Some(b'{' | b'['))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_contains_the_media_types_of_its_type() {
        assert!(is_range_of("image/*", "image/png") && is_range_of("*/*", "text/csv"));
        assert!(is_range_of("Text/*; q=1", "text/csv") && !is_range_of("image/*", "imagery/png"));
        assert!(!is_range_of("text/csv", "text/csv2") && !is_range_of("image/*", ""));
    }
}
