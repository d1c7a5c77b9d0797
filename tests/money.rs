//! Money and currencies: integers, one currency at a time, decimals only where they are known.

use std::collections::{BTreeSet, HashSet};

use apifox_client::serde_json;
use wooshpay::{Currency, Money, MoneyError};

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
    assert_eq!(Money::sum(&[money(1, "EUR"), money(0, "USD")]), Err(mismatch));
    assert_eq!(mismatch.to_string(), "amounts in EUR and USD have no common sum");
}

#[test]
fn overflow_is_an_error() {
    let overflow = MoneyError::Overflow {
        currency: currency("EUR"),
    };
    assert_eq!(money(i64::MAX, "EUR").checked_add(&money(1, "EUR")), Err(overflow));
    assert_eq!(money(i64::MIN, "EUR").checked_sub(&money(1, "EUR")), Err(overflow));
    assert_eq!(Money::sum(&[money(i64::MAX, "EUR"), money(1, "EUR")]), Err(overflow));
    assert_eq!(overflow.to_string(), "the sum in EUR is too large");
}

#[test]
fn a_sum_does_not_depend_on_the_order_of_its_parts() {
    let parts = [money(i64::MAX, "EUR"), money(1, "EUR"), money(-2, "EUR")];
    let turned = [parts[2], parts[1], parts[0]];
    assert_eq!(Money::sum(&parts), Ok(Some(money(i64::MAX - 1, "EUR"))));
    assert_eq!(Money::sum(&turned), Money::sum(&parts));
    assert_eq!(Money::sum(&[]), Ok(None));
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
fn what_is_not_three_letters_is_no_currency() {
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
fn money_round_trips_through_json_and_ignores_what_it_does_not_know() {
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
