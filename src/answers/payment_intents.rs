//! What a payment intent is about, in either generation of WooshPay's responses.

use apifox_client::serde_json::Value;

use super::dialect::{opened, said, texts};
use super::money;
use crate::types::{PaymentIntent, PaymentIntentStatus};
use crate::{Money, MoneyError};

impl PaymentIntent {
    /// What is to be paid; `None` if the response lacks the amount or the currency.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] if the currency is not a currency code.
    pub fn money(&self) -> Result<Option<Money>, MoneyError> {
        money(self.amount, self.currency.as_deref())
    }

    /// What was received; `None` if the response does not say, which responses of 2022 do not.
    ///
    /// # Errors
    /// As of [`money`](Self::money).
    pub fn received(&self) -> Result<Option<Money>, MoneyError> {
        money(self.amount_received, self.currency.as_deref())
    }

    /// Whether it is paid.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        self.status == Some(PaymentIntentStatus::Succeeded)
    }

    /// The id of its customer; `None` where the response has none, or an empty text.
    #[must_use]
    pub fn customer_id(&self) -> Option<&str> {
        said(self.customer.as_ref())
    }

    /// Which ways to pay it may be paid in, whether they came as a list or as a text that holds one.
    #[must_use]
    pub fn method_types(&self) -> Vec<String> {
        texts(self.payment_method_types.as_ref())
    }

    /// Settings by payment method, whether they came as an object or as a text that holds one.
    #[must_use]
    pub fn method_options(&self) -> Option<Value> {
        opened(self.payment_method_options.as_ref())
    }

    /// What the buyer has to do, `{type, <type>: {…}}`, whether it came as an object or as a text that holds one.
    #[must_use]
    pub fn next_step(&self) -> Option<Value> {
        opened(self.next_action.as_ref())
    }

    /// Where the buyer has to go, if that is what is to be done: the `url` of [`next_step`](Self::next_step).
    #[must_use]
    pub fn next_url(&self) -> Option<String> {
        let step = self.next_step()?;
        let kind = step.get("type")?.as_str()?;
        Some(step.get(kind)?.get("url")?.as_str()?.to_owned())
    }
}
