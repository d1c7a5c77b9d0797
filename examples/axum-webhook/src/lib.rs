//! A handler for WooshPay's webhooks: verified by the raw body, each event once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use wooshpay::types::PaymentIntentId;
use wooshpay::webhook::{Event, EventType, Webhook};

/// What the handler shares between calls.
#[derive(Clone)]
pub struct Shop {
    webhook: Webhook,
    /// In production a table with a unique key: it must outlive the program.
    seen: Arc<Mutex<HashSet<String>>>,
    /// What is to be done, for a worker of its own: WooshPay waits for the response.
    paid: tokio::sync::mpsc::UnboundedSender<PaymentIntentId>,
}

impl Shop {
    /// With the secret of the webhook endpoint; `paid` gets the id of each payment intent that is paid.
    pub fn new(secret: &str, paid: tokio::sync::mpsc::UnboundedSender<PaymentIntentId>) -> Self {
        Self {
            webhook: Webhook::new(secret),
            seen: Arc::default(),
            paid,
        }
    }

    /// Whether the event is new.
    fn is_new(&self, event: &Event) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(event.id.clone())
    }
}

/// The server's routes.
pub fn router(shop: Shop) -> Router {
    Router::new().route("/hook", post(hook)).with_state(shop)
}

/// `Bytes`, not `Json`: the signature is of the bytes as they came.
async fn hook(State(shop): State<Shop>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let event = match shop.webhook.verify_request(&headers, &body) {
        Ok(event) => event,
        Err(error) => {
            eprintln!("refused: {error}");
            return StatusCode::BAD_REQUEST;
        }
    };
    if !shop.is_new(&event) {
        return StatusCode::OK; // delivered before; anything else would bring it again
    }
    if event.kind == EventType::PaymentIntentSucceeded
        && let Ok(intent) = event.payment_intent()
    {
        let _ = shop.paid.send(intent.id);
    }
    StatusCode::OK // of other kinds too, which an endpoint may be sent later
}
