//! Types, and where they are used.

use crate::name::ascii::Spelling;
use crate::name::order::Order;
use crate::node::Node;

/// A component that becomes a type.
#[derive(Debug, Clone)]
pub(crate) struct Schema {
    /// An object with properties, or an enum of strings or of integers.
    pub(crate) node: Node,
    /// Reached from a parameter or a request body.
    pub(crate) in_request: bool,
    /// Reached from a response.
    pub(crate) in_response: bool,
    /// One value only, and it is checked on decoding; other enums are open.
    pub(crate) constant: bool,
    /// Of the arguments of its `new`.
    pub(crate) order: Order,
    pub(crate) spelling: Spelling,
}

/// What a value is where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Named(String),
    String,
    Integer,
    /// An integer of 64 bits without a sign.
    Unsigned,
    Number,
    Boolean,
    /// A number that is sent, of a format that has a type by the configuration.
    Narrow(String),
    /// A string that is sent, of such a format.
    Formatted(String),
    List(Box<Type>),
    Map(Box<Type>),
    /// An object of any members.
    Object,
    Any,
    /// An item or a whole response that may be null. What is not sent at all is not among these.
    Nullable(Box<Type>),
}

impl Type {
    /// The component a value is made of, itself or item by item.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.name(),
            _ => None,
        }
    }

    /// The same value where it is there.
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
