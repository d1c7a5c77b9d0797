//! Sums of a balance, by currency.
//!
//! An entry has one currency and an amount. WooshPay documents one entry per currency; if a
//! currency occurs twice, both entries count.

use std::collections::BTreeSet;

use crate::types::Balance;
use crate::{Currency, Mode, Money, MoneyError, ParseCurrencyError};

impl Balance {
    /// Returns the amount that can be transferred or paid out in one currency, or `None` if the
    /// balance has no such entry.
    ///
    /// The currency is a [`Currency`] or its code.
    ///
    /// ```
    /// # use wooshpay::Money;
    /// # fn example(balance: &wooshpay::types::Balance) -> Result<(), wooshpay::MoneyError> {
    /// if let Some(euros) = balance.available_in("EUR")? {
    ///     println!("{euros}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`MoneyError::Currency`] if the string is not a currency code; [`MoneyError::Overflow`].
    pub fn available_in<C>(&self, currency: C) -> Result<Option<Money>, MoneyError>
    where
        C: TryInto<Currency, Error: Into<ParseCurrencyError>>,
    {
        sum_in(currency, &self.available)
    }

    /// Returns the amount that is not yet available in one currency, or `None` if the balance has
    /// no such entry.
    ///
    /// # Errors
    /// The same as for [`available_in`](Self::available_in).
    pub fn pending_in<C>(&self, currency: C) -> Result<Option<Money>, MoneyError>
    where
        C: TryInto<Currency, Error: Into<ParseCurrencyError>>,
    {
        sum_in(currency, &self.pending)
    }

    /// Returns the available and pending amounts together in one currency, or `None` if the balance
    /// has no such entry.
    ///
    /// # Errors
    /// The same as for [`available_in`](Self::available_in).
    pub fn total_in<C>(&self, currency: C) -> Result<Option<Money>, MoneyError>
    where
        C: TryInto<Currency, Error: Into<ParseCurrencyError>>,
    {
        sum_in(currency, self.available.iter().chain(&self.pending))
    }

    /// Returns everything available, if it is all in one currency, or `None` if there are no
    /// entries.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] if there is more than one currency: amounts are never added
    /// across currencies. [`MoneyError::Overflow`].
    pub fn total_available(&self) -> Result<Option<Money>, MoneyError> {
        Money::sum(&self.available)
    }

    /// Returns everything pending, if it is all in one currency, or `None` if there are no entries.
    ///
    /// # Errors
    /// The same as for [`total_available`](Self::total_available).
    pub fn total_pending(&self) -> Result<Option<Money>, MoneyError> {
        Money::sum(&self.pending)
    }

    /// Returns the currencies that have an available or pending entry, sorted.
    #[inline] // compiles the sort only where it is called
    #[must_use]
    pub fn currencies(&self) -> BTreeSet<Currency> {
        let entries = self.available.iter().chain(&self.pending);
        entries.map(|money| money.currency).collect()
    }

    /// Returns the mode, if the response states it. The vendor's own sample does not.
    #[must_use]
    pub fn mode(&self) -> Option<Mode> {
        Some(if self.livemode? { Mode::Live } else { Mode::Test })
    }
}

fn sum_in<'a, C>(currency: C, entries: impl IntoIterator<Item = &'a Money>) -> Result<Option<Money>, MoneyError>
where
    C: TryInto<Currency, Error: Into<ParseCurrencyError>>,
{
    let currency = currency.try_into().map_err(Into::into)?;
    Money::sum(entries.into_iter().filter(|money| money.currency == currency))
}
