//! Checks whether a type preserves the value that it was decoded from.

use serde::ser::Serialize;
use serde_json::Value;

use crate::json::in_quotes_of;

/// Whether the decoded value preserves everything except nulls, so that no
/// wider alternative is needed.
#[must_use]
pub fn holds_all<T: Serialize>(inner: &T, value: &Value) -> bool {
    serde_json::to_value(inner).is_ok_and(|kept| holds(&kept, value, false))
}

/// Whether the decoded value preserves everything, including nulls.
#[must_use]
pub fn holds_exactly<T: Serialize>(inner: &T, value: &Value) -> bool {
    serde_json::to_value(inner).is_ok_and(|kept| holds(&kept, value, true))
}

fn holds(kept: &Value, value: &Value, exactly: bool) -> bool {
    let is_nothing = |member: &Value| member.is_null() || member.as_array().is_some_and(Vec::is_empty);
    match (kept, value) {
        (Value::Object(kept), Value::Object(members)) => members.iter().all(|(name, member)| match kept.get(name) {
            Some(kept) => holds(kept, member, exactly),
            None => !exactly && is_nothing(member),
        }),
        (Value::Array(kept), Value::Array(items)) => {
            let mut pairs = kept.iter().zip(items);
            kept.len() == items.len() && pairs.all(|(kept, item)| holds(kept, item, exactly))
        }
        // A number may be written in another notation, and in quotes.
        _ => {
            let is_number = |value: &Value| value.is_number() || in_quotes_of(value).is_some();
            std::mem::discriminant(kept) == std::mem::discriminant(value)
                || is_number(kept) && is_number(value)
                || !exactly && value.is_null()
        }
    }
}

/// Whether the decoded value has no member that the original lacks, such as
/// null for an absent one: a map is recognized only by its values.
#[must_use]
pub fn adds_nothing<T: Serialize>(inner: &T, value: &Value) -> bool {
    fn is_in(kept: &Value, value: &Value) -> bool {
        match (kept, value) {
            (Value::Object(kept), Value::Object(members)) => {
                let is_there = |(name, kept)| members.get(name).is_some_and(|member| is_in(kept, member));
                kept.iter().all(is_there)
            }
            (Value::Array(kept), Value::Array(items)) => kept.iter().zip(items).all(|(kept, item)| is_in(kept, item)),
            _ => true,
        }
    }
    serde_json::to_value(inner).is_ok_and(|kept| is_in(&kept, value))
}
