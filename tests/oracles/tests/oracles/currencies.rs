//! Compares the decimals of currencies with the crate `iso_currency`.

use wooshpay::Currency;

#[test]
fn every_code_has_the_decimals_that_iso_4217_gives_it() {
    let letters = || 'A'..='Z';
    let codes = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| format!("{a}{b}{c}"))));
    let mut listed = 0;
    for code in codes {
        let theirs = iso_currency::Currency::from_code(&code).and_then(iso_currency::Currency::exponent);
        let ours = Currency::parse(&code).expect("three letters").digits();
        assert_eq!(
            ours.map(u16::from),
            theirs,
            "{code}: mend the table in src/currency/digits.rs"
        );
        listed += usize::from(theirs.is_some());
    }
    assert!(listed > 150, "iso_currency lists only {listed} codes with decimals");
}
