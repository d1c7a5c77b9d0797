//! Members of an object that stands for several, as generated where alternatives cannot be told apart: one of them may not describe a
//! member that another gives a type, and then takes any value there, like any member without a field.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error, MapAccess};
use serde_json::Value;

use super::{Key, once};
use crate::json::rounded;
use crate::union::{joined, not_whole};

/// What no field takes of an object that stands for several.
#[derive(Debug, Default)]
pub struct Misfits {
    /// Members whose values are not of the types that are documented, each with what is wrong; nothing where it does no harm.
    typed: Vec<(&'static str, Value, Option<String>)>,
    /// Members without a field.
    further: BTreeMap<String, Value>,
}

impl Misfits {
    fn has(&self, name: &str) -> bool {
        self.typed.iter().any(|(known, ..)| *known == name)
    }
}

/// For each such member, the members that alternatives require which do not describe it.
pub type Others = [(&'static str, &'static [&'static [&'static str]])];

/// Reads a member's value; one that is not of the type is noted.
///
/// # Errors
///
/// Those of the deserializer; it was there before; it holds a whole number that is not written as one, and would be of the type if it were
/// (the caller writes whole numbers in digits and reads again).
#[doc(hidden)]
pub fn loose<'de, T: DeserializeOwned, A: MapAccess<'de>>(
    field: &mut Option<T>,
    members: &mut A,
    name: &'static str,
    misfits: &mut Misfits,
) -> Result<(), A::Error> {
    read(members, name, (field.is_some(), misfits), |value| *field = Some(value))
}

/// The same, where `null` is the default.
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

/// The same, where a member that is there differs from one that is not, `null` too.
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

/// The same, where `null` is of another type, and does no harm.
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

/// Reads the value of a member that must not have come before, be it read or noted.
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
            let path = joined(Some(name.to_owned()), &further).replace('`', "'"); // so that it ends where we end it
            let error = format!("{} (at `{path}`)", error.into_inner());
            misfits.typed.push((name, value, Some(error)));
        }
    }
    Ok(())
}

/// The next member that has a field; the others are kept.
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

/// What is kept of the members that are not of their types, where the object has all that an alternative requires which does not
/// describe them.
///
/// # Errors
///
/// The object is no such alternative.
#[doc(hidden)]
pub fn settle<E: Error>(
    misfits: Misfits,
    there: &[(&str, bool)],
    others: &Others,
) -> Result<BTreeMap<String, Value>, E> {
    let mut kept = misfits.further;
    let is_there = |name: &&str| there.iter().any(|(known, is_there)| known == name && *is_there);
    for (name, value, error) in misfits.typed {
        let mut others = others
            .iter()
            .filter(|(member, _)| *member == name)
            .flat_map(|(_, others)| *others);
        let is_other = others.any(|required| required.iter().all(is_there));
        if let Some(error) = error.filter(|_| !is_other) {
            return Err(E::custom(error));
        }
        if is_other {
            kept.insert(name.to_owned(), value);
        }
    }
    Ok(kept)
}
