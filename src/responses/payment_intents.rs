//! Methods of a payment intent, for both generations of WooshPay's responses.

use apifox_client::serde_json::Value;

use super::dialect::{non_empty, parsed, strings};
use super::money;
use crate::types::{PaymentIntent, PaymentIntentStatus};
use crate::{Money, MoneyError};

impl PaymentIntent {
    /// Returns the amount to be paid, or `None` if the response lacks the amount or the currency.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] if the currency is not a currency code.
    pub fn money(&self) -> Result<Option<Money>, MoneyError> {
        money(self.amount, self.currency.as_deref())
    }

    /// Returns the amount received, or `None` if the response does not state it. Responses of 2022
    /// do not.
    ///
    /// # Errors
    /// The same as for [`money`](Self::money).
    pub fn received(&self) -> Result<Option<Money>, MoneyError> {
        money(self.amount_received, self.currency.as_deref())
    }

    /// Returns whether the intent is paid.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        self.status == Some(PaymentIntentStatus::Succeeded)
    }

    /// Returns the id of the customer, or `None` if it is missing or empty.
    #[must_use]
    pub fn customer_id(&self) -> Option<&str> {
        non_empty(self.customer.as_ref())
    }

    /// Returns the payment methods that may be used, from an array or from a string that contains
    /// one.
    #[must_use]
    pub fn method_types(&self) -> Vec<String> {
        strings(self.payment_method_types.as_ref())
    }

    /// Returns the settings by payment method, from an object or from a string that contains one.
    #[must_use]
    pub fn method_options(&self) -> Option<Value> {
        parsed(self.payment_method_options.as_ref())
    }

    /// Returns what the buyer has to do, `{type, <type>: {…}}`, from an object or from a string
    /// that contains one.
    #[must_use]
    pub fn next_step(&self) -> Option<Value> {
        parsed(self.next_action.as_ref())
    }

    /// Returns the address that the buyer has to open: the `url` of [`next_step`](Self::next_step).
    /// `None` if the next step has no address.
    #[must_use]
    pub fn next_url(&self) -> Option<String> {
        let step = self.next_step()?;
        let kind = step.get("type")?.as_str()?;
        Some(step.get(kind)?.get("url")?.as_str()?.to_owned())
    }
}
