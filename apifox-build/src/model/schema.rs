//! Types, and their uses.

use crate::name::ascii::Spelling;
use crate::name::order::Order;
use crate::node::Node;

/// A component that becomes a type.
#[derive(Debug, Clone)]
pub(crate) struct Schema {
    /// A union, an id, an object with properties, or an enum of strings or integers.
    pub(crate) node: Node,
    /// Whether it is reached from a parameter or a request body.
    pub(crate) in_request: bool,
    /// Whether it is reached from a response.
    pub(crate) in_response: bool,
    /// Whether it is an enum of one value, which decoding checks; other enums are open.
    pub(crate) constant: bool,
    /// The order of the arguments of `new`.
    pub(crate) order: Order,
    pub(crate) spelling: Spelling,
}

/// The type of a value at its use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Named(String),
    String,
    Integer,
    /// An unsigned integer of 64 bits.
    Unsigned,
    Number,
    Boolean,
    /// A number that is sent, of a format with a configured type.
    Narrow(String),
    /// A string that is sent, of a format with a configured type.
    Formatted(String),
    List(Box<Type>),
    Map(Box<Type>),
    /// An object with any members.
    Object,
    Any,
    /// An item or a whole response that may be null. Absent values do not have this type.
    Nullable(Box<Type>),
}

impl Type {
    /// The component of a value, or of its items.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.name(),
            _ => None,
        }
    }

    /// The type of the value when it is not null.
    pub(crate) fn present(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner,
            other => other,
        }
    }

    pub(crate) fn or_null(self) -> Self {
        match self {
            Self::Any | Self::Nullable(_) => self,
            other => Self::Nullable(Box::new(other)),
        }
    }
}
