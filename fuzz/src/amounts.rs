//! Fuzzes keys and amounts, from strings.

use serde_json::Value;
use wooshpay::{Client, Currency, Mode, Money, SecretKey};

/// A secret key.
///
/// # Panics
///
/// An invalid key is accepted or a valid one refused; a key is shown; a client cannot carry it.
pub fn key(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let rest = ["sk_test_", "sk_live_"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix));
    // As documented: at least one character, visible ASCII, no colon.
    let is_sound = rest
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b':'));
    match SecretKey::parse(&text) {
        Ok(key) => {
            assert!(is_sound, "taken: {text:?}");
            assert_eq!(key.mode() == Mode::Live, text.starts_with("sk_live_"));
            for shown in [format!("{key:?}"), key.to_string()] {
                assert!(shown.len() < 24, "{shown}");
            }
            let client = Client::builder().key(key).base_url("http://127.0.0.1:9").build();
            let client = client.unwrap_or_else(|error| panic!("{text:?}: {error}"));
            assert!(!hides(&format!("{client:?}"), rest.unwrap_or_default()));
        }
        Err(error) => {
            assert!(!is_sound, "refused: {text:?}: {error}");
            assert!(!hides(&error.to_string(), &text), "{error}");
        }
    }
}

/// Returns whether a message contains a string. A short one may occur by chance, and one without
/// digits may be words of the message.
fn hides(shown: &str, text: &str) -> bool {
    text.len() > 12 && text.bytes().any(|byte| byte.is_ascii_digit()) && shown.contains(text)
}

/// An amount and its currency: two lines.
///
/// # Panics
///
/// An amount differs from its digits, or does not round-trip.
pub fn money(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (decimal, code) = text.split_once('\n').unwrap_or((&text, "EUR"));
    if let Ok(money) = Money::parse(decimal, code) {
        agrees(decimal, money);
        comes_back(money);
    }
    for line in text.lines() {
        if let Ok(money) = line.parse::<Money>() {
            comes_back(money);
        }
        if let Ok(currency) = Currency::parse(line) {
            assert!(line.eq_ignore_ascii_case(currency.as_str()));
        }
        if let Ok(amounts) = serde_json::from_str::<Vec<Money>>(line) {
            amounts.iter().copied().for_each(comes_back);
            adds_up(&amounts);
        }
    }
}

/// Digit by digit, in more bits than an amount has.
fn agrees(decimal: &str, money: Money) {
    let digits = money.currency.digits().map_or(0, usize::from);
    let behind = decimal.split_once('.').map_or(0, |(_, minor)| minor.len());
    let mut units: i128 = 0;
    for digit in decimal.bytes().filter(u8::is_ascii_digit) {
        units = units * 10 + i128::from(digit - b'0');
        assert!(units <= i128::from(u64::MAX), "{decimal:?} is {money}");
    }
    for _ in behind..digits {
        units *= 10;
    }
    let sign = if decimal.starts_with('-') { -1 } else { 1 };
    assert_eq!(i128::from(money.amount), sign * units, "{decimal:?} is {money}");
}

fn comes_back(money: Money) {
    assert_eq!(money.to_string().parse::<Money>(), Ok(money));
    if let Some(decimal) = money.to_decimal() {
        assert_eq!(Money::parse(&decimal, money.currency), Ok(money));
    }
    let json = serde_json::to_value(money).unwrap_or(Value::Null);
    assert_eq!(serde_json::from_value::<Money>(json).ok(), Some(money));
    assert_eq!(
        money
            .checked_neg()
            .and_then(|other| other.checked_neg())
            .unwrap_or(money),
        money
    );
}

/// The sum is that of the integers, if it fits.
fn adds_up(amounts: &[Money]) {
    let currencies = amounts
        .iter()
        .filter(|money| money.currency != amounts[0].currency)
        .count();
    let exact: i128 = amounts.iter().map(|money| i128::from(money.amount)).sum();
    match Money::sum(amounts) {
        Ok(None) => assert!(amounts.is_empty()),
        Ok(Some(sum)) => assert_eq!((currencies, i128::from(sum.amount)), (0, exact)),
        Err(error) => assert!(currencies > 0 || i64::try_from(exact).is_err(), "{error}: {amounts:?}"),
    }
}
