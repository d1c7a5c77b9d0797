//! What happens to a session: the buyer pays, fails, or goes away.

use super::flow::{Delivery, Dialect, FlowError, wire};
use super::{Sandbox, SandboxBuilder};
use crate::types::CheckoutSession;
use crate::webhook::Webhook;

impl Sandbox {
    /// The secret that every event of a sandbox is signed with. It is no secret, and WooshPay does not know it.
    pub const WEBHOOK_SECRET: &str = wire::SECRET;

    /// Has the buyer pay a session: the session is complete and its intent succeeded, or waits for a capture, and the event
    /// `payment_intent.succeeded` (or `payment_intent.amount_capturable_updated`) is delivered.
    ///
    /// Events go to the webhook endpoints that were created, and to the addresses of [`webhooks_to`](Self::webhooks_to), if they are of this
    /// machine and `http://`. They are tried up to 18 times, as WooshPay does, within seconds in the place of days. Delivery goes on in a thread
    /// of its own; [`deliveries`](Self::deliveries) lists the attempts.
    ///
    /// # Errors
    /// The session is not one of this sandbox, or not open, or has no intent; the sandbox is [stateless](SandboxBuilder::stateless).
    pub fn pay(&self, session: &CheckoutSession) -> Result<(), FlowError> {
        self.flow()?.happens(|objects| objects.pay(session.id.as_str()))
    }

    /// Has an attempt to pay a session fail: its intent requires another payment method, the session stays open, and the event
    /// `payment_intent.payment_failed` is delivered.
    ///
    /// # Errors
    /// As of [`pay`](Self::pay).
    pub fn fail(&self, session: &CheckoutSession) -> Result<(), FlowError> {
        self.flow()?.happens(|objects| objects.fail(session.id.as_str()))
    }

    /// Has a session end unpaid, and the event `checkout.session.expired` delivered.
    ///
    /// # Errors
    /// As of [`pay`](Self::pay).
    pub fn expire(&self, session: &CheckoutSession) -> Result<(), FlowError> {
        self.flow()?.happens(|objects| objects.expire(session.id.as_str()))
    }

    /// Delivers all events from now on to an address of this machine too, `http://127.0.0.1:PORT/PATH`, signed with
    /// [`WEBHOOK_SECRET`](Self::WEBHOOK_SECRET). Other addresses get nothing.
    pub fn webhooks_to(&self, url: impl Into<String>) {
        if let Some(flow) = &self.flow {
            flow.post().listen(url.into());
        }
    }

    /// Every attempt to deliver an event so far.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.flow
            .as_ref()
            .map(|flow| flow.post().deliveries())
            .unwrap_or_default()
    }

    /// The value of `Wooshpay-Signature` for a body, by [`WEBHOOK_SECRET`](Self::WEBHOOK_SECRET): for tests of a handler without a server.
    #[must_use]
    pub fn sign(&self, body: impl AsRef<[u8]>) -> String {
        Webhook::new(wire::SECRET).sign(wire::SIGNED_AT, body)
    }

    fn flow(&self) -> Result<&super::flow::Flow, FlowError> {
        self.flow.as_ref().ok_or_else(FlowError::stateless)
    }
}

impl SandboxBuilder {
    /// Answers every call by its page alone, whatever came before: for tests of a contract. Default: what is created can be retrieved, by
    /// its id, and changes as it is paid, refunded or expired.
    pub fn stateless(mut self) -> Self {
        self.is_stateless = true;
        self
    }

    /// Which generation of WooshPay's responses is given. Default: that of today.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }
}
