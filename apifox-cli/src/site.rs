//! A published site of Apifox or Apidog: its addresses, its index, and how its pages are fetched.

pub(crate) mod address;
pub(crate) mod ask;
pub(crate) mod client;
pub(crate) mod index;
pub(crate) mod pause;
pub(crate) mod secret;

/// Why something is not fetched. None of the texts holds the value of a header that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// What is there is not what was asked for, or is not safe to take.
    Refused(String),
    /// The site did not respond, or not in time.
    Network(String),
    /// The site says that there is no such page (404 or 410).
    Gone(String),
}

impl Failure {
    pub(crate) fn message(&self) -> &str {
        let (Self::Refused(text) | Self::Network(text) | Self::Gone(text)) = self;
        text
    }
}
