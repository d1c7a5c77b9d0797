//! A hand-written type for joined members.

use apifox_client::serde::{Deserialize, Serialize};

/// An amount in one currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(crate = "apifox_client::serde")]
pub struct Money {
    /// The amount in minor units.
    pub amount: i64,
    /// The currency code of three letters.
    pub currency: String,
}

impl Money {
    /// Creates an amount of minor units.
    #[must_use]
    pub fn new(amount: i64, currency: &str) -> Self {
        let currency = currency.to_owned();
        Self { amount, currency }
    }
}
