//! References: their targets, and their spelling.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::node::Node;
use crate::source::{escaped, unescaped};

const SCHEMAS: &str = "#/components/schemas/";

/// The component a reference names, unescaped (RFC 3986, then RFC 6901); `None` for other targets.
#[must_use]
pub fn schema_name(reference: &str) -> Option<String> {
    let name = reference.strip_prefix(SCHEMAS)?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    (!name.contains('/')).then(|| unescaped(&name))
}

/// The component that a value of a discriminator's `mapping` names: it is a reference, or the name
/// alone.
pub(crate) fn mapped_name(target: &str) -> String {
    schema_name(target).unwrap_or_else(|| target.to_owned())
}

/// The reference to a component, in the single form that later stages see.
pub(crate) fn schema_ref(name: &str) -> String {
    /// What may be unescaped in the fragment of a URI (RFC 3986, `fragment`), except `%`.
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~')
        .remove(b'$')
        .remove(b'!');
    format!("{SCHEMAS}{}", utf8_percent_encode(&escaped(name), ESCAPED))
}

/// The location and name of a parameter, if it has both.
pub(crate) fn parameter_identity(parameter: &Node) -> Option<(String, String)> {
    let (place, name) = (parameter.get_str("in")?, parameter.get_str("name")?);
    let name = if place == "header" {
        name.to_ascii_lowercase()
    } else {
        name.to_owned()
    };
    Some((place.to_owned(), name))
}
