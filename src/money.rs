//! Amounts: an integer number of minor units with a currency, never a float.

mod parse;

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

pub use self::parse::ParseMoneyError;

use crate::{Currency, ParseCurrencyError};

/// An amount in one currency.
///
/// `amount` counts minor units, as WooshPay does: cents for EUR, whole yen for JPY, thousandths for
/// KWD. It is never a float. No operation rounds, wraps around or converts between currencies; an
/// operation without an exact result is an error.
///
/// | task | use |
/// |---|---|
/// | create | [`Money::new`] and [`Money::try_new`] from minor units, [`Money::parse`] from `"10.50"`, `"10.50 EUR".parse()` |
/// | display | `Display` (`10.50 EUR`), [`to_decimal`](Self::to_decimal) (`10.50`) |
/// | calculate | [`checked_add`](Self::checked_add), [`checked_sub`](Self::checked_sub), [`checked_mul`](Self::checked_mul), [`checked_neg`](Self::checked_neg), [`abs`](Self::abs), [`Money::sum`] |
/// | compare | `==`, [`checked_cmp`](Self::checked_cmp), `<` |
///
/// ```
/// use wooshpay::{Money, MoneyError};
///
/// let price = Money::new(1_001_353, "EUR".parse()?); // from the API: minor units
/// let refund = Money::parse("3.53", "EUR")?; // from a person: major units
/// let left = price.checked_sub(&refund)?;
/// assert_eq!(left.amount, 1_001_000);
/// assert_eq!(left.to_string(), "10010.00 EUR");
/// assert!(left < price);
///
/// let dollars: Money = "1.00 USD".parse()?;
/// assert!(matches!(price.checked_add(&dollars), Err(MoneyError::CurrencyMismatch { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Unknown currencies
///
/// A currency that this version does not know keeps its code and minor units, and arithmetic works
/// as usual. Only the decimal point is unknown: `to_decimal` returns `None`, `parse` returns an
/// error, and `Display` writes `1050 ZZZ (minor units)`, which `FromStr` reads again.
///
/// # Order
///
/// Amounts of one currency are ordered by amount. Amounts of two currencies are not comparable:
/// they are not equal, and `<`, `<=`, `>` and `>=` are all false, even for zero. If currencies may
/// differ, use [`checked_cmp`](Self::checked_cmp), which returns an error. To sort amounts of
/// several currencies, sort by `(money.currency, money.amount)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Money {
    /// The number of minor units; may be negative.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Creates an amount from minor units: `Money::new(1050, Currency::EUR)` is 10.50 EUR. To pass
    /// a code instead of a currency, use [`try_new`](Self::try_new).
    #[must_use]
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Creates an amount from minor units and a currency or its code.
    ///
    /// ```
    /// use wooshpay::{Currency, Money};
    ///
    /// assert_eq!(Money::try_new(1050, "EUR")?, Money::new(1050, Currency::EUR));
    /// # Ok::<(), wooshpay::ParseCurrencyError>(())
    /// ```
    ///
    /// # Errors
    /// [`ParseCurrencyError`] if the code is not three letters.
    pub fn try_new<C>(amount: i64, currency: C) -> Result<Self, ParseCurrencyError>
    where
        C: TryInto<Currency, Error: Into<ParseCurrencyError>>,
    {
        currency
            .try_into()
            .map(|currency| Self { amount, currency })
            .map_err(Into::into)
    }

    /// Adds two amounts of one currency.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_add)
    }

    /// Subtracts an amount of the same currency.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn checked_sub(&self, other: &Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_sub)
    }

    /// Returns the amount with the opposite sign.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] for `i64::MIN` minor units, which have no positive counterpart.
    pub fn checked_neg(&self) -> Result<Self, MoneyError> {
        let currency = self.currency;
        let amount = self.amount.checked_neg().ok_or(MoneyError::Overflow { currency })?;
        Ok(Self { amount, currency })
    }

    /// Multiplies the amount by an integer.
    ///
    /// ```
    /// use wooshpay::{Currency, Money};
    ///
    /// let price = Money::new(1050, Currency::EUR);
    /// assert_eq!(price.checked_mul(3)?, Money::new(3150, Currency::EUR));
    /// assert!(price.checked_mul(i64::MAX).is_err());
    /// # Ok::<(), wooshpay::MoneyError>(())
    /// ```
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn checked_mul(&self, times: i64) -> Result<Self, MoneyError> {
        let currency = self.currency;
        let amount = self
            .amount
            .checked_mul(times)
            .ok_or(MoneyError::Overflow { currency })?;
        Ok(Self { amount, currency })
    }

    /// Returns the absolute amount.
    ///
    /// ```
    /// use wooshpay::{Currency, Money};
    ///
    /// assert_eq!(Money::new(-1050, Currency::EUR).abs()?, Money::new(1050, Currency::EUR));
    /// assert!(Money::new(i64::MIN, Currency::EUR).abs().is_err());
    /// # Ok::<(), wooshpay::MoneyError>(())
    /// ```
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] for `i64::MIN` minor units, which have no positive counterpart.
    pub fn abs(&self) -> Result<Self, MoneyError> {
        let currency = self.currency;
        let amount = self.amount.checked_abs().ok_or(MoneyError::Overflow { currency })?;
        Ok(Self { amount, currency })
    }

    /// Compares two amounts of one currency.
    ///
    /// ```
    /// use std::cmp::Ordering;
    /// use wooshpay::{Money, MoneyError};
    ///
    /// let (price, budget): (Money, Money) = ("9.90 EUR".parse()?, "10.00 EUR".parse()?);
    /// assert_eq!(price.checked_cmp(&budget)?, Ordering::Less);
    ///
    /// let dollars: Money = "10.00 USD".parse()?;
    /// assert!(matches!(price.checked_cmp(&dollars), Err(MoneyError::CurrencyMismatch { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`].
    pub fn checked_cmp(&self, other: &Self) -> Result<Ordering, MoneyError> {
        self.of_one_currency(other)?;
        Ok(self.amount.cmp(&other.amount))
    }

    /// Adds amounts that all have one currency. Returns `None` if there are none. Takes amounts or
    /// references to them. Only the result must fit in an `i64`, so the order of the amounts does
    /// not matter.
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
    /// [`MoneyError::CurrencyMismatch`] if the currencies differ; [`MoneyError::Overflow`] if the
    /// sum does not fit in an `i64`.
    pub fn sum(amounts: impl IntoIterator<Item: Borrow<Self>>) -> Result<Option<Self>, MoneyError> {
        let mut first: Option<Self> = None;
        // Wider than any amount, so that only the result must fit. It cannot overflow: that would
        // take 2^64 amounts.
        let mut total: i128 = 0;
        for money in amounts {
            let money = money.borrow();
            first.get_or_insert(*money).of_one_currency(money)?;
            total += i128::from(money.amount);
        }
        let Some(Self { currency, .. }) = first else {
            return Ok(None);
        };
        let amount = i64::try_from(total).map_err(|_| MoneyError::Overflow { currency })?;
        Ok(Some(Self { amount, currency }))
    }

    /// Returns the amount in major units as a decimal string, `"10013.53"`, with as many decimals
    /// as ISO 4217 gives the currency.
    ///
    /// `None` if ISO 4217 gives none, because a wrong guess would be off by a factor of ten or
    /// more.
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
        // String operations only: no power of ten can overflow, and `i64::MIN` needs no special
        // case.
        let units = format!("{:0>width$}", self.amount.unsigned_abs(), width = digits + 1);
        let (major, minor) = units.split_at(units.len() - digits);
        let sign = if self.amount < 0 { "-" } else { "" };
        let point = if digits == 0 { "" } else { "." };
        Some(format!("{sign}{major}{point}{minor}"))
    }

    fn combine(&self, other: &Self, operation: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        self.of_one_currency(other)?;
        let currency = self.currency;
        let amount = operation(self.amount, other.amount).ok_or(MoneyError::Overflow { currency })?;
        Ok(Self { amount, currency })
    }

    fn of_one_currency(&self, other: &Self) -> Result<(), MoneyError> {
        let (left, right) = (self.currency, other.currency);
        if left == right {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch { left, right })
        }
    }
}

/// Compares amounts of one currency only: see [the order of amounts](Money#order).
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.checked_cmp(other).ok()
    }
}

/// `10013.53 EUR`; without known decimals `10013 ZZZ (minor units)`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_decimal() {
            Some(decimal) => f.pad(&format!("{decimal} {}", self.currency)),
            None => f.pad(&format!("{} {}{}", self.amount, self.currency, parse::MINOR_UNITS)),
        }
    }
}

/// Accepts only an object. A derived implementation would also accept the array `[1, "eur"]`.
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

/// Why amounts cannot be combined or compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MoneyError {
    /// The amounts have two currencies. Combining them would need an exchange rate.
    CurrencyMismatch {
        /// The first currency.
        left: Currency,
        /// The other currency.
        right: Currency,
    },
    /// The result does not fit in an `i64` of minor units.
    Overflow {
        /// The currency of the amounts.
        currency: Currency,
    },
    /// The string is not a currency code.
    Currency(ParseCurrencyError),
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CurrencyMismatch { left, right } => {
                write!(f, "amounts in {left} and {right} cannot be added or compared")
            }
            Self::Overflow { currency } => write!(f, "the result in {currency} is too large"),
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
