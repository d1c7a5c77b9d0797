//! Numbers in quotes: JSON is read a second time with its inexact numbers as strings, so that an
//! untyped value keeps their digits. A type that documents a string must not take such a number for
//! one, nor a string with the same digits for a number. If it matters, a number whose digits are also
//! those of a string is written in another notation.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::Range;

use serde::de::DeserializeOwned;
use serde_json::{Number, Value};

use super::tokens::tokens;

/// The maximum number of numbers of a value that are tried one by one.
const MOST: usize = 8;

thread_local! {
    /// The numbers that are quoted in the JSON that this thread is reading.
    static IN_QUOTES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// Set if a type distinguishes these numbers from strings.
    static TELLS_APART: Cell<Option<TellApart>> = const { Cell::new(None) };
}

/// Changes the notation of numbers that equal a string in JSON, and calls the function with all
/// numbers if there are any. A function pointer ensures that only programs that need it contain that
/// code.
pub(super) type TellApart = fn(&[u8], &[Numbered], &mut dyn FnMut(&[Numbered]));

/// The place of a number, and the number as text.
pub(super) type Numbered = (Range<usize>, String);

/// Numbers count as quoted until this is dropped.
pub(super) struct InQuotes;

impl InQuotes {
    pub(super) fn set(numbers: &[Numbered]) -> Self {
        IN_QUOTES.set(numbers.iter().map(|(_, number)| number.clone()).collect());
        TELLS_APART.set(None);
        Self
    }

    /// Returns what is to be done with the numbers if a type distinguished them from strings.
    #[allow(clippy::unused_self)] // only as long as it exists
    pub(super) fn told_apart(&self) -> Option<TellApart> {
        TELLS_APART.get()
    }
}

impl Drop for InQuotes {
    fn drop(&mut self) {
        IN_QUOTES.take();
    }
}

/// Returns the number that a string stands for, if it was quoted.
pub(crate) fn in_quotes_of(value: &Value) -> Option<Number> {
    let text = value.as_str()?;
    let is_quoted = IN_QUOTES.with_borrow(|numbers| numbers.iter().any(|number| number == text));
    if is_quoted {
        TELLS_APART.set(Some(tell_apart));
    }
    is_quoted.then(|| text.parse().ok())?
}

fn tell_apart(json: &[u8], numbers: &[Numbered], read: &mut dyn FnMut(&[Numbered])) {
    let strings = tokens(json).filter(|token| json[token.start] == b'"');
    let strings: BTreeSet<String> = strings
        .filter_map(|token| serde_json::from_slice(&json[token]).ok())
        .collect();
    let (mut numbers, mut is_changed) = (numbers.to_vec(), false);
    for (_, number) in &mut numbers {
        while strings.contains(number) {
            is_changed = true;
            // A zero before the digits of an exponent has no effect.
            match number.find(['e', 'E']) {
                None => number.push_str("e0"),
                Some(at) => {
                    let sign = usize::from(matches!(number.as_bytes().get(at + 1), Some(b'-' | b'+')));
                    number.insert(at + 1 + sign, '0');
                }
            }
        }
    }
    if is_changed {
        read(&numbers);
    }
}

/// Returns the numbers in a value that were quoted, as text.
fn all_in_quotes(value: &Value) -> Vec<String> {
    fn add(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| add(item, found)),
            Value::Object(members) => members.values().for_each(|member| add(member, found)),
            Value::String(text) if in_quotes_of(value).is_some() && !found.contains(text) => found.push(text.clone()),
            _ => {}
        }
    }
    let mut found = Vec::new();
    if IN_QUOTES.with_borrow(|numbers| !numbers.is_empty()) {
        add(value, &mut found);
    }
    found
}

/// Returns a value without the quotes of its numbers, except for some of them.
fn out_of_quotes(value: &Value, except: &[String]) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| out_of_quotes(item, except)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(name, member)| (name.clone(), out_of_quotes(member, except)))
                    .collect(),
            )
        }
        Value::String(text) if except.contains(text) => value.clone(),
        other => in_quotes_of(other).map_or_else(|| other.clone(), Value::Number),
    }
}

/// Decodes a value. A number in quotes has to be accepted as a number, and keeps its digits where
/// any JSON is.
pub(crate) fn decoded<T: DeserializeOwned>(value: &Value) -> Option<T> {
    let numbers = all_in_quotes(value);
    if numbers.is_empty() {
        return T::deserialize(value).ok();
    }
    let plain = T::deserialize(out_of_quotes(value, &[])).ok()?;
    if numbers.len() > MOST {
        return Some(T::deserialize(value).unwrap_or(plain));
    }
    let (mut best, mut kept) = (plain, Vec::new());
    for number in numbers {
        kept.push(number);
        match T::deserialize(out_of_quotes(value, &kept)) {
            Ok(better) => best = better,
            Err(_) => {
                kept.pop();
            }
        }
    }
    Some(best)
}
