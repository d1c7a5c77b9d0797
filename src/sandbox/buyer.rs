//! Changes of a session: the buyer pays, a payment fails, the session expires.

use super::flow::{Delivery, Dialect, FlowError, wire};
use super::{Sandbox, SandboxBuilder};
use crate::types::CheckoutSession;
use crate::webhook::Webhook;

impl Sandbox {
    /// The secret that signs every event of a sandbox. It is not a secret, and WooshPay does not
    /// use it.
    pub const WEBHOOK_SECRET: &str = wire::SECRET;

    /// Pays a session as the buyer. The session becomes complete and its intent succeeds, or waits
    /// for a capture. The event `payment_intent.succeeded` (or
    /// `payment_intent.amount_capturable_updated`) is delivered.
    ///
    /// Events go to the webhook endpoints that were created and to the addresses of
    /// [`webhooks_to`](Self::webhooks_to), if they are `http://` on this machine. Delivery is
    /// attempted up to 18 times, as WooshPay does, but within seconds instead of days. It runs on
    /// its own thread; [`deliveries`](Self::deliveries) lists the attempts.
    ///
    /// # Errors
    /// The session is not from this sandbox, is not open, or has no intent; the sandbox is
    /// [stateless](SandboxBuilder::stateless).
    pub fn pay(&self, session: &CheckoutSession) -> Result<(), FlowError> {
        self.flow()?.apply(|objects| objects.pay(session.id.as_str()))
    }

    /// Fails a payment as the buyer. The intent requires another payment method, the session stays
    /// open, and the event `payment_intent.payment_failed` is delivered.
    ///
    /// # Errors
    /// The same as for [`pay`](Self::pay).
    pub fn fail(&self, session: &CheckoutSession) -> Result<(), FlowError> {
        self.flow()?.apply(|objects| objects.fail(session.id.as_str()))
    }

    /// Lets a session expire unpaid. The event `checkout.session.expired` is delivered.
    ///
    /// # Errors
    /// The same as for [`pay`](Self::pay).
    pub fn expire(&self, session: &CheckoutSession) -> Result<(), FlowError> {
        self.flow()?.apply(|objects| objects.expire(session.id.as_str()))
    }

    /// Delivers all later events to this address too: `http://127.0.0.1:PORT/PATH`, signed with
    /// [`WEBHOOK_SECRET`](Self::WEBHOOK_SECRET). An address that is not on this machine gets
    /// nothing.
    pub fn webhooks_to(&self, url: impl Into<String>) {
        if let Some(flow) = &self.flow {
            flow.post().listen(url.into());
        }
    }

    /// Returns every delivery attempt so far, in the order in which they began. An attempt is
    /// listed from before its request is sent.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.flow
            .as_ref()
            .map(|flow| flow.post().deliveries())
            .unwrap_or_default()
    }

    /// Returns the value of `Wooshpay-Signature` for a body, signed with
    /// [`WEBHOOK_SECRET`](Self::WEBHOOK_SECRET). Use it to test a webhook handler without a server.
    #[must_use]
    pub fn sign(&self, body: impl AsRef<[u8]>) -> String {
        Webhook::new(wire::SECRET).sign(wire::SIGNED_AT, body)
    }

    fn flow(&self) -> Result<&super::flow::Flow, FlowError> {
        self.flow.as_ref().ok_or_else(FlowError::stateless)
    }
}

impl SandboxBuilder {
    /// Responds to every call from its page alone, ignoring earlier calls. Use it for contract
    /// tests. Default: created objects can be retrieved by id, and change when they are paid,
    /// refunded or expired.
    pub fn stateless(mut self) -> Self {
        self.is_stateless = true;
        self
    }

    /// Sets the generation of WooshPay's responses. Default: the current one.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }
}
