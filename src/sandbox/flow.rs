//! The state behind the sandbox: created objects can be retrieved, and change when they are paid,
//! refunded or expired.

mod actions;
mod dialect;
mod objects;
mod replay;
pub(super) mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use apifox_client::serde_json::{self, Map, Value, json};
use apifox_sandbox::{Handler, HandlerCall, HandlerResponse};

pub use self::dialect::Dialect;
use self::objects::{Objects, Refusal};
use self::replay::{PriorUse, Replays};
pub use self::wire::Delivery;
use self::wire::Post;
use crate::webhook::Webhook;

/// The state of a sandbox, shared by its server and its owner.
#[derive(Debug, Clone)]
pub(super) struct Flow(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    dialect: Dialect,
    post: Post,
}

#[derive(Debug, Default)]
struct State {
    objects: Objects,
    replays: Replays,
}

/// Why an object of a sandbox cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowError(String);

impl FlowError {
    pub(super) fn stateless() -> Self {
        Self("the sandbox is stateless, so it keeps no sessions".to_owned())
    }
}

impl std::fmt::Display for FlowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FlowError {}

impl Flow {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self(Arc::new(Shared {
            state: Mutex::default(),
            dialect,
            post: Post::default(),
        }))
    }

    /// Applies a change by the buyer, or by time, and delivers its event.
    pub(super) fn apply(
        &self,
        change: impl FnOnce(&mut Objects) -> Result<(&'static str, Value), Refusal>,
    ) -> Result<(), FlowError> {
        let mut state = self.state();
        let (kind, object) = change(&mut state.objects).map_err(|refusal| FlowError(refusal.message))?;
        self.notify(&mut state, kind, &object);
        Ok(())
    }

    pub(super) fn post(&self) -> &Post {
        &self.0.post
    }

    /// Delivers an event to the webhook endpoints that were created for it, and to the addresses of
    /// the owner.
    fn notify(&self, state: &mut State, kind: &str, object: &Value) {
        let shown = self.0.dialect.shown(object.clone());
        let event = state.objects.event(kind, &shown);
        let body = event.to_string();
        for (url, secret) in state.objects.listeners(kind) {
            self.0.post.deliver(url, &Webhook::new(secret), &body);
        }
        self.0.post.deliver_to_all(&body);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code under the lock can panic halfway.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Handler for Flow {
    fn handle(&self, call: &HandlerCall<'_>) -> Option<HandlerResponse> {
        let mut state = self.state();
        let replay = replay::KeyedCall::new(call);
        match replay.as_ref().map(|keyed| state.replays.find(keyed)) {
            Some(PriorUse::Same(response)) => return Some(response.clone()),
            Some(PriorUse::Other) => return Some(refused(&Refusal::idempotency())),
            Some(PriorUse::None) | None => {}
        }
        let body: Map<String, Value> = serde_json::from_slice(call.body).unwrap_or_default();
        let (result, event) = actions::act(&mut state.objects, call, &body)?;
        let response = match result {
            Ok(object) => {
                if let Some(kind) = event {
                    self.notify(&mut state, kind, &object);
                }
                HandlerResponse::new(200, self.0.dialect.shown(object))
            }
            Err(refusal) => refused(&refusal),
        };
        if let Some(keyed) = replay {
            state.replays.insert(keyed, response.clone());
        }
        Some(response)
    }
}

fn refused(refusal: &Refusal) -> HandlerResponse {
    let error = json!({"error": {"type": refusal.kind, "code": refusal.code, "message": refusal.message}});
    HandlerResponse::new(refusal.status, error)
}
