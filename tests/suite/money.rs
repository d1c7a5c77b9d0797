//! Money and currencies: integers, one currency at a time, decimals only if they are known.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};

use apifox_client::serde_json;
use wooshpay::{Currency, Money, MoneyError, ParseMoneyError};

fn currency(code: &str) -> Currency {
    Currency::parse(code).expect(code)
}

fn money(amount: i64, code: &str) -> Money {
    Money::new(amount, currency(code))
}

#[test]
fn decimals_follow_iso_4217() {
    for (amount, code, text) in [
        (1_001_353, "eur", "10013.53"),
        (-62, "usd", "-0.62"),
        (5, "usd", "0.05"),
        (0, "usd", "0.00"),
        (500, "JPY", "500"),
        (-500, "vnd", "-500"),
        (12_345, "KWD", "12.345"),
        (-1, "KWD", "-0.001"),
        (7, "UYW", "0.0007"),
        (150, "HUF", "1.50"),
        (100, "ugx", "100"),
        (i64::MAX, "EUR", "92233720368547758.07"),
        (i64::MIN, "EUR", "-92233720368547758.08"),
        (i64::MIN, "JPY", "-9223372036854775808"),
    ] {
        assert_eq!(
            money(amount, code).to_decimal().as_deref(),
            Some(text),
            "{amount} {code}"
        );
    }
}

#[test]
fn decimals_are_not_guessed_where_iso_has_none() {
    for code in ["ZZZ", "XAU", "XXX", "XTS"] {
        assert_eq!(currency(code).digits(), None, "{code}");
        assert_eq!(money(100, code).to_decimal(), None, "{code}");
    }
    assert_eq!(money(-100, "zzz").to_string(), "-100 ZZZ (minor units)");
}

#[test]
fn amounts_of_one_currency_add_and_subtract() {
    assert_eq!(money(1, "EUR").checked_add(&money(2, "eur")), Ok(money(3, "EUR")));
    assert_eq!(money(1, "EUR").checked_sub(&money(2, "eur")), Ok(money(-1, "EUR")));
}

#[test]
fn amounts_of_two_currencies_never_combine() {
    let (left, right) = (currency("EUR"), currency("USD"));
    let mismatch = MoneyError::CurrencyMismatch { left, right };
    assert_eq!(money(1, "EUR").checked_add(&money(1, "USD")), Err(mismatch));
    assert_eq!(money(1, "EUR").checked_sub(&money(1, "USD")), Err(mismatch));
    assert_eq!(Money::sum([money(1, "EUR"), money(0, "USD")]), Err(mismatch));
    assert_eq!(
        mismatch.to_string(),
        "amounts in EUR and USD cannot be added or compared"
    );
}

#[test]
fn overflow_is_an_error() {
    let overflow = MoneyError::Overflow {
        currency: currency("EUR"),
    };
    assert_eq!(money(i64::MAX, "EUR").checked_add(&money(1, "EUR")), Err(overflow));
    assert_eq!(money(i64::MIN, "EUR").checked_sub(&money(1, "EUR")), Err(overflow));
    assert_eq!(Money::sum([money(i64::MAX, "EUR"), money(1, "EUR")]), Err(overflow));
    assert_eq!(overflow.to_string(), "the result in EUR is too large");
}

#[test]
fn a_sum_does_not_depend_on_the_order_of_its_parts() {
    let parts = [money(i64::MAX, "EUR"), money(1, "EUR"), money(-2, "EUR")];
    let turned = [parts[2], parts[1], parts[0]];
    assert_eq!(Money::sum(parts), Ok(Some(money(i64::MAX - 1, "EUR"))));
    assert_eq!(Money::sum(turned), Money::sum(parts));
    assert_eq!(Money::sum(&[] as &[Money]), Ok(None));
    assert_eq!(
        Money::sum(parts),
        Money::sum(parts.iter()),
        "amounts or references to them"
    );
}

#[test]
fn currencies_compare_hash_and_sort_without_case() {
    let spellings = ["eur", "EUR", "Eur"].map(currency);
    assert_eq!(spellings.iter().collect::<HashSet<_>>().len(), 1);
    assert_eq!(spellings.iter().collect::<BTreeSet<_>>().len(), 1);
    assert!(currency("eur") < currency("GBP"));
    assert!(currency("USD") > currency("gbp"));
    assert_ne!(currency("EUR"), currency("EUX"));
}

#[test]
fn a_currency_keeps_the_spelling_it_came_in() {
    for code in ["eur", "EUR", "Eur"] {
        assert_eq!(currency(code).as_str(), code);
        assert_eq!(currency(code).to_string(), "EUR");
        let json = format!("\"{code}\"");
        let decoded: Currency = serde_json::from_str(&json).expect("a code");
        assert_eq!(serde_json::to_string(&decoded).expect("text"), json);
    }
    assert_eq!(
        format!("[{:>5}] [{:<4}]", currency("eur"), currency("usd")),
        "[  EUR] [USD ]"
    );
}

