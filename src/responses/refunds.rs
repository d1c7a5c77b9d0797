//! Methods of a refund.

use super::money;
use crate::types::Refund;
use crate::{Money, MoneyError};

impl Refund {
    /// Returns the refunded amount, or `None` if the response lacks the amount or the currency.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] if the currency is not a currency code.
    pub fn money(&self) -> Result<Option<Money>, MoneyError> {
        money(self.amount, self.currency.as_deref())
    }
}
