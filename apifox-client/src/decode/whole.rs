//! Integers written as `1.0` or `1e3`.
//!
//! To JSON Schema a number without a fractional part is an integer, however it
//! is written (draft 2020-12 validation, 6.1.1), and some languages write all
//! numbers so; serde takes digits only.

use serde::de::DeserializeOwned;
use serde_json::{Error, Number, Value};

use super::tokens::tokens;

/// Beyond this, 2⁵³, a float may stand for several integers (IEEE 754, binary64).
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What was not read because of such integers, with digits in their place; none if they are not why.
pub(super) fn with_digits(body: &[u8], error: &Error) -> Option<Vec<u8>> {
    if !error.is_data() {
        return None; // it is not JSON
    }
    in_digits(body)
}

/// Reads a value as it is, else with such integers in digits.
pub(super) fn value<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value)
        .ok()
        .or_else(|| serde_json::from_slice(&in_digits(value.to_string().as_bytes())?).ok())
}

/// JSON with whole floats in digits; none if there are none. Nothing else is looked at: it is read again, and refused if it is broken.
fn in_digits(json: &[u8]) -> Option<Vec<u8>> {
    let mut written = Vec::new();
    let mut rest = 0;
    for token in tokens(json) {
        if let Some(whole) = whole(&json[token.clone()]) {
            written.extend_from_slice(&json[rest..token.start]);
            written.extend_from_slice(whole.to_string().as_bytes());
            rest = token.end;
        }
    }
    written.extend_from_slice(&json[rest..]);
    (rest > 0).then_some(written)
}

#[allow(clippy::cast_possible_truncation)] // it is whole, and 64 bits hold it
fn whole(token: &[u8]) -> Option<i64> {
    let number: Number = std::str::from_utf8(token).ok()?.parse().ok()?;
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
    fn nothing_but_numbers_is_touched() {
        #[derive(Debug, Deserialize, PartialEq)]
        struct Named {
            amount: i64,
            name: String,
        }
        let json = r#"{"name":"1.0 \\\" 2.0 \\","more":[1.50,-0.0,"\u00e4 3.0"],"amount":4.0}"#;
        let named: Named = value(json.as_bytes()).expect("it is whole");
        assert_eq!((named.amount, named.name.as_str()), (4, r#"1.0 \" 2.0 \"#));
        for broken in [
            r#"{"name":"","amount":4.}"#,
            r#"{"name":"","amount":4.0e}"#,
            r#"{"amount":4.0,"name":"1.0"#,
        ] {
            value::<Named>(broken.as_bytes()).expect_err(broken);
        }
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
