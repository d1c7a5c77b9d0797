//! Amounts: integers of minor units with their currency, never floats.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Currency, ParseCurrencyError};

/// An amount in one currency.
///
/// `amount` counts minor units: cents for EUR, whole yen for JPY. Arithmetic is checked and stays within one currency.
///
/// ```
/// use wooshpay::Money;
///
/// let price = Money::new(1_001_353, "EUR".parse()?);
/// let refund = Money::new(353, "eur".parse()?);
/// assert_eq!(price.checked_sub(&refund)?.to_string(), "10010.00 EUR");
///
/// let dollars = Money::new(100, "USD".parse()?);
/// assert!(price.checked_add(&dollars).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Money {
    /// Minor units; may be negative.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units.
    #[must_use]
    pub fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_add)
    }

    /// The difference of two amounts of one currency.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn checked_sub(&self, other: &Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_sub)
    }

    /// The sum of amounts that all have one currency; `None` if there are none, for nothing has no currency.
    ///
    /// ```
    /// use wooshpay::{Money, MoneyError};
    ///
    /// let mut takings = vec![Money::new(150, "EUR".parse()?), Money::new(-50, "eur".parse()?)];
    /// assert_eq!(Money::sum(&takings)?, Some(Money::new(100, "EUR".parse()?)));
    ///
    /// takings.push(Money::new(1, "GBP".parse()?));
    /// assert!(matches!(Money::sum(&takings), Err(MoneyError::CurrencyMismatch { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] if the currencies differ; [`MoneyError::Overflow`] if the sum does not fit.
    pub fn sum<'a>(amounts: impl IntoIterator<Item = &'a Self>) -> Result<Option<Self>, MoneyError> {
        let mut currency = None;
        // Wider than any amount, so that only the end result is judged, and the order of the parts does not matter. It cannot
        // overflow: that takes 2^64 parts.
        let mut total: i128 = 0;
        for money in amounts {
            let first: Currency = *currency.get_or_insert(money.currency);
            if first != money.currency {
                return Err(MoneyError::CurrencyMismatch {
                    left: first,
                    right: money.currency,
                });
            }
            total += i128::from(money.amount);
        }
        let Some(currency) = currency else { return Ok(None) };
        let amount = i64::try_from(total).map_err(|_| MoneyError::Overflow { currency })?;
        Ok(Some(Self { amount, currency }))
    }

    /// The amount in major units as decimal text, `"10013.53"`, with as many decimals as ISO 4217 gives the currency.
    ///
    /// `None` if ISO gives none: a wrong guess would be off by a factor of ten or more.
    ///
    /// ```
    /// use wooshpay::Money;
    ///
    /// assert_eq!(Money::new(-62, "USD".parse()?).to_decimal().as_deref(), Some("-0.62"));
    /// assert_eq!(Money::new(500, "JPY".parse()?).to_decimal().as_deref(), Some("500"));
    /// assert_eq!(Money::new(500, "ZZZ".parse()?).to_decimal(), None);
    /// # Ok::<(), wooshpay::ParseCurrencyError>(())
    /// ```
    #[must_use]
    pub fn to_decimal(&self) -> Option<String> {
        let digits = usize::from(self.currency.digits()?);
        // Text all the way: no power of ten can overflow, and i64::MIN needs no care.
        let units = format!("{:0>width$}", self.amount.unsigned_abs(), width = digits + 1);
        let (major, minor) = units.split_at(units.len() - digits);
        let sign = if self.amount < 0 { "-" } else { "" };
        let point = if digits == 0 { "" } else { "." };
        Some(format!("{sign}{major}{point}{minor}"))
    }

    fn combine(&self, other: &Self, operation: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        let currency = self.currency;
        if currency != other.currency {
            return Err(MoneyError::CurrencyMismatch {
                left: currency,
                right: other.currency,
            });
        }
        let amount = operation(self.amount, other.amount).ok_or(MoneyError::Overflow { currency })?;
        Ok(Self { amount, currency })
    }
}

/// `10013.53 EUR`; where ISO knows no decimals, `10013 ZZZ (minor units)`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_decimal() {
            Some(decimal) => f.pad(&format!("{decimal} {}", self.currency)),
            None => f.pad(&format!("{} {} (minor units)", self.amount, self.currency)),
        }
    }
}

/// From an object only: what is derived would take the list `[1, "eur"]` as well.
impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(remote = "Money")]
        struct Fields {
            amount: i64,
            currency: Currency,
        }

        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Money;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount with its currency")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Money, A::Error> {
                Fields::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// Why amounts could not be combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MoneyError {
    /// Two currencies: only an exchange rate could add them.
    CurrencyMismatch {
        /// The currency met first.
        left: Currency,
        /// The other one.
        right: Currency,
    },
    /// The result does not fit an `i64` of minor units.
    Overflow {
        /// The currency of the amounts.
        currency: Currency,
    },
    /// The currency asked for is not a currency code.
    Currency(ParseCurrencyError),
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CurrencyMismatch { left, right } => write!(f, "amounts in {left} and {right} have no common sum"),
            Self::Overflow { currency } => write!(f, "the sum in {currency} is too large"),
            Self::Currency(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for MoneyError {}

impl From<ParseCurrencyError> for MoneyError {
    fn from(error: ParseCurrencyError) -> Self {
        Self::Currency(error)
    }
}
