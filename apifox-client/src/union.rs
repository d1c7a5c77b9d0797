//! Generated unions: decoding and encoding of a value that has one of several types.
//!
//! Generated code defines the `enum` itself, so that its source and documentation look like any
//! other, and [`union!`](crate::union!) implements the rest. Invariant: each value is decoded as at
//! most one alternative, which is selected by its outer structure, so the time does not grow with
//! the nesting depth of unions. A value that matches no alternative is kept and encoded unchanged.

mod error_path;
mod preserved;
mod tag;
#[cfg(test)]
mod tests;

pub(crate) use self::error_path::{joined, not_whole, take_path};
#[doc(hidden)]
pub use self::preserved::{adds_nothing, holds_all, holds_exactly};
#[doc(hidden)]
pub use self::tag::{boolean_tag, integer_tag, tag, tagged, with_tag};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::json::{decoded, in_quotes_of, rounded};

/// Implements a union: an enum with one variant for each type that a value may have, and
/// `Unknown(serde_json::Value)` for values of any other type.
///
/// The enum must derive the standard traits that it needs. The macro implements `Serialize`,
/// `Deserialize`, and `From` for the types after `from`. A variant may hold its type in a `Box`;
/// the macro takes the type without it.
///
/// # Distinguished by a discriminator
///
/// A member of the object names the alternative: `Card(Card) = "card"`, or one of several values,
/// `Card(Card) = "visa" | "mastercard"`. If the discriminator is missing or not listed, the value
/// is an `Unknown`; if it is listed but the object is not of that type, decoding fails. With `+=`,
/// encoding writes the first value of the discriminator if the type omitted it or wrote null.
///
/// After `as integer`, the values are integers: `union!(Message: "type" as integer { Text(Text) = 1
/// })`. After `as boolean`, they are `true` and `false`.
///
/// `else Base(Base)` after the list names a type for values that no listed alternative accepts;
/// only if that fails is the value an `Unknown`.
///
/// ```
/// use apifox_client::serde::{Deserialize, Serialize};
/// use apifox_client::serde_json::{self, Value};
///
/// #[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
/// #[serde(crate = "apifox_client::serde")]
/// pub struct Card {
///     last4: String,
/// }
///
/// /// How it was paid.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum PaymentMethod {
///     /// The `type` is `card`.
///     Card(Card),
///     /// What is not documented.
///     Unknown(Value),
/// }
/// apifox_client::union!(PaymentMethod: "type" { Card(Card) += "card" } from { Card(Card) });
///
/// let json = r#"{"last4":"4242","type":"card"}"#;
/// let method: PaymentMethod = serde_json::from_str(json)?;
/// assert_eq!(method, Card { last4: "4242".to_owned() }.into());
/// assert_eq!(serde_json::to_string(&method)?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Distinguished by structure
///
/// The first alternative whose JSON type (`Object`, `List`, `Text`, `Integer`, `Unsigned`,
/// `Number`, `Boolean`, `Any`) matches is selected. It may require certain strings
/// (`Text = "auto" | "manual"`), or members of an object (`Object { "iban" }`), of a type
/// (`Object { "price": Integer }`), that may be null (`Object { "name": Nullable }`), or with
/// certain strings (`Object { "mode" = "auto" | "manual" }`). It may also require that a member is
/// absent (`Absent`), absent or null (`Unset`), or not null (`NotNull`). A value that matches none,
/// or that fails to decode as the selected one, is an `Unknown`; so is an object that meets the
/// requirements of several alternatives, since none of them would keep all of it.
///
/// `or wider` after an alternative passes a value on to the next ones if decoding would not keep
/// all of it, because those are documented to accept any members. `or exact` also does so if nulls
/// would be lost. `or whole` does so if a member would be added, or if part of a value that an
/// earlier alternative passed on would be lost.
///
/// An `Unknown` holds numbers like `serde_json`. In a response, a number that a float cannot
/// represent exactly becomes a string with the original digits. If a value would match an
/// alternative except that a number has a fraction where an integer is documented, decoding fails.
///
/// ```
/// use apifox_client::serde_json::{Value, json};
///
/// /// A price, or the name of one.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum Price {
///     /// An integer.
///     Integer(i64),
///     /// A text.
///     Text(String),
///     /// What is not documented.
///     Unknown(Value),
/// }
/// apifox_client::union!(Price { Integer(i64): Integer, Text(String): Text } from { Integer(i64), Text(String), Text(&str) });
///
/// assert_eq!(Price::from("basic"), Price::Text("basic".to_owned()));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    // Type parameters have names that no generated type can have.
    ($name:ident: $tag:literal $(as $of:ident)? {
        $($variant:ident($inner:ty) $sign:tt $value:literal $(| $alias:literal)*),* $(,)?
    } else $rest:ident($other:ty) $($from:tt)*) => {
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                let value = <$crate::serde_json::Value as $crate::serde::Deserialize>::deserialize(deserializer)?;
                let listed = match $crate::union!(@tag value, $tag $($of)?) {
                    $(::core::option::Option::Some($value $(| $alias)*) => {
                        $crate::union::content::<$inner>(&value)
                            .map(|inner| Self::$variant(::core::convert::Into::into(inner)))
                    })*
                    _ => ::core::option::Option::None,
                };
                let other = || {
                    $crate::union::content::<$other>(&value)
                        .map(|inner| Self::$rest(::core::convert::Into::into(inner)))
                };
                match listed.or_else(other) {
                    ::core::option::Option::Some(known) => ::core::result::Result::Ok(known),
                    ::core::option::Option::None => $crate::union!(@unknown value),
                }
            }
        }

        $crate::union!(@encode $name, $tag {
            $($variant $sign $value,)*
            $rest = "",
        });
        $crate::union!(@from $name $($from)*);
    };
    ($name:ident: $tag:literal $(as $of:ident)? {
        $($variant:ident($inner:ty) $sign:tt $value:literal $(| $alias:literal)*),* $(,)?
    } $($from:tt)*) => {
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                let value = <$crate::serde_json::Value as $crate::serde::Deserialize>::deserialize(deserializer)?;
                match $crate::union!(@tag value, $tag $($of)?) {
                    $(
                        ::core::option::Option::Some($value) => {
                            let inner = $crate::union::tagged::<$inner, __D::Error>(value, $tag, $value)?;
                            ::core::result::Result::Ok(Self::$variant(::core::convert::Into::into(inner)))
                        }
                        $(::core::option::Option::Some($alias) => {
                            let inner = $crate::union::tagged::<$inner, __D::Error>(value, $tag, $alias)?;
                            ::core::result::Result::Ok(Self::$variant(::core::convert::Into::into(inner)))
                        })*
                    )*
                    _ => ::core::result::Result::Ok(Self::Unknown(value)),
                }
            }
        }

        $crate::union!(@encode $name, $tag { $($variant $sign $value,)* });
        $crate::union!(@from $name $($from)*);
    };
    ($name:ident {
        $($variant:ident($inner:ty): $kind:ident $(= $($value:literal)|+)? $({
            $($key:literal $(: $of:ident)? $(= $($text:literal)|+)?),* $(,)?
        })? $(or $or:ident)?),* $(,)?
    } $($from:tt)*) => {
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            #[allow(unused_mut, unused_assignments, unused_variables)] // `passed`, of which not every union makes use
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                let value = <$crate::serde_json::Value as $crate::serde::Deserialize>::deserialize(deserializer)?;
                if $crate::union::matches_several(&value, &[$(&[$($((
                    $key,
                    $crate::union::Pattern($crate::union!(@kind $($of)?), &[$($($text),+)?]),
                )),*)?]),*]) {
                    return ::core::result::Result::Ok(Self::Unknown(value));
                }
                // Whether an alternative would have lost part of the value.
                let mut passed = false;
                $(if $crate::union::Pattern($crate::union::Kind::$kind, &[$($($value),+)?]).fits(&value)
                    && $crate::union::has(&value, &[$($((
                        $key,
                        $crate::union::Pattern($crate::union!(@kind $($of)?), &[$($($text),+)?]),
                    )),*)?])
                {
                    let inner = $crate::union::content::<$inner>(&value);
                    $(let inner = inner.filter(|inner| $crate::union!(@holds_all $or inner, &value, passed));)?
                    match inner {
                        ::core::option::Option::Some(inner) => {
                            return ::core::result::Result::Ok(Self::$variant(::core::convert::Into::into(inner)));
                        }
                        ::core::option::Option::None => $crate::union!(@next $($or)? passed value),
                    }
                })*
                $crate::union!(@unknown value)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                match self {
                    $(Self::$variant(inner) => $crate::serde::Serialize::serialize(inner, serializer),)*
                    Self::Unknown(value) => $crate::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        $crate::union!(@from $name $($from)*);
    };
    (@unknown $value:ident) => {
        $crate::union::unknown($value, |value| {
            let read = <Self as $crate::serde::Deserialize>::deserialize(value);
            read.is_ok_and(|read| !::core::matches!(read, Self::Unknown(_)))
        })
        .map(Self::Unknown)
    };
    (@encode $name:ident, $tag:literal { $($variant:ident $sign:tt $value:literal,)* }) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                match self {
                    $(Self::$variant(inner) => $crate::union!(@write $sign inner, $tag, $value, serializer),)*
                    Self::Unknown(value) => $crate::serde::Serialize::serialize(value, serializer),
                }
            }
        }
    };
    (@write = $inner:ident, $tag:literal, $value:literal, $serializer:ident) => {
        $crate::serde::Serialize::serialize($inner, $serializer)
    };
    (@write += $inner:ident, $tag:literal, $value:literal, $serializer:ident) => {
        $crate::union::with_tag($inner, $tag, $value, $serializer)
    };
    (@holds_all wider $inner:ident, $value:expr, $passed:expr) => { $crate::union::holds_all($inner, $value) };
    (@holds_all whole $inner:ident, $value:expr, $passed:expr) => {
        $crate::union::adds_nothing($inner, $value) && (!$passed || $crate::union::holds_exactly($inner, $value))
    };
    (@holds_all exact $inner:ident, $value:expr, $passed:expr) => { $crate::union::holds_exactly($inner, $value) };
    (@next $passed:ident $value:ident) => { return $crate::union!(@unknown $value) };
    (@next $or:ident $passed:ident $value:ident) => { $passed = true };
    (@tag $value:ident, $tag:literal) => { $crate::union::tag(&$value, $tag) };
    (@tag $value:ident, $tag:literal integer) => { $crate::union::integer_tag(&$value, $tag) };
    (@tag $value:ident, $tag:literal boolean) => { $crate::union::boolean_tag(&$value, $tag) };
    (@kind) => { $crate::union::Kind::Any };
    (@kind $of:ident) => { $crate::union::Kind::$of };
    (@from $name:ident) => {};
    (@from $name:ident from { $($variant:ident($inner:ty)),* $(,)? }) => {
        $(impl ::core::convert::From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self::$variant(::core::convert::Into::into(value))
            }
        })*
    };
}

