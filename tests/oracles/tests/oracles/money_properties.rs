//! Compares amounts of every size with a library of exact fractions.
//!
//! The oracle is `fraction`, which has no currencies, no 64-bit limit and no rounding. The digits
//! of the currencies are written here, from the list of ISO 4217. `PROPTEST_CASES` sets the number
//! of cases per property.

use std::str::FromStr as _;

use fraction::{BigFraction, BigInt};
use proptest::prelude::*;
use wooshpay::{Currency, Money, MoneyError, ParseMoneyError};

/// Currencies with every number of digits in ISO 4217.
const DIGITS: [(&str, u8); 8] = [
    ("JPY", 0),
    ("vnd", 0),
    ("EUR", 2),
    ("usd", 2),
    ("KWD", 3),
    ("tnd", 3),
    ("CLF", 4),
    ("uyw", 4),
];

fn currency(code: &str) -> Currency {
    Currency::parse(code).expect(code)
}

/// Returns the amount in major units.
fn decimal(amount: i64, digits: u8) -> BigFraction {
    BigFraction::from(amount) / power_of_ten(digits)
}

fn power_of_ten(digits: u8) -> BigFraction {
    BigFraction::from(10_u64.pow(digits.into()))
}

/// Chooses a currency with its digits.
fn known() -> impl Strategy<Value = (Currency, u8)> {
    prop::sample::select(&DIGITS[..]).prop_map(|(code, digits)| (currency(code), digits))
}

/// Chooses amounts of every size, often near the bounds and zero.
fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![
        any::<i64>(),
        -20_000..20_000_i64,
        (0..3_i64).prop_map(|less| i64::MAX - less),
        (0..3_i64).prop_map(|more| i64::MIN + more),
    ]
}

/// Converts an exact result to an amount.
fn fitting(exact: BigFraction, currency: Currency, digits: u8) -> Result<Money, MoneyError> {
    let minor = BigInt::try_from(exact * power_of_ten(digits)).expect("a whole number of minor units");
    i64::try_from(minor)
        .map(|amount| Money::new(amount, currency))
        .map_err(|_| MoneyError::Overflow { currency })
}

proptest! {
    // A failure is shown with its smallest example; a file would stay in the working copy.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn displayed_amounts_parse_again(amount in amount(), code in "[A-Za-z]{3}") {
        let money = Money::new(amount, currency(&code));
        prop_assert_eq!(money.to_string().parse(), Ok(money));
        if let Some(decimal) = money.to_decimal() {
            prop_assert_eq!(Money::parse(&decimal, code.as_str()), Ok(money));
        } else {
            prop_assert_eq!(money.currency.digits(), None);
        }
    }

    #[test]
    fn decimal_strings_match_the_oracle(amount in amount(), (currency, digits) in known()) {
        let expected = format!("{:#.*}", digits.into(), decimal(amount, digits)); // `#` keeps zeros at the end
        prop_assert_eq!(Money::new(amount, currency).to_decimal(), Some(expected));
    }

    #[test]
    fn a_plain_decimal_is_read_exactly_or_refused_for_a_reason(
        text in "-?[0-9]{1,20}(\\.[0-9]{1,5})?",
        (currency, digits) in known(),
    ) {
        let decimals = text.split_once('.').map_or(0, |(_, minor)| minor.len());
        let exact = BigFraction::from_str(&text).expect("the oracle reads plain decimals");
        let expected = if decimals > digits.into() {
            Err(ParseMoneyError::TooManyDecimals { currency, allowed: digits })
        } else {
            fitting(exact, currency, digits).map_err(|_| ParseMoneyError::Overflow { currency })
        };
        prop_assert_eq!(Money::parse(&text, currency), expected);
    }

    #[test]
    fn parsing_any_string_matches_the_oracle(
        text in prop_oneof![any::<String>(), "[-+]?[0-9.,eE_' ]{0,8}"],
        (currency, digits) in known(),
    ) {
        let _ = text.parse::<Money>();
        if let Ok(money) = Money::parse(&text, currency) {
            prop_assert_eq!(BigFraction::from_str(&text).ok(), Some(decimal(money.amount, digits)));
        }
    }

    #[test]
    fn sums_and_differences_are_the_oracle_s(left in amount(), right in amount(), (currency, digits) in known()) {
        let (a, b) = (Money::new(left, currency), Money::new(right, currency));
        let (x, y) = (decimal(left, digits), decimal(right, digits));
        prop_assert_eq!(a.checked_add(&b), fitting(&x + &y, currency, digits));
        prop_assert_eq!(a.checked_sub(&b), fitting(&x - &y, currency, digits));
        prop_assert_eq!(a.checked_neg(), fitting(-x, currency, digits));
    }

    #[test]
    fn the_sum_of_amounts_matches_the_oracle(
        amounts in prop::collection::vec(amount(), 1..8),
        (currency, digits) in known(),
    ) {
        let exact: BigFraction = amounts.iter().map(|amount| decimal(*amount, digits)).sum();
        let sum = Money::sum(amounts.iter().map(|amount| Money::new(*amount, currency)));
        prop_assert_eq!(sum, fitting(exact, currency, digits).map(Some));
    }

    #[test]
    fn one_amount_of_another_currency_anywhere_spoils_a_sum(
        amounts in prop::collection::vec(amount(), 1..8),
        stray in amount(),
        at in any::<prop::sample::Index>(),
    ) {
        let (left, right) = (currency("EUR"), currency("USD"));
        let mut all: Vec<Money> = amounts.iter().map(|amount| Money::new(*amount, left)).collect();
        // After the first amount, so that it is the one that does not fit.
        all.insert(at.index(amounts.len()) + 1, Money::new(stray, right));
        prop_assert_eq!(Money::sum(&all), Err(MoneyError::CurrencyMismatch { left, right }));
    }

    #[test]
    fn comparison_is_the_oracle_s(left in amount(), right in amount(), (currency, digits) in known()) {
        let (a, b) = (Money::new(left, currency), Money::new(right, currency));
        let expected = decimal(left, digits).cmp(&decimal(right, digits));
        prop_assert_eq!(a.checked_cmp(&b), Ok(expected));
        prop_assert_eq!(a.partial_cmp(&b), Some(expected));
        prop_assert_eq!(a == b, expected.is_eq());
    }

    #[test]
    fn amounts_of_two_currencies_are_neither_equal_nor_ordered(left in amount(), right in amount()) {
        let (a, b) = (Money::new(left, currency("EUR")), Money::new(right, currency("JPY")));
        prop_assert_eq!(a.partial_cmp(&b), None);
        prop_assert!(a != b && a.checked_cmp(&b).is_err());
    }
}
