//! Webhooks: what WooshPay tells your server, and the proof that it was WooshPay.
//!
//! WooshPay posts an event to your address and signs it with the endpoint's secret, which it shows once, when the endpoint is created
//! (`whsec_…`). [`Webhook::verify`] takes the header and the body, **byte for byte as they came**: JSON that was read and written again
//! has other bytes, and no longer matches.
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
//! In a server, hand over all headers and the raw body: [`Webhook::verify_request`] finds the right header. Answer with 200 as soon as
//! the event is stored, and do the work after that. WooshPay delivers an event again until it gets a 2xx, up to 18 times in 72 hours, and
//! once for each endpoint: remember [`Event::id`] and do nothing for an event that was seen before.
//!
//! # Age
//!
//! Verification takes a signature of any age, unless [`Webhook::tolerance`] sets a limit. WooshPay documents no limit, and a retry keeps the
//! time of the first attempt: the common five minutes would refuse genuine events that are delivered late. What protects from an
//! event that is sent twice, by whomever, is its id.
//!
//! # How it is signed
//!
//! `Wooshpay-Signature: t=<time>,v1=<signature>`: HMAC-SHA256, in hexadecimal, over the characters of `t`, a full stop and the bytes of
//! the body; the key is the secret as text, its prefix included. Elements of other names are passed over. The rule is from the vendor's
//! guide; that `t` may be in milliseconds, and that some deliveries carry the header `Signature` instead, is from merchants' code.

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
/// `Debug` shows no secret, no error does, and its memory is wiped when it is dropped.
#[derive(Clone)]
pub struct Webhook {
    secrets: Vec<Zeroizing<String>>,
    tolerance: Option<Duration>,
}

impl Webhook {
    /// The headers that a signature may stand in, in the order in which they are looked at. Case does not matter.
    pub const HEADERS: [&str; 2] = ["Wooshpay-Signature", "Signature"];

    /// With the secret of a webhook endpoint, as WooshPay showed it: `whsec_…`, whole.
    ///
    /// The secret is opaque text and is taken as it is. A blank one verifies nothing: each call fails with
    /// [`WebhookProblem::BlankSecret`], since anyone can sign with it.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self {
            secrets: vec![Zeroizing::new(secret.into())],
            tolerance: None,
        }
    }

    /// Takes the signatures of one more secret too: of a second endpoint at the same address, or while one is replaced.
    #[must_use]
    pub fn or_secret(mut self, secret: impl Into<String>) -> Self {
        self.secrets.push(Zeroizing::new(secret.into()));
        self
    }

    /// Refuses what was signed longer ago than this, or is dated as far in the future. Default: any age, for the reason that the
    /// [module](self#age) gives; a limit below 72 hours refuses genuine retries.
    ///
    /// Not for wasm32-unknown-unknown, whose standard library has no clock: there, see [`verify_at`](Self::verify_at).
    #[must_use]
    pub fn tolerance(mut self, limit: Duration) -> Self {
        self.tolerance = Some(limit);
        self
    }

    /// Verifies an event: the value of the signature's header, and the body as it came.
    ///
    /// # Errors
    /// A [`WebhookError`] that says what is wrong. Respond with 400 to all of them; [`WebhookProblem::NotAnEvent`] is the only one that
    /// comes after a good signature.
    pub fn verify(
        &self,
        signature_header: impl AsRef<[u8]>,
        raw_body: impl AsRef<[u8]>,
    ) -> Result<Event, WebhookError> {
        self.verify_with(signature_header.as_ref(), raw_body.as_ref(), None)
    }

    /// The same, by a clock of your own: for tests of a [`tolerance`](Self::tolerance).
    ///
    /// # Errors
    /// As of [`verify`](Self::verify).
    pub fn verify_at(
        &self,
        signature_header: impl AsRef<[u8]>,
        raw_body: impl AsRef<[u8]>,
        now: SystemTime,
    ) -> Result<Event, WebhookError> {
        self.verify_with(signature_header.as_ref(), raw_body.as_ref(), Some(now))
    }

    /// Verifies an event by the headers of its request, in which it looks for [`Webhook::HEADERS`]. Of several such headers, one that
    /// verifies is enough.
    ///
    /// # Errors
    /// As of [`verify`](Self::verify), and [`WebhookProblem::NoHeader`].
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

    /// Verifies the signature alone, whatever the body is.
    ///
    /// # Errors
    /// As of [`verify`](Self::verify), without [`WebhookProblem::NotAnEvent`].
    pub fn verify_signature(
        &self,
        signature_header: impl AsRef<[u8]>,
        raw_body: impl AsRef<[u8]>,
    ) -> Result<(), WebhookError> {
        self.check(signature_header.as_ref(), raw_body.as_ref(), None)
    }

    /// Reads an event **without any proof of who sent it**. Only for a body that was verified before.
    ///
    /// # Errors
    /// [`WebhookProblem::NotAnEvent`].
    pub fn parse_unverified(raw_body: impl AsRef<[u8]>) -> Result<Event, WebhookError> {
        Event::parse(raw_body.as_ref())
    }

    /// The header that WooshPay would send with a body, `t=…,v1=…`, for tests of your own server. `time` counts from 1970, in seconds or
    /// milliseconds; with several secrets there is one `v1` for each.
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
        // All secrets are tried, so that the time taken does not tell which one it was.
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
