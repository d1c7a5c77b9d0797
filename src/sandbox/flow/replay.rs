//! Calls that repeat an idempotency key.

use std::collections::BTreeMap;

use apifox_sandbox::{HandlerCall, HandlerResponse};

/// A call with an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyedCall {
    key: Vec<u8>,
    operation: String,
    path: String,
    body: Vec<u8>,
}

/// The responses to calls with a key.
#[derive(Debug, Default)]
pub(super) struct Replays(BTreeMap<Vec<u8>, (KeyedCall, HandlerResponse)>);

/// The earlier use of a key.
pub(super) enum PriorUse<'a> {
    None,
    /// The same call, with its response.
    Same(&'a HandlerResponse),
    /// Another call.
    Other,
}

impl KeyedCall {
    /// Returns `None` for a call without a key.
    pub(super) fn new(call: &HandlerCall<'_>) -> Option<Self> {
        Some(Self {
            key: call.headers.get("idempotency-key")?.as_bytes().to_owned(),
            operation: call.operation.to_owned(),
            path: call.path.to_owned(),
            body: call.body.to_owned(),
        })
    }
}

impl Replays {
    pub(super) fn find(&self, call: &KeyedCall) -> PriorUse<'_> {
        match self.0.get(&call.key) {
            None => PriorUse::None,
            Some((before, response)) if before == call => PriorUse::Same(response),
            Some(_) => PriorUse::Other,
        }
    }

    pub(super) fn insert(&mut self, call: KeyedCall, response: HandlerResponse) {
        self.0.insert(call.key.clone(), (call, response));
    }
}
