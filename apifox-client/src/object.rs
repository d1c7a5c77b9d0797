//! Decoding of generated structs.
//!
//! The code that serde derives for a struct accounts for most of the compile time of generated
//! code: a type for its keys, a visitor for each, and a second implementation for arrays. Here all
//! of that is shared by all structs, and only one function differs.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

mod loose;

#[doc(hidden)]
pub use self::loose::{
    Misfits, Others, loose, loose_not_null, loose_null_as_default, loose_present, next_or_keep, settle, unless_kept,
};

/// Implements `serde::Deserialize` for a struct that is decoded from an object only.
///
/// Each member is declared as `required` or `optional`, with its field, its JSON name if that
/// differs, and a decoder if needed: `null_as_default` or `present`, like the functions in
/// [`decode`](crate::decode). An optional member that is absent has the default value. Members
/// without a field are ignored; a duplicate member is an error.
///
/// For an object that merges several alternatives, `or` after the list names the members that only
/// some of them describe, and the members that the others require:
/// `or undescribed { "iban": ["card"] | ["wallet"] }`. These members are decoded with `loose`,
/// `loose_null_as_default`, `loose_present` or `loose_not_null` (for which null is of another
/// type). A value of another type is kept in the field that `or` names, a
/// `BTreeMap<String, Value>`, if the object has all members that one of the others requires; else
/// it is an error. With the last two, that includes a value which would be encoded with further
/// members, such as null for an absent one; else it is read as the documented type. With
/// `or further extra { … }` that field also keeps the members without a field.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub struct Balance {
///     pub available: Vec<i64>,
///     pub kind: Option<String>,
/// }
///
/// apifox_client::object!(Balance {
///     required available: null_as_default,
///     optional kind = "type",
/// });
///
/// let balance: Balance = apifox_client::serde_json::from_str(r#"{"available": null, "further": 1}"#)?;
/// assert_eq!(balance, Balance { available: Vec::new(), kind: None });
/// # Ok::<_, apifox_client::serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! object {
    ($name:ident { $($presence:ident $field:ident $(= $wire:literal)? $(: $how:ident)?),+ $(,)? } $($others:tt)*) => {
        #[allow(deprecated)] // fields may be deprecated
        impl<'de> $crate::object::Object<'de> for $name {
            const NAME: &'static str = ::core::stringify!($name);
            const MEMBERS: &'static [&'static str] = &[$($crate::object!(@name $field $($wire)?)),+];

            fn read<A: $crate::serde::de::MapAccess<'de>>(mut members: A) -> ::core::result::Result<Self, A::Error> {
                #[allow(non_camel_case_types)]
                enum Member { $($field),+ }
                $(let mut $field = ::core::option::Option::None;)+
                $crate::object!(@misfits misfits $($others)*);
                while let ::core::option::Option::Some(member) = $crate::object!(
                    @next misfits (&mut members, Self::MEMBERS, &[$(Member::$field),+]) $($others)*
                )? {
                    match member {
                        $(Member::$field => $crate::object!(@read $($how)? (
                            &mut $field, &mut members, $crate::object!(@name $field $($wire)?)
                        ) misfits),)+
                    }?;
                }
                $crate::object!(@settle misfits [$(($crate::object!(@name $field $($wire)?), $field.is_some())),+] $($others)*);
                ::core::result::Result::Ok($crate::object!(@made misfits [$(
                    $field: $crate::object!(@$presence $($how)? ($field, $crate::object!(@name $field $($wire)?)) misfits),
                )+] $($others)*))
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::object::object(deserializer)
            }
        }
    };
    (@name $field:ident) => { ::core::stringify!($field) };
    (@name $field:ident $wire:literal) => { $wire };
    (@misfits $misfits:ident) => {};
    (@misfits $misfits:ident or $($others:tt)+) => { let mut $misfits = $crate::object::Misfits::default(); };
    (@next $misfits:ident ($($arguments:expr),+) or further $($others:tt)+) => {
        $crate::object::next_or_keep($($arguments),+, &mut $misfits)
    };
    (@next $misfits:ident $arguments:tt $($others:tt)*) => { $crate::object::next $arguments };
    (@settle $misfits:ident $presence:tt) => {};
    (@settle $misfits:ident $presence:tt or further $($others:tt)+) => {
        $crate::object!(@settle $misfits $presence or $($others)+)
    };
    (@settle $misfits:ident $presence:tt or $kept:ident { $($wire:literal: $($required:tt)|+),+ $(,)? }) => {
        let $misfits = $crate::object::settle($misfits, &$presence, &[$(($wire, &[$(&$required),+])),+])?;
    };
    (@made $misfits:ident [$($fields:tt)+]) => { Self { $($fields)+ } };
    (@made $misfits:ident $fields:tt or further $($others:tt)+) => { $crate::object!(@made $misfits $fields or $($others)+) };
    (@made $misfits:ident [$($fields:tt)+] or $kept:ident $others:tt) => { Self { $($fields)+ $kept: $misfits } };
    (@read $arguments:tt $misfits:ident) => { $crate::object::value $arguments };
    (@read loose $arguments:tt $misfits:ident) => { $crate::object!(@loosely loose $arguments $misfits) };
    (@read loose_null_as_default $arguments:tt $misfits:ident) => {
        $crate::object!(@loosely loose_null_as_default $arguments $misfits)
    };
    (@read loose_not_null $arguments:tt $misfits:ident) => { $crate::object!(@loosely loose_not_null $arguments $misfits) };
    (@read loose_present $arguments:tt $misfits:ident) => { $crate::object!(@loosely loose_present $arguments $misfits) };
    (@read $how:ident $arguments:tt $misfits:ident) => { $crate::object::$how $arguments };
    (@loosely $how:ident ($field:expr, $members:expr, $name:expr) $misfits:ident) => {
        $crate::object::$how($field, $members, $name, &mut $misfits)
    };
    (@optional loose_not_null ($field:ident, $name:expr) $misfits:ident) => {
        $crate::object::unless_kept($field, $name, &$misfits)
    };
    (@optional loose_present ($field:ident, $name:expr) $misfits:ident) => {
        $crate::object::unless_kept($field, $name, &$misfits)
    };
    (@optional $($how:ident)? ($field:ident, $name:expr) $misfits:ident) => { $field.unwrap_or_default() };
    (@required $arguments:tt $misfits:ident) => { $crate::object::required $arguments? };
    (@required $how:ident $arguments:tt $misfits:ident) => { $crate::object::required_value $arguments? };
}

