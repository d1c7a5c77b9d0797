//! Webhooks: verifies that an event really comes from WooshPay.
//!
//! WooshPay posts an event to your address and signs it with the endpoint's secret (`whsec_…`),
//! which it shows once, when the endpoint is created. [`Webhook::verify`] takes the header and the
//! body, **byte for byte as received**: JSON that was parsed and written again has other bytes, and
//! no longer matches.
//!
//! ```
//! use wooshpay::webhook::{EventType, Webhook};
//!
//! let webhook = Webhook::new("whsec_test");
//! # let body = br#"{"id":"evt_1","object":"event","created":1754626531398,"type":"payment_intent.succeeded","data":{"object":{"id":"pi_1"}}}"#;
//! # let signature = webhook.sign(1_754_626_531_398, body);
//! let event = webhook.verify(signature, body)?;
//! if event.kind == EventType::PaymentIntentSucceeded {
//!     println!("paid: {}", event.object_id().unwrap_or_default());
//! }
//! # Ok::<(), wooshpay::webhook::WebhookError>(())
//! ```
//!
//! In a server, pass all headers and the raw body: [`Webhook::verify_request`] finds the right
//! header. Respond with 200 as soon as the event is stored, and do the work after that. WooshPay
//! delivers an event until it gets a 2xx, up to 18 times in 72 hours, and once for each endpoint.
//! So store [`Event::id`] and ignore an event that you have already seen.
//!
//! # Age
//!
//! A signature of any age is valid, unless [`Webhook::tolerance`] sets a limit. WooshPay documents
//! no limit, and a retry keeps the time of the first attempt: the usual five minutes would refuse
//! genuine events that are delivered late. The id of an event protects against replays.
//!
//! # The signature
//!
//! `Wooshpay-Signature: t=<time>,v1=<signature>`: HMAC-SHA256, in hexadecimal, over the characters
//! of `t`, a full stop and the bytes of the body. The key is the secret as a string, including its
//! prefix. Elements with other names are ignored. The rule is from the vendor's guide. That `t` may
//! be in milliseconds, and that some deliveries use the header `Signature`, is from merchants'
//! code.

mod error;
mod event;
mod signature;

use std::fmt;
use std::time::{Duration, SystemTime};

use apifox_client::HeaderMap;
use zeroize::Zeroizing;

pub use error::{WebhookError, WebhookProblem};
pub use event::{Event, EventType};
use signature::Signature;

/// Verifies webhooks with the secret of an endpoint.
///
/// Neither `Debug` nor an error shows the secret. Its memory is wiped when it is dropped.
#[derive(Clone)]
pub struct Webhook {
    secrets: Vec<Zeroizing<String>>,
    tolerance: Option<Duration>,
}

impl Webhook {
    /// The headers that may carry a signature, in the order in which they are tried. Case does not
    /// matter.
    pub const HEADERS: [&str; 2] = ["Wooshpay-Signature", "Signature"];

