//! Members of an object that merges several alternatives, generated where these cannot be
//! distinguished. An alternative that does not describe a member accepts any value for it, even if
//! another gives it a type.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error, MapAccess};
use serde_json::Value;

use super::{Key, once};
use crate::json::rounded;
use crate::union::{joined, not_whole};

/// The members of a merged object that no field accepts.
#[derive(Debug, Default)]
pub struct Misfits {
    /// Members whose values are not of the documented types, each with its error; `None` if it does
    /// no harm.
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
    read(members, name, (field.is_some(), misfits), |value| *field = Some(value))
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
    read(members, name, (field.is_some(), misfits), |value: Option<T>| {
        *field = Some(value.unwrap_or_default());
    })
}

/// Like [`loose`], but distinguishes `null` from an absent member.
///
/// # Errors
///
/// Those of [`loose`].
#[doc(hidden)]
pub fn loose_present<'de, T: DeserializeOwned, A: MapAccess<'de>>(
    field: &mut Option<Option<T>>,
    members: &mut A,
    name: &'static str,
    misfits: &mut Misfits,
) -> Result<(), A::Error> {
    read(members, name, (field.is_some(), misfits), |value| {
        *field = Some(Some(value));
    })
}

/// Like [`loose`], but `null` is of another type, and does no harm.
///
/// # Errors
///
/// Those of [`loose`].
#[doc(hidden)]
pub fn loose_not_null<'de, T: DeserializeOwned, A: MapAccess<'de>>(
    field: &mut Option<Option<T>>,
    members: &mut A,
    name: &'static str,
    misfits: &mut Misfits,
) -> Result<(), A::Error> {
    let mut is_null = false;
    read(members, name, (field.is_some(), misfits), |value: Option<T>| {
        is_null = value.is_none();
        *field = value.map(Some);
    })?;
    if is_null {
        misfits.typed.push((name, Value::Null, None));
    }
    Ok(())
}

/// Decodes the value of a member that must not be a duplicate of one that was decoded or recorded.
fn read<'de, T: DeserializeOwned, A: MapAccess<'de>>(
    members: &mut A,
    name: &'static str,
    (is_read, misfits): (bool, &mut Misfits),
    take: impl FnOnce(T),
) -> Result<(), A::Error> {
    once(is_read || misfits.has(name), name)?;
    let value: Value = members.next_value()?;
    match serde_path_to_error::deserialize(&value) {
        Ok(read) => take(read),
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
        }
    }
    Ok(())
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