/// A JSON type.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Object,
    List,
    Text,
    /// An integer in the range of `i64`.
    Integer,
    /// An integer in the range of `u64`.
    Unsigned,
    /// A number, including integers.
    Number,
    Boolean,
    Any,
    /// Of a member: any value, and null is one.
    Nullable,
    /// Of a member: there is none.
    Absent,
    /// Of a member: there is none, or it is null.
    Unset,
    /// Of a member: there is none, or it is not null.
    NotNull,
}

impl Kind {
    const fn may_be_absent(self) -> bool {
        matches!(self, Self::Absent | Self::Unset | Self::NotNull)
    }
}

/// A pattern for a value: its type, and the allowed strings, if limited.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Pattern<'a>(pub Kind, pub &'a [&'a str]);

impl Pattern<'_> {
    /// Whether a value matches.
    #[must_use]
    pub fn fits(&self, value: &Value) -> bool {
        if let Some(number) = in_quotes_of(value) {
            return self.fits(&Value::Number(number));
        }
        let kind = match self.0 {
            Kind::Object => value.is_object(),
            Kind::List => value.is_array(),
            Kind::Text => value.is_string(),
            Kind::Integer => value.is_i64(),
            Kind::Unsigned => value.is_u64(),
            Kind::Number => value.is_number(),
            Kind::Boolean => value.is_boolean(),
            Kind::Any | Kind::Nullable => true,
            Kind::NotNull => !value.is_null(),
            Kind::Absent => false,
            Kind::Unset => value.is_null(),
        };
        kind && (self.1.is_empty() || value.as_str().is_some_and(|text| self.1.contains(&text)))
    }
}

