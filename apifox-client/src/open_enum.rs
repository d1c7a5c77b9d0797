//! The shared implementation of generated enums: open enums and constants.
//!
//! Generated code defines the `enum` itself, so that its source and documentation look like any
//! other, and [`open_enum!`](crate::open_enum!) or [`constant!`](crate::constant!) implements the
//! rest. Invariant: an open enum accepts every value of its type and encodes it unchanged; a
//! constant accepts only its one value.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// Implements an open enum: a type for documented values, with a variant `Unknown` for all others.
///
/// The enum must derive `Clone` and `Debug` and have one variant for each value listed here,
/// besides `Unknown(String)`, or `Unknown(i64)` for integers. The macro implements:
///
/// * `as_str` (`as_i64` for integers), the value as it is sent, and `Display`, which writes the
///   same;
/// * `From<&str>` and `From<String>` (`From<i64>`), which never convert a documented value to an
///   `Unknown`;
/// * `PartialEq`, `Eq` and `Hash` by value: `Unknown("paid".into())` still equals a decoded value
///   when a later version adds a variant for `paid`;
/// * `Default`: the conversion of the empty string (or 0);
/// * `Serialize` and `Deserialize`: any value round-trips.
///
/// ```
/// /// The status of a payout.
/// #[derive(Clone, Debug)]
/// #[non_exhaustive]
/// pub enum Status {
///     /// It arrived.
///     Paid,
///     /// A value that is not documented.
///     Unknown(String),
/// }
/// apifox_client::open_enum!(Status: str { Paid = "paid" });
///
/// assert_eq!(Status::from("paid"), Status::Paid);
/// assert_eq!(Status::from("on_hold").as_str(), "on_hold");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($name:ident: str { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// Returns the value as it is sent.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::Unknown(::std::borrow::ToOwned::to_owned(value)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                <Self as ::core::convert::From<&str>>::from(&value)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::open_enum::string(deserializer)
            }
        }

        $crate::open_enum!(@value $name, as_str, str, serialize_str, "");
    };
    ($name:ident: i64 { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// Returns the value as it is sent.
            #[must_use]
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => *value,
                }
            }
        }

        impl ::core::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::Unknown(value),
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = <i64 as $crate::serde::Deserialize>::deserialize(deserializer)?;
                ::core::result::Result::Ok(<Self as ::core::convert::From<i64>>::from(value))
            }
        }

        $crate::open_enum!(@value $name, as_i64, i64, serialize_i64, 0);
    };
    // The traits that depend on the value alone.
    (@value $name:ident, $get:ident, $kind:ty, $serialize:ident, $default:literal) => {
        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.$get() == other.$get()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.$get(), state);
            }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                ::core::convert::From::from($default)
            }
        }

        $crate::open_enum!(@show $name, $get, $serialize);
    };
    (@show $name:ident, $get:ident, $serialize:ident) => {
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.$get(), f)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.$serialize(self.$get())
            }
        }
    };
}

/// Implements an enum of one variant, for a value that is constant and is checked when decoding.
///
/// The enum must derive the standard traits that it needs. The macro implements `as_str` (`as_i64`
/// for integers), `Display`, `Serialize`, and `Deserialize`, which fails on any other value.
///
/// ```
/// /// Says what an object is.
/// #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
/// pub enum BalanceObject {
///     /// The value `balance`.
///     #[default]
///     Balance,
/// }
/// apifox_client::constant!(BalanceObject: str { Balance = "balance" });
///
/// assert_eq!(BalanceObject::Balance.to_string(), "balance");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! constant {
    ($name:ident: str { $variant:ident = $value:literal $(,)? }) => {
        $crate::constant!(@check $name, $variant, as_str, &'static str, $value, constant_string);
        $crate::open_enum!(@show $name, as_str, serialize_str);
    };
    ($name:ident: i64 { $variant:ident = $value:literal $(,)? }) => {
        $crate::constant!(@check $name, $variant, as_i64, i64, $value, constant_integer);
        $crate::open_enum!(@show $name, as_i64, serialize_i64);
    };
    (@check $name:ident, $variant:ident, $get:ident, $kind:ty, $value:literal, $decode:ident) => {
        impl $name {
            /// Returns the value as it is sent.
            #[must_use]
            pub const fn $get(self) -> $kind {
                $value
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::open_enum::$decode(deserializer, $value)?;
                ::core::result::Result::Ok(Self::$variant)
            }
        }
    };
}

/// Decodes a string into a type that is created from strings, without a copy if the input is
/// borrowed.
///
/// # Errors
///
/// Those of the deserializer when the value is not a string.
#[doc(hidden)]
pub fn string<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str>,
    D: Deserializer<'de>,
{
    struct Text<T>(PhantomData<T>);

    impl<T: for<'a> From<&'a str>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
            Ok(T::from(value))
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}

/// Decodes a constant string.
///
/// # Errors
///
/// Any other value is an error that names both.
#[doc(hidden)]
pub fn constant_string<'de, D: Deserializer<'de>>(deserializer: D, expected: &'static str) -> Result<(), D::Error> {
    struct Text(&'static str);

    impl Visitor<'_> for Text {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "the string {:?}", self.0)
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
            if value == self.0 {
                Ok(())
            } else {
                Err(E::invalid_value(Unexpected::Str(value), &self))
            }
        }
    }

    deserializer.deserialize_str(Text(expected))
}

/// Decodes a constant integer.
///
/// # Errors
///
/// Any other value is an error that names both.
#[doc(hidden)]
pub fn constant_integer<'de, D: Deserializer<'de>>(deserializer: D, expected: i64) -> Result<(), D::Error> {
    let value = <i64 as serde::Deserialize>::deserialize(deserializer)?;
    if value == expected {
        return Ok(());
    }
    let expected = format!("the integer {expected}");
    Err(D::Error::invalid_value(Unexpected::Signed(value), &expected.as_str()))
}
