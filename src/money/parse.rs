//! Parses amounts from decimal strings. Ambiguous input is an error.

use std::fmt;
use std::str::FromStr;

use super::Money;
use crate::{Currency, ParseCurrencyError};

/// The suffix that `Display` of [`Money`] writes if the decimals are unknown.
pub(super) const MINOR_UNITS: &str = " (minor units)";

impl Money {
    /// Parses an amount in major units, such as `"10.50"`: ASCII digits, at most one decimal point,
    /// and an optional minus sign.
    ///
    /// `"10"` and `"10.5"` are 10.50 EUR. Everything else is an error and is never rounded: more
    /// decimals than the currency has, a plus sign, an exponent, group separators, spaces, digits
    /// outside ASCII. The currency is a [`Currency`] or its code.
    ///
    /// ```
    /// use wooshpay::{Money, ParseMoneyError};
    ///
    /// assert_eq!(Money::parse("10.50", "EUR")?, Money::new(1050, "EUR".parse()?));
    /// assert_eq!(Money::parse("-500", "JPY")?, Money::new(-500, "JPY".parse()?));
    ///
    /// // Ambiguous: one thousand, or one with three decimals.
    /// assert!(matches!(Money::parse("1.000", "EUR"), Err(ParseMoneyError::TooManyDecimals { allowed: 2, .. })));
    /// assert!(matches!(Money::parse("1,000", "EUR"), Err(ParseMoneyError::Unexpected { character: ',' })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ParseMoneyError`], all variants except `MissingCurrency`. `UnknownDecimals` for a currency
    /// without decimals in ISO 4217: create its amounts from minor units with [`Money::new`].
    pub fn parse<C>(decimal: &str, currency: C) -> Result<Self, ParseMoneyError>
    where
        C: TryInto<Currency, Error: Into<ParseCurrencyError>>,
    {
        let currency = currency
            .try_into()
            .map_err(|error| ParseMoneyError::Currency(error.into()))?;
        let digits = currency.digits().ok_or(ParseMoneyError::UnknownDecimals { currency })?;
        read(decimal, currency, digits)
    }
}

/// Parses what `Display` writes, for every amount: `10.50 EUR`, or `1050 ZZZ (minor units)` if ISO
/// 4217 does not know the decimals.
///
/// One space separates amount and code. The amount is parsed as strictly as in [`Money::parse`].
impl FromStr for Money {
    type Err = ParseMoneyError;

    fn from_str(text: &str) -> Result<Self, ParseMoneyError> {
        let (amount, code) = text.split_once(' ').ok_or(ParseMoneyError::MissingCurrency)?;
        match code.strip_suffix(MINOR_UNITS) {
            Some(code) => read(amount, Currency::parse(code)?, 0),
            None => Self::parse(amount, code),
        }
    }
}

/// Parses an amount with up to `digits` decimals.
fn read(decimal: &str, currency: Currency, digits: u8) -> Result<Money, ParseMoneyError> {
    let unsigned = decimal.strip_prefix('-').unwrap_or(decimal);
    let sign = &decimal[..decimal.len() - unsigned.len()];
    let (major, minor) = match unsigned.split_once('.') {
        Some((major, minor)) => (major, Some(minor)),
        None => (unsigned, None),
    };
    for part in [Some(major), minor].into_iter().flatten() {
        if let Some(character) = part.chars().find(|c| !c.is_ascii_digit()) {
            return Err(ParseMoneyError::Unexpected { character });
        }
        if part.is_empty() {
            return Err(ParseMoneyError::MissingDigits);
        }
    }
    let (minor, width) = (minor.unwrap_or_default(), usize::from(digits));
    if minor.len() > width {
        let allowed = digits;
        return Err(ParseMoneyError::TooManyDecimals { currency, allowed });
    }
    // Only digits and a sign are left, so only the size can be wrong. The sign is parsed too,
    // because `i64::MIN` has no positive counterpart.
    let amount = format!("{sign}{major}{minor:0<width$}")
        .parse()
        .map_err(|_| ParseMoneyError::Overflow { currency })?;
    Ok(Money { amount, currency })
}

/// Why a string is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseMoneyError {
    /// No currency follows the amount.
    MissingCurrency,
    /// The currency is not a currency code.
    Currency(ParseCurrencyError),
    /// ISO 4217 gives the currency no decimals, so major units cannot be converted to minor units.
    UnknownDecimals {
        /// The currency.
        currency: Currency,
    },
    /// A character that a plain decimal does not have.
    Unexpected {
        /// The first such character.
        character: char,
    },
    /// No digit before or after the decimal point.
    MissingDigits,
    /// More decimals than the currency has, counting zeros at the end.
    TooManyDecimals {
        /// The currency.
        currency: Currency,
        /// The number of decimals of the currency.
        allowed: u8,
    },
    /// The amount does not fit in an `i64` of minor units.
    Overflow {
        /// The currency.
        currency: Currency,
    },
}

impl fmt::Display for ParseMoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingCurrency => {
                f.write_str("the amount has no currency; write its code after a space, as in 10.50 EUR")
            }
            Self::Currency(error) => error.fmt(f),
            Self::UnknownDecimals { currency } => write!(
                f,
                "ISO 4217 gives no decimals for {currency}, so its amounts can only be given in minor units"
            ),
            Self::Unexpected { character } => write!(
                f,
                "{character:?} has no place in an amount such as -1234.50: a point for the decimals, no group separators, no plus \
                 sign, no exponent, no blanks"
            ),
            Self::MissingDigits => f.write_str("an amount needs a digit on each side of its decimal point, as in 0.50"),
            Self::TooManyDecimals { currency, allowed: 0 } => write!(f, "amounts in {currency} have no decimals"),
            Self::TooManyDecimals { currency, allowed } => {
                write!(f, "amounts in {currency} have at most {allowed} decimals")
            }
            Self::Overflow { currency } => write!(f, "the amount in {currency} is too large"),
        }
    }
}

impl std::error::Error for ParseMoneyError {}

impl From<ParseCurrencyError> for ParseMoneyError {
    fn from(error: ParseCurrencyError) -> Self {
        Self::Currency(error)
    }
}