/// Whether all members match. Null matches unless the string is limited, since decoding is equally
/// tolerant.
#[doc(hidden)]
#[must_use]
pub fn has(value: &Value, members: &[(&str, Pattern<'_>)]) -> bool {
    members.iter().all(|(key, pattern)| match value.get(key) {
        None => pattern.0.may_be_absent(),
        Some(Value::Null) => pattern.1.is_empty() && !matches!(pattern.0, Kind::Absent | Kind::NotNull),
        Some(member) => pattern.fits(member),
    })
}

/// Whether the members of an object match more than one alternative. A null member matches only
/// where null is documented, since members of other alternatives are often sent as null.
#[doc(hidden)]
#[must_use]
pub fn matches_several(value: &Value, alternatives: &[&[(&str, Pattern<'_>)]]) -> bool {
    let matches_pattern = |(key, pattern): &(&str, Pattern<'_>)| match value.get(key) {
        None => pattern.0.may_be_absent(),
        Some(Value::Null) => matches!(pattern.0, Kind::Nullable | Kind::Unset),
        Some(member) => pattern.fits(member),
    };
    let matching = alternatives
        .iter()
        .filter(|members| !members.is_empty() && members.iter().all(matches_pattern));
    matching.count() > 1
}

/// Returns a value that no alternative accepts. Fails if only a number prevents it: one that is no
/// integer, or is not written as one. (The caller writes whole numbers in digits and tries again.)
///
/// # Errors
///
/// When there is such a number.
#[doc(hidden)]
pub fn unknown<E: serde::de::Error>(value: Value, is_known: fn(Value) -> bool) -> Result<Value, E> {
    if let Some((rounded, way)) = rounded(&value)
        && is_known(rounded)
    {
        return Err(not_whole(&way));
    }
    Ok(value)
}

/// Decodes an alternative that was selected by structure.
#[doc(hidden)]
#[must_use]
pub fn content<T: DeserializeOwned>(value: &Value) -> Option<T> {
    decoded(value)
}
