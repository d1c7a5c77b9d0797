//! A hand-written type for members that stand beside each other.

use apifox_client::serde::{Deserialize, Serialize};

/// An amount in one currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(crate = "apifox_client::serde")]
pub struct Money {
    /// In minor units.
    pub amount: i64,
    /// Three letters.
    pub currency: String,
}

impl Money {
    /// An amount of minor units.
    #[must_use]
    pub fn new(amount: i64, currency: &str) -> Self {
        let currency = currency.to_owned();
        Self { amount, currency }
    }
}
