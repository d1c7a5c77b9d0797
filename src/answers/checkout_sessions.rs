//! What a checkout session comes to.

use apifox_client::serde_json::Value;

use super::dialect::{opened, said, texts};
use super::money;
use crate::types::{CheckoutSession, PaymentIntentId};
use crate::{Money, MoneyError};

impl CheckoutSession {
    /// What the buyer pays; `None` if the response lacks the amount or the currency.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] if the currency is not a currency code.
    pub fn total(&self) -> Result<Option<Money>, MoneyError> {
        money(self.amount_total, self.currency.as_deref())
    }

    /// The same before discounts and taxes.
    ///
    /// # Errors
    /// As of [`total`](Self::total).
    pub fn subtotal(&self) -> Result<Option<Money>, MoneyError> {
        money(self.amount_subtotal, self.currency.as_deref())
    }

    /// The id of its payment intent; `None` where the response has none, or an empty text.
    #[must_use]
    pub fn payment_intent_id(&self) -> Option<&PaymentIntentId> {
        self.payment_intent.as_ref().filter(|id| !id.as_str().is_empty())
    }

    /// The id of its customer; `None` where the response has none, or an empty text.
    #[must_use]
    pub fn customer_id(&self) -> Option<&str> {
        said(self.customer.as_ref())
    }

    /// Which ways to pay are offered, whether they came as a list or as a text that holds one.
    #[must_use]
    pub fn method_types(&self) -> Vec<String> {
        texts(self.payment_method_types.as_ref())
    }

    /// Settings by payment method, whether they came as an object or as a text that holds one.
    #[must_use]
    pub fn method_options(&self) -> Option<Value> {
        opened(self.payment_method_options.as_ref())
    }
}
