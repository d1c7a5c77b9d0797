//! The constants of currencies.

use wooshpay::Currency;

macro_rules! codes {
    ($($code:ident)*) => {
        /// All constants.
        const ALL: &[Currency] = &[$(Currency::$code),*];
    };
}

include!("../../src/currency/codes.rs.in");

#[test]
fn every_code_with_decimals_is_a_constant() {
    assert!(Currency::EUR.as_str() == "EUR" && Currency::EUR.digits() == Some(2));
    let mut codes = ALL.iter().map(Currency::as_str);
    assert!(codes.clone().is_sorted() && codes.all(|code| code.len() == 3));
    let letters = || 'A'..='Z';
    let every = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| format!("{a}{b}{c}"))));
    let every = every.map(|code| Currency::parse(&code).expect("three letters"));
    let listed: Vec<_> = every.filter(|code| code.digits().is_some()).collect();
    assert_eq!(ALL, listed);
}
