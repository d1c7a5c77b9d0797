//! Methods of a payout, in both editions.

use super::money;
use crate::types::Payout;
use crate::{Money, MoneyError};

impl Payout {
    /// Returns the amount that arrives (edition of 2025), or the amount of the payout (edition of
    /// 2022). `None` if the response lacks the amount or the currency.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] if the currency is not a currency code.
    pub fn money(&self) -> Result<Option<Money>, MoneyError> {
        match money(self.payment_amount, self.payment_currency.as_deref())? {
            Some(money) => Ok(Some(money)),
            None => money(self.amount, self.currency.as_deref()),
        }
    }

    /// Returns the fee (edition of 2025), or `None` if the response does not state it.
    ///
    /// # Errors
    /// The same as for [`money`](Self::money).
    pub fn source_money(&self) -> Result<Option<Money>, MoneyError> {
        money(self.source_amount, self.source_currency.as_deref())
    }
}
