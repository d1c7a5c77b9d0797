//! Numbers that `serde_json` does not read faithfully: integers written as `1.0` or `1e3`, and
//! numbers with more digits than 64 bits can hold.
//!
//! In JSON Schema a number without a fractional part is an integer, in any notation (draft 2020-12
//! validation, 6.1.1), and some languages write all numbers with a fraction; serde accepts only
//! digits. Whether a number is whole is decided by its digits, since a float may be whole where the
//! digits are not: `100.00000000000000001`.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Number;

use super::in_quotes::{InQuotes, Numbered};
use super::tokens::tokens;
use crate::text;

/// Integers with more digits exceed 64 bits.
const LONGEST: usize = 20;

/// From this length on, consecutive digits may form a number that a float cannot represent.
const LONG: usize = 16;

/// The maximum number of such numbers in a body for which the best combination is searched; with
/// more, either all or none are quoted.
const MOST: usize = 8;

/// Returns JSON with its whole numbers written in digits; `None` if all are already. Nothing else
/// is checked: the result is parsed again, and refused if it is malformed.
pub(super) fn in_digits(json: &[u8]) -> Option<Vec<u8>> {
    // Most numbers are written in digits.
    let is_other =
        |number: &[u8]| matches!(number[0], b'-' | b'0'..=b'9') && memchr::memchr3(b'.', b'e', b'E', number).is_some();
    let mut others = Vec::new();
    for token in tokens(json) {
        let number = &json[token.clone()];
        if !is_other(number) && number != b"-0" {
            continue;
        }
        if let Some(digits) = Decimal::read(number).and_then(Decimal::other_digits) {
            others.push((token, digits));
        }
    }
    (!others.is_empty()).then(|| replaced(json, &others, ""))
}

/// Quotes the numbers that a float cannot represent exactly, as far as the result can be parsed: an
/// untyped value, such as a [`Value`], then keeps the digits instead of a different number.
pub(super) fn in_quotes(json: &[u8], is_read: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    if !has_long(json) && !has_tiny(json) {
        return false; // like most bodies
    }
    let is_candidate = |token: &Range<usize>| {
        let number = &json[token.clone()];
        matches!(number[0], b'-' | b'0'..=b'9') && (number.len() > LONG || has_tiny(number))
    };
    let mut inexact: Vec<Numbered> = Vec::new();
    for token in tokens(json).filter(is_candidate) {
        if let Some(number) = Decimal::read(&json[token.clone()]).filter(|number| !number.is_exact()) {
            inexact.push((token, number.text.to_owned()));
        }
    }
    if inexact.is_empty() {
        return false;
    }
    let mut is_read = |numbers: &[Numbered]| {
        let in_quotes = InQuotes::set(numbers);
        let was_read = is_read(&replaced(json, numbers, "\""));
        if was_read && let Some(tell_apart) = in_quotes.told_apart() {
            tell_apart(json, numbers, &mut |numbers| {
                let _in_quotes = InQuotes::set(numbers);
                is_read(&replaced(json, numbers, "\""));
            });
        }
        was_read
    };
    if is_read(&inexact) {
        return true;
    }
    let mut kept = Vec::new();
    if inexact.len() <= MOST {
        for token in inexact {
            kept.push(token);
            if !is_read(&kept) {
                kept.pop();
            }
        }
    }
    !kept.is_empty()
}

/// Whether there is a longer run of digits, with or without a decimal point among them, or one of
/// this length before an exponent. Such a run covers one of every `LONG` bytes.
fn has_long(json: &[u8]) -> bool {
    let mut at = LONG - 1;
    while let Some(byte) = json.get(at) {
        if is_of_row(*byte) && is_in_long(json, at) {
            return true;
        }
        at += LONG;
    }
    false
}

/// Whether a byte may belong to a run; the slash between the two is rare.
fn is_of_row(byte: u8) -> bool {
    matches!(byte, b'.'..=b'9')
}

/// Whether the run around a position is long.
#[inline(never)]
fn is_in_long(json: &[u8], at: usize) -> bool {
    let (mut start, mut end) = (at, at);
    while start > 0 && is_of_row(json[start - 1]) {
        start -= 1;
    }
    while json.get(end).is_some_and(|byte| is_of_row(*byte)) {
        end += 1;
    }
    let has_exponent = matches!(json.get(end), Some(b'e' | b'E'));
    end - start + usize::from(has_exponent) > LONG
}

