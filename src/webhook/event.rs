//! The content of a webhook.

use apifox_client::serde_json::{self, Map, Value};
use serde::Deserialize;

use super::error::{WebhookError, WebhookProblem};

/// An event: the body of a webhook, or a retrieved event.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// The id of the event, the same in every delivery: `evt_…`.
    pub id: String,
    /// The type of the event.
    pub kind: EventType,
    /// When it happened. WooshPay's documentation says seconds; all its samples have milliseconds
    /// since 1970.
    pub created: Option<i64>,
    /// `true` in live mode, `false` in test mode. Absent in the vendor's latest samples.
    pub livemode: Option<bool>,
    /// The API version of the object, if the event states it.
    pub api_version: Option<String>,
    /// The idempotency key of the request that caused the event, if the event states it.
    pub idempotency_key: Option<String>,
    /// The field `data`. The object is at `object`, and may be shortened.
    pub data: Map<String, Value>,
}

/// The samples show which fields are always present.
#[derive(Deserialize)]
struct Envelope {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    created: Value,
    #[serde(default)]
    livemode: Value,
    #[serde(default)]
    api_version: Value,
    #[serde(default)]
    request: Value,
    data: Map<String, Value>,
}

impl Event {
    pub(super) fn parse(body: &[u8]) -> Result<Self, WebhookError> {
        let envelope: Envelope = serde_json::from_slice(body).map_err(|_| WebhookProblem::NotAnEvent)?;
        let is_whole = !envelope.id.is_empty()
            && !envelope.kind.is_empty()
            && envelope.data.get("object").is_some_and(Value::is_object);
        if !is_whole {
            return Err(WebhookProblem::NotAnEvent.into());
        }
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(Self {
            kind: EventType::from(envelope.kind),
            created: envelope.created.as_i64(),
            livemode: envelope.livemode.as_bool(),
            api_version: text(&envelope.api_version),
            idempotency_key: envelope.request.get("idempotency_key").and_then(text),
            id: envelope.id,
            data: envelope.data,
        })
    }

    /// Returns the object of the event, as JSON.
    #[must_use]
    pub fn object(&self) -> Option<&Map<String, Value>> {
        self.data.get("object")?.as_object()
    }

    /// Returns the id of the object.
    #[must_use]
    pub fn object_id(&self) -> Option<&str> {
        self.object()?.get("id")?.as_str()
    }

    /// Returns the payment intent of the event. It may be shortened.
    ///
    /// # Errors
    /// [`WebhookProblem::OtherObject`] if the event is about something else.
    #[cfg(described = "payment_intents")]
    #[cfg_attr(docsrs, doc(cfg(feature = "payment_intents")))]
    pub fn payment_intent(&self) -> Result<crate::types::PaymentIntent, WebhookError> {
        self.read("payment_intent")
    }

    /// Returns the refund of the event. It may be shortened.
    ///
    /// # Errors
    /// The same as for [`payment_intent`](Self::payment_intent).
    #[cfg(described = "refunds")]
    #[cfg_attr(docsrs, doc(cfg(feature = "refunds")))]
    pub fn refund(&self) -> Result<crate::types::Refund, WebhookError> {
        self.read("refund")
    }

    /// Returns the checkout session of the event. It may be shortened.
    ///
    /// # Errors
    /// The same as for [`payment_intent`](Self::payment_intent).
    #[cfg(described = "checkout_sessions")]
    #[cfg_attr(docsrs, doc(cfg(feature = "checkout_sessions")))]
    pub fn checkout_session(&self) -> Result<crate::types::CheckoutSession, WebhookError> {
        self.read("checkout.session")
    }

    /// Returns the payout of the event. It may be shortened.
    ///
    /// # Errors
    /// The same as for [`payment_intent`](Self::payment_intent).
    #[cfg(described = "payouts")]
    #[cfg_attr(docsrs, doc(cfg(feature = "payouts")))]
    pub fn payout(&self) -> Result<crate::types::Payout, WebhookError> {
        self.read("payout")
    }

    /// Returns the object if it has this kind, or does not state its kind.
    #[cfg(any(
        described = "checkout_sessions",
        described = "payment_intents",
        described = "payouts",
        described = "refunds"
    ))]
    fn read<T: serde::de::DeserializeOwned>(&self, kind: &str) -> Result<T, WebhookError> {
        // An object that does not state its kind is identified by the type of the event.
        let is_of_kind = match self.object_kind() {
            Some(own) => own == kind,
            None => self.kind.about() == Some(kind),
        };
        let object = self.object().filter(|_| is_of_kind).cloned();
        let object = object.ok_or(WebhookProblem::OtherObject)?;
        serde_json::from_value(Value::Object(object)).map_err(|_| WebhookProblem::OtherObject.into())
    }

    /// Returns the kind of the object: `payment_intent`, `refund`, `checkout.session` and so on.
    #[must_use]
    pub fn object_kind(&self) -> Option<&str> {
        self.object()?.get("object")?.as_str()
    }
}

