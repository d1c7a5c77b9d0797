//! What a payout comes to, in either edition.

use super::money;
use crate::types::Payout;
use crate::{Money, MoneyError};

impl Payout {
    /// What arrives, in the edition of 2025, or the amount of that of 2022; `None` if the response has neither whole.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] if the currency is not a currency code.
    pub fn money(&self) -> Result<Option<Money>, MoneyError> {
        match money(self.payment_amount, self.payment_currency.as_deref())? {
            Some(money) => Ok(Some(money)),
            None => money(self.amount, self.currency.as_deref()),
        }
    }

    /// What it costs, in the edition of 2025; `None` if the response does not say.
    ///
    /// # Errors
    /// As of [`money`](Self::money).
    pub fn source_money(&self) -> Result<Option<Money>, MoneyError> {
        money(self.source_amount, self.source_currency.as_deref())
    }
}
