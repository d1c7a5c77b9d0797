//! What generated unions share: decoding and encoding of a value that is one of several types, as a macro, and what is behind it.
//!
//! Generated code defines the `enum` itself, so that it reads and documents like any other, and leaves the rest to
//! [`union!`](crate::union!). Invariant: each value is decoded as at most one alternative, which is chosen by a look at its surface;
//! so the time it takes does not grow with how deep unions stand in each other. What is no alternative is kept, and given back
//! unchanged.

mod kept;
mod place;
#[cfg(test)]
mod tests;

#[doc(hidden)]
pub use self::kept::{adds_nothing, holds_all, holds_exactly};
pub(crate) use self::place::{joined, not_whole, place};

use serde::de::DeserializeOwned;
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use crate::json::rounded;

/// Completes a union: an enum with one variant for each type that a value may have, and `Unknown(serde_json::Value)` for what is
/// none of them (yet).
///
/// The enum must derive the standard traits it is to have. It gets `Serialize`, `Deserialize`, and `From` for what stands behind
/// `from`. A variant may hold its type in a `Box`; here the type is named without.
///
/// # Told apart by a tag
///
/// A member of the object says what it is: `Card(Card) = "card"`, or one of several values, `Card(Card) = "visa" | "mastercard"`. A tag
/// that is not listed, or none, makes an `Unknown`; a listed one whose object is not of the type is an error. With `+=` in place of `=`,
/// encoding writes the tag, by its first value, where the type left it out or null.
///
/// `else Base(Base)` behind the list names a type that takes what none of the listed ones takes, before it becomes an `Unknown`.
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
/// # Told apart by their looks
///
/// (An `Unknown` holds a number as `serde_json` does. In a response, one that a float does not hold exactly is a string there, with the
/// digits that came. One that is an integer but for a fraction is an error where an alternative takes integers.)
///
/// The first alternative whose kind of JSON it is (`Object`, `List`, `Text`, `Integer`, `Unsigned`, `Number`, `Boolean`, `Any`) takes
/// the value. It may ask for texts (`Text = "auto" | "manual"`), or for members of an object (`Object { "iban" }`), of a kind
/// (`Object { "price": Integer }`), that may be null (`Nullable`), or with certain texts (`Object { "mode" = "auto" | "manual" }`). What none of them takes,
/// or what turns out not to be of the type, is an `Unknown`; so is an object that has what several of them ask for, since none of them
/// would keep the whole of it. `or wider` behind an alternative passes on to the next ones what it would not keep the whole of: these
/// are documented to take any members. `or exact` does so for what it would not keep the nulls of, too, and `or whole` for what it would
/// add a member to.
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
#[macro_export]
macro_rules! union {
    ($name:ident: $tag:literal {
        $($variant:ident($inner:ty) $sign:tt $value:literal $(| $alias:literal)*),* $(,)?
    } else $rest:ident($other:ty) $($from:tt)*) => {
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = <$crate::serde_json::Value as $crate::serde::Deserialize>::deserialize(deserializer)?;
                let listed = match $crate::union::tag(&value, $tag) {
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
    ($name:ident: $tag:literal {
        $($variant:ident($inner:ty) $sign:tt $value:literal $(| $alias:literal)*),* $(,)?
    } $($from:tt)*) => {
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = <$crate::serde_json::Value as $crate::serde::Deserialize>::deserialize(deserializer)?;
                match $crate::union::tag(&value, $tag) {
                    $(
                        ::core::option::Option::Some($value) => {
                            let inner = $crate::union::tagged::<$inner, D::Error>(value, $tag, $value)?;
                            ::core::result::Result::Ok(Self::$variant(::core::convert::Into::into(inner)))
                        }
                        $(::core::option::Option::Some($alias) => {
                            let inner = $crate::union::tagged::<$inner, D::Error>(value, $tag, $alias)?;
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
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = <$crate::serde_json::Value as $crate::serde::Deserialize>::deserialize(deserializer)?;
                if $crate::union::is_several(&value, &[$(&[$($((
                    $key,
                    $crate::union::Look($crate::union!(@kind $($of)?), &[$($($text),+)?]),
                )),*)?]),*]) {
                    return ::core::result::Result::Ok(Self::Unknown(value));
                }
                $(if $crate::union::Look($crate::union::Kind::$kind, &[$($($value),+)?]).fits(&value)
                    && $crate::union::has(&value, &[$($((
                        $key,
                        $crate::union::Look($crate::union!(@kind $($of)?), &[$($($text),+)?]),
                    )),*)?])
                {
                    let inner = $crate::union::content::<$inner>(&value);
                    $(let inner = inner.filter(|inner| $crate::union!(@holds_all $or inner, &value));)?
                    match inner {
                        ::core::option::Option::Some(inner) => {
                            return ::core::result::Result::Ok(Self::$variant(::core::convert::Into::into(inner)));
                        }
                        ::core::option::Option::None => $crate::union!(@next $($or)? value),
                    }
                })*
                $crate::union!(@unknown value)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
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
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
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
    (@holds_all wider $inner:ident, $value:expr) => { $crate::union::holds_all($inner, $value) };
    (@holds_all whole $inner:ident, $value:expr) => { $crate::union::adds_nothing($inner, $value) };
    (@holds_all exact $inner:ident, $value:expr) => { $crate::union::holds_exactly($inner, $value) };
    (@next $value:ident) => { return $crate::union!(@unknown $value) };
    (@next $or:ident $value:ident) => { {} };
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

/// A kind of JSON.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Object,
    List,
    Text,
    /// An integer that an `i64` holds.
    Integer,
    /// An integer that a `u64` holds.
    Unsigned,
    /// A number, integers among them.
    Number,
    Boolean,
    Any,
    /// Of a member: any value, and null is one.
    Nullable,
}

/// What a value looks like: its kind, and which texts it may be, if not all.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Look<'a>(pub Kind, pub &'a [&'a str]);

impl Look<'_> {
    /// Whether a value looks so.
    #[must_use]
    pub fn fits(&self, value: &Value) -> bool {
        let kind = match self.0 {
            Kind::Object => value.is_object(),
            Kind::List => value.is_array(),
            Kind::Text => value.is_string(),
            Kind::Integer => value.is_i64(),
            Kind::Unsigned => value.is_u64(),
            Kind::Number => value.is_number(),
            Kind::Boolean => value.is_boolean(),
            Kind::Any | Kind::Nullable => true,
        };
        kind && (self.1.is_empty() || value.as_str().is_some_and(|text| self.1.contains(&text)))
    }
}

/// Whether the members are all there and look as they should. Null may be any of them, since decoding is as tolerant, unless its
/// text matters.
#[doc(hidden)]
#[must_use]
pub fn has(value: &Value, members: &[(&str, Look<'_>)]) -> bool {
    members.iter().all(|(key, look)| {
        value
            .get(key)
            .is_some_and(|member| look.fits(member) || (member.is_null() && look.1.is_empty()))
    })
}

/// Whether the members make an object more than one alternative. A null counts only where it is documented, since the members of other
/// alternatives are often sent as null.
#[doc(hidden)]
#[must_use]
pub fn is_several(value: &Value, alternatives: &[&[(&str, Look<'_>)]]) -> bool {
    let is_told = |member: Option<&Value>, look: &Look<'_>| {
        member.is_some_and(|member| (look.0 == Kind::Nullable || !member.is_null()) && look.fits(member))
    };
    let told = alternatives
        .iter()
        .filter(|members| !members.is_empty() && members.iter().all(|(key, look)| is_told(value.get(key), look)));
    told.count() > 1
}

/// The tag of an object, if it is a text.
#[doc(hidden)]
#[must_use]
pub fn tag<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// A value that no alternative takes. One does take it if a number that is not an integer, or is not written as one, were one:
/// then that is an error. (The caller writes whole numbers in digits and reads again.)
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

/// Decodes the alternative that the tag names.
///
/// # Errors
///
/// When the object is not of the type. The path to the union is what the outer decoder knows; the path from there goes into the
/// message. It is kept track of from the start, not in a second go after a failure: unions in unions would double that each time.
#[doc(hidden)]
pub fn tagged<T: DeserializeOwned, E: serde::de::Error>(value: Value, name: &str, tag: &str) -> Result<T, E> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if path == "." {
            E::custom(format_args!("{inner} (where `{name}` is `{tag}`)"))
        } else {
            let path = path.replace('`', "'"); // so that it ends where we end it
            E::custom(format_args!("{inner} (at `{path}`, where `{name}` is `{tag}`)"))
        }
    })
}

/// Decodes an alternative that is one by its looks.
#[doc(hidden)]
#[must_use]
pub fn content<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Encodes an object, and its tag if it left that out.
///
/// # Errors
///
/// Those of encoding the object.
#[doc(hidden)]
pub fn with_tag<T: Serialize, S: Serializer>(
    inner: &T,
    name: &str,
    tag: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(inner).map_err(serde::ser::Error::custom)?;
    if let Some(members) = value.as_object_mut() {
        let member = members.entry(name).or_insert(Value::Null);
        if member.is_null() {
            *member = Value::from(tag);
        }
    }
    value.serialize(serializer)
}
