//! Amounts: integers of minor units with their currency, never floats.

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
/// `amount` counts minor units, the way WooshPay writes amounts: cents for EUR, whole yen for JPY, a thousandth for KWD. It is never a
/// float, and nothing here rounds, wraps around or converts between currencies: what has no exact answer is an error.
///
/// | to | use |
/// |---|---|
/// | make one | [`Money::new`] and [`Money::try_new`] from minor units, [`Money::parse`] from `"10.50"`, `"10.50 EUR".parse()` |
/// | show it | `Display` (`10.50 EUR`), [`to_decimal`](Self::to_decimal) (`10.50`) |
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
/// # Currencies this version does not know
///
/// Code and minor units are kept as they came, and calculating works as ever. Only the place of the point is unknown: `to_decimal` gives
/// `None`, `parse` an error, and `Display` writes `1050 ZZZ (minor units)`, which `FromStr` reads again.
///
/// # Order
///
/// Amounts of one currency are ordered by amount; amounts of two currencies are neither equal nor less nor greater, so `<`, `<=`, `>` and
/// `>=` between them are all false, whatever the amounts, zero included. Where currencies may differ, ask
/// [`checked_cmp`](Self::checked_cmp), which says so. To sort a mixed list, sort it by `(money.currency, money.amount)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Money {
    /// Minor units; may be negative.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units: `Money::new(1050, Currency::EUR)` is 10.50 EUR. With a code in place of a currency:
    /// [`try_new`](Self::try_new).
    #[must_use]
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// An amount of minor units in a currency or its code.
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

    /// The same amount with the other sign.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] for `i64::MIN` minor units, which have no positive twin.
    pub fn checked_neg(&self) -> Result<Self, MoneyError> {
        let currency = self.currency;
        let amount = self.amount.checked_neg().ok_or(MoneyError::Overflow { currency })?;
        Ok(Self { amount, currency })
    }

    /// The amount that many times.
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

    /// The same amount without its sign.
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
    /// [`MoneyError::Overflow`] for `i64::MIN` minor units, which have no positive twin.
    pub fn abs(&self) -> Result<Self, MoneyError> {
        let currency = self.currency;
        let amount = self.amount.checked_abs().ok_or(MoneyError::Overflow { currency })?;
        Ok(Self { amount, currency })
    }

    /// Which of two amounts of one currency is larger.
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

    /// The sum of amounts that all have one currency; `None` if there are none, for nothing has no currency. Takes amounts and references
    /// to them. Only the end result must fit, so the order of the parts does not matter.
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
    pub fn sum(amounts: impl IntoIterator<Item: Borrow<Self>>) -> Result<Option<Self>, MoneyError> {
        let mut first: Option<Self> = None;
        // Wider than any amount, so that only the end result is judged. It cannot overflow: that takes 2^64 parts.
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

/// Within one currency only: see [the order of amounts](Money#order).
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.checked_cmp(other).ok()
    }
}

/// `10013.53 EUR`; where ISO knows no decimals, `10013 ZZZ (minor units)`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_decimal() {
            Some(decimal) => f.pad(&format!("{decimal} {}", self.currency)),
            None => f.pad(&format!("{} {}{}", self.amount, self.currency, parse::MINOR_UNITS)),
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

/// Why amounts could not be combined or compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MoneyError {
    /// Two currencies: only an exchange rate could bring them together.
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
