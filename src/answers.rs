//! What we add to generated answers, one file a resource.

mod balance;
#[cfg(feature = "checkout_sessions")]
mod checkout_sessions;
#[cfg(any(feature = "checkout_sessions", feature = "payment_intents"))]
mod dialect;
#[cfg(feature = "payment_intents")]
mod payment_intents;
#[cfg(feature = "payouts")]
mod payouts;
#[cfg(feature = "refunds")]
mod refunds;

#[cfg(any(
    feature = "checkout_sessions",
    feature = "payment_intents",
    feature = "payouts",
    feature = "refunds"
))]
use crate::{Money, MoneyError};

/// An amount and its currency, where the response has both.
#[cfg(any(
    feature = "checkout_sessions",
    feature = "payment_intents",
    feature = "payouts",
    feature = "refunds"
))]
fn money(amount: Option<i64>, currency: Option<&str>) -> Result<Option<Money>, MoneyError> {
    let (Some(amount), Some(code)) = (amount, currency.filter(|code| !code.is_empty())) else {
        return Ok(None);
    };
    Ok(Some(Money::try_new(amount, code)?))
}
