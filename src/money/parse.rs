//! Amounts from decimal text. Strict: what could be read in two ways is not read at all.

use std::fmt;
use std::str::FromStr;

use super::Money;
use crate::{Currency, ParseCurrencyError};

/// Behind the code where [`Money`]'s `Display` has no decimals to write.
pub(super) const MINOR_UNITS: &str = " (minor units)";

impl Money {
    /// Reads an amount in major units, `"10.50"`, as people write it: ASCII digits, at most one point, a minus sign or none.
    ///
    /// `"10"` and `"10.5"` are 10.50 EUR. What is not plainly one amount is an error and never rounded: more decimals than the currency
    /// has, a plus sign, an exponent, group separators, blanks, other digits than ASCII ones. The currency is a [`Currency`] or its code.
    ///
    /// ```
    /// use wooshpay::{Money, ParseMoneyError};
    ///
    /// assert_eq!(Money::parse("10.50", "EUR")?, Money::new(1050, "EUR".parse()?));
    /// assert_eq!(Money::parse("-500", "JPY")?, Money::new(-500, "JPY".parse()?));
    ///
    /// // Perhaps a thousand, perhaps a slip of the finger: nobody guesses.
    /// assert!(matches!(Money::parse("1.000", "EUR"), Err(ParseMoneyError::TooManyDecimals { allowed: 2, .. })));
    /// assert!(matches!(Money::parse("1,000", "EUR"), Err(ParseMoneyError::Unexpected { character: ',' })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ParseMoneyError`], all variants but `MissingCurrency`. `UnknownDecimals` for a currency ISO 4217 gives no decimals: count its
    /// minor units with [`Money::new`].
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

/// Reads what `Display` writes, for every amount: `10.50 EUR`, and `1050 ZZZ (minor units)` where ISO 4217 knows no decimals.
///
/// One space stands between amount and code; the amount is as strict as in [`Money::parse`].
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

/// Reads an amount with up to `digits` decimals.
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
    // Digits and a sign are all there is, so only the size can be wrong. The sign goes along, since i64::MIN has no positive twin.
    let amount = format!("{sign}{major}{minor:0<width$}")
        .parse()
        .map_err(|_| ParseMoneyError::Overflow { currency })?;
    Ok(Money { amount, currency })
}

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseMoneyError {
    /// No currency follows the amount.
    MissingCurrency,
    /// The currency is not a currency code.
    Currency(ParseCurrencyError),
    /// ISO 4217 gives the currency no decimals, so major units cannot be turned into minor ones.
    UnknownDecimals {
        /// The currency.
        currency: Currency,
    },
    /// A character that no plain decimal has.
    Unexpected {
        /// The first such character.
        character: char,
    },
    /// No digit before the point, or none behind it.
    MissingDigits,
    /// More decimals than the currency has, zeros at the end included.
    TooManyDecimals {
        /// The currency.
        currency: Currency,
        /// How many decimals it has.
        allowed: u8,
    },
    /// The amount does not fit an `i64` of minor units.
    Overflow {
        /// The currency.
        currency: Currency,
    },
}

impl fmt::Display for ParseMoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingCurrency => {
                f.write_str("the amount has no currency: its code goes behind a space, as in 10.50 EUR")
            }
            Self::Currency(error) => error.fmt(f),
            Self::UnknownDecimals { currency } => write!(
                f,
                "ISO 4217 gives {currency} no decimals, so its amounts can only be counted in minor units"
            ),
            Self::Unexpected { character } => write!(
                f,
                "{character:?} has no place in an amount such as -1234.50: a point for the decimals, no group separators, no plus \
                 sign, no exponent, no blanks"
            ),
            Self::MissingDigits => f.write_str("an amount has a digit on each side of its point, as in 0.50"),
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
