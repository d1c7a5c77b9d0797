//! Floats where integers are documented: numbers with a fraction, which a float may round, and
//! integers beyond 64 bits.

use std::cell::Cell;

use serde_json::{Number, Value};

use super::tokens::tokens;
use super::whole::Decimal;
use crate::text;

/// 2⁶³. Only integers that are written in digits may be larger and yet of 64 bits.
const SIGNED_END: f64 = 9_223_372_036_854_775_808.0;

thread_local! {
    /// Whether each large float that this thread is decoding is an integer.
    static BEYOND: Cell<bool> = const { Cell::new(false) };
}

/// Large floats count as integers until this is dropped.
pub(super) struct Beyond(());

impl Beyond {
    /// Returns `None` if JSON has no large numbers, or has one with a fraction.
    pub(super) fn of(json: &[u8]) -> Option<Self> {
        let mut any = false;
        for number in tokens(json).filter_map(|token| Decimal::read(&json[token])) {
            if number.is_large() {
                any = true;
                if !number.is_whole() {
                    return None;
                }
            }
        }
        BEYOND.set(any);
        any.then_some(Self(()))
    }
}

impl Drop for Beyond {
    fn drop(&mut self) {
        BEYOND.set(false);
    }
}

/// Whether a float stands for an integer beyond 64 bits.
fn is_beyond(float: f64) -> bool {
    float.abs() >= SIGNED_END && BEYOND.get()
}

/// Names an integer that serde calls a float.
pub(super) fn name_beyond(message: &mut String) {
    const FLOAT: &str = "type: floating point `";
    let Some(start) = text::first(message, FLOAT) else {
        return;
    };
    let (before, after) = (&message[..start], &message[start + FLOAT.len()..]);
    if let Some((number, after)) = text::split_once(after, b'`')
        && Decimal::read(number.as_bytes()).is_some_and(|number| number.is_large())
    {
        *message = format!("{before}value: integer beyond 64 bits{after}");
    }
}

/// Returns a value in which whole floats are replaced by integers, and the path to the first of
/// them; `None` if there are none. After [`in_digits`](super::whole::in_digits), only a number that
/// is not an integer, whatever its float looks like, can be one of these.
pub(crate) fn rounded(value: &Value) -> Option<(Value, String)> {
    let mut path = None;
    let rounded = round(value, &mut String::new(), &mut path);
    path.map(|path| (rounded, path))
}

fn round(value: &Value, here: &mut String, first: &mut Option<String>) -> Value {
    let len = here.len();
    let mut inner = |step: String, value: &Value| {
        here.push_str(&step);
        let rounded = round(value, here, first);
        here.truncate(len);
        rounded
    };
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(at, item)| inner(format!("[{at}]"), item)).collect()
        }
        Value::Object(members) => {
            let point = if len == 0 { "" } else { "." };
            let members = members.iter();
            let members = members.map(|(name, member)| (name.clone(), inner(format!("{point}{name}"), member)));
            Value::Object(members.collect())
        }
        Value::Number(number) => match integer(number) {
            Some(integer) => {
                first.get_or_insert_with(|| here.clone());
                Value::Number(integer)
            }
            None => value.clone(),
        },
        other => other.clone(),
    }
}

/// Returns an integer near a whole float. A float of 2⁶³ or 2⁶⁴ may stand for an integer just below
/// it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it is whole, and 64 bits hold it or its neighbor
fn integer(number: &Number) -> Option<Number> {
    const END: f64 = 18_446_744_073_709_551_616.0; // 2⁶⁴
    let float = number
        .as_f64()
        .filter(|float| number.is_f64() && float.fract() == 0.0 && !is_beyond(*float))?;
    if float.abs() <= SIGNED_END {
        Some((float as i64).into())
    } else {
        (float > 0.0 && float <= END).then(|| (float as u64).into())
    }
}
