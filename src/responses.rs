//! Methods that we add to generated response types, one file per resource.

mod balance;
#[cfg(described = "checkout_sessions")]
mod checkout_sessions;
#[cfg(any(described = "checkout_sessions", described = "payment_intents"))]
mod dialect;
#[cfg(described = "payment_intents")]
mod payment_intents;
#[cfg(described = "payouts")]
mod payouts;
#[cfg(described = "refunds")]
mod refunds;

#[cfg(any(
    described = "checkout_sessions",
    described = "payment_intents",
    described = "payouts",
    described = "refunds"
))]
use crate::{Money, MoneyError};

/// Returns an amount with its currency, or `None` if the response lacks one of them.
#[cfg(any(
    described = "checkout_sessions",
    described = "payment_intents",
    described = "payouts",
    described = "refunds"
))]
fn money(amount: Option<i64>, currency: Option<&str>) -> Result<Option<Money>, MoneyError> {
    let (Some(amount), Some(code)) = (amount, currency.filter(|code| !code.is_empty())) else {
        return Ok(None);
    };
    Ok(Some(Money::try_new(amount, code)?))
}