    /// Creates a verifier with the secret of a webhook endpoint, as WooshPay showed it: `whsec_…`,
    /// including the prefix.
    ///
    /// The secret is opaque. A blank secret verifies nothing: each call fails with
    /// [`WebhookProblem::BlankSecret`], because anyone could sign with it.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self {
            secrets: vec![Zeroizing::new(secret.into())],
            tolerance: None,
        }
    }

    /// Also accepts signatures with another secret: of a second endpoint at the same address, or
    /// while a secret is replaced.
    #[must_use]
    pub fn or_secret(mut self, secret: impl Into<String>) -> Self {
        self.secrets.push(Zeroizing::new(secret.into()));
        self
    }

    /// Refuses events that were signed longer ago than this, or are dated as far in the future.
    /// Default: any age, for the reason in the [module](self#age) documentation. A limit below 72
    /// hours refuses genuine retries.
    ///
    /// Not available on wasm32-unknown-unknown, whose standard library has no clock. Use
    /// [`verify_at`](Self::verify_at) there.
    #[must_use]
    pub fn tolerance(mut self, limit: Duration) -> Self {
        self.tolerance = Some(limit);
        self
    }

    /// Verifies an event from the value of the signature header and the raw body.
    ///
    /// # Errors
    /// A [`WebhookError`] that says what is wrong. Respond with 400 to all of them. Only
    /// [`WebhookProblem::NotAnEvent`] can occur after a valid signature.
    pub fn verify(
        &self,
        signature_header: impl AsRef<[u8]>,
        raw_body: impl AsRef<[u8]>,
    ) -> Result<Event, WebhookError> {
        self.verify_with(signature_header.as_ref(), raw_body.as_ref(), None)
    }

    /// Verifies an event at a given time. Use it to test a [`tolerance`](Self::tolerance).
    ///
    /// # Errors
    /// The same as for [`verify`](Self::verify).
    pub fn verify_at(
        &self,
        signature_header: impl AsRef<[u8]>,
        raw_body: impl AsRef<[u8]>,
        now: SystemTime,
    ) -> Result<Event, WebhookError> {
        self.verify_with(signature_header.as_ref(), raw_body.as_ref(), Some(now))
    }

    /// Verifies an event from the headers of its request, in which it looks for
    /// [`Webhook::HEADERS`]. If there are several such headers, one valid signature is enough.
    ///
    /// # Errors
    /// The same as for [`verify`](Self::verify), and [`WebhookProblem::NoHeader`].
    pub fn verify_request(&self, headers: &HeaderMap, raw_body: impl AsRef<[u8]>) -> Result<Event, WebhookError> {
        let values = Self::HEADERS.into_iter().flat_map(|name| headers.get_all(name));
        let mut first = None;
        for value in values {
            match self.verify_signature(value, raw_body.as_ref()) {
                Ok(()) => return Event::parse(raw_body.as_ref()),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.unwrap_or(WebhookProblem::NoHeader.into()))
    }

    /// Verifies only the signature, for any body.
    ///
    /// # Errors
    /// The same as for [`verify`](Self::verify), without [`WebhookProblem::NotAnEvent`].
    pub fn verify_signature(
        &self,
        signature_header: impl AsRef<[u8]>,
        raw_body: impl AsRef<[u8]>,
    ) -> Result<(), WebhookError> {
        self.check(signature_header.as_ref(), raw_body.as_ref(), None)
    }

    /// Parses an event **without any proof of who sent it**. Only for a body that was verified
    /// before.
    ///
    /// # Errors
    /// [`WebhookProblem::NotAnEvent`].
    pub fn parse_unverified(raw_body: impl AsRef<[u8]>) -> Result<Event, WebhookError> {
        Event::parse(raw_body.as_ref())
    }

    /// Returns the header that WooshPay would send with a body, `t=…,v1=…`, for tests of your own
    /// server. `time` counts from 1970, in seconds or milliseconds. With several secrets there is
    /// one `v1` for each.
    #[must_use]
    pub fn sign(&self, time: u64, raw_body: impl AsRef<[u8]>) -> String {
        let secrets = self.secrets.iter().map(|secret| secret.as_bytes());
        signature::header(secrets, time, raw_body.as_ref())
    }

    fn verify_with(&self, header: &[u8], body: &[u8], now: Option<SystemTime>) -> Result<Event, WebhookError> {
        self.check(header, body, now)?;
        Event::parse(body)
    }

    fn check(&self, header: &[u8], body: &[u8], now: Option<SystemTime>) -> Result<(), WebhookError> {
        if self.secrets.iter().any(|secret| secret.trim().is_empty()) {
            return Err(WebhookProblem::BlankSecret.into());
        }
        let signature = Signature::parse(header)?;
        // All secrets are tried, so that the time taken does not reveal which one matched.
        let is_by = |secret: &&Zeroizing<String>| signature.is_by(secret.as_bytes(), body);
        let is_signed = self.secrets.iter().filter(is_by).count() > 0;
        if !is_signed {
            return Err(WebhookProblem::NoMatch.into());
        }
        match self.tolerance {
            Some(limit) => signature.is_recent(limit, now.unwrap_or_else(SystemTime::now)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("secrets", &format_args!("{} hidden", self.secrets.len()))
            .field("tolerance", &self.tolerance)
            .finish()
    }
}
