//! Methods of a checkout session.

use apifox_client::serde_json::Value;

use super::dialect::{non_empty, parsed, strings};
use super::money;
use crate::types::{CheckoutSession, PaymentIntentId};
use crate::{Money, MoneyError};

impl CheckoutSession {
    /// Returns what the buyer pays, or `None` if the response lacks the amount or the currency.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] if the currency is not a currency code.
    pub fn total(&self) -> Result<Option<Money>, MoneyError> {
        money(self.amount_total, self.currency.as_deref())
    }

    /// Returns the amount before discounts and taxes.
    ///
    /// # Errors
    /// The same as for [`total`](Self::total).
    pub fn subtotal(&self) -> Result<Option<Money>, MoneyError> {
        money(self.amount_subtotal, self.currency.as_deref())
    }

    /// Returns the id of the payment intent, or `None` if it is missing or empty.
    #[must_use]
    pub fn payment_intent_id(&self) -> Option<&PaymentIntentId> {
        self.payment_intent.as_ref().filter(|id| !id.as_str().is_empty())
    }

    /// Returns the id of the customer, or `None` if it is missing or empty.
    #[must_use]
    pub fn customer_id(&self) -> Option<&str> {
        non_empty(self.customer.as_ref())
    }

    /// Returns the payment methods on offer, from an array or from a string that contains one.
    #[must_use]
    pub fn method_types(&self) -> Vec<String> {
        strings(self.payment_method_types.as_ref())
    }

    /// Returns the settings by payment method, from an object or from a string that contains one.
    #[must_use]
    pub fn method_options(&self) -> Option<Value> {
        parsed(self.payment_method_options.as_ref())
    }
}
