//! A handler for WooshPay's webhooks. It verifies the raw body and handles each event once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use wooshpay::types::PaymentIntentId;
use wooshpay::webhook::{Event, EventType, Webhook};

/// The state that all calls of the handler share.
#[derive(Clone)]
pub struct Shop {
    webhook: Webhook,
    /// In production, use a table with a unique key that outlives the program.
    seen: Arc<Mutex<HashSet<String>>>,
    /// The work to do, for a separate worker: WooshPay waits for the response.
    paid: tokio::sync::mpsc::UnboundedSender<PaymentIntentId>,
}

impl Shop {
    /// Creates the state with the secret of the webhook endpoint. `paid` receives the id of each
    /// paid payment intent.
    pub fn new(secret: &str, paid: tokio::sync::mpsc::UnboundedSender<PaymentIntentId>) -> Self {
        Self {
            webhook: Webhook::new(secret),
            seen: Arc::default(),
            paid,
        }
    }

    /// Returns whether the event is new.
    fn is_new(&self, event: &Event) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(event.id.clone())
    }
}

/// Returns the routes of the server.
pub fn router(shop: Shop) -> Router {
    Router::new().route("/hook", post(hook)).with_state(shop)
}

/// `Bytes`, not `Json`: the signature covers the raw bytes.
async fn hook(State(shop): State<Shop>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let event = match shop.webhook.verify_request(&headers, &body) {
        Ok(event) => event,
        Err(error) => {
            eprintln!("refused: {error}");
            return StatusCode::BAD_REQUEST;
        }
    };
    if !shop.is_new(&event) {
        return StatusCode::OK; // already handled; another status would cause another delivery
    }
    if event.kind == EventType::PaymentIntentSucceeded
        && let Ok(intent) = event.payment_intent()
    {
        let _ = shop.paid.send(intent.id);
    }
    StatusCode::OK // an endpoint may also get events of other types
}