/// The type of an event. A type that this version does not know is [`Unknown`](Self::Unknown), with
/// its name.
///
/// The values are those in WooshPay's public documentation; only part of its own list could be
/// read. The documented proof of a payment is
/// [`PaymentIntentSucceeded`](Self::PaymentIntentSucceeded). Refunds are reported by
/// [`ChargeRefundUpdated`](Self::ChargeRefundUpdated). No documentation names an event for a
/// completed session.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EventType {
    /// `charge.captured`: about a charge.
    ChargeCaptured,
    /// `charge.dispute.closed`: about a dispute.
    ChargeDisputeClosed,
    /// `charge.dispute.created`: about a dispute.
    ChargeDisputeCreated,
    /// `charge.dispute.funds_reinstated`: about a dispute.
    ChargeDisputeFundsReinstated,
    /// `charge.dispute.funds_withdrawn`: about a dispute.
    ChargeDisputeFundsWithdrawn,
    /// `charge.dispute.updated`: about a dispute.
    ChargeDisputeUpdated,
    /// `charge.refund.updated`: about a refund.
    ChargeRefundUpdated,
    /// `checkout.session.expired`: about a checkout session.
    CheckoutSessionExpired,
    /// `payment_intent.amount_capturable_updated`: about a payment intent.
    PaymentIntentAmountCapturableUpdated,
    /// `payment_intent.canceled`: about a payment intent.
    PaymentIntentCanceled,
    /// `payment_intent.created`: about a payment intent.
    PaymentIntentCreated,
    /// `payment_intent.payment_failed`: about a payment intent.
    PaymentIntentPaymentFailed,
    /// `payment_intent.processing`: about a payment intent.
    PaymentIntentProcessing,
    /// `payment_intent.requires_action`: about a payment intent.
    PaymentIntentRequiresAction,
    /// `payment_intent.succeeded`: about a payment intent, which is paid.
    PaymentIntentSucceeded,
    /// `payout.canceled`: about a payout.
    PayoutCanceled,
    /// `payout.created`: about a payout.
    PayoutCreated,
    /// `payout.failed`: about a payout.
    PayoutFailed,
    /// `payout.paid`: about a payout.
    PayoutPaid,
    /// `setup_intent.created`: about a setup intent.
    SetupIntentCreated,
    /// `setup_intent.succeeded`: about a setup intent.
    SetupIntentSucceeded,
    /// A type that this version does not know.
    Unknown(String),
}

apifox_client::open_enum!(EventType: str {
    ChargeCaptured = "charge.captured",
    ChargeDisputeClosed = "charge.dispute.closed",
    ChargeDisputeCreated = "charge.dispute.created",
    ChargeDisputeFundsReinstated = "charge.dispute.funds_reinstated",
    ChargeDisputeFundsWithdrawn = "charge.dispute.funds_withdrawn",
    ChargeDisputeUpdated = "charge.dispute.updated",
    ChargeRefundUpdated = "charge.refund.updated",
    CheckoutSessionExpired = "checkout.session.expired",
    PaymentIntentAmountCapturableUpdated = "payment_intent.amount_capturable_updated",
    PaymentIntentCanceled = "payment_intent.canceled",
    PaymentIntentCreated = "payment_intent.created",
    PaymentIntentPaymentFailed = "payment_intent.payment_failed",
    PaymentIntentProcessing = "payment_intent.processing",
    PaymentIntentRequiresAction = "payment_intent.requires_action",
    PaymentIntentSucceeded = "payment_intent.succeeded",
    PayoutCanceled = "payout.canceled",
    PayoutCreated = "payout.created",
    PayoutFailed = "payout.failed",
    PayoutPaid = "payout.paid",
    SetupIntentCreated = "setup_intent.created",
    SetupIntentSucceeded = "setup_intent.succeeded",
});

impl EventType {
    /// Returns the kind of object that such an event is about, such as `payment_intent`, or `None`
    /// for an unknown type.
    #[must_use]
    pub fn about(&self) -> Option<&'static str> {
        let kinds = [
            ("charge.dispute.", "dispute"),
            ("charge.refund.", "refund"),
            ("charge.", "charge"),
            ("checkout.session.", "checkout.session"),
            ("payment_intent.", "payment_intent"),
            ("payout.", "payout"),
            ("setup_intent.", "setup_intent"),
        ];
        let text = self.as_str();
        let is_known = !matches!(self, Self::Unknown(_));
        let found = kinds.into_iter().find(|(start, _)| text.starts_with(start));
        found.filter(|_| is_known).map(|(_, kind)| kind)
    }
}
