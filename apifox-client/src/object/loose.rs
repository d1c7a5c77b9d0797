//! Members of an object that merges several alternatives, generated where these cannot be
//! distinguished. An alternative that does not describe a member accepts any value for it, even if
//! another gives it a type.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error, MapAccess};
use serde::ser::Serialize;
use serde_json::Value;

use super::{Key, once};
use crate::json::rounded;
use crate::union::{adds_nothing, joined, not_whole};

/// The members of a merged object that no field accepts.
#[derive(Debug, Default)]
pub struct Misfits {
    /// Members whose values are not of the documented types, each with its error; `None` for a value
    /// that can also be read as the documented type.
    typed: Vec<(&'static str, Value, Option<String>)>,
    /// Members without a field.
    further: BTreeMap<String, Value>,
}

impl Misfits {
    fn has(&self, name: &str) -> bool {
        self.typed.iter().any(|(known, ..)| *known == name)
    }
}

/// For each such member, the members that the alternatives without it require.
pub type Others = [(&'static str, &'static [&'static [&'static str]])];

/// Decodes the value of a member; a value of another type is recorded.
///
/// # Errors
///
/// Those of the deserializer; a duplicate member; a whole number that is not written in digits but
/// would otherwise be of the type (the caller writes whole numbers in digits and decodes again).
#[doc(hidden)]
pub fn loose<'de, T: DeserializeOwned, A: MapAccess<'de>>(
    field: &mut Option<T>,
    members: &mut A,
    name: &'static str,
    misfits: &mut Misfits,
) -> Result<(), A::Error> {
    if let Some((value, _)) = read(members, name, (field.is_some(), misfits))? {
        *field = Some(value);
    }
    Ok(())
}

/// Like [`loose`], but `null` is the default value.
///
/// # Errors
///
/// Those of [`loose`].
#[doc(hidden)]
pub fn loose_null_as_default<'de, T: DeserializeOwned + Default, A: MapAccess<'de>>(
    field: &mut Option<T>,
    members: &mut A,
    name: &'static str,
    misfits: &mut Misfits,
) -> Result<(), A::Error> {
    if let Some((value, _)) = read::<Option<T>, A>(members, name, (field.is_some(), misfits))? {
        *field = Some(value.unwrap_or_default());
    }
    Ok(())
}

/// Like [`loose`], but distinguishes `null` from an absent member, and records a value of the
/// documented type which lacks a member that this type encodes.
///
/// # Errors
///
/// Those of [`loose`].
#[doc(hidden)]
pub fn loose_present<'de, T: DeserializeOwned + Serialize, A: MapAccess<'de>>(
    field: &mut Option<Option<T>>,
    members: &mut A,
    name: &'static str,
    misfits: &mut Misfits,
) -> Result<(), A::Error> {
    if let Some(value) = read_sent(members, name, (field.is_some(), misfits))? {
        *field = Some(Some(value));
    }
    Ok(())
}

/// Like [`loose_present`], but `null` is of another type, and read as absent if no other alternative
/// accepts it.
///
/// # Errors
///
/// Those of [`loose`].
#[doc(hidden)]
pub fn loose_not_null<'de, T: DeserializeOwned + Serialize, A: MapAccess<'de>>(
    field: &mut Option<Option<T>>,
    members: &mut A,
    name: &'static str,
    misfits: &mut Misfits,
) -> Result<(), A::Error> {
    match read_sent::<Option<T>, A>(members, name, (field.is_some(), &mut *misfits))? {
        Some(None) => misfits.typed.push((name, Value::Null, None)),
        value => *field = value,
    }
    Ok(())
}

/// Decodes the value of a member that must not be a duplicate of one that was decoded or recorded.
/// Returns the value and what it was decoded from; `None` if it is of another type, and recorded.
fn read<'de, T: DeserializeOwned, A: MapAccess<'de>>(
    members: &mut A,
    name: &'static str,
    (is_read, misfits): (bool, &mut Misfits),
) -> Result<Option<(T, Value)>, A::Error> {
    once(is_read || misfits.has(name), name)?;
    let value: Value = members.next_value()?;
    match serde_path_to_error::deserialize(&value) {
        Ok(read) => Ok(Some((read, value))),
        Err(error) => {
            if let Some((whole, way)) = rounded(&value)
                && T::deserialize(whole).is_ok()
            {
                return Err(not_whole(&joined(Some(name.to_owned()), &way)));
            }
            let path = error.path().to_string();
            let further = if path == "." { String::new() } else { path };
            let path = joined(Some(name.to_owned()), &further).replace('`', "'"); // a backquote ends the path
            let error = format!("{} (at `{path}`)", error.into_inner());
            misfits.typed.push((name, value, Some(error)));
            Ok(None)
        }
    }
}

/// Like [`read`], but also records a value that lacks a member which its type encodes: if another
/// alternative matches, it is kept as it is.
fn read_sent<'de, T: DeserializeOwned + Serialize, A: MapAccess<'de>>(
    members: &mut A,
    name: &'static str,
    (is_read, misfits): (bool, &mut Misfits),
) -> Result<Option<T>, A::Error> {
    let Some((read, value)) = read(members, name, (is_read, &mut *misfits))? else {
        return Ok(None);
    };
    if !adds_nothing(&read, &value) {
        misfits.typed.push((name, value, None));
    }
    Ok(Some(read))
}

/// Advances to the next member that has a field; others are kept.
///
/// # Errors
///
/// Those of the deserializer.
#[doc(hidden)]
pub fn next_or_keep<'de, 'a, M, A: MapAccess<'de>>(
    members: &mut A,
    names: &'static [&'static str],
    told: &'a [M],
    misfits: &mut Misfits,
) -> Result<Option<&'a M>, A::Error> {
    while let Some(name) = members.next_key::<String>()? {
        match told.get(Key(names).place(|known| known == name)) {
            Some(member) => return Ok(Some(member)),
            None => drop(misfits.further.insert(name, members.next_value()?)),
        }
    }
    Ok(None)
}

/// Returns the recorded members if the object has all members that an alternative requires which
/// does not describe them.
///
/// # Errors
///
/// The object matches no such alternative.
#[doc(hidden)]
pub fn settle<E: Error>(
    misfits: Misfits,
    presence: &[(&str, bool)],
    others: &Others,
) -> Result<BTreeMap<String, Value>, E> {
    let mut kept = misfits.further;
    let is_present = |name: &&str| presence.iter().any(|(known, is_present)| known == name && *is_present);
    for (name, value, error) in misfits.typed {
        let mut others = others
            .iter()
            .filter(|(member, _)| *member == name)
            .flat_map(|(_, others)| *others);
        let is_other = others.any(|required| required.iter().all(is_present));
        if let Some(error) = error.filter(|_| !is_other) {
            return Err(E::custom(error));
        }
        if is_other {
            kept.insert(name.to_owned(), value);
        }
    }
    Ok(kept)
}

/// Returns the value of an optional member, or the default value if it was kept as it is.
#[doc(hidden)]
pub fn unless_kept<T: Default>(field: Option<T>, name: &str, kept: &BTreeMap<String, Value>) -> T {
    field.filter(|_| !kept.contains_key(name)).unwrap_or_default()
}