#[test]
fn only_three_letters_are_a_currency() {
    for text in ["", "EU", "EURO", "E1R", "€UR", "EU ", "é1", "日"] {
        let error = text.parse::<Currency>().expect_err(text);
        assert_eq!(error.to_string(), "a currency code is three letters, such as EUR");
        assert!(serde_json::from_value::<Currency>(text.into()).is_err(), "{text}");
    }
    let error = serde_json::from_str::<Money>(r#"{"amount":1,"currency":"EURO"}"#).expect_err("no code");
    assert!(
        error.to_string().contains("expected a currency code of three letters"),
        "{error}"
    );
}

#[test]
fn money_round_trips_through_json_and_ignores_unknown_fields() {
    let json = r#"{"amount":-62,"currency":"usd"}"#;
    let decoded: Money = serde_json::from_str(json).expect("money");
    assert_eq!(decoded, money(-62, "USD"));
    assert_eq!(serde_json::to_string(&decoded).expect("text"), json);
    let wider = r#"{"amount":-62,"currency":"usd","source_types":{"card":-62}}"#;
    assert_eq!(serde_json::from_str::<Money>(wider).expect("money"), decoded);
}

#[test]
fn half_an_entry_or_a_fraction_is_no_money() {
    for json in [
        r#"{"amount":1}"#,
        r#"{"currency":"eur"}"#,
        r#"{"amount":1.5,"currency":"eur"}"#,
        r#"{"amount":1e2,"currency":"eur"}"#,
        r#"{"amount":"1","currency":"eur"}"#,
        r#"{"amount":9223372036854775808,"currency":"eur"}"#,
        r#"{"amount":null,"currency":"eur"}"#,
        r#"{"amount":1,"amount":1,"currency":"eur"}"#,
        r#"[1,"eur"]"#,
        "null",
        "1",
    ] {
        assert!(serde_json::from_str::<Money>(json).is_err(), "{json}");
    }
}

#[test]
fn amounts_line_up_where_a_width_is_asked_for() {
    let lined_up = format!("[{:>10}] [{:<9}]", money(-62, "usd"), money(500, "JPY"));
    assert_eq!(lined_up, "[ -0.62 USD] [500 JPY  ]");
    assert_eq!(format!("[{:>6}]", wooshpay::Mode::Test), "[  test]");
}

#[test]
fn amounts_are_read_from_plain_decimals() {
    for (decimal, code, amount) in [
        ("10.50", "EUR", 1050),
        ("10.5", "eur", 1050),
        ("10", "EUR", 1000),
        ("0010.50", "EUR", 1050),
        ("-0.62", "USD", -62),
        ("-0", "USD", 0),
        ("500", "JPY", 500),
        ("12.345", "KWD", 12_345),
        ("0.0007", "UYW", 7),
        ("92233720368547758.07", "EUR", i64::MAX),
        ("-92233720368547758.08", "EUR", i64::MIN),
        ("-9223372036854775808", "JPY", i64::MIN),
    ] {
        assert_eq!(Money::parse(decimal, code), Ok(money(amount, code)), "{decimal} {code}");
        let text = format!("{decimal} {code}");
        assert_eq!(text.parse(), Ok(money(amount, code)), "{text}");
    }
}

#[test]
fn ambiguous_amounts_are_refused() {
    use ParseMoneyError::{MissingDigits, Unexpected};
    let (eur, jpy) = (currency("EUR"), currency("JPY"));
    let unexpected = |character| Unexpected { character };
    let too_many = |currency, allowed| ParseMoneyError::TooManyDecimals { currency, allowed };
    let overflow = ParseMoneyError::Overflow { currency: eur };
    for (decimal, code, error) in [
        ("", "EUR", MissingDigits),
        ("-", "EUR", MissingDigits),
        (".", "EUR", MissingDigits),
        (".50", "EUR", MissingDigits),
        ("10.", "EUR", MissingDigits),
        ("10.", "JPY", MissingDigits),
        ("+10", "EUR", unexpected('+')),
        ("--10", "EUR", unexpected('-')),
        ("10-", "EUR", unexpected('-')),
        ("\u{2212}10", "EUR", unexpected('\u{2212}')),
        ("1e3", "EUR", unexpected('e')),
        ("1E-2", "EUR", unexpected('E')),
        ("10,50", "EUR", unexpected(',')),
        ("1,000.50", "EUR", unexpected(',')),
        ("1.000,50", "EUR", unexpected(',')),
        ("1.000.000", "EUR", unexpected('.')),
        ("1'000", "EUR", unexpected('\'')),
        ("1_000", "EUR", unexpected('_')),
        (" 10", "EUR", unexpected(' ')),
        ("10\n", "EUR", unexpected('\n')),
        ("1\u{a0}000", "EUR", unexpected('\u{a0}')),
        ("٣", "EUR", unexpected('٣')),
        ("１", "EUR", unexpected('１')),
        ("NaN", "EUR", unexpected('N')),
        ("0x10", "EUR", unexpected('x')),
        ("€10", "EUR", unexpected('€')),
        ("10.505", "EUR", too_many(eur, 2)),
        ("10.500", "EUR", too_many(eur, 2)),
        ("10.0", "JPY", too_many(jpy, 0)),
        ("92233720368547758.08", "EUR", overflow),
        ("-92233720368547758.09", "EUR", overflow),
        ("92233720368547759", "EUR", overflow),
    ] {
        assert_eq!(Money::parse(decimal, code), Err(error), "{decimal} {code}");
    }
    let long = "9".repeat(1 << 20);
    assert_eq!(Money::parse(&long, eur), Err(overflow));
    let zeros = "0".repeat(1 << 20);
    assert_eq!(Money::parse(&zeros, eur), Ok(money(0, "EUR")));
}

#[test]
fn an_amount_with_its_currency_is_read_as_it_is_written() {
    for text in ["10013.53 EUR", "-0.62 USD", "500 JPY", "-100 ZZZ (minor units)"] {
        let read: Money = text.parse().expect(text);
        assert_eq!(read.to_string(), text);
    }
    for text in ["", "10", "10EUR", "10\tEUR", "EUR"] {
        assert_eq!(text.parse::<Money>(), Err(ParseMoneyError::MissingCurrency), "{text}");
    }
    for text in ["EUR 10", "10 EURO", "10  EUR", "10 EUR ", " 10 EUR", "10 ", "1 000 EUR"] {
        let error = text.parse::<Money>().expect_err(text);
        assert!(matches!(error, ParseMoneyError::Currency(_)), "{text}: {error}");
    }
    let fraction = ParseMoneyError::TooManyDecimals {
        currency: currency("ZZZ"),
        allowed: 0,
    };
    assert_eq!("1.5 ZZZ (minor units)".parse::<Money>(), Err(fraction));
}

#[test]
fn a_currency_without_known_decimals_keeps_its_code_and_minor_units() {
    for code in ["ZZZ", "XAU"] {
        let error = Money::parse("1.00", code).expect_err(code);
        let currency = currency(code);
        assert_eq!(error, ParseMoneyError::UnknownDecimals { currency });
        let sum = money(100, code).checked_add(&money(-1, code)).expect("one currency");
        assert_eq!((sum.amount, sum.currency), (99, currency));
        assert_eq!(sum.to_string(), format!("99 {code} (minor units)"));
        assert!(money(1, code) < money(2, code));
    }
}

#[test]
fn messages_about_invalid_amounts_say_what_to_write() {
    for (text, message) in [
        (
            "10.50",
            "the amount has no currency; write its code after a space, as in 10.50 EUR",
        ),
        ("10 EURO", "a currency code is three letters, such as EUR"),
        (
            "10 ZZZ",
            "ISO 4217 gives no decimals for ZZZ, so its amounts can only be given in minor units",
        ),
        (
            "1,5 EUR",
            "',' has no place in an amount such as -1234.50: a point for the decimals, no group separators, no plus sign, no \
             exponent, no blanks",
        ),
        (
            ".5 EUR",
            "an amount needs a digit on each side of its decimal point, as in 0.50",
        ),
        ("1.555 EUR", "amounts in EUR have at most 2 decimals"),
        ("1.5 JPY", "amounts in JPY have no decimals"),
        ("99999999999999999999 JPY", "the amount in JPY is too large"),
    ] {
        let error = text.parse::<Money>().expect_err(text);
        assert_eq!(error.to_string(), message, "{text}");
    }
}

#[test]
fn the_sign_turns_where_the_result_fits() {
    assert_eq!(money(1, "EUR").checked_neg(), Ok(money(-1, "EUR")));
    assert_eq!(money(0, "EUR").checked_neg(), Ok(money(0, "EUR")));
    let currency = currency("EUR");
    assert_eq!(
        money(i64::MIN, "EUR").checked_neg(),
        Err(MoneyError::Overflow { currency })
    );
}

#[test]
fn amounts_are_ordered_within_one_currency_only() {
    let (one, two, dollar) = (money(1, "EUR"), money(2, "eur"), money(1, "USD"));
    assert!(one < two);
    assert!(two > one);
    assert_eq!(one, money(1, "eur"));
    assert_eq!(one.checked_cmp(&two), Ok(Ordering::Less));
    assert_eq!(one.partial_cmp(&dollar), None);
    assert_ne!(one, dollar);
    assert_ne!(money(0, "EUR"), money(0, "USD"));
    let (left, right) = (one.currency, dollar.currency);
    assert_eq!(
        one.checked_cmp(&dollar),
        Err(MoneyError::CurrencyMismatch { left, right })
    );
}
