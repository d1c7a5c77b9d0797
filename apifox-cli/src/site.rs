//! A published site of Apifox or Apidog: its addresses, its index, and the requests for its pages.

pub(crate) mod address;
pub(crate) mod ask;
pub(crate) mod client;
pub(crate) mod index;
pub(crate) mod pause;
pub(crate) mod secret;

/// Why a page is not fetched. No message contains the value of a request header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The page is not the requested one, or is not safe to use.
    Refused(String),
    /// The site did not respond, or not in time.
    Network(String),
    /// The page does not exist (404 or 410).
    Gone(String),
}

impl Failure {
    pub(crate) fn message(&self) -> &str {
        let (Self::Refused(text) | Self::Network(text) | Self::Gone(text)) = self;
        text
    }
}
