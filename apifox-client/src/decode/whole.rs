//! Integers written as `1.0` or `1e3`.
//!
//! To JSON Schema a number without a fractional part is an integer, however it
//! is written (draft 2020-12 validation, 6.1.1), and some languages write all
//! numbers so; serde takes digits only.

use serde::de::DeserializeOwned;
use serde_json::{Error, Number, Value};

/// Beyond this, 2⁵³, a float may stand for several integers (IEEE 754, binary64).
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What was not read because of such integers, with digits in their place; none if they are not why.
pub(super) fn with_digits(body: &[u8], error: &Error) -> Option<Vec<u8>> {
    if !error.is_data() {
        return None; // it is not JSON
    }
    let mut value = serde_json::from_slice(body).ok()?;
    digits(&mut value).then(|| serde_json::to_vec(&value).ok())?
}

/// Reads a value as it is, else with such integers in digits.
pub(super) fn value<T: DeserializeOwned>(mut value: Value) -> Option<T> {
    T::deserialize(&value)
        .ok()
        .or_else(|| digits(&mut value).then(|| T::deserialize(&value).ok())?)
}

/// Writes whole floats in digits; false if there are none.
fn digits(value: &mut Value) -> bool {
    match value {
        Value::Number(number) => whole(number).map(|whole| *value = Value::from(whole)).is_some(),
        Value::Array(items) => items.iter_mut().fold(false, |any, item| digits(item) | any),
        Value::Object(members) => members.values_mut().fold(false, |any, member| digits(member) | any),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

#[allow(clippy::cast_possible_truncation)] // it is whole, and 64 bits hold it
fn whole(number: &Number) -> Option<i64> {
    let float = number.as_f64().filter(|_| number.is_f64())?;
    (float.fract() == 0.0 && float.abs() < EXACT).then_some(float as i64)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::value;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Amounts {
        all: Vec<i64>,
        rate: f64,
    }

    #[test]
    fn whole_floats_are_integers_where_integers_are_documented() {
        let json = br#"{"all":[1.0,1e3,-2.50e1,0.0],"rate":0.5}"#;
        let amounts: Amounts = value(json).expect("they are whole");
        assert_eq!((amounts.all, amounts.rate), (vec![1, 1000, -25, 0], 0.5));
    }

    #[test]
    fn what_else_is_wrong_is_said_of_the_first_reading() {
        for (json, path) in [
            (r#"{"all":[1.0,1.5],"rate":1}"#, "all[0]"),
            (r#"{"all":[9007199254740993.0],"rate":1}"#, "all[0]"),
            (r#"{"all":[1,"1"],"rate":1.0}"#, "all[1]"),
        ] {
            let (_, found) = value::<Amounts>(json.as_bytes()).expect_err(json);
            assert_eq!(found.as_deref(), Some(path), "{json}");
        }
    }
}
