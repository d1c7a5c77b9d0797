//! Whatever the amount: it agrees with what a decimal library says.
//!
//! The oracle is `bigdecimal`, which knows no currency, no 64 bits and no rounding; the digits of the currencies stand here, from the list
//! of ISO 4217. `PROPTEST_CASES` sets how many cases a property gets.

use std::str::FromStr as _;

use bigdecimal::{BigDecimal, ToPrimitive as _, Zero as _};
use proptest::prelude::*;
use wooshpay::{Currency, Money, MoneyError, ParseMoneyError};

/// Currencies of every number of digits that ISO 4217 has.
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

/// The amount in major units.
fn decimal(amount: impl Into<i128>, digits: u8) -> BigDecimal {
    BigDecimal::new(amount.into().into(), digits.into())
}

/// A currency with its digits.
fn known() -> impl Strategy<Value = (Currency, u8)> {
    prop::sample::select(&DIGITS[..]).prop_map(|(code, digits)| (currency(code), digits))
}

/// Amounts of every size, and often the ones at the bounds and around zero.
fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![
        any::<i64>(),
        -20_000..20_000_i64,
        (0..3_i64).prop_map(|less| i64::MAX - less),
        (0..3_i64).prop_map(|more| i64::MIN + more),
    ]
}

/// What an exact result is as an amount.
fn fitting(exact: &BigDecimal, currency: Currency, digits: u8) -> Result<Money, MoneyError> {
    let minor = exact * decimal(10_i64.pow(digits.into()), 0);
    assert!(minor.is_integer(), "the oracle lost its scale");
    minor
        .to_i64()
        .map(|amount| Money::new(amount, currency))
        .ok_or(MoneyError::Overflow { currency })
}

proptest! {
    // What fails is shown with its smallest example; files of it would lie about in the working copy.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_displayed_is_read_again(amount in amount(), code in "[A-Za-z]{3}") {
        let money = Money::new(amount, currency(&code));
        prop_assert_eq!(money.to_string().parse(), Ok(money));
        if let Some(decimal) = money.to_decimal() {
            prop_assert_eq!(Money::parse(&decimal, code.as_str()), Ok(money));
        } else {
            prop_assert_eq!(money.currency.digits(), None);
        }
    }

    #[test]
    fn decimal_text_is_the_oracle_s(amount in amount(), (currency, digits) in known()) {
        let expected = decimal(amount, digits).to_plain_string();
        prop_assert_eq!(Money::new(amount, currency).to_decimal(), Some(expected));
    }

    #[test]
    fn a_plain_decimal_is_read_exactly_or_refused_for_a_reason(
        text in "-?[0-9]{1,20}(\\.[0-9]{1,5})?",
        (currency, digits) in known(),
    ) {
        let decimals = text.split_once('.').map_or(0, |(_, minor)| minor.len());
        let exact = BigDecimal::from_str(&text).expect("the oracle reads plain decimals");
        let expected = if decimals > digits.into() {
            Err(ParseMoneyError::TooManyDecimals { currency, allowed: digits })
        } else {
            fitting(&exact, currency, digits).map_err(|_| ParseMoneyError::Overflow { currency })
        };
        prop_assert_eq!(Money::parse(&text, currency), expected);
    }

    #[test]
    fn what_is_read_of_any_text_at_all_is_what_the_oracle_reads(
        text in prop_oneof![any::<String>(), "[-+]?[0-9.,eE_' ]{0,8}"],
        (currency, digits) in known(),
    ) {
        let _ = text.parse::<Money>();
        if let Ok(money) = Money::parse(&text, currency) {
            prop_assert_eq!(BigDecimal::from_str(&text).ok(), Some(decimal(money.amount, digits)));
        }
    }

    #[test]
    fn sums_and_differences_are_the_oracle_s(left in amount(), right in amount(), (currency, digits) in known()) {
        let (a, b) = (Money::new(left, currency), Money::new(right, currency));
        let (x, y) = (decimal(left, digits), decimal(right, digits));
        prop_assert_eq!(a.checked_add(&b), fitting(&(&x + &y), currency, digits));
        prop_assert_eq!(a.checked_sub(&b), fitting(&(&x - &y), currency, digits));
        prop_assert_eq!(a.checked_neg(), fitting(&-x, currency, digits));
    }

    #[test]
    fn the_sum_of_a_list_is_the_oracle_s(
        amounts in prop::collection::vec(amount(), 1..8),
        (currency, digits) in known(),
    ) {
        let exact = amounts.iter().fold(BigDecimal::zero(), |sum, amount| sum + decimal(*amount, digits));
        let sum = Money::sum(amounts.iter().map(|amount| Money::new(*amount, currency)));
        prop_assert_eq!(sum, fitting(&exact, currency, digits).map(Some));
    }

    #[test]
    fn one_amount_of_another_currency_anywhere_spoils_a_sum(
        amounts in prop::collection::vec(amount(), 1..8),
        stray in amount(),
        at in any::<prop::sample::Index>(),
    ) {
        let (left, right) = (currency("EUR"), currency("USD"));
        let mut all: Vec<Money> = amounts.iter().map(|amount| Money::new(*amount, left)).collect();
        // Behind the first, so that it is the one that does not fit.
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