/// A struct that is decoded from the members of an object.
#[doc(hidden)]
pub trait Object<'de>: Sized {
    const NAME: &'static str;
    const MEMBERS: &'static [&'static str];

    /// Decodes all members.
    ///
    /// # Errors
    ///
    /// Those of the deserializer, a missing required member, or a duplicate member.
    fn read<A: MapAccess<'de>>(members: A) -> Result<Self, A::Error>;
}

/// Decodes an object.
///
/// # Errors
///
/// Those of [`Object::read`], and a value that is not an object.
#[doc(hidden)]
pub fn object<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Object<'de>> Visitor<'de> for Members<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("struct ")?;
            f.write_str(T::NAME)
        }

        fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
            T::read(members)
        }

        /// Reads an array to its end, so that the error is located at the array.
        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            Err(A::Error::invalid_type(Unexpected::Seq, &self))
        }
    }

    deserializer.deserialize_struct(T::NAME, T::MEMBERS, Members(PhantomData))
}

/// Advances to the next member that has a field; the values of others are skipped.
///
/// # Errors
///
/// Those of the deserializer.
#[doc(hidden)]
pub fn next<'de, 'a, M, A: MapAccess<'de>>(
    members: &mut A,
    names: &'static [&'static str],
    told: &'a [M],
) -> Result<Option<&'a M>, A::Error> {
    while let Some(index) = members.next_key_seed(Key(names))? {
        match told.get(index) {
            Some(member) => return Ok(Some(member)),
            None => drop(members.next_value::<IgnoredAny>()?),
        }
    }
    Ok(None)
}

/// The index of a key among names, or their number if it is not one of them.
struct Key(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<usize, E> {
        Ok(self.place(|name| name == key))
    }

    fn visit_bytes<E: Error>(self, key: &[u8]) -> Result<usize, E> {
        Ok(self.place(|name| name.as_bytes() == key))
    }
}

impl Key {
    fn place(&self, is: impl Fn(&str) -> bool) -> usize {
        self.0.iter().position(|name| is(name)).unwrap_or(self.0.len())
    }
}

/// Decodes the value of a member.
///
/// # Errors
///
/// Those of the deserializer, and a duplicate member.
#[doc(hidden)]
pub fn value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    field: &mut Option<T>,
    members: &mut A,
    name: &'static str,
) -> Result<(), A::Error> {
    once(field.is_some(), name)?;
    *field = Some(members.next_value()?);
    Ok(())
}

/// Decodes the value of a member; `null` is the default value.
///
/// # Errors
///
/// Those of [`value`].
#[doc(hidden)]
pub fn null_as_default<'de, T: Deserialize<'de> + Default, A: MapAccess<'de>>(
    field: &mut Option<T>,
    members: &mut A,
    name: &'static str,
) -> Result<(), A::Error> {
    once(field.is_some(), name)?;
    *field = Some(members.next_value::<Option<T>>()?.unwrap_or_default());
    Ok(())
}

/// Decodes the value of a member and distinguishes `null` from an absent one.
///
/// # Errors
///
/// Those of [`value`].
#[doc(hidden)]
pub fn present<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    field: &mut Option<Option<T>>,
    members: &mut A,
    name: &'static str,
) -> Result<(), A::Error> {
    once(field.is_some(), name)?;
    *field = Some(Some(members.next_value()?));
    Ok(())
}

fn once<E: Error>(is_duplicate: bool, name: &'static str) -> Result<(), E> {
    if is_duplicate {
        Err(E::duplicate_field(name))
    } else {
        Ok(())
    }
}

/// Returns the value of a required member. A custom type in place of a generated one may define the
/// value of an absent member, as `Option` does.
///
/// # Errors
///
/// The member is missing.
#[doc(hidden)]
pub fn required<'de, T: Deserialize<'de>, E: Error>(field: Option<T>, name: &'static str) -> Result<T, E> {
    field.map_or_else(|| T::deserialize(Absent(name, PhantomData)), Ok)
}

/// Returns the value of a required member.
///
/// # Errors
///
/// The member is missing.
#[doc(hidden)]
pub fn required_value<T, E: Error>(field: Option<T>, name: &'static str) -> Result<T, E> {
    field.ok_or_else(|| E::missing_field(name))
}

/// The deserializer of an absent member: it yields `None` if that is allowed, like serde's derived
/// structs.
struct Absent<E>(&'static str, PhantomData<E>);

impl<'de, E: Error> Deserializer<'de> for Absent<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.0))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests;