/// Whether there is a negative exponent of three or more digits. A float may round such a number to
/// zero.
fn has_tiny(json: &[u8]) -> bool {
    let is_exponent = |at: usize| {
        let digits = json.get(at + 1..at + 4);
        matches!(json[..at].last(), Some(b'e' | b'E'))
            && digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
    };
    memchr::memchr_iter(b'-', json).any(is_exponent)
}

/// Returns JSON with other texts in place of some tokens, and `quote` around each.
fn replaced(json: &[u8], others: &[Numbered], quote: &str) -> Vec<u8> {
    let mut written = Vec::with_capacity(json.len() + 4 * others.len());
    let mut rest = 0;
    for (token, other) in others {
        for part in [
            &json[rest..token.start],
            quote.as_bytes(),
            other.as_bytes(),
            quote.as_bytes(),
        ] {
            written.extend_from_slice(part);
        }
        rest = token.end;
    }
    written.extend_from_slice(&json[rest..]);
    written
}

/// A decimal number: its digits, and the position of the decimal point.
pub(super) struct Decimal<'a> {
    text: &'a str,
    is_negative: bool,
    /// Without leading and trailing zeros.
    digits: Cow<'a, str>,
    point: i64,
}

impl<'a> Decimal<'a> {
    pub(super) fn read(token: &'a [u8]) -> Option<Self> {
        if !matches!(token.first(), Some(b'-' | b'0'..=b'9')) {
            return None;
        }
        let text = std::str::from_utf8(token).ok()?;
        let (is_negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = rest.split_once(['e', 'E']).map_or((rest, None), |(m, e)| (m, Some(e)));
        let (integer, fraction) = text::split_once(mantissa, b'.').map_or((mantissa, None), |(i, f)| (i, Some(f)));
        let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let has_no_zero_before = integer.len() == 1 || !integer.starts_with('0');
        if !are_digits(integer) || !has_no_zero_before || !fraction.is_none_or(are_digits) {
            return None;
        }
        let shift = exponent.map_or(Some(0), |exponent| {
            let (sign, digits) = match exponent.strip_prefix(['-', '+']) {
                Some(digits) if exponent.starts_with('-') => (-1, digits),
                Some(digits) => (1, digits),
                None => (1, exponent),
            };
            // An exponent that overflows is replaced by the largest one.
            are_digits(digits).then(|| sign * digits.parse().unwrap_or(i64::from(u32::MAX)).min(i64::from(u32::MAX)))
        })?;
        let digits = match fraction {
            None => Cow::Borrowed(integer),
            Some(fraction) => Cow::Owned(format!("{integer}{fraction}")),
        };
        let zeros = digits.bytes().take_while(|digit| *digit == b'0').count();
        let end = digits
            .bytes()
            .rposition(|digit| digit != b'0')
            .map_or(zeros, |last| last + 1);
        let point = i64::try_from(integer.len()).ok()? + shift - i64::try_from(zeros).ok()?;
        let digits = match digits {
            Cow::Borrowed(digits) => Cow::Borrowed(&digits[zeros..end]),
            Cow::Owned(digits) => Cow::Owned(digits[zeros..end].to_owned()),
        };
        Some(Self {
            text,
            is_negative,
            digits,
            point,
        })
    }

    pub(super) fn is_whole(&self) -> bool {
        usize::try_from(self.point).is_ok_and(|len| len >= self.digits.len())
    }

    /// Whether its absolute value is at least 2⁶³.
    pub(super) fn is_large(&self) -> bool {
        const SIGNED_END: &str = "9223372036854775808";
        self.point > 19 || (self.point == 19 && *self.digits >= *SIGNED_END)
    }

    /// Returns the digits of a whole number that is written in another notation. Numbers that
    /// exceed 64 bits are left unchanged.
    fn other_digits(self) -> Option<String> {
        if self.digits.is_empty() {
            return (self.text != "0").then(|| "0".to_owned());
        }
        if !self.text.contains(['.', 'e', 'E']) {
            return None;
        }
        let len = usize::try_from(self.point).ok().filter(|len| *len <= LONGEST)?;
        let zeros = len.checked_sub(self.digits.len())?;
        let sign = if self.is_negative { "-" } else { "" };
        Some(format!("{sign}{}{}", self.digits, "0".repeat(zeros)))
    }

    /// Whether `serde_json` parses exactly this number.
    fn is_exact(&self) -> bool {
        let Ok(number) = self.text.parse::<Number>() else {
            return true; // it is refused in any case
        };
        let read = number.to_string();
        Decimal::read(read.as_bytes())
            .is_none_or(|read| read.digits == self.digits && (read.point == self.point || self.digits.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::Value;

    use super::super::value;
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Amounts {
        all: Vec<i64>,
        rate: f64,
    }

    #[test]
    fn whole_floats_are_integers_where_integers_are_documented() {
        let json = br#"{"all":[1.0,1e3,-2.50e1,0.0,-0,9007199254740993.0,12e-0,9.223372036854775807E18],"rate":0.5}"#;
        let amounts: Amounts = value(json).expect("they are complete");
        let all = vec![1, 1000, -25, 0, 0, 9_007_199_254_740_993, 12, i64::MAX];
        assert_eq!((amounts.all, amounts.rate), (all, 0.5));
    }

    #[test]
    fn a_number_is_whole_by_its_digits() {
        let other = |text: &str| Decimal::read(text.as_bytes()).and_then(Decimal::other_digits);
        for (text, digits) in [
            ("1000.0", "1000"),
            ("1e3", "1000"),
            ("1.50E+1", "15"),
            ("-1200e-2", "-12"),
            ("0.001e3", "1"),
            ("0e400", "0"),
            ("-0.0", "0"),
            ("18446744073709551615.0", "18446744073709551615"),
        ] {
            assert_eq!(other(text).as_deref(), Some(digits), "{text}");
        }
        for text in [
            "4503599627370496.5",
            "-4503599627370497.5",
            "100.00000000000000001",
            "1e-400",
            "1e400",
            "1e21",
            "7",
            "-7",
            "0",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "01.0",
            "1.",
            ".5",
            "1e",
            "1e+",
            "-",
            "1.0.0",
            "1ee3",
            "+1.0",
            "null",
        ] {
            assert_eq!(other(text), None, "{text}");
        }
    }

    #[test]
    fn only_numbers_are_changed() {
        #[derive(Debug, Deserialize, PartialEq)]
        struct Named {
            amount: i64,
            name: String,
        }
        let json = r#"{"name":"1.0 \\\" 2.0 \\","more":[1.50,-0.0,"\u00e4 3.0"],"amount":4.0}"#;
        let named: Named = value(json.as_bytes()).expect("it is complete");
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
    fn the_first_number_that_is_not_whole_is_named() {
        for (json, path) in [
            (r#"{"all":[1.0,1.5],"rate":1}"#, "all[1]"),
            (r#"{"all":[1.0,4503599627370496.5],"rate":1}"#, "all[1]"),
            (r#"{"all":[1e3,1e-400],"rate":1}"#, "all[1]"),
            (r#"{"all":[100.00000000000000001],"rate":1}"#, "all[0]"),
            (r#"{"all":[1,"1"],"rate":1.0}"#, "all[1]"),
        ] {
            let unread = value::<Amounts>(json.as_bytes()).expect_err(json);
            assert_eq!(unread.path.as_deref(), Some(path), "{json}");
        }
    }

    #[test]
    fn a_number_that_no_float_holds_keeps_its_digits_as_a_string() {
        #[derive(Debug, Deserialize)]
        struct Open {
            rate: f64,
            more: Value,
        }
        let json = r#"{"more":[12345678901234567890123,0.12345678901234567890,100000000000000000000,18446744073709551615,
            0.30000000000000004,"12345678901234567890123",1e-400,-4E-324,5e-324,1e-007],"rate":0.10000000000000000001}"#;
        let open: Open = value(json.as_bytes()).expect("it is read");
        assert!((open.rate - 0.1).abs() < f64::EPSILON);
        assert_eq!(
            open.more.to_string(),
            "[\"12345678901234567890123\",\"0.12345678901234567890\",1e+20,18446744073709551615,0.30000000000000004,\
             \"12345678901234567890123\",\"1e-400\",\"-4E-324\",5e-324,1e-7]"
        );
        // The same with a whole number in another notation.
        let open: Open = value(br#"{"more":[12345678901234567890123,1e-400],"rate":2.0}"#).expect("it is read");
        assert_eq!(open.more.to_string(), "[\"12345678901234567890123\",\"1e-400\"]");
    }
}
