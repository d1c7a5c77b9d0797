//! Whether a type keeps the whole of a value that it was decoded from.

use serde::ser::Serialize;
use serde_json::Value;

/// Whether what was decoded holds all of a value but its nulls, so that no wider alternative is needed.
#[must_use]
pub fn holds_all<T: Serialize>(inner: &T, value: &Value) -> bool {
    serde_json::to_value(inner).is_ok_and(|kept| holds(&kept, value, false))
}

/// Whether what was decoded holds all of a value, its nulls too.
#[must_use]
pub fn holds_exactly<T: Serialize>(inner: &T, value: &Value) -> bool {
    serde_json::to_value(inner).is_ok_and(|kept| holds(&kept, value, true))
}

fn holds(kept: &Value, value: &Value, exactly: bool) -> bool {
    let is_nothing = |member: &Value| member.is_null() || member.as_array().is_some_and(Vec::is_empty);
    match (kept, value) {
        (Value::Object(kept), Value::Object(members)) => {
            members.iter().all(|(name, member)| match kept.get(name) {
                Some(kept) => holds(kept, member, exactly),
                None => !exactly && is_nothing(member),
            })
        }
        (Value::Array(kept), Value::Array(items)) => {
            let mut pairs = kept.iter().zip(items);
            kept.len() == items.len() && pairs.all(|(kept, item)| holds(kept, item, exactly))
        }
        // A number may be written in another way.
        _ => std::mem::discriminant(kept) == std::mem::discriminant(value) || !exactly && value.is_null(),
    }
}
