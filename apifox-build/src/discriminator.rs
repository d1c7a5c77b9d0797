//! Discriminators: the JSON type of their values.

use crate::node::Node;

/// The key of an array with the only values of a schema: `true` or `false`, null, or numbers that
/// may have a fraction. An `enum` holds strings or integers.
pub const ONLY: &str = "x-only-value";

/// The key of a discriminator whose property may have the values of the other alternatives too. Its
/// value selects an alternative only if that holds all of the object.
pub(crate) const SHARED: &str = "shared";

/// The JSON type of the values of a discriminator. `mapping` writes all of them as strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TagType {
    Text,
    Integer,
    Boolean,
}

/// Returns a value as the `mapping` of a discriminator writes it, if it is of the type that the
/// discriminator has after stage 6.
#[must_use]
pub fn tag_text(discriminator: &Node, value: &Node) -> Option<String> {
    TagType::of(discriminator).text(value)
}

impl TagType {
    /// Returns the type that a discriminator has after stage 6.
    pub(crate) fn of(discriminator: &Node) -> Self {
        Self::of_type(discriminator.get_str("type").unwrap_or_default())
    }

    /// Returns the type of a discriminator whose property is of a JSON type.
    pub(crate) fn of_type(name: &str) -> Self {
        match name {
            "integer" => Self::Integer,
            "boolean" => Self::Boolean,
            _ => Self::Text,
        }
    }

    /// Returns the name of the JSON type.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
        }
    }

    /// Returns a value as `mapping` writes it, if it is of this type.
    pub(crate) fn text(self, value: &Node) -> Option<String> {
        match self {
            Self::Text => value.as_str().map(str::to_owned),
            Self::Integer => value.to_value().as_i64().map(|integer| integer.to_string()),
            Self::Boolean => value.as_bool().map(|boolean| boolean.to_string()),
        }
    }

    /// Whether a text in `mapping` can be a value of this type.
    pub(crate) fn reads(self, text: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Integer => text.parse::<i64>().is_ok(),
            Self::Boolean => matches!(text, "true" | "false"),
        }
    }
}
